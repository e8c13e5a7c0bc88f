"""Badges as the roll keeps them: everybody has one that works, but for whom somebody replaces."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.roll import tables as t


@dataclass(frozen=True)
class BadgeRow:
    """A badge that works, with what is printed on it."""

    code: str
    delegate_id: int
    name: str
    delegation: str
    unit: str
    seat: str
    number: str
    photo: str
    standing: Standing
    replaces_id: int | None


def _replaced_ids() -> sa.Select[tuple[int]]:
    return sa.select(t.delegate.c.replaces_id).where(t.delegate.c.replaces_id.is_not(None))


def without_badge(connection: sa.Connection) -> list[int]:
    """Delegates who should have a badge that works and have none."""
    live = sa.select(t.badge.c.delegate_id).where(t.badge.c.revoked_ms.is_(None))
    d = t.delegate.c.delegate_id
    return list(
        connection.scalars(
            sa.select(d).where(d.not_in(live), d.not_in(_replaced_ids())).order_by(d)
        )
    )


def insert_badges(connection: sa.Connection, codes: dict[str, int], at_ms: int) -> None:
    """Write new badges: delegate ids by code."""
    if codes:
        connection.execute(
            t.badge.insert(),
            [
                {"code": code, "delegate_id": delegate_id, "issued_ms": at_ms}
                for code, delegate_id in codes.items()
            ],
        )


def insert_revoked(connection: sa.Connection, code: str, delegate_id: int, at_ms: int) -> None:
    """Write a badge that never worked."""
    connection.execute(
        t.badge.insert().values(
            code=code, delegate_id=delegate_id, issued_ms=at_ms, revoked_ms=at_ms
        )
    )


def revoke_replaced(connection: sa.Connection, at_ms: int) -> int:
    """Revoke the badges of those whom an alternate replaces; how many there were."""
    done = connection.execute(
        t.badge.update()
        .where(t.badge.c.revoked_ms.is_(None), t.badge.c.delegate_id.in_(_replaced_ids()))
        .values(revoked_ms=at_ms)
    )
    return done.rowcount


def revoke_of(connection: sa.Connection, delegate_id: int, at_ms: int) -> int:
    """Revoke every badge of a delegate that works; how many there were."""
    done = connection.execute(
        t.badge.update()
        .where(t.badge.c.revoked_ms.is_(None), t.badge.c.delegate_id == delegate_id)
        .values(revoked_ms=at_ms)
    )
    return done.rowcount


def is_replaced(connection: sa.Connection, delegate_id: int) -> bool:
    """Whether an alternate has this delegate's place."""
    whose = t.delegate.c.replaces_id == delegate_id
    return connection.scalar(sa.select(sa.exists().where(whose))) is True


def issues_of(connection: sa.Connection, delegate_id: int) -> list[int]:
    """When each badge of a delegate was issued, the newest last."""
    issued = sa.select(t.badge.c.issued_ms).where(t.badge.c.delegate_id == delegate_id)
    return list(connection.scalars(issued.order_by(t.badge.c.issued_ms)))


def live_badges(connection: sa.Connection) -> list[BadgeRow]:
    """Every badge that works."""
    d = t.delegate.c
    rows = connection.execute(
        sa.select(
            t.badge.c.code,
            d.delegate_id,
            d.name,
            t.delegation.c.name.label("delegation"),
            d.unit,
            d.seat,
            sa.func.coalesce(d.number, "").label("number"),
            d.photo,
            d.standing,
            d.replaces_id,
        )
        .select_from(t.badge.join(t.delegate).join(t.delegation))
        .where(t.badge.c.revoked_ms.is_(None))
        .order_by(d.delegate_id)
    ).mappings()
    return [BadgeRow(**{**row, "standing": Standing(row["standing"])}) for row in rows]


def revoked_badge(connection: sa.Connection) -> tuple[str, str] | None:
    """The code and the name of one badge that was revoked, where there is one."""
    row = connection.execute(
        sa.select(t.badge.c.code, t.delegate.c.name)
        .select_from(t.badge.join(t.delegate))
        .where(t.badge.c.revoked_ms.is_not(None))
        .order_by(t.badge.c.issued_ms, t.badge.c.code)
    ).first()
    return (row.code, row.name) if row is not None else None
