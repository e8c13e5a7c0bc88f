"""What the fleet keeps: tickets, kiosks, and what technicians have to see to."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from hub.contract.fleet import Role
from hub.fleet import tables as t
from hub.fleet.rules import AlertKind


@dataclass(frozen=True)
class TicketRow:
    """A ticket, without its secret."""

    secret_sha256: str
    label: str
    role: Role
    made_by: str
    made_ms: int
    expires_ms: int
    used_ms: int | None = None
    request_id: str | None = None
    kiosk_id: str | None = None


@dataclass(frozen=True)
class KioskRow:
    """A kiosk that joined."""

    kiosk_id: str
    label: str
    role: Role
    certificate_pem: str
    certificate_sha256: str
    public_key_sha256: str
    enrolled_ms: int
    revoked_ms: int | None = None


@dataclass(frozen=True)
class AlertRow:
    """Something to see to."""

    alert_id: str
    kiosk_id: str
    kind: AlertKind
    raised_ms: int
    acknowledged_ms: int | None = None
    acknowledged_by: str | None = None


# Built once: it is asked with every request of a kiosk.
_OF_CERTIFICATE = sa.select(t.kiosk).where(t.kiosk.c.certificate_sha256 == sa.bindparam("sha256"))


def insert_ticket(connection: sa.Connection, row: TicketRow) -> None:
    """Keep a new ticket."""
    connection.execute(t.ticket.insert().values(**asdict(row)))


def find_ticket(connection: sa.Connection, secret_sha256: str) -> TicketRow | None:
    """The ticket of that secret."""
    query = sa.select(t.ticket).where(t.ticket.c.secret_sha256 == secret_sha256)
    found = connection.execute(query).mappings().first()
    return TicketRow(**{**found, "role": Role(found["role"])}) if found is not None else None


def use_ticket(connection: sa.Connection, secret_sha256: str, request_id: str, at_ms: int) -> None:
    """The ticket is used from now on, whatever comes of it in this transaction."""
    connection.execute(
        t.ticket.update()
        .where(t.ticket.c.secret_sha256 == secret_sha256)
        .values(used_ms=at_ms, request_id=request_id)
    )


def name_ticket_kiosk(connection: sa.Connection, secret_sha256: str, kiosk_id: str) -> None:
    """Note which kiosk came of a ticket."""
    connection.execute(
        t.ticket.update().where(t.ticket.c.secret_sha256 == secret_sha256).values(kiosk_id=kiosk_id)
    )


def insert_kiosk(connection: sa.Connection, row: KioskRow) -> None:
    """Keep a new kiosk."""
    connection.execute(t.kiosk.insert().values(**asdict(row)))


def find_kiosk(connection: sa.Connection, kiosk_id: str) -> KioskRow | None:
    """The kiosk of that id."""
    return _kiosk(connection, t.kiosk.c.kiosk_id == kiosk_id)


def kiosk_of_certificate(connection: sa.Connection, sha256: str) -> KioskRow | None:
    """The kiosk that holds that certificate, revoked ones too."""
    return _row(connection.execute(_OF_CERTIFICATE, {"sha256": sha256}).mappings().first())


def kiosks(connection: sa.Connection) -> list[KioskRow]:
    """All kiosks that ever joined."""
    rows = connection.execute(sa.select(t.kiosk).order_by(t.kiosk.c.enrolled_ms)).mappings()
    return [KioskRow(**{**row, "role": Role(row["role"])}) for row in rows]


def kiosk_of_ticket(connection: sa.Connection, reference: str) -> KioskRow | None:
    """The kiosk that came in by the ticket whose hashed secret begins with `reference`."""
    ticket = sa.select(t.ticket.c.kiosk_id).where(
        t.ticket.c.secret_sha256.startswith(reference, autoescape=True)
    )
    return _kiosk(connection, t.kiosk.c.kiosk_id.in_(ticket))


def label_in_use(connection: sa.Connection, label: str) -> bool:
    """Whether a kiosk that is not revoked has that name."""
    query = sa.select(sa.func.count()).where(
        t.kiosk.c.label == label, t.kiosk.c.revoked_ms.is_(None)
    )
    return bool(connection.scalar(query))


def revoke_kiosk(connection: sa.Connection, kiosk_id: str, at_ms: int) -> bool:
    """Turn a kiosk away from now on; whether it was one that could still come in."""
    done = connection.execute(
        t.kiosk.update()
        .where(t.kiosk.c.kiosk_id == kiosk_id, t.kiosk.c.revoked_ms.is_(None))
        .values(revoked_ms=at_ms)
    )
    return done.rowcount == 1


def find_alert(connection: sa.Connection, alert_id: str) -> AlertRow | None:
    """The alert of that id."""
    found = _alerts(connection, t.alert.c.alert_id == alert_id)
    return found[0] if found else None


def insert_alert(connection: sa.Connection, row: AlertRow) -> None:
    """Keep a new alert."""
    connection.execute(t.alert.insert().values(**asdict(row)))


def open_alerts(connection: sa.Connection) -> list[AlertRow]:
    """What nobody has acknowledged yet, the oldest first."""
    return _alerts(connection, t.alert.c.acknowledged_ms.is_(None))


def acknowledge_alert(connection: sa.Connection, alert_id: str, by: str, at_ms: int) -> bool:
    """A technician sees to it; whether it was still open."""
    done = connection.execute(
        t.alert.update()
        .where(t.alert.c.alert_id == alert_id, t.alert.c.acknowledged_ms.is_(None))
        .values(acknowledged_ms=at_ms, acknowledged_by=by)
    )
    return done.rowcount == 1


def _kiosk(connection: sa.Connection, which: sa.ColumnElement[bool]) -> KioskRow | None:
    return _row(connection.execute(sa.select(t.kiosk).where(which)).mappings().first())


def _row(found: sa.RowMapping | None) -> KioskRow | None:
    return KioskRow(**{**found, "role": Role(found["role"])}) if found is not None else None


def _alerts(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[AlertRow]:
    query = sa.select(t.alert).where(which).order_by(t.alert.c.raised_ms)
    rows = connection.execute(query).mappings()
    return [AlertRow(**{**row, "kind": AlertKind(row["kind"])}) for row in rows]
