"""A kiosk as the hall has it, without its screen: a process, and a scanner on a pseudo-terminal."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from firmware_config.emulators.plain import PlainEmulator
from firmware_config.load import reader

PATIENCE_S = 30.0
GUARD_MS = 450
"""A kiosk takes no touch for 400 ms after its screen changed."""

View = dict[str, Any]


class KioskProcess:
    """`daihoi-kiosk --headless` with a serial reader; may be killed and started again.

    `spec` names another reader to be used in its place.
    """

    def __init__(self, folder: Path, spec: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.scanner = PlainEmulator(folder / "scanner", reader("generic-usb-com"), paced=False)
        self._spec = spec or f"serial:{self.scanner.link}?profile=generic-usb-com"
        self._log = folder / "kiosk.log"
        self._process: subprocess.Popen[str] | None = None
        self._views: queue.Queue[View] = queue.Queue()
        self.last: View = {}

    def start(self) -> Self:
        self.scanner.plug()
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "kiosk", "--headless", "--data", str(self.data)),
                    *("--reader", self._spec, "--interface", "127.0.0.1"),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()
        return self

    def scan(self, text: str) -> None:
        """Bytes into the port, as a scanner sends a code."""
        assert self.scanner.scan(text)

    def touch(self, action: str, arg: str = "") -> None:
        """A finger on the screen that was shown last, once the kiosk takes touches again."""
        wait_ms = self.last["at_ms"] + GUARD_MS - time.monotonic_ns() // 1_000_000
        threading.Event().wait(max(0, wait_ms) / 1000)
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"touch": action, "arg": arg}) + "\n")
        self._process.stdin.flush()

    def sees(self, kind: str, title: str = "", where: Callable[[View], bool] | None = None) -> View:
        """The next view of that kind (or kinds: "A|B") and title; fails with the log if none."""
        until = time.monotonic() + PATIENCE_S
        passed: list[View] = []
        while True:
            try:
                view = self._views.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                names = [(v["view"], v.get("title")) for v in passed]
                raise AssertionError(f"no {kind} {title}: {names}\n{self.log()}") from None
            self.last = view
            fits = view["view"] in kind.split("|") and title in ("", view.get("title"))
            if fits and (where is None or where(view)):
                return view
            passed.append(view)

    def stands_at(self, kind: str, title: str) -> View:
        """The view of that kind and title, shown now or next."""
        if (self.last.get("view"), self.last.get("title")) == (kind, title):
            return self.last
        return self.sees(kind, title)

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")[-3000:]

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def close(self) -> None:
        if self._process is not None:
            self.kill()
        self.scanner.unplug()

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        code = self._process.wait(PATIENCE_S)
        self._process = None
        return code

    def _follow(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._views.put(json.loads(line))
