"""The cells of a workbook, by openpyxl; loaded only when somebody imports one."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from typing import Any

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.worksheet import Worksheet

from hub.roll.rules.grid import CellFault, CellValue, Merge, Row, Sheet


class BrokenWorkbook(Exception):
    """openpyxl cannot read it; says what it stumbled over."""


def read_workbook(content: bytes) -> list[Sheet]:
    """The worksheets of an .xlsx file that was looked at before, or BrokenWorkbook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that carry no cell values
            with_formulas = openpyxl.load_workbook(io.BytesIO(content))
            values = with_formulas
            if any(_has_formula(sheet) for sheet in with_formulas.worksheets):
                values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as wrong:  # openpyxl lets out whatever it stumbles over: XML, keys, types
        raise BrokenWorkbook(type(wrong).__name__) from wrong
    return [
        _read_worksheet(sheet, values[sheet.title])
        for sheet in with_formulas.worksheets
        if isinstance(sheet, Worksheet)
    ]


def _has_formula(sheet: Any) -> bool:
    return isinstance(sheet, Worksheet) and any(c.data_type == "f" for c in _cells(sheet))


def _cells(sheet: Worksheet) -> list[Any]:
    # The sheet's own index: iter_rows() would make a million empty cells of a stray format.
    index: dict[tuple[int, int], Any] = sheet._cells
    return [index[key] for key in sorted(index)]


def _read_worksheet(sheet: Worksheet, values: Any) -> Sheet:
    rows: dict[int, dict[int, CellValue]] = {}
    formulas = 0
    for cell in _cells(sheet):
        formula = cell.data_type == "f"
        formulas += formula
        shown = values.cell(cell.row, cell.column) if formula else cell
        value = _value(shown, formula)
        if value is not None:
            rows.setdefault(cell.row, {})[cell.column] = value
    hidden = {n for n, d in sheet.row_dimensions.items() if d.hidden}
    merges = [
        Merge(block.min_row, block.max_row, block.min_col, block.max_col)
        for block in sheet.merged_cells.ranges
    ]
    merges.sort(key=lambda merge: (merge.first_row, merge.first_column))
    return Sheet(
        sheet.title,
        [Row(number, cells, number in hidden) for number, cells in sorted(rows.items())],
        merges,
        sheet.sheet_state != "visible",
        formulas,
    )


def _value(cell: Any, formula: bool) -> CellValue:
    value = cell.value
    if value is None:
        return CellFault.FORMULA_WITHOUT_VALUE if formula else None
    if cell.data_type == "e" or value in ERROR_CODES:
        return CellFault.FORMULA_ERROR
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        zeros = str(cell.number_format)
        return str(value).zfill(len(zeros)) if set(zeros) == {"0"} else value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float | bool | dt.date):
        return value
    return str(value)
