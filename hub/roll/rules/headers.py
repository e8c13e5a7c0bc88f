"""Which column is which: the head row is found and read in Vietnamese or English."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from hub.roll.rules.grid import Row, Sheet
from hub.roll.rules.names import search_fold

SEARCHED_ROWS = 40
"""A title stands above the table; deeper than this nobody puts the head row."""


class Field(enum.StrEnum):
    """What a column of the roll can hold."""

    NUMBER = "number"
    NAME = "name"
    BORN = "born"
    DELEGATION = "delegation"
    UNIT = "unit"
    SEAT = "seat"
    EMAIL = "email"
    PHOTO = "photo"
    STANDING = "standing"
    SOURCE = "source"
    CONVENING = "convening_member"
    HEAD = "head_of_delegation"
    REPLACES = "replaces"


REQUIRED = (Field.NAME, Field.DELEGATION)

_WORDINGS: dict[Field, str] = {
    Field.NUMBER: "số đại biểu|số thẻ|số thẻ đại biểu|mã đại biểu|mã số đại biểu|mã số|mã đb|số đb"
    "|số hiệu|số hiệu đại biểu|mã thẻ|mã|number|no|nr|delegate no|delegate number|delegate id"
    "|badge number|badge no|id",
    Field.NAME: "họ và tên|họ tên|họ và tên đại biểu|họ tên đại biểu|tên đại biểu|đại biểu"
    "|họ, tên|họ tên khai sinh|họ và tên khai sinh|full name|name|delegate|delegate name",
    Field.BORN: "ngày sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|sinh ngày|năm sinh"
    "|ngày tháng năm|ngày/tháng/năm sinh|birth date|date of birth|birthdate|born|dob|birthday",
    Field.DELEGATION: "đoàn|đoàn đại biểu|tên đoàn|thuộc đoàn|đảng bộ|đảng bộ trực thuộc"
    "|tổ chức đảng|thuộc đảng bộ|delegation",
    Field.UNIT: "đơn vị|đơn vị công tác|cơ quan|cơ quan, đơn vị|cơ quan đơn vị|nơi công tác"
    "|cơ quan công tác|unit|organisation|organization|workplace|office",
    Field.SEAT: "ghế|số ghế|vị trí|vị trí ngồi|vị trí ghế|chỗ ngồi|ghế ngồi|seat"
    "|seat number|seat no",
    Field.EMAIL: "e-mail|email|thư điện tử|địa chỉ email|địa chỉ thư điện tử|hộp thư|mail"
    "|email address|e-mail address",
    Field.PHOTO: "ảnh|tệp ảnh|tên tệp ảnh|ảnh thẻ|file ảnh|hình|hình ảnh|ảnh đại biểu|photo"
    "|photo file|picture|image",
    Field.STANDING: "tư cách|tư cách đại biểu|loại đại biểu|loại|thành phần|loại đb|standing"
    "|status|type|category|class",
    Field.SOURCE: "nguồn|diện|hình thức|nguồn đại biểu|diện đại biểu|cơ cấu|source|chosen by|basis"
    "|how chosen",
    Field.CONVENING: "cấp ủy triệu tập|cấp ủy viên|ủy viên cấp ủy triệu tập|ủy viên bch"
    "|cấp ủy viên triệu tập|là cấp ủy viên|cấp ủy|ủy viên ban chấp hành|thuộc cấp ủy triệu tập"
    "|thành viên cấp ủy triệu tập|convening committee|member of the convening committee"
    "|convening committee member|committee member|convening member",
    Field.HEAD: "trưởng đoàn|là trưởng đoàn|head of delegation|delegation head|head|leader",
    Field.REPLACES: "thay thế|thay thế cho|thay thế ai|thay cho|thay|thay thế đại biểu|replaces"
    "|replaces whom|substitute for|replacement for",
}


def _squeeze(header: str) -> str:
    """What of a header matters: no diacritics, no signs, nothing in brackets, no line breaks."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", search_fold(header))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", bare).split())


_FIELDS = {
    _squeeze(wording): field for field, text in _WORDINGS.items() for wording in text.split("|")
}
_ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "#", ""})
"""A running number of the list, which is not the delegate's number."""


@dataclass(frozen=True)
class Head:
    """The head row of a table."""

    row: int
    columns: dict[Field, int]
    titles: dict[int, str]
    """Of every column that has a title, as typed."""
    twice: list[tuple[Field, int, int]]
    """Fields that two columns claim: field, first column, second column."""

    @property
    def unknown(self) -> list[int]:
        """Columns whose title is not understood and whose content is left out."""
        known = set(self.columns.values()) | {second for _, _, second in self.twice}
        return [
            column
            for column, title in self.titles.items()
            if column not in known and _squeeze(title) not in _ORDINALS
        ]

    @property
    def missing(self) -> list[Field]:
        """Columns that a roll cannot do without."""
        return [field for field in REQUIRED if field not in self.columns]


def field_of(header: str) -> Field | None:
    """The field that a column title names."""
    return _FIELDS.get(_squeeze(header))


def find_head(sheet: Sheet) -> Head | None:
    """The head row of the sheet's table: the first row that names two fields or more."""
    for row in sheet.rows[:SEARCHED_ROWS]:
        head = _read_head(row)
        if len(head.columns) >= 2 and Field.NAME in head.columns:
            return head
    return None


def _read_head(row: Row) -> Head:
    columns: dict[Field, int] = {}
    titles: dict[int, str] = {}
    twice: list[tuple[Field, int, int]] = []
    for column, value in sorted(row.cells.items()):
        if not isinstance(value, str):
            continue
        titles[column] = " ".join(value.split())
        field = field_of(value)
        if field is None:
            continue
        if field in columns:
            twice.append((field, columns[field], column))
        else:
            columns[field] = column
    return Head(row.number, columns, titles, twice)
