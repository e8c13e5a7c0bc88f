"""Spreadsheets as people make them, written for one test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("Số thẻ", "Họ và tên", "Ngày sinh", "Đoàn", "Đơn vị", "Số ghế", "Tư cách")
HOA = ("001", "Trần Thị Hòa", "22/7/1970", "Sở Y tế", "Chi cục Dân số", "A1", "chính thức")
AN = ("002", "Nguyễn Văn An", "5/3/1968", "Sở Tài chính", "Phòng Ngân sách", "A2", "chính thức")
BINH = ("003", "Lê Bình", "1/1/1980", "Sở Y tế", "Văn phòng", "", "dự khuyết")


def workbook(rows: Iterable[Sequence[Any]], heads: Sequence[str] = HEADS) -> Workbook:
    """A title, an empty row, the heads in row 3, people below."""
    book = Workbook()
    sheet = first_sheet(book)
    sheet["A1"] = "DANH SÁCH ĐẠI BIỂU"
    for column, head in enumerate(heads, 1):
        sheet.cell(3, column, head)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    return book


def first_sheet(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def csv_text(rows: Iterable[Sequence[str]], sign: str = ";", heads: Sequence[str] = HEADS) -> str:
    return "".join(sign.join(row) + "\r\n" for row in (heads, *rows))
