"""A kiosk without a screen: what it would show goes to stdout, touches come from stdin.

For rehearsals and tests. One JSON line for every changed view; which candidates are chosen is
in none of them. What it takes from stdin stands in `kiosk.hands`.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading

from kiosk.hands import follow_stdin
from kiosk.pump import PumpFailed
from kiosk.settings import KioskSettings
from kiosk.station import Station
from kiosk.trace import Printer

EXIT_FAILED = 70
_log = logging.getLogger(__name__)


def run(settings: KioskSettings) -> int:
    """Run until SIGTERM or SIGINT; the exit code (70: start me again)."""
    station = Station(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    station.pump.on_view = Printer(sys.stdout).show
    follow_stdin(station)
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
