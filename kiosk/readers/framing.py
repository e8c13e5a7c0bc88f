"""From a scanner's bytes to texts: what is no text is told as garbage, and not in a flood."""

from __future__ import annotations

import re
import unicodedata

from firmware_config.codecs.base import Code, Codec, Noise
from firmware_config.codecs.plain import PlainCodec
from firmware_config.model import Framing
from kiosk.readers.base import MAX_SCAN_CHARS, Garbage, Scan

SURE_CHARS = 8
"""Amid noise a shorter text is chance: every 250 random bytes hold one of one or two letters."""

_NS_PER_MS = 1_000_000
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Sieve:
    """Tells texts from garbage, one message of a codec after the other.

    Garbage that follows garbage without a silence between is the same garbage.
    """

    def __init__(self, framing: Framing) -> None:
        self._strip_aim = framing.strip_aim
        self._silence_ns = framing.idle_ms * _NS_PER_MS
        self._noise_ns: int | None = None

    def take(self, message: Code | Noise) -> Scan | Garbage | None:
        """The reading that a message is; None for more of the same noise, or for nothing."""
        text = self._text(message.data) if isinstance(message, Code) else None
        amid_noise = (
            self._noise_ns is not None and message.at_ns - self._noise_ns < self._silence_ns
        )
        if text == "":
            return None
        if text is not None and not (amid_noise and len(text) < SURE_CHARS):
            self._noise_ns = None
            return Scan(text, message.at_ns)
        self._noise_ns = message.at_ns
        return None if amid_noise else Garbage(message.at_ns)

    def reset(self) -> None:
        """Forget the noise before the line was cut."""
        self._noise_ns = None

    def _text(self, data: bytes) -> str | None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if self._strip_aim and (aim := _AIM.match(text)):
            text = text[aim.end() :]
        if len(text) > MAX_SCAN_CHARS or any(unicodedata.category(c) in _NO_TEXT for c in text):
            return None
        return text


class Framer:
    """Bytes in any chunks to readings; the same bytes give the same readings."""

    def __init__(self, framing: Framing | None = None, codec: Codec | None = None) -> None:
        framing = framing or Framing()
        self._codec: Codec = codec or PlainCodec(framing)
        self._sieve = Sieve(framing)

    def feed(self, data: bytes, at_ns: int) -> list[Scan | Garbage]:
        """The readings that these bytes complete."""
        return self._sift(self._codec.feed(data, at_ns))

    def silent(self, at_ns: int) -> list[Scan | Garbage]:
        """The reading that ends because no byte had come by `at_ns`."""
        return self._sift(self._codec.silent(at_ns))

    def reset(self) -> None:
        """Forget half a code: the line was cut."""
        self._codec.reset()
        self._sieve.reset()

    def _sift(self, messages: list[Code | Noise]) -> list[Scan | Garbage]:
        readings = (self._sieve.take(message) for message in messages)
        return [reading for reading in readings if reading is not None]
