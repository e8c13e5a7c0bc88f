"""Counting: from the ballots in a box to who is elected, in whole numbers only.

Sources: the Party's election regulation 244-QĐ/TW (2014), articles on bases, valid ballots
and winners, followed by 190-QĐ/TW (2024): votes are counted from valid ballots only; a person
is elected with more than half of the base, from the highest down until the seats are full.
What the regulation leaves to the congress (a tie at the last seat, too few winners) comes
out as a question, never as a decision.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class InvalidReason(enum.StrEnum):
    """Why a ballot counts for nobody; the values are the codes printed in the minutes."""

    TOO_MANY = "KHL-2"
    """More names than there are seats."""
    NOBODY = "KHL-3"
    """No name at all."""


class QuestionKind(enum.StrEnum):
    """What the congress has to decide before the result is complete."""

    TIE = "tie"
    SHORTAGE = "shortage"


@dataclass(frozen=True)
class Question:
    """Something that the count does not decide."""

    kind: QuestionKind
    seats: int
    """How many seats hang on the answer."""
    among: tuple[str, ...] = ()
    """The tied candidates, in ballot order; empty for a shortage."""


@dataclass(frozen=True)
class Tally:
    """What was in the box."""

    returned: int
    valid: int
    invalid: dict[InvalidReason, int]
    """Every reason, also those with no ballot."""
    votes: dict[str, int]
    """Of each candidate, in ballot order, from valid ballots only."""


@dataclass(frozen=True)
class Outcome:
    """What rule V1 makes of the votes."""

    base: int
    needed: int
    elected: tuple[str, ...]
    """By votes from the highest down; equal votes keep ballot order."""
    questions: tuple[Question, ...]


def needed_votes(base: int) -> int:
    """The fewest votes that are more than half of the base (2v > B)."""
    if base < 1:
        raise ValueError("a base is at least one person")
    return base // 2 + 1


def tally(ballots: Iterable[Sequence[str]], candidates: Sequence[str], seats: int) -> Tally:
    """The votes of each candidate, and how many ballots are invalid for which reason.

    A ballot is the ids of the chosen candidates. A name that is not on the list, or one name
    twice, raises ValueError: no kiosk can make such a ballot and no hub takes it into the box.
    """
    votes = dict.fromkeys(candidates, 0)
    invalid = dict.fromkeys(InvalidReason, 0)
    valid = 0
    for choices in ballots:
        if len(set(choices)) != len(choices) or not votes.keys() >= set(choices):
            raise ValueError("a ballot that names somebody twice or somebody not on the list")
        if not choices:
            invalid[InvalidReason.NOBODY] += 1
        elif len(choices) > seats:
            invalid[InvalidReason.TOO_MANY] += 1
        else:
            valid += 1
            for chosen in choices:
                votes[chosen] += 1
    returned = valid + sum(invalid.values())
    return Tally(returned=returned, valid=valid, invalid=invalid, votes=votes)


def decide_v1(votes: Mapping[str, int], seats: int, base: int) -> Outcome:
    """Who is elected by rule V1: more than half of the base, the highest until seats are full.

    `votes` is in ballot order. Candidates over half who are equal where the seats run out are
    all left open, with a question for the seats that remain; those below half never tie.
    """
    needed = needed_votes(base)
    ranked = by_votes(votes)
    over = [one for one in ranked if 2 * votes[one] > base]
    if len(over) <= seats:
        missing = seats - len(over)
        questions = (Question(QuestionKind.SHORTAGE, missing),) if missing else ()
        return Outcome(base, needed, tuple(over), questions)
    at_the_line = votes[over[seats - 1]]
    if votes[over[seats]] < at_the_line:
        return Outcome(base, needed, tuple(over[:seats]), ())
    elected = tuple(one for one in over if votes[one] > at_the_line)
    tied = tuple(one for one in over if votes[one] == at_the_line)
    tie = Question(QuestionKind.TIE, seats - len(elected), tied)
    return Outcome(base, needed, elected, (tie,))


def by_votes(votes: Mapping[str, int]) -> list[str]:
    """The candidates from the highest down; equal votes keep the order of `votes`."""
    return sorted(votes, key=lambda one: -votes[one])


def hundredths(part: int, whole: int) -> int:
    """The percentage in hundredths of a percent, half up at the third decimal."""
    if whole < 1 or part < 0:
        raise ValueError("a percentage of nothing, or of less than nothing")
    return (2 * part * 10_000 + whole) // (2 * whole)


def as_percent(number: int, mark: str = ",") -> str:
    """Hundredths of a percent with two decimals behind that mark."""
    return f"{number // 100}{mark}{number % 100:02d}"


def percent(part: int, whole: int, mark: str = ",") -> str:
    """The percentage with two decimals, half up at the third, made of whole numbers."""
    return as_percent(hundredths(part, whole), mark)
