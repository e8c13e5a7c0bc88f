"""What a cell means: each function gives the value, or raises CellError with the fault."""

from __future__ import annotations

import datetime as dt
import re

from hub.contract.attendance import Standing
from hub.roll.rules.grid import CellFault, CellValue
from hub.roll.rules.legacy_text import Damage, find_damage
from hub.roll.rules.names import clean, search_fold
from hub.roll.rules.problems import Fault

MAX_TEXT = 200
_OLDEST_YEAR = 1900
_SERIALS = range(3000, 100_000)

_STANDINGS = {
    "chinh thuc": Standing.OFFICIAL,
    "dai bieu chinh thuc": Standing.OFFICIAL,
    "dai bieu": Standing.OFFICIAL,
    "ct": Standing.OFFICIAL,
    "official": Standing.OFFICIAL,
    "official delegate": Standing.OFFICIAL,
    "delegate": Standing.OFFICIAL,
    "du khuyet": Standing.ALTERNATE,
    "dai bieu du khuyet": Standing.ALTERNATE,
    "dk": Standing.ALTERNATE,
    "alternate": Standing.ALTERNATE,
    "alternate delegate": Standing.ALTERNATE,
    "khach moi": Standing.GUEST,
    "khach": Standing.GUEST,
    "dai bieu khach moi": Standing.GUEST,
    "dai bieu moi": Standing.GUEST,
    "km": Standing.GUEST,
    "guest": Standing.GUEST,
    "invited": Standing.GUEST,
}
_SOURCES = {
    "duong nhien": "ex_officio",
    "dai bieu duong nhien": "ex_officio",
    "ex officio": "ex_officio",
    "bau": "elected",
    "duoc bau": "elected",
    "bau cu": "elected",
    "dai bieu duoc bau": "elected",
    "cap duoi bau": "elected",
    "elected": "elected",
    "chi dinh": "appointed",
    "duoc chi dinh": "appointed",
    "dai bieu chi dinh": "appointed",
    "appointed": "appointed",
}
_YES = frozenset({"co", "x", "yes", "y", "1", "true", "dung", "v", "✓", "✔", "☑", "la"})
_NO = frozenset({"", "khong", "no", "n", "0", "false", "-", "ko", "k"})

_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")
_DAY_FIRST = re.compile(
    r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2}|\d{4})(?: 0?0:00(?::00)?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_DAMAGES = {
    Damage.TCVN3: Fault.OLD_FONT,
    Damage.VNI: Fault.OLD_FONT,
    Damage.MOJIBAKE: Fault.MOJIBAKE,
    Damage.LOST: Fault.LOST_LETTERS,
}


class CellError(Exception):
    """A cell that cannot be used, with what its sentence needs."""

    def __init__(self, fault: Fault, **values: str | int) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.values = values


def text(value: CellValue) -> str:
    """The text of a cell as typed, in NFC and on one line; empty for an empty cell."""
    if isinstance(value, CellFault):
        raise CellError(Fault(value.value))
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.date):
        return f"{value.day}/{value.month}/{value.year}"
    written = clean(str(value))
    if len(written) > MAX_TEXT:
        raise CellError(Fault.TOO_LONG, value=written[:40] + "…", limit=MAX_TEXT)
    if written[:1] in {"=", "@", "+"}:  # would run as a formula in the next spreadsheet
        raise CellError(Fault.FORMULA_TEXT, value=written)
    damage = find_damage(str(value))
    if damage is not None:
        raise CellError(_DAMAGES[damage], value=written, kind=damage.value.upper())
    return written


def name(value: CellValue) -> str:
    """A person's name; it must be there and hold letters and no digits."""
    written = text(value)
    if not written:
        raise CellError(Fault.EMPTY)
    if "?" in written:
        raise CellError(Fault.LOST_LETTERS, value=written)
    if not any(c.isalpha() for c in written) or any(
        c.isdigit() or c in "@/\\<>|{}" for c in written
    ):
        raise CellError(Fault.NOT_A_NAME, value=written)
    return written


def required(value: CellValue) -> str:
    """A text that must be there."""
    written = text(value)
    if not written:
        raise CellError(Fault.EMPTY)
    return written


def delegate_number(value: CellValue) -> str:
    """The printed number of a delegate, without spaces around it; empty where there is none."""
    written = text(value)
    if isinstance(value, float) and not value.is_integer():
        raise CellError(Fault.NUMBER_BROKEN, value=written)
    if isinstance(value, dt.date) or len(written) > 20:
        raise CellError(Fault.NUMBER_BROKEN, value=written)
    return written


def born(value: CellValue, today: dt.date) -> dt.date | None:
    """A birth date: a date cell, or a text with the day first or the year first."""
    if isinstance(value, dt.date):
        return _plausible(value, text(value), today)
    written = text(value)
    if not written:
        return None
    if re.fullmatch(r"(19|20)\d\d", written):
        raise CellError(Fault.DATE_YEAR_ONLY, value=written)
    if not isinstance(value, str) and re.fullmatch(r"\d+", written) and int(written) in _SERIALS:
        raise CellError(Fault.DATE_IS_NUMBER, value=written)
    if found := _DAY_FIRST.fullmatch(written):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(written):
        year, month, day = found.groups()
    else:
        raise CellError(Fault.DATE_UNREADABLE, value=written)
    if len(year) == 2:
        raise CellError(Fault.DATE_SHORT_YEAR, value=written)
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(Fault.DATE_IMPOSSIBLE, value=written) from None
    return _plausible(date, written, today)


def _plausible(date: dt.date, written: str, today: dt.date) -> dt.date:
    if date.year < _OLDEST_YEAR or date >= today:
        raise CellError(Fault.DATE_IMPLAUSIBLE, value=written)
    return date


def standing(value: CellValue) -> Standing:
    """In what quality a person comes."""
    written = required(value)
    found = _STANDINGS.get(_words(written))
    if found is None:
        raise CellError(Fault.STANDING_UNKNOWN, value=written)
    return found


def source(value: CellValue) -> str:
    """How a delegate came to be one: ex_officio, elected, appointed, or "" where not said."""
    written = text(value)
    if not written:
        return ""
    found = _SOURCES.get(_words(written))
    if found is None:
        raise CellError(Fault.SOURCE_UNKNOWN, value=written)
    return found


def yes_no(value: CellValue) -> bool:
    """Yes or no; an empty cell is no."""
    written = text(value)
    folded = search_fold(written)
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise CellError(Fault.NOT_YES_NO, value=written)


def email(value: CellValue) -> str:
    """One e-mail address, or empty."""
    written = text(value)
    if written and not _EMAIL.fullmatch(written):
        raise CellError(Fault.EMAIL_BROKEN, value=written)
    return written


def photo(value: CellValue) -> str:
    """The bare name of a picture file, or empty; never a path."""
    written = text(value)
    if not written:
        return ""
    if any(sign in written for sign in '/\\:*?"<>|') or written.startswith("."):
        raise CellError(Fault.PHOTO_PATH, value=written)
    if not written.lower().endswith((".jpg", ".jpeg", ".png")):
        raise CellError(Fault.PHOTO_BROKEN, value=written)
    return written


def _words(written: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", search_fold(written)).split())
