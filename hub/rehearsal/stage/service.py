"""Sets the stage for a rehearsal on a hub whose congress is made up, and counts at its end."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from hub.fleet import store as fleet
from hub.fleet.enrolment import Enrolment
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.tls import Authority
from hub.rehearsal.stage import tables as t
from hub.rehearsal.stage.gathering import gather
from hub.rehearsal.stage.ledger import read_ledger
from hub.rehearsal.stage.memory import own_family_kb
from hub.rehearsal.stage.messages import (
    Counted,
    CountRequest,
    Crowd,
    CrowdRequest,
    Guest,
    Ledger,
    LedgerRequest,
    Performance,
    PerformanceRequest,
)
from hub.roll import store as roll
from hub.voting.rules import Draft, Nominee, PollState
from hub.voting.service import Polls

ACTOR = "rehearsal"
SEATS = 3
CANDIDATES = (
    "Đặng Văn An",
    "Nguyễn Thị Ân",
    "Bùi Thị Dung",
    "Phan Thế Duy",
    "Hoàng Linh Đan",
)
_POLL = "Bầu Ban Chấp hành (tổng duyệt)"


class NotMadeUp(Exception):
    """The congress of this database is real."""


class Stage:
    """What a rehearsal asks of the hub besides what kiosks ask."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        authority: Authority,
        enrolment: Enrolment,
        polls: Polls,
    ) -> None:
        """NotMadeUp where the congress is a real one."""
        with database.read() as connection:
            self._congress = roll.congress(connection)
        if not self._congress.rehearsal:
            raise NotMadeUp(self._congress.name)
        self._database = database
        self._clock = clock
        self._authority = authority
        self._enrolment = enrolment
        self._polls = polls
        database.write(t.metadata.create_all)

    def perform(self, request: PerformanceRequest) -> Performance:
        """A fresh session and poll, people, and tickets; kiosks of earlier rehearsals must go."""
        self._end_earlier_polls()
        now_ms = self._clock.now_ms()

        def set_up(connection: sa.Connection) -> tuple[int, list[Guest]]:
            for kiosk in fleet.kiosks(connection):
                fleet.revoke_kiosk(connection, kiosk.kiosk_id, now_ms)
            badges = gather(connection, request.delegates, request.seed, now_ms)
            people = [
                Guest(delegate_id=one.delegate_id, name=one.name, code=one.code) for one in badges
            ]
            return _fresh_session(connection, now_ms), people

        session_id, people = self._database.write(set_up)
        tickets = [
            self._enrolment.make_ticket(
                one.label, one.role, ACTOR, request.address, request.port
            ).text
            for one in request.kiosks
        ]
        poll_id, candidates = self._open_poll(len(people))
        return Performance(
            hub_id=self._authority.hub_id,
            congress_id=self._congress.congress_id,
            session_id=session_id,
            poll_id=poll_id,
            seats=SEATS,
            candidates=candidates,
            people=people,
            tickets=tickets,
        )

    def crowd(self, request: CrowdRequest) -> Crowd:
        """A fresh session with nobody in it yet."""
        now_ms = self._clock.now_ms()

        def set_up(connection: sa.Connection) -> Crowd:
            badges = gather(connection, request.people, 0, now_ms)
            session_id = _fresh_session(connection, now_ms)
            return Crowd(session_id=session_id, codes=[one.code for one in badges])

        return self._database.write(set_up)

    def commit(self) -> None:
        """One bare row, durably: no rule, no right, no look at anything."""
        row = t.bare_commit.insert().values(
            commit_id=secrets.token_bytes(16), at_ms=self._clock.now_ms()
        )
        self._database.write(lambda connection: connection.execute(row) and None)

    def count(self, request: CountRequest) -> Counted:
        """Close the poll and count it, by the same services that people use."""
        findings = self._polls.close(request.poll_id, ACTOR, confirmed=True)
        findings = findings or self._polls.count(request.poll_id, ACTOR)
        if findings:
            return Counted(problems=[one.problem.value for one in findings])
        standing = self._polls.standing(request.poll_id)
        assert standing is not None
        assert standing.poll.result is not None
        tally = standing.poll.result.tally
        return Counted(
            problems=[],
            valid=tally.valid,
            invalid={reason.value: number for reason, number in tally.invalid.items()},
            votes=tally.votes,
        )

    def ledger(self, request: LedgerRequest) -> Ledger:
        """What is stored, and what the hub's processes hold in memory."""
        with self._database.read() as connection:
            found = read_ledger(connection, request.session_id, request.poll_id)
        return Ledger(
            checkins=found.checkins,
            voted=found.voted,
            ballots=found.ballots,
            hub_rss_kb=own_family_kb(),
        )

    def _end_earlier_polls(self) -> None:
        for one in self._polls.standings():
            if one.poll.state is PollState.OPEN:
                self._polls.close(one.poll.poll_id, ACTOR, confirmed=True)

    def _open_poll(self, summoned: int) -> tuple[int, list[str]]:
        nominees = tuple(Nominee(name, "") for name in CANDIDATES)
        poll_id = self._polls.create(Draft(_POLL, SEATS, summoned, (), nominees), ACTOR)
        assert isinstance(poll_id, int), poll_id
        assert self._polls.open(poll_id, ACTOR) == []
        standing = self._polls.standing(poll_id)
        assert standing is not None
        return poll_id, [one.candidate_id for one in standing.poll.form.candidates]


def _fresh_session(connection: sa.Connection, now_ms: int) -> int:
    number = len(roll.sessions(connection)) + 1
    session_id = roll.insert_session(connection, f"Phiên tổng duyệt {number}")
    roll.open_session(connection, session_id, now_ms)
    return session_id
