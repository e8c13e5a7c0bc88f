"""What attendance keeps: the scans that were answered and the sets of those present."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from hub.attendance import tables as t
from hub.contract.attendance import CheckInVerdict, Standing
from hub.roll.tables import delegate, delegation

_AS_MANY_AS_A_DESK_CALLS = 50


@dataclass(frozen=True)
class ScanRow:
    """One scan and what was answered to it."""

    scan_id: str
    kiosk_id: str
    code: str
    session_id: int | None
    delegate_id: int | None
    verdict: CheckInVerdict
    since_ms: int | None
    scanned_ms: int
    received_ms: int
    late: bool


# Built once: building a statement costs several times what SQLite takes to carry it out.
_FIND_SCAN = sa.select(t.scan).where(t.scan.c.scan_id == sa.bindparam("scan"))
_INSERT_SCAN = t.scan.insert()
_INSERT_PRESENCE = t.presence.insert()
_PRESENT_SINCE = sa.select(t.presence.c.since_ms).where(
    t.presence.c.session_id == sa.bindparam("session"),
    t.presence.c.delegate_id == sa.bindparam("delegate"),
)


def find_scan(connection: sa.Connection, scan_id: str) -> ScanRow | None:
    """The scan of that id, if it was answered before."""
    found = connection.execute(_FIND_SCAN, {"scan": scan_id}).mappings().first()
    if found is None:
        return None
    return ScanRow(**{**found, "verdict": CheckInVerdict(found["verdict"])})


def insert_scan(connection: sa.Connection, row: ScanRow) -> None:
    """Keep a scan with its answer."""
    connection.execute(_INSERT_SCAN, vars(row))


def present_since(connection: sa.Connection, session_id: int, delegate_id: int) -> int | None:
    """Since when a delegate is present in a session, or None."""
    since = connection.scalar(_PRESENT_SINCE, {"session": session_id, "delegate": delegate_id})
    return None if since is None else int(since)


def mark_present(
    connection: sa.Connection, session_id: int, delegate_id: int, since_ms: int, source: str
) -> None:
    """Put a delegate into the set of those present; nothing changes for one who is in it."""
    if present_since(connection, session_id, delegate_id) is None:
        insert_present(connection, session_id, delegate_id, since_ms, source)


def insert_present(
    connection: sa.Connection, session_id: int, delegate_id: int, since_ms: int, source: str
) -> None:
    """Put a delegate who is not in it into the set of those present."""
    row = {
        "session_id": session_id,
        "delegate_id": delegate_id,
        "since_ms": since_ms,
        "source": source,
    }
    connection.execute(_INSERT_PRESENCE, row)


def seats_present(connection: sa.Connection, session_id: int) -> dict[int, int]:
    """How many seats of each delegation are taken in a session, by delegation id.

    An alternate sits on the seat of the delegate whom they replace, so a seat counts once
    even if both are in the hall, and for the delegation that it belongs to.
    """
    sitting = delegate.alias("sitting")
    seat_of = sa.func.coalesce(sitting.c.replaces_id, sitting.c.delegate_id)
    seats = (
        sa.select(seat_of.label("seat_id"))
        .select_from(t.presence.join(sitting, sitting.c.delegate_id == t.presence.c.delegate_id))
        .where(t.presence.c.session_id == session_id, sitting.c.standing != Standing.GUEST)
        .distinct()
        .subquery()
    )
    rows = connection.execute(
        sa.select(delegate.c.delegation_id, sa.func.count())
        .select_from(seats.join(delegate, delegate.c.delegate_id == seats.c.seat_id))
        .group_by(delegate.c.delegation_id)
    )
    return {int(delegation_id): int(count) for delegation_id, count in rows}


@dataclass(frozen=True)
class UncountedScan:
    """A person whom an offline kiosk told "recorded", and whom the hub did not count."""

    code: str
    name: str
    """"" for a badge that was never issued."""
    delegation: str
    verdict: CheckInVerdict
    scanned_ms: int
    """By the kiosk's clock."""


def uncounted(
    connection: sa.Connection, since_ms: int, session_id: int | None
) -> list[UncountedScan]:
    """The late scans that came since then and counted for nothing, the newest first.

    Without those who are present in the session by now. At most as many as a desk can call up.
    """
    here = sa.select(t.presence.c.delegate_id).where(t.presence.c.session_id == session_id)
    s = t.scan.c
    rows = connection.execute(
        sa.select(
            s.code,
            sa.func.coalesce(delegate.c.name, "").label("name"),
            sa.func.coalesce(delegation.c.name, "").label("delegation"),
            s.verdict,
            s.scanned_ms,
        )
        .select_from(t.scan.outerjoin(delegate).outerjoin(delegation))
        .where(
            s.late,
            s.received_ms >= since_ms,
            s.verdict.not_in([CheckInVerdict.ACCEPTED, CheckInVerdict.ALREADY_IN]),
            sa.or_(s.delegate_id.is_(None), s.delegate_id.not_in(here)),
        )
        .order_by(s.received_ms.desc())
        .limit(_AS_MANY_AS_A_DESK_CALLS)
    )
    return [
        UncountedScan(**{**row, "verdict": CheckInVerdict(row["verdict"])})
        for row in rows.mappings()
    ]


def guests(connection: sa.Connection, session_id: int | None) -> tuple[int, int]:
    """How many guests are present in a session, and how many were invited."""
    invited = connection.scalar(
        sa.select(sa.func.count())
        .select_from(delegate)
        .where(delegate.c.standing == Standing.GUEST)
    )
    present = connection.scalar(
        sa.select(sa.func.count())
        .select_from(t.presence.join(delegate))
        .where(t.presence.c.session_id == session_id, delegate.c.standing == Standing.GUEST)
    )
    return int(present or 0), int(invited or 0)
