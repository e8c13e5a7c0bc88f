"""The programs that a demo or a rehearsal starts: the same commands that people type."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_GRACE_S = 10.0


def hub_command(data: Path, *arguments: str) -> list[str]:
    """`daihoi-hub --data DATA …` run by this very Python."""
    return [sys.executable, "-m", "hub", "--data", str(data), *arguments]


def kiosk_command(data: Path, *arguments: str) -> list[str]:
    """`daihoi-kiosk … --data DATA` run by this very Python; the hub never imports the kiosk."""
    return [sys.executable, "-m", "kiosk", *arguments, "--data", str(data)]


@contextmanager
def running(
    command: list[str],
    log: Path,
    environment: dict[str, str] | None = None,
    output: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A child with a pipe to its standard input, ended with the block.

    What it says goes into the log, its standard output into a new file of its own if one is
    named. It also ends when this process dies by a signal that nobody can catch.
    """
    with log.open("ab") as sink, output.open("wb") if output else nullcontext() as told:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=told or sink,
            stderr=sink,
            env=os.environ | (environment or {}),
            preexec_fn=dies_with(os.getpid()),
        )
        try:
            yield child
        finally:
            end(child)


def end(child: subprocess.Popen[bytes]) -> int:
    """Ask a child to end, make it end after ten seconds; its exit code."""
    if child.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
    return child.wait()


def write_line(pipe: IO[bytes], line: str) -> None:
    """One line into a child's standard input, at once."""
    pipe.write(line.encode("utf-8") + b"\n")
    pipe.flush()


def dies_with(parent: int) -> Callable[[], None]:
    """For `preexec_fn`: the child gets SIGTERM when the thread that starts it ends."""
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return prepare
