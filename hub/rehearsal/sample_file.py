"""The sample congress as a spreadsheet, laid out as an office lays its list out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from hub.contract.attendance import Standing
from hub.rehearsal.sample import SamplePerson

_TITLE = "DANH SÁCH ĐẠI BIỂU (MẪU, MỌI TÊN ĐỀU LÀ HƯ CẤU)"
_HEADS = (
    ("STT", 5),
    ("Số thẻ", 9),
    ("Họ và tên", 28),
    ("Ngày sinh", 12),
    ("Đoàn", 44),
    ("Đơn vị", 40),
    ("Số ghế", 8),
    ("E-mail", 34),
    ("Tư cách", 13),
    ("Nguồn", 13),
    ("Cấp ủy triệu tập", 10),
    ("Trưởng đoàn", 10),
    ("Thay thế cho", 12),
)
_STANDINGS = {
    Standing.OFFICIAL: "chính thức",
    Standing.ALTERNATE: "dự khuyết",
    Standing.GUEST: "khách mời",
}
_EPOCH = dt.datetime(2020, 7, 1)
_ZIP_EPOCH = (2020, 7, 1, 0, 0, 0)


def to_workbook(people: list[SamplePerson]) -> bytes:
    """The people as .xlsx; the same people give the same bytes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Đại biểu"
    sheet["A1"] = _TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(_HEADS))
    for column, (title, width) in enumerate(_HEADS, 1):
        cell = sheet.cell(3, column, title)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    for position, person in enumerate(people, 1):
        _write_row(sheet, position, person)
    sheet.freeze_panes = "D4"
    book.properties.created = book.properties.modified = _EPOCH
    written = io.BytesIO()
    book.save(written)
    return _timeless(written.getvalue())


def _write_row(sheet: Worksheet, position: int, person: SamplePerson) -> None:
    values = (
        position,
        person.number,
        person.name,
        person.born,
        person.delegation,
        person.unit,
        person.seat,
        person.email,
        _STANDINGS[person.standing],
        person.source,
        "x" if person.convening_member else None,
        "x" if person.head_of_delegation else None,
        person.replaces or None,
    )
    for column, value in enumerate(values, 1):
        cell = sheet.cell(position + 3, column, value)
        if isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"


def _timeless(content: bytes) -> bytes:
    """The same archive without the times at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            body = old.read(part)
            if part.filename == "docProps/core.xml":
                body = _fixed_times(body)
            new.writestr(entry, body)
    return made.getvalue()


def _fixed_times(core: bytes) -> bytes:
    """Core properties with our own time: openpyxl writes the moment of saving."""
    head, _, rest = core.partition(b"<dcterms:modified")
    mark, _, tail = rest.partition(b">")
    _, _, after = tail.partition(b"</dcterms:modified>")
    stamp = _EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return head + b"<dcterms:modified" + mark + b">" + stamp + b"</dcterms:modified>" + after
