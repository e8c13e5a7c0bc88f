"""Touches and scans from standard input, for rehearsals, training and tests.

Lines of JSON: {"touch": "choose", "arg": "…"}, and with the fake reader {"scan": "text"},
{"garble": true}, {"unplug": true}, {"plug": true}.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from kiosk.flows.events import Action
from kiosk.readers.fake_reader import FakeReader
from kiosk.station import Station

_log = logging.getLogger(__name__)


def follow_stdin(station: Station) -> None:
    """Do what the lines of standard input say, in a thread that ends with the process."""
    hands = Hands(station.pump.touch, station.fake)
    threading.Thread(target=hands.follow, args=(sys.stdin,), name="stdin", daemon=True).start()


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
