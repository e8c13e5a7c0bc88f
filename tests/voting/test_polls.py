"""The life of a poll at the hub: what may be opened, closed and counted, and when."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa

from hub.contract.voting import definition_hash, seal_open
from hub.contract.wire import encode
from hub.platform.tables import event_log
from hub.voting import box, tables
from hub.voting.rules import Deduction, Draft, Nominee, PollState, Problem, check, tidied
from hub.voting.service import Polls, Standing
from tests.fakes.hall import Hall, draft, new_id
from tests.voting.elections import E2_VOTES, e2_ballots

WHO = "ky-thuat"


def standing(polls: Polls, poll_id: int) -> Standing:
    found = polls.standing(poll_id)
    assert found is not None
    return found


def problems(made: Draft) -> list[Problem]:
    return [finding.problem for finding in check(tidied(made))]


GOOD = draft(seats=2, summoned=250)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"title": "  \n "}, [Problem.TITLE_MISSING]),
        ({"title": "x" * 201}, [Problem.TEXT_LONG]),
        ({"seats": 0}, [Problem.SEATS_RANGE]),
        ({"seats": -3}, [Problem.SEATS_RANGE]),
        ({"seats": 3}, []),
        ({"seats": 4}, [Problem.CANDIDATES_FEWER]),
        ({"candidates": ()}, [Problem.CANDIDATES_MISSING]),
        ({"candidates": (Nominee("A"), Nominee(" "))}, [Problem.CANDIDATES_MISSING]),
        ({"candidates": (Nominee("A"),) * 301}, [Problem.CANDIDATES_MANY, Problem.TWINS_UNTOLD]),
        ({"summoned": 0}, [Problem.SUMMONED_RANGE]),
        ({"summoned": -1}, [Problem.SUMMONED_RANGE]),
        ({"summoned": 100_001}, [Problem.SUMMONED_RANGE]),
        ({"deductions": (Deduction("vắng", 3), Deduction("ốm", 1))}, []),
        ({"deductions": (Deduction("vắng", 0),)}, [Problem.DEDUCTION_RANGE]),
        ({"deductions": (Deduction("vắng", -2),)}, [Problem.DEDUCTION_RANGE]),
        ({"deductions": (Deduction(" ", 2),)}, [Problem.DEDUCTION_UNREASONED]),
        ({"deductions": (Deduction("vắng", 250),)}, [Problem.BASE_EMPTY]),
        ({"deductions": (Deduction("vắng", 251),)}, [Problem.BASE_EMPTY]),
        ({"deductions": (Deduction("vắng", 249),)}, []),
        (
            {"title": "", "seats": 9, "summoned": 0},
            [Problem.TITLE_MISSING, Problem.CANDIDATES_FEWER, Problem.SUMMONED_RANGE],
        ),
    ],
)
def test_what_a_draft_must_be(change: dict[str, Any], expected: list[Problem]) -> None:
    assert problems(dataclasses.replace(GOOD, **change)) == expected


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (Nominee("Nguyễn Văn An", "1968"), Nominee("Nguyễn Văn An", "1975"), True),
        (Nominee("Nguyễn Văn An", "1968"), Nominee("Nguyễn Văn An"), False),
        (Nominee("Nguyễn Văn An"), Nominee("Nguyễn Văn An"), False),
        (Nominee("Nguyễn Văn An", "1968"), Nominee("Nguyễn Văn An", "1968"), False),
        (Nominee("Trần Văn Hòa"), Nominee("Trần Văn Hoà"), False),
        (Nominee("TRẦN VĂN HÒA"), Nominee("Trần Văn  Hòa"), False),
        (Nominee("Vũ Thị Hà"), Nominee("Vũ Thị Hạ"), True),
    ],
)
def test_same_names_must_be_told_apart(first: Nominee, second: Nominee, told: bool) -> None:
    twins = dataclasses.replace(GOOD, candidates=(first, second))
    assert problems(twins) == ([] if told else [Problem.TWINS_UNTOLD])


def test_birth_dates_stand_on_the_ballot_only_where_names_are_equal(hall: Hall) -> None:
    listed = (
        Nominee("Lê Văn Ánh", "1970"),
        Nominee("Nguyễn Văn An", "1968"),
        Nominee("Nguyễn Văn An", "1975"),
    )
    poll = hall.open_poll(dataclasses.replace(GOOD, candidates=listed))
    form = hall.ask(poll, hall.codes[0]).form
    assert form
    assert [c.born for c in form.candidates] == ["", "1968", "1975"]
    assert [c.name for c in form.candidates] == [one.name for one in listed], "in ballot order"


def test_e1_base_in_the_open_poll(hall: Hall) -> None:
    reasons = (
        Deduction("cấp ủy viên vắng mặt suốt đại hội", 3),
        Deduction("vắng mặt suốt đại hội, không có người thay", 1),
    )
    poll = hall.open_poll(dataclasses.replace(GOOD, deductions=reasons))
    assert standing(hall.polls, poll).poll.base == 246
    assert hall.polls.close(poll, WHO, confirmed=False) == []
    assert hall.polls.count(poll, WHO) == []
    result = standing(hall.polls, poll).poll.result
    assert result
    assert (result.outcome.base, result.outcome.needed) == (246, 124)


def test_a_draft_can_be_changed_until_it_is_open(hall: Hall) -> None:
    poll = hall.polls.create(GOOD, WHO)
    assert isinstance(poll, int)
    other = draft(seats=1, names="Yến Xuân", summoned=9)
    bad = hall.polls.change(poll, dataclasses.replace(other, seats=7), WHO)
    assert [f.problem for f in bad] == [Problem.CANDIDATES_FEWER]
    assert standing(hall.polls, poll).poll.draft == GOOD
    assert hall.polls.change(poll, other, WHO) == []
    assert standing(hall.polls, poll).poll.draft == other
    assert hall.polls.open(poll, WHO) == []
    late = hall.polls.change(poll, GOOD, WHO)
    assert [(f.problem, f.details) for f in late] == [(Problem.WRONG_STATE, {"state": "open"})]
    assert standing(hall.polls, poll).poll.form.title == other.title


def test_opening_freezes_form_hash_base_and_presence(hall: Hall) -> None:
    hall.presence.since = {1: 0, 2: 0, 3: 0}
    poll = hall.open_poll()
    hall.presence.since = {}
    found = standing(hall.polls, poll).poll
    assert found.state is PollState.OPEN
    assert found.definition_hash == definition_hash(found.form)
    assert (found.base, found.present_at_opening) == (10, 3)
    assert found.opened_ms == hall.clock.now
    with hall.database.read() as c:
        logged = c.execute(sa.select(event_log).order_by(event_log.c.event_id)).all()[-1]
    assert (logged.actor, logged.kind) == (WHO, "poll.opened")
    assert logged.details["ballots"] == 0, "the report that the box was empty"
    assert logged.details["base"] == 10


def test_states_only_move_forward(hall: Hall) -> None:
    poll = hall.polls.create(draft(), WHO)
    assert isinstance(poll, int)

    def close() -> object:
        return hall.polls.close(poll, WHO, confirmed=True)

    def wrong(done: Any) -> str:
        (finding,) = done
        assert finding.problem is Problem.WRONG_STATE
        return str(finding.details["state"])

    assert wrong(close()) == "draft"
    assert wrong(hall.polls.count(poll, WHO)) == "draft"
    assert hall.polls.open(poll, WHO) == []
    assert wrong(hall.polls.open(poll, WHO)) == "open"
    assert wrong(hall.polls.count(poll, WHO)) == "open"
    assert close() == []
    assert wrong(close()) == "closed"
    assert wrong(hall.polls.open(poll, WHO)) == "closed"
    assert hall.polls.count(poll, WHO) == []
    assert wrong(hall.polls.count(poll, WHO)) == "counted"
    with pytest.raises(LookupError):
        hall.polls.open(99, WHO)


def test_a_box_that_is_not_empty_is_not_opened(hall: Hall) -> None:
    poll = hall.polls.create(draft(), WHO)
    assert isinstance(poll, int)
    hall.database.write(lambda c: box.put(c, poll, b"x" * 16, b"stuffed"))
    (finding,) = hall.polls.open(poll, WHO)
    assert (finding.problem, finding.details) == (Problem.BOX_NOT_EMPTY, {"ballots": 1})
    assert standing(hall.polls, poll).poll.state is PollState.DRAFT


def test_closing_while_booths_vote_says_how_many_and_wants_a_yes(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.ask(poll, hall.codes[0], "k1")
    hall.ask(poll, hall.codes[1], "k2")
    (finding,) = hall.polls.close(poll, WHO, confirmed=False)
    assert (finding.problem, finding.details) == (Problem.BOOTHS_VOTING, {"live": 2})
    assert standing(hall.polls, poll).poll.state is PollState.OPEN
    assert hall.polls.close(poll, WHO, confirmed=True) == []
    with hall.database.read() as c:
        assert c.execute(sa.select(tables.permit)).all() == []


def test_e2_through_the_whole_service(hall: Hall) -> None:
    """99 in the base, 98 voted, 96 valid; the votes of worked example E2."""
    codes = hall.seat(98)
    made = draft(seats=5, names="A B C D E F", summoned=99)
    poll = hall.open_poll(made)
    for code, choices in zip(codes, e2_ballots(), strict=True):
        hall.vote(poll, code, *choices)
    assert hall.polls.close(poll, WHO, confirmed=False) == []
    assert hall.polls.count(poll, WHO) == []
    found = standing(hall.polls, poll)
    result = found.poll.result
    assert result
    assert (result.issued, result.tally.returned, result.tally.valid) == (98, 98, 96)
    assert list(result.tally.votes.values()) == list(E2_VOTES.values())
    assert result.outcome.needed == 50
    assert result.outcome.elected == ("c001", "c002", "c003", "c004", "c005")
    assert result.outcome.questions == ()
    assert found.voted == 98


def test_a_ballot_that_was_stuffed_stops_the_count(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.codes[0], "c001")
    form = standing(hall.polls, poll).poll.form
    stuffed = encode(seal_open(form, ["c002"]))
    hall.database.write(lambda c: box.put(c, poll, bytes.fromhex(new_id()), stuffed))
    assert hall.polls.close(poll, WHO, confirmed=True) == []
    (finding,) = hall.polls.count(poll, WHO)
    assert finding.problem is Problem.BOX_DIFFERS
    assert finding.details == {"ballots": 2, "voted": 1}
    assert standing(hall.polls, poll).poll.state is PollState.CLOSED


@pytest.mark.parametrize("swapped", [b"not an envelope", b""])
def test_a_ballot_that_was_swapped_stops_the_count(hall: Hall, swapped: bytes) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.codes[0], "c001")
    hall.polls.close(poll, WHO, confirmed=True)
    hall.database.write(lambda c: c.execute(tables.ballot.update().values(envelope=swapped)))
    (finding,) = hall.polls.count(poll, WHO)
    assert finding.problem is Problem.BOX_UNREADABLE


def test_a_ballot_of_another_poll_stops_the_count(hall: Hall) -> None:
    poll, other = hall.open_poll(), hall.open_poll(draft(names="Yến Xuân"))
    hall.vote(poll, hall.codes[0], "c001")
    hall.polls.close(poll, WHO, confirmed=True)
    foreign = encode(seal_open(standing(hall.polls, other).poll.form, ["c001"]))
    hall.database.write(lambda c: c.execute(tables.ballot.update().values(envelope=foreign)))
    (finding,) = hall.polls.count(poll, WHO)
    assert finding.problem is Problem.BOX_UNREADABLE


def test_while_open_the_number_voted_is_shown_in_steps_of_ten(hall: Hall) -> None:
    poll = hall.open_poll()
    shown = []
    for code in hall.seat(21):
        hall.vote(poll, code, "c001")
        shown.append(standing(hall.polls, poll).voted)
    assert shown == [0] * 9 + [10] * 10 + [20] * 2
    hall.polls.close(poll, WHO, confirmed=False)
    assert standing(hall.polls, poll).voted == 21


def test_live_pages_learn_of_the_poll_without_the_exact_number(hall: Hall) -> None:
    poll = hall.open_poll()
    for code in hall.codes:
        hall.vote(poll, code, "c001")
    events = hall.live.stream(["polls"])
    next(events)
    hall.polls.end()  # what was due is done, nothing comes later
    hall.polls._publish()
    text = next(events).decode()
    while f'"issued":{len(hall.codes)}' not in text:
        text = next(events).decode()
    assert f'"poll_id":{poll}' in text
    assert '"voted":0' in text


def test_booths_are_told_the_polls_that_are_open(hall: Hall) -> None:
    drafted = hall.polls.create(GOOD, WHO)
    first, second = hall.open_poll(), hall.open_poll(draft(names="Yến Xuân"))
    hall.polls.close(first, WHO, confirmed=False)
    assert drafted not in (first, second)
    with hall.database.read() as c:
        assert [(p.poll_id, p.title) for p in hall.polls.open_polls(c)] == [
            (second, "Bầu Ban Chấp hành")
        ]
