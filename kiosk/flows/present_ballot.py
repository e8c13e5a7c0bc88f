"""The ballot's screens; no delegate's name can be in them, for no state of the booth has one."""

from __future__ import annotations

from kiosk.flows.around import Around
from kiosk.flows.ballot import COUNTDOWN_MS
from kiosk.flows.booth import Filling
from kiosk.flows.sheet import Leaf, Sheet, page_of
from kiosk.flows.views import (
    BallotRow,
    BallotView,
    ConfirmView,
    LeaveView,
    ReviewView,
    StillThereView,
    Text,
)


def ballot_body(
    filling: Filling, around: Around
) -> BallotView | ReviewView | ConfirmView | LeaveView | StillThereView:
    """The screen of an open ballot."""
    if filling.warned_ms is not None:
        left_ms = max(0, filling.warned_ms + COUNTDOWN_MS - around.now_ms)
        return StillThereView(Text("still.there"), -(-left_ms // 1000))
    sheet, rows = filling.sheet, around.rows_per_page
    match sheet.leaf:
        case Leaf.BALLOT:
            return _ballot(sheet, rows)
        case Leaf.REVIEW:
            return _review(sheet, rows)
        case Leaf.CONFIRM:
            return ConfirmView(len(sheet.chosen), sheet.form.seats, sheet.notice)
        case Leaf.LEAVE:
            return LeaveView(Text("leave.ask"))


def _rows(sheet: Sheet) -> tuple[BallotRow, ...]:
    return tuple(
        BallotRow(c.candidate_id, number, c.name, c.born, c.candidate_id in sheet.chosen)
        for number, c in enumerate(sheet.form.candidates, start=1)
    )


def _ballot(sheet: Sheet, rows: int) -> BallotView:
    every = _rows(sheet)
    page, pages = page_of(sheet.top, len(every), rows)
    return BallotView(
        title=sheet.form.title,
        seats=sheet.form.seats,
        chosen=len(sheet.chosen),
        rows=every[(page - 1) * rows : page * rows],
        page=page,
        pages=pages,
        more=_on_next(len(every), page, rows),
        notice=sheet.notice,
    )


def _review(sheet: Sheet, rows: int) -> ReviewView:
    chosen = tuple(row for row in _rows(sheet) if row.chosen)
    page, pages = page_of(sheet.review_top, len(chosen), rows)
    return ReviewView(
        title=sheet.form.title,
        seats=sheet.form.seats,
        rows=chosen[(page - 1) * rows : page * rows],
        page=page,
        pages=pages,
        more=_on_next(len(chosen), page, rows),
        shortage=_shortage(sheet),
        notice=sheet.notice,
    )


def _on_next(length: int, page: int, rows: int) -> int:
    return max(0, min(rows, length - page * rows))


def _shortage(sheet: Sheet) -> Text | None:
    chosen, seats = len(sheet.chosen), sheet.form.seats
    if chosen == 0:
        return Text("review.blank", {"seats": seats})
    if chosen < seats:
        return Text("review.under", {"chosen": chosen, "seats": seats})
    return None
