"""A poll from its set-up to its count: badge at the booth, touches, the box, the result."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from hub.attendance.service import AttendanceService
from hub.attendance.tables import presence
from hub.contract.fleet import Role
from hub.platform.clock import HubClock
from hub.platform.live import Live
from hub.voting.service import Polls, Standing
from hub.voting.tables import ballot, permit, voter
from tests.fakes.congress import add_person
from tests.fakes.hub_process import LOGIN, HubProcess
from tests.journeys.conftest import (
    SEATS,
    Join,
    ask_to_cast,
    eventually,
    fill_in,
    open_first_session,
    open_poll,
    show_badge,
    vote,
)


def counted(hub: HubProcess) -> Standing:
    live = Live()
    attendance = AttendanceService(hub.database, HubClock(), live)
    polls = Polls(hub.database, HubClock(), attendance, live)
    try:
        assert polls.close(1, LOGIN, confirmed=False) == []
        assert polls.count(1, LOGIN) == []
        standing = polls.standing(1)
    finally:
        polls.end()
        live.close()
    assert standing is not None
    return standing


def test_three_delegates_vote_and_the_count_is_theirs(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    open_first_session(hub_process)
    people = [add_person(hub_process.database) for _ in range(3)]
    open_poll(hub_process, tmp_path, summoned=3)
    booth = join("Buồng phiếu 1", Role.BOOTH)

    vote(booth, people[0][1], (0, 2))
    vote(booth, people[1][1], (0, 3))
    vote(booth, people[2][1], ())  # a blank, cast explicitly

    booth.stands_at("IdleView", "booth.idle")
    booth.scan(people[0][1])
    booth.sees("VerdictView", "booth.already_voted")
    assert "c001" not in booth.log(), "no log names a choice"

    result = counted(hub_process).poll.result
    assert result is not None
    assert (result.issued, result.tally.returned, result.tally.valid) == (3, 3, 2)
    assert list(result.tally.votes.values()) == [2, 0, 1, 1]
    assert len(result.outcome.elected) == 1, "one vote of three is not more than half"
    # Whoever voted without having checked in was marked present by it.
    present = hub_process.column(sa.select(presence.c.delegate_id))
    assert sorted(present) == sorted(who for who, _ in people)


def test_too_many_is_refused_and_nothing_is_taken_back(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    open_first_session(hub_process)
    _, code = add_person(hub_process.database)
    open_poll(hub_process, tmp_path, summoned=1)
    booth = join("Buồng phiếu 1", Role.BOOTH)
    listed = show_badge(booth, code)["candidates"]
    for candidate in listed[: SEATS + 1]:
        booth.touch("choose", candidate)
    booth.sees("BallotView", where=lambda view: bool(view["lines"]))
    ask_to_cast(booth)
    booth.touch("confirm_cast")
    booth.sees("ThanksView")
    result = counted(hub_process).poll.result
    assert result is not None
    assert list(result.tally.votes.values()) == [1, 1, 0, 0]


def test_a_ballot_survives_the_death_of_hub_and_booth(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    open_first_session(hub_process)
    _, code = add_person(hub_process.database)
    open_poll(hub_process, tmp_path, summoned=1)
    booth = join("Buồng phiếu 1", Role.BOOTH)
    fill_in(booth, code, (1,))
    hub_process.kill()
    booth.touch("confirm_cast")
    booth.sees("SavingView")
    eventually(lambda: bool(list(booth.data.rglob("*.pending"))))
    assert hub_process.column(sa.select(ballot.c.ballot_id)) == []
    booth.kill()
    hub_process.start()
    booth.start()
    # The booth starts for the next person; what was cast before arrives meanwhile.
    booth.sees("IdleView", "booth.idle")
    eventually(lambda: hub_process.column(sa.select(voter.c.voted)) == [True])
    result = counted(hub_process).poll.result
    assert result is not None
    assert list(result.tally.votes.values()) == [0, 1, 0, 0]
    eventually(lambda: not list(booth.data.rglob("*.pending")))  # an open envelope is wiped


def test_a_ballot_that_is_left_is_never_cast(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    open_first_session(hub_process)
    _, code = add_person(hub_process.database)
    open_poll(hub_process, tmp_path, summoned=1)
    booth = join("Buồng phiếu 1", Role.BOOTH)
    booth.stands_at("IdleView", "booth.idle")
    booth.scan(code)
    booth.touch("choose", booth.sees("BallotView")["candidates"][0])
    booth.touch("leave")
    booth.sees("LeaveView")
    booth.touch("leave")
    booth.sees("IdleView", "booth.idle")
    assert hub_process.column(sa.select(ballot.c.ballot_id)) == []
    assert hub_process.column(sa.select(voter.c.voted)) == [False]
    # The right to vote is still there.
    vote(booth, code, (0,))
    assert hub_process.column(sa.select(permit.c.permit)) == []
