"""What makes a poll fit to open, and who may be given a ballot."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.contract.attendance import Standing
from hub.contract.voting import PermitVerdict
from hub.roll.rules.names import clean, identity

MAX_PEOPLE = 100_000
MAX_CANDIDATES = 300
MAX_TEXT = 200
STEP = 10
"""While a poll is open nobody sees the number of ballots but in steps of this size."""


class PollState(enum.StrEnum):
    """Where a poll stands; it only ever moves forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


class Problem(enum.StrEnum):
    """Why a step with a poll is refused; the catalogue says what to do about it."""

    TITLE_MISSING = "title_missing"
    TEXT_LONG = "text_long"
    SEATS_RANGE = "seats_range"
    CANDIDATES_MISSING = "candidates_missing"
    CANDIDATES_MANY = "candidates_many"
    CANDIDATES_FEWER = "candidates_fewer"
    TWINS_UNTOLD = "twins_untold"
    SUMMONED_RANGE = "summoned_range"
    DEDUCTION_RANGE = "deduction_range"
    DEDUCTION_UNREASONED = "deduction_unreasoned"
    BASE_EMPTY = "base_empty"
    WRONG_STATE = "wrong_state"
    BOX_NOT_EMPTY = "box_not_empty"
    BOOTHS_VOTING = "booths_voting"
    BOX_DIFFERS = "box_differs"
    BOX_UNREADABLE = "box_unreadable"


@dataclass(frozen=True)
class Finding:
    """A problem with what it is about."""

    problem: Problem
    details: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Deduction:
    """How many people a person took off the number summoned, and why."""

    reason: str
    number: int


@dataclass(frozen=True)
class Nominee:
    """A candidate as keyed in; `born` is as the person wrote it."""

    name: str
    born: str = ""


@dataclass(frozen=True)
class Draft:
    """A poll as a person keyed it in; candidates are in ballot order."""

    title: str
    seats: int
    summoned: int
    deductions: tuple[Deduction, ...] = ()
    candidates: tuple[Nominee, ...] = ()

    @property
    def base(self) -> int:
        """The number summoned less every deduction."""
        return self.summoned - sum(one.number for one in self.deductions)


def tidied(draft: Draft) -> Draft:
    """The draft with every text on one line, in NFC, without invisible characters."""
    return Draft(
        title=clean(draft.title),
        seats=draft.seats,
        summoned=draft.summoned,
        deductions=tuple(Deduction(clean(d.reason), d.number) for d in draft.deductions),
        candidates=tuple(Nominee(clean(c.name), clean(c.born)) for c in draft.candidates),
    )


def check(draft: Draft) -> list[Finding]:
    """Everything that keeps a tidied draft from being opened, all at once."""
    return [*_check_texts(draft), *_check_candidates(draft), *_check_base(draft)]


def _check_texts(draft: Draft) -> list[Finding]:
    found: list[Finding] = []
    if not draft.title:
        found.append(Finding(Problem.TITLE_MISSING))
    texts = [draft.title, *(d.reason for d in draft.deductions)]
    for nominee in draft.candidates:
        texts += [nominee.name, nominee.born]
    found += [
        Finding(Problem.TEXT_LONG, {"text": text[:40], "limit": MAX_TEXT})
        for text in texts
        if len(text) > MAX_TEXT
    ]
    return found


def _check_candidates(draft: Draft) -> list[Finding]:
    found: list[Finding] = []
    listed = len(draft.candidates)
    if draft.seats < 1:
        found.append(Finding(Problem.SEATS_RANGE, {"seats": draft.seats}))
    if listed == 0 or any(not one.name for one in draft.candidates):
        found.append(Finding(Problem.CANDIDATES_MISSING))
    elif listed > MAX_CANDIDATES:
        found.append(Finding(Problem.CANDIDATES_MANY, {"listed": listed, "limit": MAX_CANDIDATES}))
    elif listed < draft.seats:
        found.append(Finding(Problem.CANDIDATES_FEWER, {"listed": listed, "seats": draft.seats}))
    found += [Finding(Problem.TWINS_UNTOLD, {"name": name}) for name in _untold(draft.candidates)]
    return found


def _check_base(draft: Draft) -> list[Finding]:
    found: list[Finding] = []
    if not 1 <= draft.summoned <= MAX_PEOPLE:
        found.append(
            Finding(Problem.SUMMONED_RANGE, {"summoned": draft.summoned, "limit": MAX_PEOPLE})
        )
    for one in draft.deductions:
        if one.number < 1:
            details: dict[str, str | int] = {"reason": one.reason, "number": one.number}
            found.append(Finding(Problem.DEDUCTION_RANGE, details))
        if not one.reason:
            found.append(Finding(Problem.DEDUCTION_UNREASONED, {"number": one.number}))
    if not found and draft.base < 1:
        deducted = draft.summoned - draft.base
        found.append(
            Finding(Problem.BASE_EMPTY, {"summoned": draft.summoned, "deducted": deducted})
        )
    return found


def shared_names(candidates: Sequence[Nominee]) -> set[str]:
    """The names that more than one candidate bears, however typed (`Hòa`, `Hoà`), by identity."""
    times = Counter(identity(one.name) for one in candidates if one.name)
    return {name for name, number in times.items() if number > 1}


def _untold(candidates: Sequence[Nominee]) -> list[str]:
    """Names that two candidates bear and no birth date tells apart."""
    found: list[str] = []
    for shared in sorted(shared_names(candidates)):
        twins = [one for one in candidates if identity(one.name) == shared]
        dates = [one.born for one in twins]
        if "" in dates or len(set(dates)) < len(dates):
            found.append(twins[0].name)
    return found


def in_steps(number: int) -> int:
    """The number as it may be shown while a poll is open: whole steps only."""
    return number // STEP * STEP


def is_step(number: int) -> bool:
    """Whether the box is to be rewritten and the shown number moves."""
    return number % STEP == 0


@dataclass(frozen=True)
class Claim:
    """What the hub knows of somebody who shows a badge at a booth."""

    standing: Standing
    revoked: bool
    undecided: bool
    """An alternate whose substitution nobody has decided."""
    replaced: bool
    """A delegate whose seat an alternate was given."""
    voted: bool
    held_elsewhere: bool
    """A permit that has not run out is at another booth."""


def permit_verdict(claim: Claim) -> PermitVerdict:
    """What the booth is told; only GRANTED comes with a permit."""
    refusals = (
        (claim.revoked, PermitVerdict.REVOKED),
        (claim.standing is Standing.GUEST, PermitVerdict.NOT_ENTITLED),
        (claim.undecided, PermitVerdict.ALTERNATE_UNDECIDED),
        (claim.replaced, PermitVerdict.NOT_ENTITLED),
        (claim.voted, PermitVerdict.ALREADY_VOTED),
        (claim.held_elsewhere, PermitVerdict.IN_USE),
    )
    return next((verdict for holds, verdict in refusals if holds), PermitVerdict.GRANTED)
