"""A real kiosk process without a screen: tell it what to do, wait for what it shows."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

PATIENCE_S = 30.0
Line = dict[str, Any]


class HeadlessKiosk:
    """`daihoi-kiosk --headless` with the fake reader, on data of its own."""

    def __init__(self, data_dir: Path, *options: str) -> None:
        words = ["--headless", "--data", str(data_dir), "--reader", "fake", *options]
        self._log = data_dir.with_suffix(".log").open("ab+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[Line] = []
        self._come = threading.Condition()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._come:
                self.lines.append(json.loads(line))
                self._come.notify_all()
        with self._come:
            self._come.notify_all()

    def tell(self, **wish: object) -> None:
        self.say(json.dumps(wish))

    def say(self, line: str) -> None:
        """Any line at all."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def shows(self, *titles: str, since: int = 0) -> Line:
        """Wait for a view with one of these titles (or of this kind) after the first `since`."""
        until = time.monotonic() + PATIENCE_S
        with self._come:
            while True:
                for line in self.lines[since:]:
                    if line.get("title") in titles or line["view"] in titles:
                        return line
                left = until - time.monotonic()
                ended = self.process.poll() is not None
                assert left > 0 and not ended, (titles, self.lines, self.log())  # noqa: PT018
                self._come.wait(min(left, 0.5))

    def then_shows(self, wish: dict[str, object], *titles: str) -> Line:
        """Tell it something and wait for a view that comes after."""
        before = len(self.lines)
        self.tell(**wish)
        return self.shows(*titles, since=before)

    def touch_until(self, action: str, *titles: str, arg: str = "") -> Line:
        """Touch like a person who sees that nothing happened (a touch may come too soon)."""
        before, until = len(self.lines), time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.tell(touch=action, arg=arg)
            with self._come:
                self._come.wait(0.2)
                for line in self.lines[before:]:
                    if line.get("title") in titles or line["view"] in titles:
                        return line
        raise AssertionError((action, titles, self.lines, self.log()))

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; the exit code."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self._reading.join(PATIENCE_S)
        return code

    def close(self) -> None:
        """Whatever happened, nothing is left running."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._log.close()
