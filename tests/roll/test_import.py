from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from hub.contract.attendance import Standing
from hub.contract.badge import is_badge_code
from hub.roll import store
from hub.roll import tables as t
from hub.roll.rules.problems import Fault, Note
from hub.roll.service import ImportSource
from tests.fakes.roll_file import AN, BINH, HEADS, HOA, csv_text, saved, workbook
from tests.roll.conftest import Desk

Rows = list[tuple[str, ...]]


def bring(desk: Desk, folder: Path, rows: Rows, heads: tuple[str, ...] = HEADS) -> list[Fault]:
    path = folder / "roll.csv"
    path.write_text(csv_text(rows, heads=heads), encoding="utf-8")
    return [p.fault for p in desk.bring(path).plan.problems]


def live_codes(desk: Desk) -> dict[str, str]:
    return {badge.name: badge.code for badge in desk.roll.badges()}


def test_everybody_gets_one_badge_and_a_second_import_changes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    path = saved(workbook([HOA, AN, BINH]), tmp_path / "a.xlsx")
    first = desk.bring(path)
    assert (len(first.plan.added), first.new_badges) == (3, 3)
    codes = live_codes(desk)
    assert all(is_badge_code(code) for code in codes.values())
    assert len(set(codes.values())) == 3
    second = desk.bring(path)
    assert (len(second.plan.added), len(second.plan.changed), second.new_badges) == (0, 0, 0)
    assert len(second.plan.unchanged) == 3
    assert live_codes(desk) == codes


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = saved(workbook([HOA]), tmp_path / "a.xlsx")
    tried = desk.roll.try_import(ImportSource(path), lambda *_: None)
    assert len(tried.plan.added) == 1
    assert desk.names() == []


def test_an_update_reports_what_changed_and_who_is_not_in_the_file(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, [HOA, AN, BINH])
    moved = (*AN[:5], "B9", AN[6])
    path = tmp_path / "roll.csv"
    path.write_text(csv_text([HOA, moved]), encoding="utf-8")
    plan = desk.bring(path).plan
    assert [(c.after.name, c.fields) for c in plan.changed] == [("Nguyễn Văn An", ["seat"])]
    assert len(plan.missing) == 1
    assert len(desk.names()) == 3  # nobody is ever deleted


def test_the_same_person_typed_another_way_is_updated_not_added(desk: Desk, tmp_path: Path) -> None:
    heads = HEADS[1:]
    bring(desk, tmp_path, [HOA[1:]], heads)
    again = ("TRẦN THỊ HOÀ", *HOA[2:5], "C3", HOA[6])
    assert bring(desk, tmp_path, [again], heads) == []
    assert [(p.name, p.seat) for _, p in desk.roll.people()] == [("TRẦN THỊ HOÀ", "C3")]


def test_a_name_corrected_under_its_number_is_an_update(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [AN])
    before = live_codes(desk)["Nguyễn Văn An"]
    assert bring(desk, tmp_path, [(AN[0], "Nguyễn Vân An", *AN[2:])]) == []
    assert live_codes(desk) == {"Nguyễn Vân An": before}


def test_a_sheet_without_birth_dates_updates_and_does_not_duplicate(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, [HOA, AN])
    rows: Rows = [("Trần Thị Hòa", "Sở Y tế", "D1"), ("Nguyễn Văn An", "Sở Tài chính", "D2")]
    assert bring(desk, tmp_path, rows, ("Họ và tên", "Đoàn", "Số ghế")) == []
    kept = [(p.name, p.seat, p.unit, p.number) for _, p in desk.roll.people()]
    assert kept == [
        ("Nguyễn Văn An", "D2", "Phòng Ngân sách", "002"),
        ("Trần Thị Hòa", "D1", "Chi cục Dân số", "001"),
    ]


def test_a_list_numbered_anew_gives_nobody_the_badge_of_another(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [HOA, AN, BINH])
    codes = live_codes(desk)
    turned: Rows = [("003", *HOA[1:]), ("001", *AN[1:]), ("002", *BINH[1:])]
    assert bring(desk, tmp_path, turned) == []
    assert live_codes(desk) == codes
    assert {p.name: p.number for _, p in desk.roll.people()} == {
        "Trần Thị Hòa": "003",
        "Nguyễn Văn An": "001",
        "Lê Bình": "002",
    }


