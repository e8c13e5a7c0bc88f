"""What is told and what is stored are held against each other without mercy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.rehearsal.dress.plan import Expected, Plan, expected_count, votes_of
from hub.rehearsal.dress.record import ACCEPTED, KEPT, Record
from hub.rehearsal.dress.results import (
    Results,
    Tally,
    Trouble,
    percentiles,
    same_count,
    tally_ballots,
    tally_checkins,
    troubles_of,
)
from hub.rehearsal.stage.messages import Counted, Entry, Guest, Ledger, Performance

WHOLE = Tally(3, 3, 3, 0, 0)
GOOD = Results(
    checkins=WHOLE,
    ballots=WHOLE,
    latency_ms={"p50": 20, "p95": 40, "p99": 60},
    requests_per_s=500,
    noop_requests_per_s=1000,
    bare_commit_requests_per_s=600,
    hub_rss_mb=120,
    kiosk_rss_mb=50,
    kills=0,
    seconds=60,
    result_as_expected=True,
)


def entry(who: int, present: str = "scan", scans: int = 1, accepted: int = 1) -> Entry:
    return Entry(delegate_id=who, present=present, scans=scans, accepted=accepted)


def told(**answers: str) -> Record:
    record = Record()
    for who, answer in answers.items():
        record.told(int(who[1:]), answer, 10)
    return record


@pytest.mark.parametrize(
    ("entries", "tally"),
    [
        ([entry(1), entry(2)], Tally(2, 2, 2, 0, 0)),
        ([entry(1)], Tally(2, 2, 1, 1, 0)),
        ([entry(1), entry(2, present="")], Tally(2, 2, 1, 1, 0)),
        ([entry(1), entry(2, scans=0, accepted=0)], Tally(2, 2, 1, 1, 0)),
        ([entry(1), entry(2, scans=2)], Tally(2, 2, 2, 0, 1)),
        ([entry(1), entry(2, scans=2, accepted=2)], Tally(2, 2, 2, 0, 1)),
        # Who was told to wait and voted meanwhile is present by the permit; the scan came later.
        ([entry(1), entry(2, present="permit", accepted=0)], Tally(2, 2, 2, 0, 0)),
        ([entry(1), entry(2, present="permit", scans=0, accepted=0)], Tally(2, 2, 1, 1, 0)),
    ],
)
def test_check_ins(entries: list[Entry], tally: Tally) -> None:
    ledger = Ledger(checkins=entries, voted=0, ballots=0)
    assert tally_checkins({1, 2}, told(d1=ACCEPTED, d2=KEPT), ledger) == tally


def test_somebody_who_was_sent_away_is_not_acknowledged() -> None:
    ledger = Ledger(checkins=[entry(1), entry(2)], voted=0, ballots=0)
    tally = tally_checkins({1, 2}, told(d1=ACCEPTED, d2="checkin.already_in"), ledger)
    assert (tally.acknowledged, tally.found) == (1, 2)


@pytest.mark.parametrize(
    ("voted", "ballots", "lost", "doubled"),
    [(2, 2, 0, 0), (2, 1, 1, 0), (1, 1, 1, 0), (3, 2, 1, 0), (2, 3, 0, 1)],
)
def test_ballots(voted: int, ballots: int, lost: int, doubled: int) -> None:
    record = Record()
    for who in (1, 2):
        record.voted(who, "thanks")
    tally = tally_ballots({1, 2}, record, Ledger(checkins=[], voted=voted, ballots=ballots))
    assert (tally.lost, tally.doubled) == (lost, doubled)


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"checkins": replace(WHOLE, lost=1)}, Trouble.CHECKIN_LOST),
        ({"checkins": replace(WHOLE, doubled=1)}, Trouble.CHECKIN_DOUBLED),
        ({"checkins": replace(WHOLE, acknowledged=2)}, Trouble.CHECKIN_SENT_AWAY),
        ({"ballots": replace(WHOLE, lost=1)}, Trouble.BALLOT_LOST),
        ({"ballots": replace(WHOLE, doubled=1)}, Trouble.BALLOT_DOUBLED),
        ({"ballots": replace(WHOLE, acknowledged=2)}, Trouble.BALLOT_SENT_AWAY),
        ({"result_as_expected": False}, Trouble.COUNT_DIFFERS),
        ({"latency_ms": {"p50": 1, "p95": 1001, "p99": 2000}}, Trouble.SLOW),
        ({"kept": 1}, Trouble.KEPT_WITHOUT_FAULT),
        ({"requests_per_s": 9}, Trouble.TOO_FEW_A_SECOND),
        ({"hub_rss_mb": 201}, Trouble.HEAVY),
    ],
)
def test_every_trouble_is_named(change: dict[str, object], trouble: Trouble) -> None:
    assert troubles_of(Plan(), GOOD, 0) == []
    assert troubles_of(Plan(), replace(GOOD, **change), 0) == [trouble]  # type: ignore[arg-type]


def test_waiting_is_no_trouble_while_the_hub_is_killed() -> None:
    slow = replace(GOOD, kept=5, latency_ms={"p50": 20, "p95": 1600, "p99": 1700})
    assert troubles_of(Plan(kill_every_s=5), slow, 0) == []
    assert troubles_of(Plan(kill_every_s=5), slow, 1) == [Trouble.LOAD_LOST]


def test_the_expected_count_knows_blanks_and_names_that_did_not_fit() -> None:
    performance = Performance(
        hub_id="",
        congress_id="",
        session_id=1,
        poll_id=1,
        seats=2,
        candidates=["a", "b", "c", "d"],
        people=[Guest(delegate_id=n, name="", code="") for n in range(200)],
        tickets=[],
    )
    votes = list(votes_of(performance, 3).values())
    assert votes == list(votes_of(performance, 3).values())
    assert votes != list(votes_of(performance, 4).values())
    assert {len(one.touches) for one in votes} == {0, 1, 2, 3}
    assert {len(one.choices) for one in votes} == {0, 1, 2}
    expected = expected_count(votes, performance.candidates)
    assert expected.valid + expected.blank == 200
    assert sum(expected.votes.values()) == sum(len(one.choices) for one in votes)


def test_a_count_is_the_same_only_if_all_of_it_is() -> None:
    expected = Expected(valid=3, blank=1, votes={"a": 2, "b": 1})
    counted = Counted(
        problems=[], valid=3, invalid={"KHL-3": 1, "KHL-2": 0}, votes={"a": 2, "b": 1}
    )
    assert same_count(counted, expected)
    assert not same_count(Counted(problems=["box"]), Expected(0, 0, {}))
    assert not same_count(counted, replace(expected, votes={"a": 1, "b": 2}))
    assert not same_count(counted, replace(expected, blank=0))


def test_percentiles() -> None:
    assert percentiles([]) == {"p50": None, "p95": None, "p99": None}
    assert percentiles([7])["p95"] == 7
    assert percentiles(list(range(101))) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}


def test_people_still_come_when_the_hub_is_killed_the_third_time() -> None:
    assert Plan(delegates=300, kill_every_s=5).real_pace == 10
    assert Plan(delegates=12, kill_every_s=1).real_pace == 1
    assert Plan(delegates=12).real_pace == 10
