"""The ballot in a delegate's hands: which screen of it, which choices, which page.

The choices exist here, in memory, and nowhere else before the cast.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from hub.contract.voting import BallotForm, Candidate
from kiosk.flows.events import Action, Touched
from kiosk.flows.views import Text


class Leaf(enum.StrEnum):
    """Which screen of the ballot is up."""

    BALLOT = "ballot"
    REVIEW = "review"
    CONFIRM = "confirm"
    LEAVE = "leave"


@dataclass(frozen=True)
class Sheet:
    """A ballot that is being filled. `top` and `review_top` are the first row of each page."""

    form: BallotForm
    permit: str
    chosen: frozenset[str] = frozenset()
    leaf: Leaf = Leaf.BALLOT
    back_to: Leaf = Leaf.BALLOT
    top: int = 0
    review_top: int = 0
    notice: Text | None = None

    def in_order(self) -> tuple[Candidate, ...]:
        """The chosen candidates, as they stand on the ballot."""
        return tuple(c for c in self.form.candidates if c.candidate_id in self.chosen)


def touch(sheet: Sheet, event: Touched, rows: int) -> Sheet:
    """The sheet after a touch; an action that its screen does not offer changes nothing."""
    sheet = replace(sheet, notice=None)
    match sheet.leaf, event.action:
        case Leaf.BALLOT, Action.CHOOSE:
            return _choose(sheet, event.arg)
        case Leaf.BALLOT, Action.CLEAR_CHOICES:
            cleared = Text("ballot.cleared") if sheet.chosen else None
            return replace(sheet, chosen=frozenset(), notice=cleared)
        case Leaf.BALLOT, Action.REVIEW:
            return replace(sheet, leaf=Leaf.REVIEW)
        case Leaf.BALLOT, Action.PAGE:
            return replace(
                sheet, top=turned(sheet.top, len(sheet.form.candidates), rows, event.arg)
            )
        case Leaf.REVIEW, Action.PAGE:
            top = turned(sheet.review_top, len(sheet.chosen), rows, event.arg)
            return replace(sheet, review_top=top)
        case Leaf.REVIEW, Action.CHOOSE:
            return _jump(sheet, event.arg)
        case Leaf.REVIEW, Action.BACK:
            return replace(sheet, leaf=Leaf.BALLOT)
        case Leaf.REVIEW, Action.CAST:
            return replace(sheet, leaf=Leaf.CONFIRM)
        case Leaf.CONFIRM, Action.BACK:
            return replace(sheet, leaf=Leaf.REVIEW)
        case ((Leaf.BALLOT | Leaf.REVIEW | Leaf.CONFIRM), Action.LEAVE):
            return replace(sheet, leaf=Leaf.LEAVE, back_to=sheet.leaf)
        case Leaf.LEAVE, (Action.BACK | Action.CLOSE):
            return replace(sheet, leaf=sheet.back_to)
        case _:
            return sheet


def page_of(top: int, length: int, rows: int) -> tuple[int, int]:
    """Which page (from 1) of how many the row `top` is on; a list that shrank has its last."""
    pages = max(1, -(-length // rows))
    return min(top // rows + 1, pages), pages


def turned(top: int, length: int, rows: int, way: str) -> int:
    """The first row of the next or previous page; the same page at either end."""
    page, pages = page_of(top, length, rows)
    if way == "next":
        page = min(page + 1, pages)
    elif way == "previous":
        page = max(page - 1, 1)
    return (page - 1) * rows


def _choose(sheet: Sheet, candidate_id: str) -> Sheet:
    if candidate_id in sheet.chosen:
        return replace(sheet, chosen=sheet.chosen - {candidate_id})
    if candidate_id not in {c.candidate_id for c in sheet.form.candidates}:
        return sheet
    if len(sheet.chosen) >= sheet.form.seats:
        return replace(sheet, notice=Text("ballot.overvote", {"seats": sheet.form.seats}))
    return replace(sheet, chosen=sheet.chosen | {candidate_id})


def _jump(sheet: Sheet, candidate_id: str) -> Sheet:
    """From a row of the review to its place on the ballot; REVIEW leads back to the same page."""
    for row, candidate in enumerate(sheet.form.candidates):
        if candidate.candidate_id == candidate_id:
            return replace(sheet, leaf=Leaf.BALLOT, top=row)
    return sheet
