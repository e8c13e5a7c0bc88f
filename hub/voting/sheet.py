"""The result of a counted poll, put together once: the page and the minutes show this object."""

from __future__ import annotations

from dataclasses import dataclass

from hub.voting import counting
from hub.voting.counting import InvalidReason, QuestionKind
from hub.voting.rules import Deduction
from hub.voting.service import Standing


@dataclass(frozen=True)
class Line:
    """One candidate in the result."""

    number: int
    """In ballot order."""
    name: str
    born: str
    """Only where two candidates have one name, as on the ballot."""
    votes: int
    hundredths: int
    """Of a percent of the base."""
    elected: bool
    tied: bool

    @property
    def called(self) -> str:
        """The name as it stands on the ballot."""
        return f"{self.name} ({self.born})" if self.born else self.name


@dataclass(frozen=True)
class Asked:
    """What the congress has to decide before the result is complete."""

    kind: QuestionKind
    seats: int
    """How many seats hang on the answer."""
    among: tuple[Line, ...]
    """The tied candidates, in ballot order; empty for a shortage."""


@dataclass(frozen=True)
class ResultSheet:
    """Every figure of a counted poll."""

    poll_id: int
    title: str
    seats: int
    summoned: int
    deductions: tuple[Deduction, ...]
    base: int
    needed: int
    present_at_opening: int
    """Who had checked in by then; 0 also where no session was open."""
    issued: int
    voted: int
    returned: int
    valid: int
    reasons: tuple[tuple[InvalidReason, int], ...]
    """Every reason with its number of invalid ballots, 0 too."""
    lines: tuple[Line, ...]
    """In ballot order."""
    elected: tuple[Line, ...]
    """From the highest down; equal votes keep ballot order."""
    questions: tuple[Asked, ...]
    opened_ms: int
    closed_ms: int

    @property
    def invalid(self) -> int:
        """Ballots that count for nobody."""
        return sum(number for _reason, number in self.reasons)

    @property
    def present(self) -> int | None:
        """How many were present at the vote, as far as check-in knows it.

        None where the number cannot be: fewer than took a ballot, or more than were summoned.
        """
        known = self.issued <= self.present_at_opening <= self.summoned
        return self.present_at_opening if known else None

    @property
    def absent(self) -> int | None:
        """How many of those summoned were absent at the vote; None where it is not known."""
        return None if self.present is None else self.summoned - self.present


def sheet_of(standing: Standing) -> ResultSheet:
    """The result of a poll that is counted; LookupError for one that is not."""
    poll = standing.poll
    if poll.result is None or poll.opened_ms is None or poll.closed_ms is None:
        raise LookupError(poll.poll_id)
    tally, outcome = poll.result.tally, poll.result.outcome
    tied = {one for question in outcome.questions for one in question.among}
    lines = {
        one.candidate_id: Line(
            number=number,
            name=one.name,
            born=one.born,
            votes=tally.votes[one.candidate_id],
            hundredths=counting.hundredths(tally.votes[one.candidate_id], outcome.base),
            elected=one.candidate_id in outcome.elected,
            tied=one.candidate_id in tied,
        )
        for number, one in enumerate(poll.form.candidates, start=1)
    }
    return ResultSheet(
        poll_id=poll.poll_id,
        title=poll.form.title,
        seats=poll.form.seats,
        summoned=poll.draft.summoned,
        deductions=poll.draft.deductions,
        base=outcome.base,
        needed=outcome.needed,
        present_at_opening=poll.present_at_opening or 0,
        issued=poll.result.issued,
        voted=standing.voted,
        returned=tally.returned,
        valid=tally.valid,
        reasons=tuple(tally.invalid.items()),
        lines=tuple(lines.values()),
        elected=tuple(lines[one] for one in outcome.elected),
        questions=tuple(
            Asked(one.kind, one.seats, tuple(lines[who] for who in one.among))
            for one in outcome.questions
        ),
        opened_ms=poll.opened_ms,
        closed_ms=poll.closed_ms,
    )
