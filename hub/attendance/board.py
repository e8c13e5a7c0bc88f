"""The attendance board: totals of the open session, for pages and for the database's readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hub.attendance import store
from hub.attendance.rules import hundredths_of_percent
from hub.roll import store as roll

TOPIC = "attendance"


@dataclass(frozen=True)
class Line:
    """One delegation: how many were summoned, how many of their seats are taken."""

    delegation_id: int
    name: str
    summoned: int
    present: int

    @property
    def hundredths(self) -> int:
        """Present of summoned, in hundredths of a percent."""
        return hundredths_of_percent(self.present, self.summoned)


@dataclass(frozen=True)
class Board:
    """Who is here, in figures."""

    session: roll.SessionRow | None
    lines: list[Line]
    guests_present: int
    guests_invited: int
    uncounted: list[store.UncountedScan]
    """Since the session before this one ended."""

    @property
    def summoned(self) -> int:
        """All official delegates."""
        return sum(line.summoned for line in self.lines)

    @property
    def present(self) -> int:
        """All seats that are taken."""
        return sum(line.present for line in self.lines)

    @property
    def hundredths(self) -> int:
        """Present of summoned, in hundredths of a percent."""
        return hundredths_of_percent(self.present, self.summoned)


def read_board(connection: sa.Connection) -> Board:
    """The board as the database has it now."""
    session = roll.current_session(connection)
    seats = store.seats_present(connection, session.session_id) if session else {}
    present, invited = store.guests(connection, session.session_id if session else None)
    since_ms = max((one.ended_ms or 0 for one in roll.sessions(connection)), default=0)
    return Board(
        session=session,
        lines=[
            Line(delegation_id, name, summoned, seats.get(delegation_id, 0))
            for delegation_id, name, summoned in roll.totals_by_delegation(connection)
            if summoned or seats.get(delegation_id)
        ],
        guests_present=present,
        guests_invited=invited,
        uncounted=store.uncounted(connection, since_ms, session.session_id if session else None),
    )


def summary(board: Board) -> dict[str, Any]:
    """The board in figures, for the overview; open boards ask for their lines anew."""
    return {"summoned": board.summoned, "present": board.present, "guests": board.guests_present}
