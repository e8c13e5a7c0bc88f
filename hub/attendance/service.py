"""What attendance does: check in a badge, tell who is present, show the board."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from hub.attendance import board, store
from hub.attendance.rules import Facts, judge, present_since, shows_person
from hub.contract.attendance import CheckInReply, CheckInRequest, CheckInVerdict, Person
from hub.contract.wire import ErrorCode
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.http_errors import Refusal
from hub.platform.live import Live
from hub.platform.repeater import Repeater
from hub.roll import store as roll


class NoSuchSession(LookupError):
    """The congress has no session of that number."""


class AttendanceService:
    """Check-ins and who is present; also what voting asks of presence."""

    def __init__(self, database: Database, clock: Clock, live: Live) -> None:
        self._database = database
        self._clock = clock
        self._live = live
        self._publisher = Repeater("attendance-board", self._publish)

    def check_in(self, kiosk_id: str, request: CheckInRequest) -> CheckInReply:
        """The verdict on one scan, after its row is committed; a repeat gets the first verdict.

        Refusal ID_REUSED where the id came before with another content.
        """
        now_ms = self._clock.now_ms()
        reply = self._database.write(lambda c: _check_in(c, kiosk_id, request, now_ms))
        if reply.verdict is CheckInVerdict.ACCEPTED or request.late:
            self._publisher.wake()
        return reply

    def board(self) -> board.Board:
        """The board as it is now."""
        with self._database.read() as connection:
            return board.read_board(connection)

    def sessions(self) -> list[roll.SessionRow]:
        """All sessions in the order of the programme."""
        with self._database.read() as connection:
            return roll.sessions(connection)

    def open_session(self, session_id: int, by: str) -> None:
        """Open a session; the one that was open ends at the same moment."""
        self._turn(session_id, by, "session.opened", roll.open_session)

    def end_session(self, session_id: int, by: str) -> None:
        """End a session; badges are read on, but nobody is counted."""
        self._turn(session_id, by, "session.ended", roll.end_session)

    def changed(self) -> None:
        """Somebody changed sessions, the roll or the presence: open pages are to learn it."""
        self._publisher.wake()

    def mark(self, connection: sa.Connection, delegate_id: int, at_ms: int) -> None:
        """Mark a delegate present who was given a ballot, in the caller's transaction."""
        session = roll.current_session(connection)
        if session is not None:
            store.mark_present(connection, session.session_id, delegate_id, at_ms, "permit")
            self._publisher.wake()

    def count(self, connection: sa.Connection) -> int:
        """How many official seats are taken in the open session; 0 while none is open."""
        session = roll.current_session(connection)
        if session is None:
            return 0
        return sum(store.seats_present(connection, session.session_id).values())

    def close(self) -> None:
        """End the work in the background."""
        self._publisher.close()

    def _turn(
        self,
        session_id: int,
        by: str,
        kind: str,
        change: Callable[[sa.Connection, int, int], None],
    ) -> None:
        now_ms = self._clock.now_ms()

        def write(connection: sa.Connection) -> None:
            if session_id not in {one.session_id for one in roll.sessions(connection)}:
                raise NoSuchSession(session_id)
            change(connection, session_id, now_ms)
            log_event(connection, now_ms, by, kind, {"session": session_id})

        self._database.write(write)
        self._publisher.wake()

    def _publish(self) -> None:
        # Whoever woke us may still be in a transaction. Writes are done one after another,
        # so after an empty one theirs is committed and can be read.
        self._database.write(lambda _connection: None)
        self._live.publish(board.TOPIC, board.summary(self.board()))


def _check_in(
    connection: sa.Connection, kiosk_id: str, request: CheckInRequest, now_ms: int
) -> CheckInReply:
    seen = store.find_scan(connection, request.scan_id)
    if seen is not None:
        if (seen.kiosk_id, seen.code, seen.scanned_ms) != (
            kiosk_id,
            request.code,
            request.scanned_at_ms,
        ):
            raise Refusal(ErrorCode.ID_REUSED)
        return _reply(seen, roll.find_badge(connection, seen.code))
    holder = roll.find_badge(connection, request.code)
    row = _decide(connection, kiosk_id, request, holder, now_ms)
    if row.verdict is CheckInVerdict.ACCEPTED:
        assert row.session_id is not None
        assert row.delegate_id is not None
        assert row.since_ms is not None
        # Accepted is only who was looked for among those present, in this transaction.
        store.insert_present(connection, row.session_id, row.delegate_id, row.since_ms, "scan")
    store.insert_scan(connection, row)
    return _reply(row, holder)


def _decide(
    connection: sa.Connection,
    kiosk_id: str,
    request: CheckInRequest,
    holder: roll.BadgeHolder | None,
    now_ms: int,
) -> store.ScanRow:
    session = _session_of(connection, request)
    since_ms = None
    if holder is not None and session is not None:
        since_ms = store.present_since(connection, session.session_id, holder.delegate_id)
    verdict = judge(
        Facts(
            known=holder is not None,
            revoked=holder is not None and holder.revoked_ms is not None,
            undecided=holder is not None and holder.undecided,
            session=session is not None,
            present=since_ms is not None,
        )
    )
    if verdict is CheckInVerdict.ACCEPTED:
        since_ms = present_since(
            late=request.late,
            scanned_ms=request.scanned_at_ms,
            opened_ms=session.opened_ms if session else None,
            now_ms=now_ms,
        )
    return store.ScanRow(
        scan_id=request.scan_id,
        kiosk_id=kiosk_id,
        code=request.code,
        session_id=session.session_id if session else None,
        delegate_id=holder.delegate_id if holder else None,
        verdict=verdict,
        since_ms=since_ms if shows_person(verdict) else None,
        scanned_ms=request.scanned_at_ms,
        received_ms=now_ms,
        late=request.late,
    )


def _session_of(connection: sa.Connection, request: CheckInRequest) -> roll.SessionRow | None:
    """The session a scan counts for: the one it names if it comes late, else the open one.

    A scan names no session if its kiosk knew of none; then it counts for the open one. A
    session that was never opened takes nobody.
    """
    if not request.late or request.session_id is None:
        return roll.current_session(connection)
    named = [s for s in roll.sessions(connection) if s.session_id == request.session_id]
    return next((s for s in named if s.opened_ms is not None), None)


def _reply(row: store.ScanRow, holder: roll.BadgeHolder | None) -> CheckInReply:
    return CheckInReply(
        scan_id=row.scan_id,
        verdict=row.verdict,
        person=_person(holder) if shows_person(row.verdict) else None,
        since_ms=row.since_ms,
    )


def _person(holder: roll.BadgeHolder | None) -> Person | None:
    if holder is None:
        return None
    return Person(
        name=holder.name,
        delegation=holder.delegation,
        seat=holder.seat,
        standing=holder.standing,
    )
