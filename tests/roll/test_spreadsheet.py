from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from hub.roll.rules.grid import CellFault, Sheet
from hub.roll.rules.problems import Fault, Note
from hub.roll.rules.workbook import read_roll
from hub.roll.spreadsheet import MAX_FILE_BYTES, UnreadableFile, read_sheets
from tests.fakes.roll_file import AN, BINH, HEADS, HOA, csv_text, first_sheet, saved, workbook

TODAY = dt.date(2026, 11, 23)


def only(path: Path) -> Sheet:
    (sheet,) = read_sheets(path)
    return sheet


def reason(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_sheets(path)
    return refused.value.reason


def test_excel_dates_are_serials_with_a_format(tmp_path: Path) -> None:
    book = workbook([HOA])
    cell = first_sheet(book)["C4"]
    cell.value, cell.number_format = 25771, "dd/mm/yyyy"
    assert only(saved(book, tmp_path / "a.xlsx")).rows[-1].cells[3] == dt.date(1970, 7, 22)


def test_a_workbook_that_counts_days_from_1904_gives_the_same_dates(tmp_path: Path) -> None:
    book = workbook([HOA])
    book.epoch = dt.datetime(1904, 1, 1)
    first_sheet(book)["C4"].value = dt.date(1970, 7, 22)
    assert only(saved(book, tmp_path / "a.xlsx")).rows[-1].cells[3] == dt.date(1970, 7, 22)


def test_a_number_shown_with_leading_zeros_keeps_them(tmp_path: Path) -> None:
    book = workbook([HOA])
    cell = first_sheet(book)["A4"]
    cell.value, cell.number_format = 7, "000"
    assert only(saved(book, tmp_path / "a.xlsx")).rows[-1].cells[1] == "007"


def with_saved_value(path: Path, value: str) -> Path:
    """Excel keeps the last value of a formula beside it; openpyxl writes none."""
    changed = path.with_name("cached.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"</f><v></v>" in body or b"</f><v/>" in body or b"</f><v />" in body
                for empty in (b"<v></v>", b"<v/>", b"<v />"):
                    body = body.replace(b"</f>" + empty, b"</f><v>" + value.encode() + b"</v>")
                body = body.replace(b'<c r="F4"', b'<c r="F4" t="str"')
            new.writestr(name, body)
    return changed


def test_a_formula_counts_by_its_saved_value_and_is_an_error_without_one(tmp_path: Path) -> None:
    book = workbook([HOA])
    first_sheet(book)["F4"].value = '="A"&7'
    bare = saved(book, tmp_path / "a.xlsx")
    assert only(bare).rows[-1].cells[6] is CellFault.FORMULA_WITHOUT_VALUE
    sheet = only(with_saved_value(bare, "A7"))
    assert sheet.rows[-1].cells[6] == "A7"
    roll = read_roll([sheet], None, TODAY)
    assert [r.note for r in roll.remarks] == [Note.FORMULAS_TAKEN]


def test_merged_cells_below_the_heads_are_an_error_and_above_them_none(tmp_path: Path) -> None:
    book = workbook([HOA, AN])
    first_sheet(book).merge_cells("A1:G1")
    assert not read_roll([only(saved(book, tmp_path / "a.xlsx"))], None, TODAY).problems
    first_sheet(book).merge_cells("D4:D5")
    roll = read_roll([only(saved(book, tmp_path / "b.xlsx"))], None, TODAY)
    assert (Fault.MERGED, 4, {"block": "D4:D5"}) in [
        (p.fault, p.place.row, p.values) for p in roll.problems
    ]


def test_heads_over_two_rows_are_read_and_a_head_over_two_columns_is_refused(
    tmp_path: Path,
) -> None:
    book = Workbook()
    sheet = first_sheet(book)
    for column, head in enumerate(HEADS, 1):
        sheet.cell(1, column, head)
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    for column, value in enumerate(HOA, 1):
        sheet.cell(3, column, value)
    roll = read_roll([only(saved(book, tmp_path / "a.xlsx"))], None, TODAY)
    assert not roll.problems
    assert [e.name for e in roll.entries] == ["Trần Thị Hòa"]
    wide = workbook([HOA])
    first_sheet(wide).merge_cells("C3:D3")
    roll = read_roll([only(saved(wide, tmp_path / "b.xlsx"))], None, TODAY)
    assert Fault.MERGED_HEAD in [p.fault for p in roll.problems]


def test_hidden_rows_are_imported_and_said(tmp_path: Path) -> None:
    book = workbook([HOA, AN])
    first_sheet(book).row_dimensions[5].hidden = True
    roll = read_roll([only(saved(book, tmp_path / "a.xlsx"))], None, TODAY)
    assert len(roll.entries) == 2
    assert [(r.note, r.values["first"]) for r in roll.remarks] == [(Note.HIDDEN_ROWS, 5)]


def test_of_several_tables_somebody_must_choose(tmp_path: Path) -> None:
    book = workbook([HOA])
    first_sheet(book).title = "Chính thức"
    second = book.copy_worksheet(first_sheet(book))
    second.title = "Khách mời"
    sheets = read_sheets(saved(book, tmp_path / "a.xlsx"))
    assert [p.fault for p in read_roll(sheets, None, TODAY).problems] == [Fault.SEVERAL_TABLES]
    assert read_roll(sheets, "khach moi", TODAY).sheet == "Khách mời"
    assert [p.fault for p in read_roll(sheets, "Ai", TODAY).problems] == [Fault.NO_SUCH_SHEET]
    second.sheet_state = "hidden"
    sheets = read_sheets(saved(book, tmp_path / "b.xlsx"))
    assert read_roll(sheets, None, TODAY).sheet == "Chính thức"


def test_an_empty_sheet_and_a_table_without_people_are_said(tmp_path: Path) -> None:
    sheets = read_sheets(saved(Workbook(), tmp_path / "a.xlsx"))
    assert [p.fault for p in read_roll(sheets, None, TODAY).problems] == [Fault.NO_TABLE]
    sheets = read_sheets(saved(workbook([]), tmp_path / "b.xlsx"))
    assert [p.fault for p in read_roll(sheets, None, TODAY).problems] == [Fault.NO_ROWS]


def test_a_stray_format_in_the_last_row_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    book = workbook([HOA])
    first_sheet(book).cell(1_048_576, 16_384, "x")
    sheet = only(saved(book, tmp_path / "a.xlsx"))
    assert [row.number for row in sheet.rows] == [1, 3, 4, 1_048_576]
    assert len(read_roll([sheet], None, TODAY).entries) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_unicode_encoding_and_with_every_separator(
    tmp_path: Path, encoding: str, sign: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_text([HOA, AN], sign).encode(encoding))
    roll = read_roll([only(path)], None, TODAY)
    assert not roll.problems
    assert [e.name for e in roll.entries] == ["Trần Thị Hòa", "Nguyễn Văn An"]


def test_commas_inside_a_table_of_semicolons_do_not_split_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    unit = "Nông nghiệp, Lâm nghiệp, Thủy sản, Muối, Thủy lợi, Kiểm lâm, Thú y"
    path.write_text("sep=;\n" + csv_text([(*HOA[:4], unit, *HOA[5:])]), encoding="utf-8")
    (entry,) = read_roll([only(path)], None, TODAY).entries
    assert entry.row == 3
    assert unit in entry.values.values()


def test_a_quoted_line_break_does_not_shift_the_rows(tmp_path: Path) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerows([HEADS, (*HOA[:4], "Chi cục\nDân số", *HOA[5:]), AN])
    path = tmp_path / "a.csv"
    path.write_text(written.getvalue(), encoding="utf-8")
    assert [e.row for e in read_roll([only(path)], None, TODAY).entries] == [2, 3]


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "latin-1"])
def test_csv_of_an_old_code_page_is_refused_with_its_line(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = "number;name;delegation\n1;An;X\n2;Lê Hà;X\n"
    path.write_bytes(text.encode(encoding, errors="replace"))
    with pytest.raises(UnreadableFile) as refused:
        read_sheets(path)
    assert (refused.value.reason, refused.value.values) == ("encoding", {"line": 3})


def test_files_that_are_no_spreadsheet_are_refused_each_with_its_reason(tmp_path: Path) -> None:
    def file(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    def zipped(parts: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in parts.items():
                archive.writestr(name, body)
        return buffer.getvalue()

    good = saved(workbook([HOA]), tmp_path / "good.xlsx").read_bytes()
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    assert reason(tmp_path / "none.xlsx") == "cannot_open"
    assert reason(file("a.xlsx", b"")) == "empty_file"
    assert reason(file("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))) == "old_excel"
    assert reason(file("b.xlsx", zipped({"a.txt": b"x"}))) == "not_a_workbook"
    assert reason(file("c.xlsx", good[:-200])) == "broken_workbook"
    assert reason(file("d.xlsx", zipped({"xl/workbook.xml": b"<broken"}))) == "broken_workbook"
    assert reason(file("e.xlsx", zipped({"xl/workbook.xml": entity}))) == "entities"
    bomb = {"xl/workbook.xml": b"<a/>", "xl/sheet.xml": bytes(101 * 2**20)}
    assert reason(file("f.xlsx", zipped(bomb))) == "bomb"
    assert reason(file("g.csv", b"x" * (MAX_FILE_BYTES + 1))) == "too_big"
    assert reason(file("h.xls", b"<html><table><tr><td>An</td></tr></table></html>")) == (
        "not_a_table"
    )
    assert reason(file("i.csv", b'number;name\n1;"' + b"x" * 20_000)) == "broken_csv"
    assert reason(file("j.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument"}))) == (
        "opendocument"
    )


def test_a_spreadsheet_that_libreoffice_saved_reads_like_one_of_excel(tmp_path: Path) -> None:
    ours = saved(workbook([HOA, AN, BINH]), tmp_path / "ours.xlsx")
    book = load_workbook(ours)
    first_sheet(book)["C4"].value = dt.date(1970, 7, 22)
    first_sheet(book)["C4"].number_format = "dd/mm/yyyy"
    first_sheet(book)["F5"].value = '="A"&2'
    book.save(ours)
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, str(ours)], check=True, capture_output=True, timeout=150)
    roll = read_roll(read_sheets(out / "ours.xlsx"), None, TODAY)
    assert not roll.problems
    people = [(e.number, e.name, e.born) for e in roll.entries]
    assert people == [
        ("001", "Trần Thị Hòa", dt.date(1970, 7, 22)),
        ("002", "Nguyễn Văn An", dt.date(1968, 3, 5)),
        ("003", "Lê Bình", dt.date(1980, 1, 1)),
    ]
    assert "A2" in roll.entries[1].values.values()  # LibreOffice saves what a formula gave


def test_bytes_that_are_no_text_are_called_no_table_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 3000)  # torn before the end of its magic number
    assert reason(path) == "not_a_table"
