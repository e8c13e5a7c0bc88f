"""Badge codes as shapes: what a printer draws as vectors, in whole modules."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from barcode.charsets.code128 import CODES, STOP  # type: ignore[import-untyped]

QR_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
BARS_QUIET = 10
"""Modules of white beside a Code 128 (ISO/IEC 15417)."""
_START_C = 105
_LAST_BAR = "11"


@dataclass(frozen=True)
class Run:
    """Neighbouring dark modules in one row."""

    row: int
    column: int
    length: int


@dataclass(frozen=True)
class Code:
    """A code without its white border; sizes in modules."""

    columns: int
    rows: int
    runs: list[Run]


def qr(text: str) -> Code:
    """The text as a QR code of level M or better, whatever fits the smallest version."""
    matrix = segno.make_qr(text, error="M").matrix
    rows = ["".join("1" if dark & 1 else "0" for dark in row) for row in matrix]
    return Code(
        len(rows[0]), len(rows), [run for i, row in enumerate(rows) for run in _runs(i, row)]
    )


def bars(digits: str) -> Code:
    """An even number of digits as one row of Code 128 in character set C (two digits a sign).

    Put together here: python-barcode's own Code128 takes a leading 99 for the sign that
    switches to set C and drops it, so one badge in a hundred would read short.
    """
    if len(digits) % 2 or not digits.isdigit():
        raise ValueError("Code 128-C takes an even number of digits")
    values = [_START_C, *(int(digits[i : i + 2]) for i in range(0, len(digits), 2))]
    check = (_START_C + sum(place * value for place, value in enumerate(values))) % 103
    pattern = "".join(CODES[value] for value in [*values, check]) + STOP + _LAST_BAR
    return Code(len(pattern), 1, _runs(0, pattern))


def _runs(row: int, pattern: str) -> list[Run]:
    found: list[Run] = []
    start = 0
    for end in range(1, len(pattern) + 1):
        if end == len(pattern) or pattern[end] != pattern[start]:
            if pattern[start] == "1":
                found.append(Run(row, start, end - start))
            start = end
    return found
