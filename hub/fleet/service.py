"""What the fleet does: let kiosks in, hear them, turn them away, call technicians to them."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from hub.contract.fleet import (
    AlertReply,
    AlertRequest,
    EnrolReply,
    EnrolRequest,
    Health,
    Heartbeat,
    HeartbeatReply,
    SessionInfo,
)
from hub.contract.wire import PROTOCOL, PROTOCOL_MAJOR, ErrorCode
from hub.fleet import grid, store
from hub.fleet.enrolment import Enrolment, certificate_sha256, congress_info
from hub.fleet.ports import OpenPolls
from hub.fleet.rules import NEXT_BEAT_MS, AlertKind, Presence
from hub.fleet.watch import Watch
from hub.platform.callers import Caller
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.http_errors import Refusal
from hub.platform.live import Live
from hub.platform.repeater import Repeater
from hub.platform.tls import Authority
from hub.roll import store as roll

_GRID_AT_MOST_EVERY_S = 0.8
_GRID_AT_LEAST_EVERY_S = 1.0


class FleetService:
    """The kiosks of this hub."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        live: Live,
        authority: Authority,
        open_polls: OpenPolls,
    ) -> None:
        self.enrolment = Enrolment(database, clock, authority)
        self._database = database
        self._clock = clock
        self._live = live
        self._authority = authority
        self._open_polls = open_polls
        self._watch = Watch()
        self._congress: roll.CongressRow | None = None
        """Read once: a database has one congress, written when it is founded."""
        self._shown: list[grid.Row] = []
        self._publisher = Repeater(
            "kiosk-grid",
            self._publish,
            pause_s=_GRID_AT_MOST_EVERY_S,
            every_s=_GRID_AT_LEAST_EVERY_S,
        )

    def health(self) -> Health:
        """Who this hub is, for anybody who asks."""
        with self._database.read() as connection:
            congress = roll.congress(connection)
        return Health(
            hub_id=self._authority.hub_id,
            congress_id=congress.congress_id,
            protocol=PROTOCOL,
            now_ms=self._clock.now_ms(),
            rehearsal=congress.rehearsal,
        )

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Let a kiosk in for its ticket, and show it on the pages."""
        reply, joined = self.enrolment.enrol(request)
        if joined is not None:
            self._publisher.wake()
            data = {"label": joined.kiosk.label, "role": joined.kiosk.role.value}
            self._live.publish(ticket_topic(joined.reference), data)
        return reply

    def authenticate(self, certificate_der: bytes, protocol: str, congress_id: str) -> Caller:
        """The kiosk that holds a certificate, if it speaks of the same congress as we do.

        Refusal KIOSK_UNKNOWN, KIOSK_REVOKED, WRONG_PROTOCOL or WRONG_CONGRESS.
        """
        with self._database.read() as connection:
            kiosk = store.kiosk_of_certificate(connection, certificate_sha256(certificate_der))
            congress = self._congress = self._congress or roll.congress(connection)
        if kiosk is None:
            raise Refusal(ErrorCode.KIOSK_UNKNOWN)
        if kiosk.revoked_ms is not None:
            raise Refusal(ErrorCode.KIOSK_REVOKED, {"since_ms": kiosk.revoked_ms})
        check_protocol(protocol)
        if congress_id != congress.congress_id:
            details = {"hub": congress.name, "kiosk": congress_id[:64]}
            raise Refusal(ErrorCode.WRONG_CONGRESS, details)
        return Caller(kiosk.kiosk_id, kiosk.label, kiosk.role)

    def beat(self, caller: Caller, beat: Heartbeat) -> HeartbeatReply:
        """Hear a kiosk and tell it what is open."""
        now_ms = self._clock.now_ms()
        pulse = self._watch.heard(caller.kiosk_id, beat, now_ms)
        if pulse.boots.cloned:
            self._database.write(lambda c: _raise_clone(c, caller.kiosk_id, now_ms))
        self._publisher.wake()
        with self._database.read() as connection:
            congress = congress_info(connection)
            session = roll.current_session(connection)
            polls = self._open_polls(connection)
        return HeartbeatReply(
            now_ms=now_ms,
            label=caller.label,
            role=caller.role,
            congress=congress,
            session=_session_info(session),
            polls=polls,
            next_ms=NEXT_BEAT_MS,
        )

    def call_staff(self, caller: Caller, request: AlertRequest) -> AlertReply:
        """Put a call for a technician on the pages; a repeat changes nothing."""
        now_ms = self._clock.now_ms()
        raised_ms = self._database.write(
            lambda c: _raise_call(c, caller.kiosk_id, request.request_id, now_ms)
        )
        self._publisher.wake()
        return AlertReply(request_id=request.request_id, raised_ms=raised_ms)

    def acknowledge(self, alert_id: str, by: str) -> None:
        """A technician sees to an alert; one that is closed already stays as it is."""
        now_ms = self._clock.now_ms()

        def write(connection: sa.Connection) -> store.AlertRow | None:
            if not store.acknowledge_alert(connection, alert_id, by, now_ms):
                return None
            log_event(connection, now_ms, by, "alert.acknowledged", {"alert": alert_id})
            return store.find_alert(connection, alert_id)

        alert = self._database.write(write)
        if alert is not None and alert.kind is AlertKind.CLONED:
            self._watch.count_boots_anew([alert.kiosk_id])
        self._publisher.wake()

    def revoke(self, kiosk_id: str, by: str) -> bool:
        """Turn a kiosk away from its next request on; whether it could still come in."""
        now_ms = self._clock.now_ms()

        def write(connection: sa.Connection) -> bool:
            done = store.revoke_kiosk(connection, kiosk_id, now_ms)
            if done:
                log_event(connection, now_ms, by, "kiosk.revoked", {"kiosk": kiosk_id})
            return done

        done = self._database.write(write)
        self._watch.forget(kiosk_id)
        self._publisher.wake()
        return done

    def find(self, kiosk_id: str) -> store.KioskRow | None:
        """The kiosk of that id."""
        with self._database.read() as connection:
            return store.find_kiosk(connection, kiosk_id)

    def look(self) -> tuple[list[grid.Row], int]:
        """The rows of the page, and the time at which they are true."""
        self._publisher.wake()  # from now on somebody looks: states that age are to be told
        return self._read_grid()

    def close(self) -> None:
        """End the work in the background."""
        self._publisher.close()

    def _read_grid(self) -> tuple[list[grid.Row], int]:
        with self._database.read() as connection:
            kiosks = store.kiosks(connection)
            alerts = store.open_alerts(connection)
        now_ms = self._clock.now_ms()
        return grid.rows(kiosks, self._watch.pulses(), alerts, now_ms), now_ms

    def _publish(self) -> None:
        rows, _ = self._read_grid()
        ages = any(row.presence in (Presence.ONLINE, Presence.LATE) for row in rows)
        if ages or rows != self._shown:
            self._shown = rows
            self._live.publish(grid.TOPIC, grid.summary(rows))


def _session_info(session: roll.SessionRow | None) -> SessionInfo | None:
    if session is None:
        return None
    return SessionInfo(session_id=session.session_id, name=session.name)


def ticket_topic(reference: str) -> str:
    """The live topic on which a ticket's page learns that its kiosk joined."""
    return f"ticket-{reference}"


