"""Kivy made ready for a kiosk, before its first import: nothing of a user's home, one input."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kiosk.screens.theme import Measure

QUIET = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_CLOCK": "interrupt",
    "SDL_TOUCH_MOUSE_EVENTS": "0",
}


def prepare(home: Path, measure: Measure, *, fullscreen: bool, width: int, height: int) -> None:
    """Set Kivy's environment and options; to be called before anything imports Kivy's window."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(QUIET)
    os.environ["KIVY_HOME"] = str(home)
    os.environ["KIVY_DPI"] = f"{measure.dpi:.2f}"
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")

    from kivy.config import Config

    for section, values in options(fullscreen, width, height).items():
        for name, value in values.items():
            Config.set(section, name, value)
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    Config.set("input", "mouse", "mouse,disable_multitouch")
    for name, _ in Config.items("modules"):
        Config.remove_option("modules", name)


def options(fullscreen: bool, width: int, height: int) -> Mapping[str, Mapping[str, str]]:
    """What differs from Kivy's own defaults."""
    return {
        "kivy": {"exit_on_escape": "0", "desktop": "0", "pause_on_minimize": "0"},
        "graphics": {
            "width": str(width),
            "height": str(height),
            "fullscreen": "auto" if fullscreen else "0",
            "borderless": "1" if fullscreen else "0",
            "show_cursor": "0" if fullscreen else "1",
            "resizable": "0",
            "maxfps": "30",
            "multisamples": "0",
            "allow_screensaver": "0",
            "rotation": "0",
        },
        "postproc": {"double_tap_time": "250", "jitter_distance": "0"},
    }
