"""What a database holds of a rehearsal, read from the tables and not from the services."""

from __future__ import annotations

import sqlalchemy as sa

from hub.attendance.tables import presence, scan
from hub.contract.attendance import CheckInVerdict
from hub.rehearsal.stage.messages import Entry, Ledger
from hub.voting.tables import ballot, voter


def read_ledger(connection: sa.Connection, session_id: int, poll_id: int) -> Ledger:
    """Everybody who left a trace in the session, and the numbers of the poll."""
    return Ledger(
        checkins=_entries(connection, session_id),
        voted=_count(connection, voter, voter.c.poll_id == poll_id, voter.c.voted),
        ballots=_count(connection, ballot, ballot.c.poll_id == poll_id),
    )


def _entries(connection: sa.Connection, session_id: int) -> list[Entry]:
    sources = {
        int(row.delegate_id): str(row.source)
        for row in connection.execute(
            sa.select(presence.c.delegate_id, presence.c.source).where(
                presence.c.session_id == session_id
            )
        )
    }
    accepted = sa.case((scan.c.verdict == CheckInVerdict.ACCEPTED.value, 1), else_=0)
    scans = {
        int(row.delegate_id): (int(row.scans), int(row.accepted))
        for row in connection.execute(
            sa.select(
                scan.c.delegate_id,
                sa.func.count().label("scans"),
                sa.func.sum(accepted).label("accepted"),
            )
            .where(scan.c.session_id == session_id, scan.c.delegate_id.is_not(None))
            .group_by(scan.c.delegate_id)
        )
    }
    return [
        Entry(
            delegate_id=who,
            present=sources.get(who, ""),
            scans=scans.get(who, (0, 0))[0],
            accepted=scans.get(who, (0, 0))[1],
        )
        for who in sorted(sources.keys() | scans.keys())
    ]


def _count(connection: sa.Connection, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*which)
    return int(connection.scalar(query) or 0)
