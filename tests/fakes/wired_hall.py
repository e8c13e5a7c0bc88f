"""A network of its own: a hub's and a kiosk's namespace, joined by a cable that can be pulled.

Needs root and iproute2; everything is deleted by `close`, whatever happened.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tests.fakes.bench import wait_until

ROOT = Path(__file__).parents[2]


class Spoken:
    """A program in a namespace, what it said so far, and a way to tell it something."""

    def __init__(self, namespace: str, *words: str) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [*_inside(namespace), sys.executable, "-m", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.lines.extend(iter(self._process.stdout.readline, ""))

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def last(self, kind: str) -> str:
        """The rest of the newest line that begins so."""
        said = [line.split() for line in self.lines]
        return next((" ".join(w[1:]) for w in reversed(said) if w[0] == kind), "")

    def wait(self, true: Callable[[], bool], what: str, within_s: float) -> None:
        def holds() -> bool:
            assert self._process.poll() is None, f"it ended: {self.lines}"
            return true()

        wait_until(holds, what, within_s)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reading.join()


class WiredHall:
    """`hub` and `kiosk` are the namespaces; `cable` is the name of either end."""

    cable = "cable0"

    def __init__(self) -> None:
        mark = secrets.token_hex(3)
        self.hub, self.kiosk = f"dhh-{mark}", f"dhk-{mark}"
        self._programs: list[Spoken] = []
        try:
            for namespace in (self.hub, self.kiosk):
                _ip("netns", "add", namespace)
                self.ip(namespace, "link", "set", "lo", "up")
            ends = ("netns", self.hub, "type", "veth", "peer", "name", self.cable)
            _ip("link", "add", self.cable, *ends, "netns", self.kiosk)
            for namespace in (self.hub, self.kiosk):
                self.ip(namespace, "link", "set", self.cable, "up")
        except BaseException:
            self.close()
            raise

    def ip(self, namespace: str, *words: str) -> None:
        _run(*_inside(namespace), "ip", *words)

    def address(self, namespace: str, address: str, what: str = "add") -> None:
        self.ip(namespace, "addr", what, f"{address}/24", "dev", self.cable)

    def run(self, namespace: str, *words: str) -> Spoken:
        program = Spoken(namespace, *words)
        self._programs.append(program)
        return program

    def close(self) -> None:
        for program in self._programs:
            program.close()
        for namespace in (self.hub, self.kiosk):
            subprocess.run(["ip", "netns", "del", namespace], check=False, capture_output=True)


def _inside(namespace: str) -> list[str]:
    # Not `ip -n` or `ip netns exec`: they change mounts, which cannot be done in a chroot.
    return ["nsenter", f"--net=/run/netns/{namespace}"]


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True)
