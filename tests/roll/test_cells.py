from __future__ import annotations

import datetime as dt

import pytest

from hub.contract.attendance import Standing
from hub.roll.rules import cells
from hub.roll.rules.grid import CellFault, CellValue, Row, Sheet
from hub.roll.rules.headers import Field, field_of, find_head
from hub.roll.rules.legacy_text import Damage, find_damage
from hub.roll.rules.problems import Fault

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    "written",
    ["22/7/1970", "22/07/1970", "22-7-1970", "22.7.1970", "1970-07-22", "1970-07-22 00:00:00"],
)
def test_a_date_is_read_day_first_or_year_first(written: str) -> None:
    assert cells.born(written, TODAY) == dt.date(1970, 7, 22)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("1970", Fault.DATE_YEAR_ONLY),
        (1970, Fault.DATE_YEAR_ONLY),
        ("31/02/1970", Fault.DATE_IMPOSSIBLE),
        ("7/22/1970", Fault.DATE_IMPOSSIBLE),
        ("22/7/70", Fault.DATE_SHORT_YEAR),
        ("tháng bảy", Fault.DATE_UNREADABLE),
        (25771, Fault.DATE_IS_NUMBER),
        ("1/1/1870", Fault.DATE_IMPLAUSIBLE),
        (dt.date(2026, 11, 23), Fault.DATE_IMPLAUSIBLE),
        (CellFault.FORMULA_ERROR, Fault.FORMULA_ERROR),
    ],
)
def test_a_date_that_cannot_be_meant_is_refused(written: CellValue, fault: Fault) -> None:
    with pytest.raises(cells.CellError) as refused:
        cells.born(written, TODAY)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("Chính thức", Standing.OFFICIAL),
        ("đại biểu chính thức", Standing.OFFICIAL),
        ("DỰ KHUYẾT", Standing.ALTERNATE),
        ("du khuyet", Standing.ALTERNATE),
        ("Khách mời", Standing.GUEST),
        ("guest", Standing.GUEST),
    ],
)
def test_standings_in_several_wordings(written: str, standing: Standing) -> None:
    assert cells.standing(written) is standing


@pytest.mark.parametrize(
    ("read", "value", "fault"),
    [
        (cells.standing, "quan sát viên", Fault.STANDING_UNKNOWN),
        (cells.standing, None, Fault.EMPTY),
        (cells.source, "tự ứng cử", Fault.SOURCE_UNKNOWN),
        (cells.yes_no, "có lẽ", Fault.NOT_YES_NO),
        (cells.email, "an@", Fault.EMAIL_BROKEN),
        (cells.email, "a@b.vn, c@d.vn", Fault.EMAIL_BROKEN),
        (cells.photo, "../../etc/passwd.jpg", Fault.PHOTO_PATH),
        (cells.photo, "C:\\anh\\1.jpg", Fault.PHOTO_PATH),
        (cells.photo, "an.exe", Fault.PHOTO_BROKEN),
        (cells.name, "=HYPERLINK(1)", Fault.FORMULA_TEXT),
        (cells.name, "Nguy?n V?n An", Fault.LOST_LETTERS),
        (cells.name, "Nguyễn Văn 2", Fault.NOT_A_NAME),
        (cells.text, "a" * 201, Fault.TOO_LONG),
        (cells.text, "@SUM(A1)", Fault.FORMULA_TEXT),
        (cells.delegate_number, 1.5, Fault.NUMBER_BROKEN),
    ],
)
def test_cells_that_are_refused(read: object, value: CellValue, fault: Fault) -> None:
    with pytest.raises(cells.CellError) as refused:
        read(value)  # type: ignore[operator]
    assert refused.value.fault is fault


def test_yes_is_what_offices_write() -> None:
    assert all(cells.yes_no(said) for said in ("x", "X", "có", "Có", "yes", 1, True))
    assert not any(cells.yes_no(said) for said in (None, "", "không", "no", 0, False))


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        ("NguyÔn V¨n An", Damage.TCVN3),
        ("§Æng ThÞ Hoµ", Damage.TCVN3),
        ("Nguyeãn Vaên An", Damage.VNI),
        ("Ñaëng Thò Hoøa", Damage.VNI),
        ("TRAÀN THÒ HAØ", Damage.VNI),
        ("Nguyá»…n VÄƒn An", Damage.MOJIBAKE),
        ("Nguy?n V?n An", Damage.LOST),
    ],
)
def test_text_of_old_fonts_is_recognised(text: str, damage: Damage) -> None:
    assert find_damage(text) is damage


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An",
        "LÊ THỊ HÀ",
        "Đặng Thị Hoà",
        "François Dupont",
        "Jürgen Müller",
        "H'Hen Niê",
        "Vừ A Dính",
        "Phạm Quỳnh Oanh",
        "Trần Khuê",
        "Thạch Sô Phách",
        "Hà",
        "Tô Ý",
        "Renée Noël",
    ],
)
def test_unicode_names_are_not_taken_for_old_fonts(name: str) -> None:
    assert find_damage(name) is None


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Họ và tên", Field.NAME),
        ("HỌ, TÊN", Field.NAME),
        ("ho va ten", Field.NAME),
        ("Full name", Field.NAME),
        ("Ngày, tháng, năm sinh", Field.BORN),
        ("Ngày sinh (dd/mm/yyyy)", Field.BORN),
        ("Số ghế", Field.SEAT),
        ("Mã đại biểu", Field.NUMBER),
        ("Tư cách\nđại biểu", Field.STANDING),
        ("Cấp ủy viên triệu tập", Field.CONVENING),
        ("E-mail", Field.EMAIL),
        ("STT", None),
        ("Ghi chú", None),
    ],
)
def test_column_titles(title: str, field: Field | None) -> None:
    assert field_of(title) is field


def test_the_head_row_stands_below_a_title_of_the_list() -> None:
    title = Row(1, {1: "Danh sách đại biểu"})
    heads = Row(4, {1: "STT", 2: "Họ và tên", 3: "Đoàn", 4: "Ghi chú"})
    head = find_head(Sheet("S", [title, heads, Row(5, {2: "An", 3: "Y tế"})]))
    assert head is not None
    assert head.row == 4
    assert head.columns == {Field.NAME: 2, Field.DELEGATION: 3}
    assert head.unknown == [4]
