"""The hub of a rehearsal: `daihoi-hub run --rehearsal` in a process group that can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from hub.rehearsal.dress.stage_client import HubSilent, health_at
from hub.rehearsal.processes import dies_with, hub_command
from hub.rehearsal.stage.memory import family_kb

MakeCommand = Callable[..., list[str]]
"""From the data directory and the words after it to a command line."""

_REAL_DATABASE = "DAIHOI_DATABASE"
"""Where a technician's real congress may lie; a rehearsal has a file of its own."""
_START_WITHIN_S = 60.0
_GRACE_S = 15.0


class HubFailed(Exception):
    """The hub ended or never answered; says the last lines of its log."""


class HubRun:
    """Start, kill and start again, always at one address. Only the thread that made it starts it.

    Linux ends a child that asked to die with its parent when the parent's *thread* ends.
    """

    def __init__(
        self,
        data: Path,
        listen: tuple[str, int],
        told: str,
        log: Path,
        make_command: MakeCommand = hub_command,
    ) -> None:
        """`told` is the address that kiosks are told; with a bad wire not the hub's own."""
        self.data = data
        self.listen = listen
        self._command = make_command(
            data,
            *("run", "--rehearsal", "--host", listen[0], "--port", str(listen[1])),
            *("--interface", "127.0.0.1", "--address", told),
        )
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run, and return once it answers; else HubFailed."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={name: value for name, value in os.environ.items() if name != _REAL_DATABASE},
                start_new_session=True,
                preexec_fn=dies_with(os.getpid()),
            )
        until = time.monotonic() + _START_WITHIN_S
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(HubSilent):
                health_at(*self.listen, timeout_s=2)
                return
            time.sleep(0.05)
        raise HubFailed(self._log.read_text("utf-8", "replace")[-1500:])

    def kill(self) -> None:
        """End every process of it, as a power cut does."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it as a service manager does; harmless if it does not run."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def held_kb(self) -> int:
        """The memory that its processes hold together."""
        return family_kb(self._process.pid) if self._process is not None else 0
