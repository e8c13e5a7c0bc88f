"""The counting minutes (biên bản kiểm phiếu) of a poll: a result, put into the office's template.

What the program does not know stands in the paper as dots, to be filled in by people.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from hub.papers.docx import SHIPPED, fill, template_in
from hub.papers.office import Office
from hub.platform.db import Database
from hub.platform.words import translator
from hub.roll.store import CongressRow, congress
from hub.voting import wording
from hub.voting.counting import as_percent
from hub.voting.service import Polls
from hub.voting.sheet import Asked, Line, ResultSheet, sheet_of

TEMPLATE = "bien-ban-kiem-phieu.docx"
LANGUAGE = "vi"
"""Of the shipped template, so of the words that are put into it."""
BLANK = "…………"
_TERM = re.compile(r"(\d{4}) ([-–]) (\d{4})")


class NotCounted(LookupError):
    """There is no such poll, or it is not counted yet."""


class Paper(enum.StrEnum):
    """What the minutes can be had as."""

    DOCX = "docx"
    PDF = "pdf"


class Minutes:
    """The minutes of polls, from the office's own template where there is one."""

    def __init__(self, database: Database, polls: Polls, own_templates: Path, office: Office):
        self._database = database
        self._polls = polls
        self._own = own_templates
        self._office = office

    @property
    def template(self) -> Path:
        """The template in use."""
        return template_in(self._own, TEMPLATE)

    @property
    def own_template(self) -> bool:
        """Whether the office put a template of its own in the place of the shipped one."""
        return self.template.parent == self._own

    @property
    def makes_pdf(self) -> bool:
        """Whether LibreOffice is installed."""
        return self._office.found() is not None

    def write(self, poll_id: int, paper: Paper, *, shipped: bool = False) -> bytes:
        """The minutes of a counted poll; NotCounted, or PaperNotMade with what is wrong.

        `shipped` takes the program's own template, whatever the office edited.
        """
        standing = self._polls.standing(poll_id)
        if standing is None or standing.poll.result is None:
            raise NotCounted(poll_id)
        with self._database.read() as connection:
            held = congress(connection)
        template = SHIPPED / TEMPLATE if shipped else self.template
        made = fill(template, fields(sheet_of(standing), held))
        return made if paper is Paper.DOCX else self._office.to_pdf(made)


def fields(sheet: ResultSheet, held: CongressRow) -> dict[str, object]:
    """Everything that a template of the minutes may ask for; docs/templates.md explains each.

    The names are Vietnamese, because who edits a template reads them.
    """
    opened, closed = _local(sheet.opened_ms, held), _local(sheet.closed_ms, held)
    _ = translator(LANGUAGE)
    return {
        "dai_hoi": _unbroken(held.name),
        "dia_diem": held.place or BLANK,
        "ngay": f"{closed.day:02d}",
        "thang": _month(closed),
        "nam": str(closed.year),
        "gio_mo": _clock(opened) + ("" if opened.date() == closed.date() else _day_behind(opened)),
        "gio_dong": _clock(closed),
        "ten_cuoc_bau": _unbroken(sheet.title),
        "hinh_thuc": _(wording.MANNER),
        "so_luong_bau": _whole(sheet.seats),
        "so_nguoi_danh_sach": _whole(len(sheet.lines)),
        "trieu_tap": _whole(sheet.summoned),
        "cac_khoan_tru": [
            {"ly_do": one.reason, "so_nguoi": _whole(one.number)} for one in sheet.deductions
        ],
        "can_cu": _whole(sheet.base),
        "so_phieu_can_dat": _whole(sheet.needed),
        "co_mat": _known(sheet.present),
        "vang_mat": _known(sheet.absent),
        "phat_ra": _whole(sheet.issued),
        "thu_ve": _whole(sheet.returned),
        "hop_le": _whole(sheet.valid),
        "khong_hop_le": _whole(sheet.invalid),
        "ly_do_khong_hop_le": [
            {"ma": str(one), "ly_do": wording.invalid_reason(one, _), "so_phieu": _whole(number)}
            for one, number in sheet.reasons
            if number
        ],
        "danh_sach": [_row(one.number, one) for one in sheet.lines],
        "trung_cu": [_row(at, one) for at, one in enumerate(sheet.elected, start=1)],
        "so_trung_cu": _whole(len(sheet.elected)),
        "xin_y_kien": [_asked(one, _) for one in sheet.questions],
        "cham": BLANK,
    }


def _row(number: int, line: Line) -> dict[str, str]:
    return {
        "stt": str(number),
        "ho_ten": line.called,
        "so_phieu": _whole(line.votes),
        "ty_le": as_percent(line.hundredths),
    }


def _asked(asked: Asked, translate: Callable[[str], str]) -> dict[str, object]:
    said = wording.question(asked.kind, len(asked.among), asked.seats, translate)
    return {"noi_dung": said, "nhung_nguoi": [_row(one.number, one) for one in asked.among]}


def _local(at_ms: int, held: CongressRow) -> dt.datetime:
    return dt.datetime.fromtimestamp(at_ms / 1000, ZoneInfo(held.timezone))


def _month(day: dt.datetime) -> str:
    """As signed papers write it: a zero before 1 and 2, so that they cannot become 11 and 12."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _clock(at: dt.datetime) -> str:
    return f"{at.hour}h{at.minute:02d}"


def _day_behind(at: dt.datetime) -> str:
    """For a poll that closed on another day than it was opened."""
    return f" ({at.day}/{at.month}/{at.year})"


def _unbroken(name: str) -> str:
    """A name whose term of office, such as 2025 - 2030, stays on one line."""
    return _TERM.sub("\\1\N{NO-BREAK SPACE}\\2\N{NO-BREAK SPACE}\\3", name)


def _known(number: int | None) -> str:
    return BLANK if number is None else _whole(number)


def _whole(number: int) -> str:
    return str(format_decimal(number, locale=LANGUAGE))
