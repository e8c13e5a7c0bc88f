"""Plays the wav files; a machine without a loudspeaker stays silent, and says so once."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from kivy.core.audio import SoundLoader

from kiosk.flows.effects import Sound

_log = logging.getLogger(__name__)


class Speaker:
    """All sounds; `load` them before the first is needed."""

    def __init__(self) -> None:
        self._sounds: dict[Sound, Any] | None = None

    def load(self) -> dict[Sound, Any]:
        """Read the files, once."""
        if self._sounds is not None:
            return self._sounds
        self._sounds = {}
        for sound in Sound:
            loaded = SoundLoader.load(str(Path(__file__).with_name(f"{sound}.wav")))
            if loaded is not None:
                self._sounds[sound] = loaded
        if len(self._sounds) < len(Sound):
            _log.warning("no audio output: every answer is shown, none is heard")
        return self._sounds

    def play(self, sound: Sound) -> None:
        """Play from the start; whatever still sounds is cut, so that the last answer counts."""
        sounds = self.load()
        for other in sounds.values():
            if other.state == "play":
                other.stop()
        if sound in sounds:
            sounds[sound].play()
