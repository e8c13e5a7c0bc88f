"""What the roll keeps: the congress, its sessions, delegations, delegates and badges."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.roll import tables as t


class NoCongress(LookupError):
    """The database holds no congress yet: `daihoi-hub init` was not run."""


@dataclass(frozen=True)
class CongressRow:
    """The congress of this hub."""

    congress_id: str
    name: str
    place: str
    first_day: dt.date
    last_day: dt.date
    timezone: str
    rehearsal: bool = False
    """Made up, to rehearse with; a real congress never becomes one."""


@dataclass(frozen=True)
class SessionRow:
    """One session (phiên) of the congress."""

    session_id: int
    position: int
    name: str
    state: str
    """planned, open or ended."""
    opened_ms: int | None
    ended_ms: int | None


@dataclass(frozen=True)
class BadgeHolder:
    """Whom a badge code belongs to."""

    delegate_id: int
    name: str
    delegation_id: int
    delegation: str
    unit: str
    seat: str
    standing: Standing
    replaces_id: int | None
    """Whom an alternate replaces; an alternate without it is undecided."""
    revoked_ms: int | None

    @property
    def undecided(self) -> bool:
        """An alternate whose substitution nobody has decided."""
        return self.standing is Standing.ALTERNATE and self.replaces_id is None


# Built once, since every scan asks them.
_OPEN_SESSION = sa.select(t.session).where(t.session.c.state == "open")
_BADGE_HOLDER = (
    sa.select(
        t.delegate.c.delegate_id,
        t.delegate.c.name,
        t.delegate.c.delegation_id,
        t.delegation.c.name.label("delegation"),
        t.delegate.c.unit,
        t.delegate.c.seat,
        t.delegate.c.standing,
        t.delegate.c.replaces_id,
        t.badge.c.revoked_ms,
    )
    .select_from(t.badge.join(t.delegate).join(t.delegation))
    .where(t.badge.c.code == sa.bindparam("shown"))
)


def insert_congress(connection: sa.Connection, row: CongressRow) -> None:
    """Write the congress of a new database."""
    connection.execute(t.congress.insert().values(**asdict(row)))


def congress(connection: sa.Connection) -> CongressRow:
    """The congress, or NoCongress."""
    row = connection.execute(sa.select(t.congress)).mappings().first()
    if row is None:
        raise NoCongress
    return CongressRow(**row)


def insert_session(connection: sa.Connection, name: str) -> int:
    """Add a planned session after the others; its id."""
    last = connection.scalar(sa.select(sa.func.max(t.session.c.position)))
    added = connection.execute(
        t.session.insert()
        .values(position=(last or 0) + 1, name=name, state="planned")
        .returning(t.session.c.session_id)
    )
    return int(added.scalar_one())


def sessions(connection: sa.Connection) -> list[SessionRow]:
    """All sessions in the order of the programme."""
    rows = connection.execute(sa.select(t.session).order_by(t.session.c.position)).mappings()
    return [SessionRow(**row) for row in rows]


def current_session(connection: sa.Connection) -> SessionRow | None:
    """The session that is open; there is at most one."""
    found = connection.execute(_OPEN_SESSION).mappings().first()
    return SessionRow(**found) if found is not None else None


def open_session(connection: sa.Connection, session_id: int, at_ms: int) -> None:
    """Open a session, and end the one that was open, at the same moment.

    The first opening time stays when an ended session is opened again.
    """
    others = t.session.c.session_id != session_id
    connection.execute(
        t.session.update()
        .where(others, t.session.c.state == "open")
        .values(state="ended", ended_ms=at_ms)
    )
    connection.execute(
        t.session.update()
        .where(t.session.c.session_id == session_id)
        .values(
            state="open",
            opened_ms=sa.func.coalesce(t.session.c.opened_ms, at_ms),
            ended_ms=None,
        )
    )


def end_session(connection: sa.Connection, session_id: int, at_ms: int) -> None:
    """End a session that is open; nothing happens to one that is not."""
    connection.execute(
        t.session.update()
        .where(t.session.c.session_id == session_id, t.session.c.state == "open")
        .values(state="ended", ended_ms=at_ms)
    )


def find_badge(connection: sa.Connection, code: str) -> BadgeHolder | None:
    """Whose badge a code is, revoked ones too; None for a code that was never issued."""
    found = connection.execute(_BADGE_HOLDER, {"shown": code}).mappings().first()
    if found is None:
        return None
    return BadgeHolder(**{**found, "standing": Standing(found["standing"])})


def totals_by_delegation(connection: sa.Connection) -> list[tuple[int, str, int]]:
    """Of each delegation its id, its name and its number of official delegates (summoned).

    An alternate who replaces an official delegate changes no total: it is one seat.
    """
    official = sa.case((t.delegate.c.standing == Standing.OFFICIAL, 1), else_=0)
    rows = connection.execute(
        sa.select(
            t.delegation.c.delegation_id,
            t.delegation.c.name,
            sa.func.coalesce(sa.func.sum(official), 0),
        )
        .select_from(t.delegation.outerjoin(t.delegate))
        .group_by(t.delegation.c.delegation_id, t.delegation.c.name)
        .order_by(t.delegation.c.delegation_id)
    )
    return [(int(one), str(name), int(count)) for one, name, count in rows]
