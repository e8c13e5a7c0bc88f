"""How a kiosk joins: a one-use ticket against a certificate."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.contract.fleet import CongressInfo, EnrolReply, EnrolRequest, Role
from hub.contract.ticket import LIFETIME_MS, SECRET_BYTES, Ticket, ca_pin, encode_ticket
from hub.contract.wire import ErrorCode
from hub.fleet import store
from hub.fleet.rules import TicketFate, TicketUse, judge_ticket
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.http_errors import Refusal
from hub.platform.tls import Authority, BadCsr
from hub.roll import store as roll

_HELD = 100
NOTE_EVERY_MS = 10_000
"""Refusals of one kind are written to the event log no more often: anybody on the wire can cause
them, as fast as they like."""


class LabelTaken(ValueError):
    """Another kiosk that may still come in bears that name."""


@dataclass(frozen=True)
class MadeTicket:
    """A ticket that was just made; the only place where its secret still stands."""

    reference: str
    """What pages and live topics call it; tells nothing of the secret."""
    text: str
    label: str
    role: Role
    expires_ms: int


@dataclass(frozen=True)
class Joined:
    """A kiosk that came in by a ticket just now."""

    reference: str
    kiosk: store.KioskRow


class Enrolment:
    """Makes tickets and takes them back for certificates."""

    def __init__(self, database: Database, clock: Clock, authority: Authority) -> None:
        self._database = database
        self._clock = clock
        self._authority = authority
        self._made: dict[str, MadeTicket] = {}
        self._holding = threading.Lock()
        self._noted: dict[ErrorCode, tuple[int, int]] = {}
        """By kind: when it was last written down, and how many came since."""

    def make_ticket(
        self, label: str, role: Role, made_by: str, address: str, port: int
    ) -> MadeTicket:
        """A new ticket, good for ten minutes and one kiosk; LabelTaken where the name is in use."""
        secret = secrets.token_bytes(SECRET_BYTES)
        pin = ca_pin(self._authority.certificate_der)
        text = encode_ticket(Ticket(pin, secret, address, port))
        now_ms = self._clock.now_ms()
        row = store.TicketRow(_sha256(secret), label, role, made_by, now_ms, now_ms + LIFETIME_MS)

        def keep(connection: sa.Connection) -> None:
            if store.label_in_use(connection, label):
                raise LabelTaken(label)
            store.insert_ticket(connection, row)
            details = {"label": label, "role": role.value}
            log_event(connection, now_ms, made_by, "ticket.made", details)

        self._database.write(keep)
        made = MadeTicket(_reference(row.secret_sha256), text, label, role, row.expires_ms)
        with self._holding:
            self._made[made.reference] = made
            for old in list(self._made)[:-_HELD]:
                del self._made[old]
        return made

    def ticket_to_show(self, reference: str) -> MadeTicket | None:
        """A ticket made by this process, to be shown while it can still be used."""
        with self._holding:
            made = self._made.get(reference)
        return made if made is not None and self._clock.now_ms() <= made.expires_ms else None

    def kiosk_of_ticket(self, reference: str) -> store.KioskRow | None:
        """The kiosk that came in by the ticket of that reference."""
        with self._database.read() as connection:
            return store.kiosk_of_ticket(connection, reference)

    def enrol(self, request: EnrolRequest) -> tuple[EnrolReply, Joined | None]:
        """The certificate for a ticket; the kiosk is None where the same one asked again.

        Refusal TICKET_UNKNOWN, TICKET_USED, TICKET_EXPIRED, BAD_CSR, or KIOSK_REVOKED for a
        repeat of a kiosk that was turned away since.
        """
        now_ms = self._clock.now_ms()
        asking = TicketUse(request.request_id, _public_key_sha256(request.csr_pem))
        try:
            return self._database.write(lambda c: self._enrol(c, request, asking, now_ms))
        except Refusal as refusal:
            self._note_refusal(refusal, request, now_ms)
            raise

    def _enrol(
        self, connection: sa.Connection, request: EnrolRequest, asking: TicketUse, now_ms: int
    ) -> tuple[EnrolReply, Joined | None]:
        hashed = _sha256(request.secret)
        ticket = store.find_ticket(connection, hashed)
        if ticket is None:
            raise Refusal(ErrorCode.TICKET_UNKNOWN)
        user = store.find_kiosk(connection, ticket.kiosk_id) if ticket.kiosk_id else None
        use = TicketUse(ticket.request_id or "", user.public_key_sha256) if user else None
        fate = judge_ticket(expires_ms=ticket.expires_ms, use=use, asking=asking, now_ms=now_ms)
        if fate is TicketFate.USED:
            used: dict[str, str | int] = {
                "used_at_ms": ticket.used_ms or 0,
                "label": ticket.label,
            }
            raise Refusal(ErrorCode.TICKET_USED, used)
        if fate is TicketFate.EXPIRED:
            raise Refusal(ErrorCode.TICKET_EXPIRED, {"expired_at_ms": ticket.expires_ms})
        if fate is TicketFate.REPEATED:
            assert user is not None
            if user.revoked_ms is not None:
                raise Refusal(ErrorCode.KIOSK_REVOKED, {"since_ms": user.revoked_ms})
            return self._reply(connection, user), None
        # Taken before anything is issued: two that come at once cannot both have it.
        store.use_ticket(connection, hashed, request.request_id, now_ms)
        kiosk = self._admit(ticket, request, asking, now_ms)
        store.insert_kiosk(connection, kiosk)
        store.name_ticket_kiosk(connection, hashed, kiosk.kiosk_id)
        details = {"label": kiosk.label, "role": kiosk.role.value, "version": request.app_version}
        log_event(connection, now_ms, kiosk.kiosk_id, "kiosk.enrolled", details)
        return self._reply(connection, kiosk), Joined(_reference(hashed), kiosk)

    def _admit(
        self, ticket: store.TicketRow, request: EnrolRequest, asking: TicketUse, now_ms: int
    ) -> store.KioskRow:
        kiosk_id = secrets.token_hex(16)
        try:
            certificate = self._authority.sign_kiosk(request.csr_pem, kiosk_id)
        except BadCsr as wrong:
            raise Refusal(ErrorCode.BAD_CSR) from wrong
        der = certificate.public_bytes(serialization.Encoding.DER)
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        return store.KioskRow(
            kiosk_id=kiosk_id,
            label=ticket.label,
            role=ticket.role,
            certificate_pem=pem.decode("ascii"),
            certificate_sha256=_sha256(der),
            public_key_sha256=asking.public_key_sha256,
            enrolled_ms=now_ms,
        )

    def _reply(self, connection: sa.Connection, kiosk: store.KioskRow) -> EnrolReply:
        return EnrolReply(
            kiosk_id=kiosk.kiosk_id,
            label=kiosk.label,
            role=kiosk.role,
            certificate_pem=kiosk.certificate_pem,
            hub_id=self._authority.hub_id,
            congress=congress_info(connection),
        )

    def _note_refusal(self, refusal: Refusal, request: EnrolRequest, now_ms: int) -> None:
        with self._holding:
            noted_ms, unsaid = self._noted.get(refusal.code, (-NOTE_EVERY_MS, 0))
            due = now_ms - noted_ms >= NOTE_EVERY_MS
            self._noted[refusal.code] = (now_ms, 0) if due else (noted_ms, unsaid + 1)
        if not due:
            return
        details: dict[str, str | int] = {"code": refusal.code.value, **refusal.details}
        if unsaid:
            details["unsaid_before"] = unsaid
        if refusal.code is not ErrorCode.TICKET_UNKNOWN:
            details["ticket"] = _reference(_sha256(request.secret))
        self._database.write(
            lambda connection: log_event(connection, now_ms, "hub", "ticket.refused", details)
        )


def congress_info(connection: sa.Connection) -> CongressInfo:
    """The congress as every kiosk is told of it."""
    row = roll.congress(connection)
    return CongressInfo(
        congress_id=row.congress_id, name=row.name, place=row.place, timezone=row.timezone
    )


def certificate_sha256(der: bytes) -> str:
    """How the device table names a certificate."""
    return _sha256(der)


def _public_key_sha256(csr_pem: str) -> str:
    """The hash of the key in a request; Refusal BAD_CSR where there is none to be read."""
    try:
        key = x509.load_pem_x509_csr(csr_pem.encode("ascii")).public_key()
        der = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except ValueError as wrong:
        raise Refusal(ErrorCode.BAD_CSR) from wrong
    return _sha256(der)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _reference(secret_sha256: str) -> str:
    return secret_sha256[:16]