def check_protocol(protocol: str) -> None:
    """Refusal WRONG_PROTOCOL for another major version, or for none."""
    major = protocol.partition(".")[0]
    if major != str(PROTOCOL_MAJOR):
        details = {"hub": PROTOCOL, "kiosk": protocol[:40]}
        raise Refusal(ErrorCode.WRONG_PROTOCOL, details)


def _raise_call(connection: sa.Connection, kiosk_id: str, alert_id: str, now_ms: int) -> int:
    known = store.find_alert(connection, alert_id)
    if known is not None:
        if known.kiosk_id != kiosk_id or known.kind is not AlertKind.CALL:
            raise Refusal(ErrorCode.ID_REUSED)
        return known.raised_ms
    store.insert_alert(connection, store.AlertRow(alert_id, kiosk_id, AlertKind.CALL, now_ms))
    log_event(connection, now_ms, kiosk_id, "alert.call")
    return now_ms


def _raise_clone(connection: sa.Connection, kiosk_id: str, now_ms: int) -> None:
    for alert in store.open_alerts(connection):
        if alert.kiosk_id == kiosk_id and alert.kind is AlertKind.CLONED:
            return
    alert_id = secrets.token_hex(16)
    store.insert_alert(connection, store.AlertRow(alert_id, kiosk_id, AlertKind.CLONED, now_ms))
    log_event(connection, now_ms, "hub", "alert.cloned", {"kiosk": kiosk_id})
