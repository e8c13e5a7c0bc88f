"""Every problem with a poll as a sentence that says what to do; English, the key of a catalogue."""

from __future__ import annotations

from collections.abc import Callable

from hub.voting.counting import InvalidReason, QuestionKind
from hub.voting.rules import Finding, PollState, Problem

Translate = Callable[[str], str]

_SENTENCES = {
    Problem.TITLE_MISSING: "Give the poll a title.",
    Problem.TEXT_LONG: "“%(text)s…” is too long: use at most %(limit)s letters.",
    Problem.SEATS_RANGE: "Say how many are to be elected, as a whole number from 1.",
    Problem.CANDIDATES_MISSING: "List the candidates, one name a line.",
    Problem.CANDIDATES_MANY: (
        "Candidates: %(listed)s; at most %(limit)s fit on a ballot. Make several polls."
    ),
    Problem.CANDIDATES_FEWER: (
        "Candidates: %(listed)s, to be elected: %(seats)s. Add candidates, or elect fewer."
    ),
    Problem.TWINS_UNTOLD: (
        "More than one candidate is called %(name)s: "
        "write a different birth date behind each, after a | sign."
    ),
    Problem.SUMMONED_RANGE: (
        "Say how many delegates were summoned, as a whole number from 1 to %(limit)s."
    ),
    Problem.DEDUCTION_RANGE: (
        "Say how many are deducted for “%(reason)s”, as a whole number from 1, or empty the line."
    ),
    Problem.DEDUCTION_UNREASONED: (
        "Say why %(number)s are deducted: the reason stands in the minutes."
    ),
    Problem.BASE_EMPTY: (
        "%(deducted)s are deducted from %(summoned)s summoned: "
        "nobody is left to vote. Check the numbers."
    ),
    Problem.BOX_NOT_EMPTY: (
        "The box of this poll is not empty (ballots: %(ballots)s): it must not be opened. "
        "Set up a new poll and report this to the presidium."
    ),
    Problem.BOOTHS_VOTING: (
        "Delegates who are voting now: %(live)s. "
        "Wait for them, or confirm that their ballots are void."
    ),
    Problem.BOX_DIFFERS: (
        "Ballots in the box: %(ballots)s, delegates who voted: %(voted)s. "
        "Nothing was counted: stop and report this to the presidium."
    ),
    Problem.BOX_UNREADABLE: (
        "A ballot in the box cannot be read. "
        "Nothing was counted: stop and report this to the presidium."
    ),
}
_WRONG_STATE = {
    PollState.DRAFT: "This poll is not open yet: open it first.",
    PollState.OPEN: "This poll is open already: nothing was changed.",
    PollState.CLOSED: "This poll is closed already: it can be counted.",
    PollState.COUNTED: "This poll is counted already: its result stands.",
}
_STATES = {
    PollState.DRAFT: "Being set up",
    PollState.OPEN: "Voting is open",
    PollState.CLOSED: "Closed, not counted",
    PollState.COUNTED: "Counted",
}
_REASONS = {
    InvalidReason.TOO_MANY: "more names than seats",
    InvalidReason.NOBODY: "no name chosen",
}
_QUESTIONS = {
    QuestionKind.TIE: (
        "%(number)s candidates have equal votes at the last place. "
        "The congress is asked whether to vote again among them. Seats still open: %(seats)s."
    ),
    QuestionKind.SHORTAGE: (
        "Still missing of the number to be elected: %(seats)s. "
        "The congress is asked whether to go on electing."
    ),
}
MANNER = "recorded openly at voting booths; not a secret ballot"
"""How a poll was voted whose ballots are not sealed."""


def invalid_reason(reason: InvalidReason, translate: Translate) -> str:
    """Why a ballot counts for nobody, in the language of `translate`."""
    return translate(_REASONS[reason])


def question(kind: QuestionKind, number: int, seats: int, translate: Translate) -> str:
    """What the congress is asked; `number` is how many are tied."""
    return translate(_QUESTIONS[kind]) % {"number": number, "seats": seats}


def sentence(finding: Finding, translate: Translate) -> str:
    """The finding in the language of `translate`."""
    if finding.problem is Problem.WRONG_STATE:
        return translate(_WRONG_STATE[PollState(str(finding.details["state"]))])
    return translate(_SENTENCES[finding.problem]) % finding.details


def state_word(state: PollState, translate: Translate) -> str:
    """The state of a poll in the language of `translate`."""
    return translate(_STATES[state])


def every_text() -> list[str]:
    """Every English text above, for the check that each has its Vietnamese."""
    tables = (_SENTENCES, _WRONG_STATE, _STATES, _REASONS, _QUESTIONS)
    return [*(text for table in tables for text in table.values()), MANNER]
