"""One kiosk of the rehearsal: a real headless kiosk process, a scanner on a pseudo-terminal."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from firmware_config.emulators.plain import PlainEmulator
from firmware_config.load import reader
from hub.rehearsal.processes import dies_with, end, kiosk_command, write_line
from hub.rehearsal.stage.memory import rss_kb

PROFILE = "generic-usb-com"
_GUARD_MS = 450
"""A kiosk takes no touch for 400 ms after its screen changed."""

View = dict[str, Any]


def now_ms() -> int:
    """The clock that a kiosk's trace carries; one for all processes of a machine."""
    return time.monotonic_ns() // 1_000_000


class Terminal:
    """Starts a kiosk; scans and touches go in, views come out. Views are taken by one thread."""

    def __init__(self, folder: Path, label: str, interface: str) -> None:
        folder.mkdir(parents=True)
        self.label = label
        self.log = folder / "kiosk.log"
        self._data = folder / "data"
        self._interface = interface
        self._scanner = PlainEmulator(folder / "scanner", reader(PROFILE))
        self._process: subprocess.Popen[bytes] | None = None
        self._views: queue.Queue[View] = queue.Queue()
        self.newest: View = {}
        """What it shows now, whoever took which view."""

    def start(self) -> None:
        """Start the kiosk; to be called in a thread that lives as long as it."""
        self._scanner.plug()
        spec = f"serial:{self._scanner.link}?profile={PROFILE}"
        command = kiosk_command(
            self._data, "--headless", "--reader", spec, "--interface", self._interface
        )
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=dies_with(os.getpid()),
            )
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def scan(self, text: str) -> int:
        """Bytes into the port as a scanner sends them; when the last one went (monotonic ms)."""
        self._scanner.send(text.encode())
        at_ms = now_ms()
        self._scanner.send(b"\r")
        return at_ms

    def touch(self, view: View, action: str, arg: str = "") -> None:
        """A finger on that view, as soon as the kiosk takes touches."""
        time.sleep(max(0, view["at_ms"] + _GUARD_MS - now_ms()) / 1000)
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # who waits for the next view learns of it
            write_line(self._process.stdin, json.dumps({"touch": action, "arg": arg}))

    def next_view(self, until: float) -> View | None:
        """The next view, or None once `until` (monotonic seconds) is over."""
        try:
            return self._views.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            return None

    def skip(self) -> list[View]:
        """Take every view that nobody has taken."""
        skipped = []
        while True:
            try:
                skipped.append(self._views.get_nowait())
            except queue.Empty:
                return skipped

    def rss_kb(self) -> int:
        """The memory of its process."""
        return rss_kb(self._process.pid) if self._process is not None else 0

    def stop(self) -> None:
        """End it and pull its scanner."""
        if self._process is not None:
            end(self._process)
        self._scanner.unplug()

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            view = json.loads(line)
            self.newest = view
            self._views.put(view)
