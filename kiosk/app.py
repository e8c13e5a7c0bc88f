"""The kiosk with its face: Kivy's loop runs the pump, the stage draws what the flows decide."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.flows.views import View
from kiosk.hands import follow_stdin
from kiosk.pump import PumpFailed
from kiosk.screens.display import fitting_scale, usable_size
from kiosk.screens.engine import prepare
from kiosk.screens.theme import Measure
from kiosk.settings import KioskSettings, SettingsError
from kiosk.station import Station
from kiosk.trace import Printer

if TYPE_CHECKING:
    from kiosk.screens.window import Training

EXIT_FAILED = 70
TRAY_WIDTH = 300
_log = logging.getLogger(__name__)


def run(settings: KioskSettings) -> int:
    """Run until the window closes, SIGTERM or SIGINT; the exit code (70: start me again)."""
    windowed = settings.windowed or settings.training is not None
    beside = TRAY_WIDTH if settings.training is not None else 0
    measure = _measure(settings, windowed, beside)
    prepare(
        settings.data_dir / "kivy",
        measure,
        fullscreen=not windowed,
        width=measure.width + beside,
        height=measure.height,
    )
    station = Station(settings)
    try:
        # This opens the window, so it waits for everything that could be refused before.
        training = _training(settings, station)
        from kiosk.screens.window import KioskApp

        app = KioskApp(
            *(station.pump, measure, not windowed, training),
            *(lambda: _start(station), station.camera),
        )
        app.run()
    finally:
        station.stop()
    if app.failure is None:
        return 0
    if not isinstance(app.failure, PumpFailed):
        raise app.failure
    _log.critical("%s", app.failure)
    return EXIT_FAILED


def _start(station: Station) -> None:
    """Called when the window stands and shows views."""
    if station.settings.hands:
        show, printer = station.pump.on_view, Printer(sys.stdout)

        def show_and_print(view: View) -> None:
            show(view)
            printer.show(view)

        station.pump.on_view = show_and_print
        follow_stdin(station)
    station.start()


def _measure(settings: KioskSettings, windowed: bool, beside: int) -> Measure:
    panel, scale = settings.panel, settings.scale
    if windowed:
        scale = fitting_scale(scale, panel.width_px, panel.height_px, beside, usable_size())
    return Measure(panel.width_px, panel.height_px, panel.diagonal_inch, scale)


def _training(settings: KioskSettings, station: Station) -> Training | None:
    path = settings.training
    if path is None:
        return None
    if station.fake is None:
        raise SettingsError("command.bad_training", value=str(path), reason="--reader fake")
    from kiosk.screens.tray import TrayBadge
    from kiosk.screens.window import Training

    try:
        badges = tuple(
            TrayBadge(str(entry["name"]), str(entry["code"]), str(entry.get("note", "")))
            for entry in json.loads(Path(path).read_text(encoding="utf-8"))
        )
    except (TypeError, LookupError, AttributeError) as wrong:
        reason = '[{"name": "…", "code": "…", "note": "…"}, …]'
        raise SettingsError("command.bad_training", value=str(path), reason=reason) from wrong
    return Training(badges, settings.language, station.fake.show, station.fake.garble, TRAY_WIDTH)
