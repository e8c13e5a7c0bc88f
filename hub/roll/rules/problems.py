"""What can be wrong with a roll, each with its place; the words stand in the catalogues."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Fault(enum.StrEnum):
    """Kinds of errors; nothing is imported while there is one."""

    NO_TABLE = "no_table"
    SEVERAL_TABLES = "several_tables"
    NO_SUCH_SHEET = "no_such_sheet"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    MERGED = "merged"
    MERGED_HEAD = "merged_head"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FORMULA_ERROR = "formula_error"
    FORMULA_TEXT = "formula_text"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    OLD_FONT = "old_font"
    MOJIBAKE = "mojibake"
    LOST_LETTERS = "lost_letters"
    NOT_A_NAME = "not_a_name"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_YEAR_ONLY = "date_year_only"
    DATE_SHORT_YEAR = "date_short_year"
    DATE_IMPLAUSIBLE = "date_implausible"
    DATE_IS_NUMBER = "date_is_number"
    NUMBER_BROKEN = "number_broken"
    STANDING_UNKNOWN = "standing_unknown"
    SOURCE_UNKNOWN = "source_unknown"
    NOT_YES_NO = "not_yes_no"
    EMAIL_BROKEN = "email_broken"
    PHOTO_PATH = "photo_path"
    PHOTO_MISSING = "photo_missing"
    PHOTO_BROKEN = "photo_broken"
    NUMBER_TWICE = "number_twice"
    PERSON_TWICE = "person_twice"
    NUMBER_TAKEN = "number_taken"
    PERSON_SEVERAL = "person_several"
    REPLACES_UNKNOWN = "replaces_unknown"
    REPLACES_SEVERAL = "replaces_several"
    REPLACES_NOT_OFFICIAL = "replaces_not_official"
    REPLACES_BY_OFFICIAL = "replaces_by_official"
    REPLACED_TWICE = "replaced_twice"


class Note(enum.StrEnum):
    """What somebody should know, though it stops nothing."""

    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_SHEETS = "hidden_sheets"
    COLUMNS_LEFT_OUT = "columns_left_out"
    NO_STANDING_COLUMN = "no_standing_column"
    FORMULAS_TAKEN = "formulas_taken"
    SAME_NAME = "same_name"


@dataclass(frozen=True)
class Place:
    """Where in a file; what is not known is 0 or empty."""

    sheet: str = ""
    row: int = 0
    column: int = 0
    header: str = ""


@dataclass(frozen=True)
class Problem:
    """One error: where, what, and the values that its sentence needs."""

    fault: Fault
    place: Place
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """One note: what, and the values that its sentence needs."""

    note: Note
    values: dict[str, str | int] = field(default_factory=dict)
