"""A kiosk without a screen: what it would show goes to stdout, touches come from stdin.

For rehearsals and tests. One JSON line for every changed view; which candidates are chosen is
in none of them. Lines that it takes: {"touch": "choose", "arg": "…"}, and with the fake reader
{"scan": "text"}, {"garble": true}, {"unplug": true}, {"plug": true}.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

from kiosk.flows.events import Action
from kiosk.flows.views import View
from kiosk.pump import PumpFailed
from kiosk.readers.fake_reader import FakeReader
from kiosk.settings import KioskSettings
from kiosk.station import Station
from kiosk.trace import trace

EXIT_FAILED = 70
_log = logging.getLogger(__name__)


def run(settings: KioskSettings) -> int:
    """Run until SIGTERM or SIGINT; the exit code (70: start me again)."""
    station = Station(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    station.pump.on_view = Printer(sys.stdout).show
    hands = Hands(station.pump.touch, station.fake)
    threading.Thread(target=hands.follow, args=(sys.stdin,), name="stdin", daemon=True).start()
    station.start()
    try:
        while not stop.is_set():
            station.pump.run_once()
    except PumpFailed as failure:
        _log.critical("%s", failure)
        return EXIT_FAILED
    except BrokenPipeError:
        _log.info("nobody reads the views any more")
    finally:
        station.stop()
    return 0


class Printer:
    """Writes a line where it differs from the last one."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: dict[str, object] = {}

    def show(self, view: View) -> None:
        """One line of JSON, or none."""
        line = trace(view)
        if line == self._last:
            return
        self._last = line
        at_ms = time.monotonic_ns() // 1_000_000
        self._out.write(json.dumps({**line, "at_ms": at_ms}, ensure_ascii=False) + "\n")
        self._out.flush()


class Hands:
    """Somebody before the kiosk, made of lines of JSON."""

    def __init__(self, touch: Callable[[Action, str], None], fake: FakeReader | None) -> None:
        self._touch = touch
        self._fake = fake

    def follow(self, lines: TextIO) -> None:
        """Do what each line says until there are no more; a wrong line is reported and skipped."""
        for line in lines:
            try:
                self._do(json.loads(line))
            except (ValueError, TypeError, LookupError) as wrong:
                _log.error("not a line that a kiosk takes: %s", type(wrong).__name__)

    def _do(self, wish: dict[str, str]) -> None:
        if "touch" in wish:
            self._touch(Action(wish["touch"]), str(wish.get("arg", "")))
        elif self._fake is None:
            raise LookupError("no fake reader")
        elif "scan" in wish:
            self._fake.show(str(wish["scan"]))
        elif "garble" in wish:
            self._fake.garble()
        elif "unplug" in wish:
            self._fake.unplug()
        elif "plug" in wish:
            self._fake.plug()
        else:
            raise LookupError("unknown wish")
