"""From a picture to the codes in it: one decoder after the other until one finds something.

Runs in the camera's own process. A new way to look at a picture is a line of PIPELINE.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import zxingcpp

from kiosk.readers.sights import Sighting, Symbology

Picture = npt.NDArray[np.uint8]
Way = Callable[[Picture], list[Sighting]]

_log = logging.getLogger(__name__)

_ASKED = zxingcpp.BarcodeFormats(
    # Model 2 only: a Micro QR is nothing that we print, and it corrects next to no errors.
    [zxingcpp.BarcodeFormat.QRCodeModel2, zxingcpp.BarcodeFormat.Code128]
)
_ANSWERED = {
    zxingcpp.BarcodeFormat.QRCode: Symbology.QR,
    zxingcpp.BarcodeFormat.Code128: Symbology.CODE128,
}
_ZBAR_NAMES = {"QRCODE": Symbology.QR, "CODE128": Symbology.CODE128}


@dataclass(frozen=True)
class Step:
    """One way to look, taken on every nth picture in which the steps before found nothing."""

    way: Way
    every: int = 1


class Decoder:
    """Looks at grey pictures, one after the other; counts, so one for each camera."""

    def __init__(self, steps: Sequence[Step] | None = None) -> None:
        self._steps = tuple(PIPELINE if steps is None else steps)
        self._looked = [0] * len(self._steps)

    def read(self, picture: Picture) -> list[Sighting]:
        """The codes of the first step that finds any; never an empty code."""
        for number, step in enumerate(self._steps):
            self._looked[number] += 1
            if self._looked[number] % step.every:
                continue
            found = [sighting for sighting in step.way(picture) if sighting.data]
            if found:
                return found
        return []


def by_zxing(picture: Picture) -> list[Sighting]:
    """By zxing-cpp: fast, good at blur, noise and small modules."""
    codes = zxingcpp.read_barcodes(
        picture,
        formats=_ASKED,
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,  # nothing is printed white on black, and to look costs a third more
    )
    return [
        Sighting(bytes(code.bytes), _ANSWERED[code.format], _off_centre(_corners(code), picture))
        for code in codes
        if code.valid and code.format in _ANSWERED
    ]


def by_zbar(picture: Picture) -> list[Sighting]:
    """By zbar: slow, good at glare, darkness and strong tilt.

    Some symbols (one part of a structured append) make pyzbar itself fail with ValueError;
    they are nothing to zbar then.
    """
    from pyzbar import pyzbar  # type: ignore[import-untyped]  # loads libzbar0 of the system

    symbols = [pyzbar.ZBarSymbol[name] for name in _ZBAR_NAMES]
    try:
        codes = pyzbar.decode(picture, symbols=symbols)
    except ValueError as odd:
        _log.debug("zbar cannot tell what it read: %s", odd)
        return []
    return [
        Sighting(
            bytes(code.data),
            _ZBAR_NAMES[code.type],
            _off_centre([(point.x, point.y) for point in code.polygon], picture),
        )
        for code in codes
        if code.type in _ZBAR_NAMES
    ]


PIPELINE = (Step(by_zxing), Step(by_zbar, every=3))
"""zbar takes ten times as long and must not keep a slow machine from the next picture."""


def _corners(code: zxingcpp.Barcode) -> list[tuple[float, float]]:
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return [(point.x, point.y) for point in points]


def _off_centre(corners: Iterable[tuple[float, float]], picture: Picture) -> float:
    points = list(corners)
    height, width = picture.shape[:2]
    if not points:
        return float(np.hypot(width, height))
    middle = np.mean(points, axis=0)
    return float(np.hypot(middle[0] - width / 2, middle[1] - height / 2))
