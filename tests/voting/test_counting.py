"""Rule V1 against the worked examples, and what must hold for every box."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.voting.counting import (
    InvalidReason,
    Question,
    QuestionKind,
    by_votes,
    decide_v1,
    needed_votes,
    percent,
    tally,
)


@dataclass(frozen=True)
class Example:
    title: str
    seats: int
    base: int
    votes: dict[str, int]
    needed: int
    elected: str
    percents: str = ""
    tied: str = ""
    tied_seats: int = 0
    short: int = 0


EXAMPLES = [
    Example(
        "E2 normal",
        5,
        99,
        {"A": 95, "B": 90, "C": 77, "D": 60, "E": 50, "F": 49},
        50,
        "ABCDE",
        "95,96 90,91 77,78 60,61 50,51 49,49",
    ),
    Example(
        "E3 exactly half",
        3,
        100,
        {"A": 88, "B": 71, "C": 50, "D": 49},
        51,
        "AB",
        "88,00 71,00 50,00 49,00",
        short=1,
    ),
    Example(
        "E4 more over half than seats",
        4,
        120,
        {"A": 118, "B": 101, "C": 97, "D": 92, "E": 66},
        61,
        "ABCD",
        "98,33 84,17 80,83 76,67 55,00",
    ),
    Example(
        "E5 tie at the last seat",
        4,
        120,
        {"A": 110, "B": 104, "C": 90, "D": 78, "E": 78, "F": 5},
        61,
        "ABC",
        "91,67 86,67 75,00 65,00 65,00 4,17",
        tied="DE",
        tied_seats=1,
    ),
    Example(
        "E6 three tied for two seats",
        4,
        120,
        {"A": 110, "B": 104, "C": 70, "D": 70, "E": 70, "F": 12},
        61,
        "AB",
        "91,67 86,67 58,33 58,33 58,33 10,00",
        tied="CDE",
        tied_seats=2,
    ),
    Example(
        "E7 tie inside the winners",
        3,
        120,
        {"A": 80, "B": 80, "C": 75, "D": 40},
        61,
        "ABC",
        "66,67 66,67 62,50 33,33",
    ),
    Example(
        "E8 tie below half",
        3,
        120,
        {"A": 90, "B": 85, "C": 55, "D": 55},
        61,
        "AB",
        "75,00 70,83 45,83 45,83",
        short=1,
    ),
    Example("E9 second round", 2, 120, {"P": 70, "Q": 66, "R": 40}, 61, "PQ", "58,33 55,00 33,33"),
    Example("E12 exactly half of the base", 1, 100, {"X": 50}, 51, "", "50,00", short=1),
    Example("E14 base summoned", 1, 100, {"X": 48}, 51, "", "48,00", short=1),
    Example(
        "tie that straddles the last seat leaves several seats open",
        2,
        10,
        {"A": 6, "B": 6, "C": 6},
        6,
        "",
        tied="ABC",
        tied_seats=2,
    ),
    Example("winners are told from the highest down", 2, 10, {"A": 6, "B": 9}, 6, "BA"),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_worked_example(example: Example) -> None:
    outcome = decide_v1(example.votes, example.seats, example.base)
    assert outcome.needed == example.needed
    assert "".join(outcome.elected) == example.elected
    expected: list[Question] = []
    if example.tied:
        expected.append(Question(QuestionKind.TIE, example.tied_seats, tuple(example.tied)))
    if example.short:
        expected.append(Question(QuestionKind.SHORTAGE, example.short))
    assert list(outcome.questions) == expected
    if example.percents:
        shown = [percent(votes, example.base) for votes in example.votes.values()]
        assert shown == example.percents.split()


def test_e1_needed_of_the_base() -> None:
    assert needed_votes(246) == 124
    assert needed_votes(1) == 1
    with pytest.raises(ValueError, match="base"):
        needed_votes(0)


def test_e12_votes_on_invalid_ballots_count_for_nobody() -> None:
    ballots = [["X"]] * 50 + [["Y"]] * 38 + [["X", "Y"]] * 10
    counted = tally(ballots, ["X", "Y"], seats=1)
    assert counted.votes == {"X": 50, "Y": 38}
    assert (counted.returned, counted.valid) == (98, 88)
    assert counted.invalid == {InvalidReason.TOO_MANY: 10, InvalidReason.NOBODY: 0}
    assert "X" not in decide_v1(counted.votes, 1, 100).elected


@pytest.mark.parametrize(
    ("choices", "invalid"),
    [
        ("abc", None),
        ("ab", None),
        ("a", None),
        ("", InvalidReason.NOBODY),
        ("abcd", InvalidReason.TOO_MANY),
        ("abcde", InvalidReason.TOO_MANY),
    ],
)
def test_sample_ballots_three_of_five(choices: str, invalid: InvalidReason | None) -> None:
    counted = tally([list(choices)], list("abcde"), seats=3)
    assert counted.valid == (invalid is None)
    assert sum(counted.votes.values()) == (len(choices) if invalid is None else 0)
    assert {r for r, n in counted.invalid.items() if n} == ({invalid} if invalid else set())


@pytest.mark.parametrize("ballot", [["a", "a"], ["z"], ["a", "z"]])
def test_a_ballot_that_no_kiosk_can_make_is_not_counted_quietly(ballot: list[str]) -> None:
    with pytest.raises(ValueError, match="not on the list"):
        tally([["a"], ballot], ["a", "b"], seats=2)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (275, 406, "67,73"),
        (131, 406, "32,27"),
        (10, 43, "23,26"),
        (1579, 1587, "99,50"),
        (1067, 1587, "67,23"),
        (5199999, 8000000, "65,00"),
        (1, 200_00, "0,01"),  # exactly half a hundredth goes up
        (0, 7, "0,00"),
        (7, 7, "100,00"),
    ],
)
def test_percentages_are_half_up(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown
    assert percent(part, whole, ".") == shown.replace(",", ".")


def test_percentage_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        percent(1, 0)
    with pytest.raises(ValueError):
        percent(-1, 5)


CANDIDATES = list("abcdefg")
boxes = st.lists(st.lists(st.sampled_from(CANDIDATES), unique=True, max_size=7), max_size=60)
seats_of = st.integers(1, 7)


@given(boxes, seats_of, st.randoms(use_true_random=False))
def test_order_of_ballots_does_not_matter(box: list[list[str]], seats: int, rnd: object) -> None:
    shuffled = list(box)
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(shuffled, CANDIDATES, seats) == tally(box, CANDIDATES, seats)


@given(boxes, seats_of)
def test_sums_agree(box: list[list[str]], seats: int) -> None:
    counted = tally(box, CANDIDATES, seats)
    assert counted.returned == len(box) == counted.valid + sum(counted.invalid.values())
    assert all(0 <= votes <= counted.valid for votes in counted.votes.values())
    assert sum(counted.votes.values()) <= counted.valid * seats
    assert list(counted.votes) == CANDIDATES


votes_of = st.dictionaries(st.sampled_from(CANDIDATES), st.integers(0, 30), min_size=1)


@given(votes_of, seats_of, st.integers(1, 60), st.randoms(use_true_random=False))
def test_result_does_not_depend_on_ballot_order(
    votes: dict[str, int], seats: int, base: int, rnd: object
) -> None:
    names = list(votes)
    rnd.shuffle(names)  # type: ignore[attr-defined]
    one = decide_v1(votes, seats, base)
    other = decide_v1({name: votes[name] for name in names}, seats, base)
    assert set(one.elected) == set(other.elected)
    assert [(q.kind, q.seats, set(q.among)) for q in one.questions] == [
        (q.kind, q.seats, set(q.among)) for q in other.questions
    ]
    # Among equals the ballot order shows, and only there.
    assert [votes[name] for name in one.elected] == [votes[name] for name in other.elected]
    assert by_votes(votes)[: len(one.elected)] == list(one.elected)


@given(votes_of, seats_of, st.integers(1, 60))
def test_v1_elects_exactly_whom_it_may(votes: dict[str, int], seats: int, base: int) -> None:
    outcome = decide_v1(votes, seats, base)
    open_seats = sum(question.seats for question in outcome.questions)
    assert len(outcome.elected) + open_seats == seats
    assert all(2 * votes[name] > base for name in outcome.elected)
    left_out = set(votes) - set(outcome.elected)
    lowest = min((votes[name] for name in outcome.elected), default=None)
    if lowest is not None:
        tied = {name for question in outcome.questions for name in question.among}
        over = {name for name in left_out if 2 * votes[name] > base}
        assert all(votes[name] < lowest for name in over), "nobody above a winner is left out"
        assert all(2 * votes[name] > base for name in tied)
