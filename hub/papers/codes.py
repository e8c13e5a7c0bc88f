"""Badge codes as shapes: what a printer draws as vectors, in whole modules."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from barcode.codex import Code128  # type: ignore[import-untyped]

QR_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
BARS_QUIET = 10
"""Modules of white beside a Code 128 (ISO/IEC 15417)."""


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
    """An even number of digits as one row of Code 128 in character set C (two digits a sign)."""
    if len(digits) % 2 or not digits.isdigit():
        raise ValueError("Code 128-C takes an even number of digits")
    pattern: str = Code128(digits).build()[0]
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
