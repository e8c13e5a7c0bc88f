"""Reading what Excel, LibreOffice and others save: .xlsx and .csv into sheets of plain cells.

A file comes from outside: its size, what it unpacks to and its XML are looked at before a
library parses it. Nothing in it is ever run: a formula counts by the value it was saved with.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from hub.roll.rules.grid import CellValue, Row, Sheet
from hub.roll.rules.headers import find_head

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_CSV_FIELD = 10_000
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnreadableFile(Exception):
    """A file that cannot be read as a roll at all; `reason` names the sentence to show."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a spreadsheet file, or UnreadableFile. The content decides, not the name."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableFile("too_big", limit_mb=MAX_FILE_BYTES // 2**20)
        content = path.read_bytes()
    except OSError as wrong:
        raise UnreadableFile("cannot_open", error=wrong.strerror or str(wrong)) from wrong
    if not content.strip():
        raise UnreadableFile("empty_file")
    if content.startswith(_OLE):
        raise UnreadableFile("old_excel")
    if content.startswith(b"PK"):
        return _read_workbook(content)
    return [_read_csv(content, path.stem)]


def _read_workbook(content: bytes) -> list[Sheet]:
    _inspect(content)
    # Here, because openpyxl is 20 MB that a running hub does not need.
    from hub.roll.workbook import BrokenWorkbook, read_workbook

    try:
        return read_workbook(content)
    except BrokenWorkbook as wrong:
        raise UnreadableFile("broken_workbook", error=str(wrong)) from wrong


def _inspect(content: bytes) -> None:
    """Refuse a bomb, or XML with entities, before anything is unpacked in memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if "mimetype" in parts.namelist() and b"opendocument" in parts.read("mimetype")[:200]:
                raise UnreadableFile("opendocument")
            if "xl/workbook.xml" not in parts.namelist():
                raise UnreadableFile("not_a_workbook")
            unpacked = sum(part.file_size for part in listed)
            if len(listed) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
                raise UnreadableFile("bomb", limit_mb=MAX_UNPACKED_BYTES // 2**20)
            for part in listed:
                with parts.open(part) as opened:
                    head = opened.read(4096).replace(b"\0", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise UnreadableFile("entities")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as wrong:
        raise UnreadableFile("broken_workbook", error=type(wrong).__name__) from wrong


def _read_csv(content: bytes, name: str) -> Sheet:
    text = _decode(content)
    if "\0" in text:
        raise UnreadableFile("not_a_table")
    if text.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml", "{\\rtf")):
        raise UnreadableFile("not_a_table")
    skip = 0
    first, _, rest = text.partition("\n")
    if first.strip().strip('"').lower().startswith("sep="):  # Excel's own note to itself
        text, skip = rest, 1
    sheets = [Sheet(name, _csv_rows(text, sign, skip)) for sign in ";\t,"]
    return max(sheets, key=_understood)


def _understood(sheet: Sheet) -> tuple[int, int]:
    head = find_head(sheet)
    widest = max((len(row.cells) for row in sheet.rows), default=0)
    return (len(head.columns) if head else 0, widest)


def _csv_rows(text: str, delimiter: str, skip: int) -> list[Row]:
    csv.field_size_limit(MAX_CSV_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for number, record in enumerate(reader, 1 + skip):
            cells: dict[int, CellValue] = {
                column: value for column, value in enumerate(record, 1) if value.strip()
            }
            if cells:
                rows.append(Row(number, cells))
    except csv.Error as wrong:
        raise UnreadableFile("broken_csv", line=reader.line_num + skip) from wrong
    return rows


def _decode(content: bytes) -> str:
    """The text of a CSV file; only encodings that prove themselves are taken."""
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    start = content[:2000]
    if encoding == "utf-8" and start.count(0) > len(start) // 4:
        encoding = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        if any(byte < 9 or 13 < byte < 32 for byte in start):  # no text in any encoding
            raise UnreadableFile("not_a_table") from wrong
        line = content.count(b"\n", 0, wrong.start) + 1
        raise UnreadableFile("encoding", line=line) from wrong
