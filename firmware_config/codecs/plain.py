"""The protocol of nearly every scanner in USB-COM or RS-232 mode: text and a suffix."""

from __future__ import annotations

from firmware_config.codecs.base import Code, Noise
from firmware_config.model import Framing

_NS_PER_MS = 1_000_000


class PlainCodec:
    """Cuts a stream of bytes into codes at the suffixes of a profile.

    A silence ends a code only when a read that began after it found nothing (`silent`),
    never because two reads lie far apart: a busy machine reads late what came in time.
    """

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._suffixes = tuple(sorted(framing.suffixes, key=len, reverse=True))
        self._longest = max((len(suffix) for suffix in self._suffixes), default=0)
        self._between = frozenset(b"".join(self._suffixes))
        self._held = bytearray()
        self._held_ns = 0
        self._too_long = False

    def feed(self, data: bytes, at_ns: int) -> list[Code | Noise]:
        """Take the bytes that were there at `at_ns`."""
        messages: list[Code | Noise] = []
        for byte in data:
            if byte in self._between and not self._held and not self._too_long:
                continue  # the LF of a CRLF, an empty line
            self._held.append(byte)
            if self._suffixes and self._held.endswith(self._suffixes):
                messages += self._end(at_ns)
            elif len(self._held) > self._framing.max_bytes + max(self._longest - 1, 0):
                if not self._too_long:
                    messages.append(Noise(at_ns))
                self._too_long = True
                del self._held[: -self._longest or len(self._held)]
        self._held_ns = at_ns
        return messages

    def silent(self, at_ns: int) -> list[Code | Noise]:
        """Take note that no further byte had come by `at_ns`."""
        if at_ns - self._held_ns < self._framing.idle_ms * _NS_PER_MS:
            return []
        return self._end(self._held_ns)

    def reset(self) -> None:
        """Forget what has begun: the line was cut."""
        self._held.clear()
        self._too_long = False

    def _end(self, at_ns: int) -> list[Code | Noise]:
        data, too_long = bytes(self._held), self._too_long
        self.reset()
        if too_long:
            return []  # told when it grew too long
        for suffix in self._suffixes:
            if data.endswith(suffix):
                data = data.removesuffix(suffix)
                break
        if len(data) > self._framing.max_bytes:
            return [Noise(at_ns)]
        for prefix in self._framing.prefixes:
            if data.startswith(prefix):
                data = data.removeprefix(prefix)
                break
        return [Code(data, at_ns)] if data else []
