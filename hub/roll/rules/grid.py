"""A sheet as it was read from a file: rows of cells, before anything is understood."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field


class CellFault(enum.StrEnum):
    """Why a cell has no value that can be used."""

    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FORMULA_ERROR = "formula_error"


CellValue = str | int | float | bool | dt.date | CellFault | None
"""Dates are dates, numbers are numbers; a number shown with leading zeros is a text."""


@dataclass(frozen=True)
class Row:
    """One row that holds something, with its number as the spreadsheet shows it."""

    number: int
    cells: dict[int, CellValue]
    """By column, 1 for A; empty cells are left out."""
    hidden: bool = False


@dataclass(frozen=True)
class Merge:
    """A block of merged cells."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        return (
            f"{column_letter(self.first_column)}{self.first_row}"
            f":{column_letter(self.last_column)}{self.last_row}"
        )


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file."""

    name: str
    rows: list[Row]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    formulas: int = 0
    """How many cells are formulas; each counts by the value that was saved with it."""


def column_letter(column: int) -> str:
    """The letters over a column: A for 1, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
