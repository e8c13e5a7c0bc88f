"""What a camera sees becomes readings: each code once while it is held there. PURE."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.readers.base import MAX_SCAN_CHARS, Garbage, Scan

GONE_NS = 1_500_000_000
"""A code that was not seen for so long was taken away; shown again, it is read again."""
SURE_NS = 1_000_000_000
"""Bars without an error correction of their own must be seen twice within so long."""


class Symbology(enum.Enum):
    """What is printed on a badge."""

    QR = "qr"
    CODE128 = "code128"


@dataclass(frozen=True)
class Sighting:
    """One code in one picture."""

    data: bytes
    symbology: Symbology
    off_centre: float = 0.0
    """How far from the middle of the picture, in any unit that is the same for all of it."""


class Sights:
    """Follows the codes from picture to picture; the same sightings give the same readings.

    Of several codes in one picture only the one nearest the middle counts: that is where the
    frame on the screen is, and the others are badges of the people behind.
    """

    def __init__(self) -> None:
        self._held: dict[str | None, int] = {}
        self._unsure: tuple[str | None, int] | None = None

    def see(self, sightings: Sequence[Sighting], at_ns: int) -> Scan | Garbage | None:
        """The reading that this picture completes, if any."""
        self._held = {text: ns for text, ns in self._held.items() if at_ns - ns < GONE_NS}
        for sighting in sightings:
            text = plain_text(sighting.data)
            if text in self._held:
                self._held[text] = at_ns
        if not sightings:
            return None
        nearest = min(sightings, key=lambda sighting: sighting.off_centre)
        text = plain_text(nearest.data)
        if text in self._held or not self._sure(text, nearest.symbology, at_ns):
            return None
        self._held[text] = at_ns
        return Garbage(at_ns) if text is None else Scan(text, at_ns)

    def _sure(self, text: str | None, symbology: Symbology, at_ns: int) -> bool:
        if symbology is Symbology.QR:
            return True
        before, self._unsure = self._unsure, (text, at_ns)
        return before is not None and before[0] == text and at_ns - before[1] <= SURE_NS


def plain_text(data: bytes) -> str | None:
    """The text of a code; None for what no badge and no ticket has.

    Decoders guess the alphabet of bytes above 127, each in its own way: only ASCII is sure.
    """
    if not 0 < len(data) <= MAX_SCAN_CHARS:
        return None
    return data.decode("ascii") if all(0x20 <= byte < 0x7F for byte in data) else None