def test_another_person_under_a_number_that_is_taken_is_refused(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [HOA])
    other = ("001", "Bùi Thị Dung", "2/2/1982", *HOA[3:])
    assert bring(desk, tmp_path, [other]) == [Fault.NUMBER_TAKEN]
    assert desk.names() == ["Trần Thị Hòa"]


def test_all_errors_come_at_once_with_their_places_and_nothing_is_imported(
    desk: Desk, tmp_path: Path
) -> None:
    rows: Rows = [
        HOA,
        ("002", "Trần Thị Hoà", *HOA[2:]),
        ("001", "Phạm Minh Đức", "31/02/1970", "", "", "", "gì đó"),
        ("004", "NguyÔn V¨n An", "1970", "Sở Y tế", "", "", "khách mời"),
    ]
    path = tmp_path / "roll.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    problems = desk.bring(path).plan.problems
    found = {(p.fault, p.place.row, p.place.column, p.place.header) for p in problems}
    assert found == {
        (Fault.PERSON_TWICE, 3, 2, "Họ và tên"),
        (Fault.NUMBER_TWICE, 4, 1, "Số thẻ"),
        (Fault.DATE_IMPOSSIBLE, 4, 3, "Ngày sinh"),
        (Fault.EMPTY, 4, 4, "Đoàn"),
        (Fault.STANDING_UNKNOWN, 4, 7, "Tư cách"),
        (Fault.OLD_FONT, 5, 2, "Họ và tên"),
        (Fault.DATE_YEAR_ONLY, 5, 3, "Ngày sinh"),
    }
    assert desk.names() == []
    assert desk.roll.badges() == []


def test_a_missing_column_is_named_and_an_unknown_one_is_said(desk: Desk, tmp_path: Path) -> None:
    heads = ("Họ và tên", "Ngày sinh", "Ghi chú")
    path = tmp_path / "roll.csv"
    path.write_text(csv_text([("An", "1/1/1970", "x")], heads=heads), encoding="utf-8")
    plan = desk.bring(path).plan
    assert [(p.fault, p.values) for p in plan.problems] == [
        (Fault.COLUMN_MISSING, {"field": "delegation"})
    ]
    assert {r.note for r in plan.remarks} == {Note.NO_STANDING_COLUMN, Note.COLUMNS_LEFT_OUT}


def test_two_spellings_of_a_delegation_are_one(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [HOA, (*AN[:3], "SỞ Y TẾ", *AN[4:])])
    with desk.database.read() as connection:
        assert [row[1:] for row in store.totals_by_delegation(connection)] == [("Sở Y tế", 2)]


def test_an_alternate_has_a_badge_and_a_decision_revokes_the_one_who_is_replaced(
    desk: Desk, tmp_path: Path
) -> None:
    heads = (*HEADS, "Thay thế cho")
    bring(desk, tmp_path, [(*HOA, ""), (*BINH, "")], heads)
    codes = live_codes(desk)
    with desk.database.read() as connection:
        waiting = store.find_badge(connection, codes["Lê Bình"])
    assert waiting is not None
    assert (waiting.standing, waiting.undecided) == (Standing.ALTERNATE, True)
    assert bring(desk, tmp_path, [(*HOA, ""), (*BINH, "001")], heads) == []
    with desk.database.read() as connection:
        decided = store.find_badge(connection, codes["Lê Bình"])
        replaced = store.find_badge(connection, codes["Trần Thị Hòa"])
    assert decided is not None
    assert replaced is not None
    assert decided.replaces_id == replaced.delegate_id
    assert not decided.undecided
    assert replaced.revoked_ms is not None
    assert bring(desk, tmp_path, [(*HOA, ""), (*BINH, "")], heads) == []  # taken back
    now = live_codes(desk)
    assert now["Lê Bình"] == codes["Lê Bình"]
    assert now["Trần Thị Hòa"] != codes["Trần Thị Hòa"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("999", Fault.REPLACES_UNKNOWN),
        ("Lê Bình", Fault.REPLACES_NOT_OFFICIAL),
        ("trần thị hoà", None),
    ],
)
def test_whom_an_alternate_replaces_is_found_by_number_or_name(
    desk: Desk, tmp_path: Path, said: str, fault: Fault | None
) -> None:
    heads = (*HEADS, "Thay thế")
    found = bring(desk, tmp_path, [(*HOA, ""), (*BINH, said)], heads)
    assert found == ([fault] if fault else [])


