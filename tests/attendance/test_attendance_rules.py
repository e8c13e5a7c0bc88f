from __future__ import annotations

import itertools
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.attendance.rules import (
    Facts,
    hundredths_of_percent,
    judge,
    present_since,
    shows_person,
)
from hub.contract.attendance import CheckInVerdict as V

# known, revoked, undecided, session, present
TABLE = {
    (True, False, False, True, False): V.ACCEPTED,
    (True, False, False, True, True): V.ALREADY_IN,
    (True, False, False, False, False): V.NO_SESSION,
    (True, False, True, True, False): V.ALTERNATE_UNDECIDED,
    (True, False, True, False, False): V.ALTERNATE_UNDECIDED,
    (True, True, False, True, True): V.REVOKED,
    (True, True, True, False, False): V.REVOKED,
    (False, False, False, True, False): V.UNKNOWN,
    (False, False, False, False, False): V.UNKNOWN,
}


@pytest.mark.parametrize(("facts", "verdict"), TABLE.items())
def test_each_case_has_its_verdict(facts: tuple[bool, ...], verdict: V) -> None:
    assert judge(Facts(*facts)) is verdict


def test_accepted_only_where_everything_speaks_for_it() -> None:
    accepted = [
        facts
        for facts in itertools.starmap(Facts, itertools.product([True, False], repeat=5))
        if judge(facts) is V.ACCEPTED
    ]
    assert [astuple(facts) for facts in accepted] == [(True, False, False, True, False)]


def test_a_badge_that_may_be_in_foreign_hands_names_nobody() -> None:
    assert {verdict for verdict in V if not shows_person(verdict)} == {V.UNKNOWN, V.REVOKED}


@pytest.mark.parametrize(
    ("late", "scanned", "expected"),
    [
        (False, 500, 1000),  # the kiosk's clock is not asked
        (True, 500, 500),
        (True, 99, 1000),  # before the session opened: its clock is behind
        (True, 1001, 1000),  # in the future: its clock is ahead
    ],
)
def test_since_when_somebody_is_present(late: bool, scanned: int, expected: int) -> None:
    assert present_since(late=late, scanned_ms=scanned, opened_ms=100, now_ms=1000) == expected


@pytest.mark.parametrize(
    ("part", "whole", "hundredths"),
    [(441, 445, 9910), (1579, 1587, 9950), (10, 43, 2326), (1067, 1587, 6723), (0, 0, 0)],
)
def test_percentages_as_published_reports_ought_to_have_them(
    part: int, whole: int, hundredths: int
) -> None:
    assert hundredths_of_percent(part, whole) == hundredths


@given(st.integers(1, 5000), st.data())
def test_a_percentage_is_never_more_than_half_a_hundredth_off(
    whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    off = hundredths_of_percent(part, whole) * whole - part * 10000
    assert -whole < 2 * off <= whole