def test_nobody_is_replaced_twice_and_no_official_replaces(desk: Desk, tmp_path: Path) -> None:
    heads = (*HEADS, "Thay thế")
    second = ("004", "Vũ Thị Hạ", *BINH[2:])
    rows: Rows = [(*HOA, ""), (*AN, "001"), (*BINH, "001"), (*second, "001")]
    assert bring(desk, tmp_path, rows, heads) == [
        Fault.REPLACES_BY_OFFICIAL,
        Fault.REPLACED_TWICE,
    ]


def test_photos_are_opened_shrunk_and_kept_without_what_else_is_in_them(
    desk: Desk, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    exif = Image.Exif()
    exif[0x010F] = "camera of a stranger"
    Image.new("RGB", (3000, 4000), "#336699").save(photos / "Hoa.JPG", exif=exif)
    assert bring(desk, tmp_path, [(*HOA, "hoa.jpg")], (*HEADS, "Ảnh")) == []
    ((_, person),) = desk.roll.people()
    kept = (desk.roll.photos_dir / person.photo).read_bytes()
    with Image.open(desk.roll.photos_dir / person.photo) as picture:
        assert picture.size == (600, 800)
    assert b"stranger" not in kept


def test_photos_that_are_missing_broken_or_elsewhere_are_refused(
    desk: Desk, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "text.jpg").write_text("no picture")
    (tmp_path / "outside.jpg").write_bytes(b"x")
    (photos / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    rows: Rows = [
        (*HOA, "text.jpg"),
        (*AN, "../outside.jpg"),
        (*BINH, "link.jpg"),
    ]
    assert bring(desk, tmp_path, rows, (*HEADS, "Ảnh")) == [
        Fault.PHOTO_PATH,
        Fault.PHOTO_BROKEN,
        Fault.PHOTO_MISSING,
    ]


def test_a_lost_badge_is_revoked_and_another_given(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [HOA])
    ((delegate_id, _),) = desk.roll.people()
    old = live_codes(desk)["Trần Thị Hòa"]
    new = desk.roll.reissue(delegate_id, "kt")
    assert live_codes(desk) == {"Trần Thị Hòa": new}
    with desk.database.read() as connection:
        holder = store.find_badge(connection, old)
    assert holder is not None
    assert holder.revoked_ms is not None


def test_people_are_found_without_diacritics_and_sorted_by_given_name(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, [HOA, AN, BINH])
    assert desk.names() == ["Nguyễn Văn An", "Lê Bình", "Trần Thị Hòa"]
    found = [p.name for _, p in desk.roll.people("so y te hoa")]
    assert found == ["Trần Thị Hòa"]


def test_one_session_is_open_at_a_time_and_its_first_opening_stays(desk: Desk) -> None:
    def make(connection: sa.Connection) -> tuple[int, int]:
        first = store.insert_session(connection, "Phiên trù bị")
        second = store.insert_session(connection, "Phiên chính thức")
        store.open_session(connection, first, 1000)
        store.open_session(connection, second, 2000)
        return first, second

    first, second = desk.database.write(make)
    with desk.database.read() as connection:
        states = [(s.session_id, s.state, s.ended_ms) for s in store.sessions(connection)]
        current = store.current_session(connection)
    assert states == [(first, "ended", 2000), (second, "open", None)]
    assert current is not None
    assert current.opened_ms == 2000
    desk.database.write(lambda c: store.end_session(c, second, 3000))
    desk.database.write(lambda c: store.open_session(c, first, 4000))
    with desk.database.read() as connection:
        again = store.current_session(connection)
    assert again is not None
    assert (again.session_id, again.opened_ms) == (first, 1000)


def test_an_import_is_one_line_of_the_event_log(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [HOA])
    with desk.database.read() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(t.badge))
        kinds = list(connection.scalars(sa.text("select kind from event_log")))
    assert count == 1
    assert kinds == ["roll.imported"]
