"""Joining a hub with a scanned ticket: its CA is compared with the pin before anything is said."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.contract.discovery import server_name
from hub.contract.endpoints import CA_PATH, ENROL, HEALTH
from hub.contract.fleet import EnrolReply, EnrolRequest, Health
from hub.contract.ticket import (
    PREFIX,
    Ticket,
    TicketError,
    decode_ticket,
    looks_like_ticket,
)
from hub.contract.wire import PROTOCOL_MAJOR, ErrorCode
from kiosk.flows.events import EnrolFailure
from kiosk.link import tls
from kiosk.link.client import HubClient, HubRefused, HubUnreachable, NotOurHub
from kiosk.link.finding import Search, in_order, search
from kiosk.link.identity import Identity, store_identity
from kiosk.link.joining import begin_joining, end_joining
from kiosk.link.keys import WrongCertificate, check_certificate, pinned_certificate, signing_request
from kiosk.settings import Address

LOOK_FOR_S = 6.0
ASK_FOR_S = 10.0
_ASK_S = 3.0
_LOOK_AGAIN_S = 0.5
_HUB_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,62}")
_REASONS = {
    ErrorCode.TICKET_USED: EnrolFailure.TICKET_USED,
    ErrorCode.TICKET_EXPIRED: EnrolFailure.TICKET_EXPIRED,
    ErrorCode.TICKET_UNKNOWN: EnrolFailure.TICKET_UNKNOWN,
    ErrorCode.WRONG_PROTOCOL: EnrolFailure.WRONG_PROTOCOL,
}
_PASSING = (ErrorCode.BUSY, ErrorCode.INTERNAL)
_log = logging.getLogger(__name__)


class JoiningFailed(Exception):
    """The kiosk did not join, for one of the reasons that have words of their own."""

    def __init__(self, reason: EnrolFailure) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class _Proven:
    """A hub that holds the key of the CA in the ticket."""

    address: Address
    ca_pem: str
    hub_id: str
    protocol: str


def read_ticket(text: str) -> Ticket:
    """The ticket in a scanned text, else JoiningFailed: no ticket, misread, or of another time."""
    if not looks_like_ticket(text):
        raise JoiningFailed(EnrolFailure.NOT_A_TICKET)
    if not text.startswith(PREFIX):
        raise JoiningFailed(EnrolFailure.WRONG_PROTOCOL)
    try:
        return decode_ticket(text)
    except TicketError as wrong:
        raise JoiningFailed(EnrolFailure.MISREAD) from wrong


def enrol(
    data_dir: Path,
    text: str,
    request_id: str,
    app_version: str,
    hints: Callable[[], Sequence[Address]],
    stop: threading.Event,
    *,
    look_for_s: float = LOOK_FOR_S,
    ask_for_s: float = ASK_FOR_S,
) -> tuple[EnrolReply, Identity]:
    """Join: the hub's answer and the identity that is on the disk now, or JoiningFailed.

    `hints` gives the addresses heard or set so far; they are asked after the ticket's own.
    """
    ticket = read_ticket(text)
    hub = _find(ticket, hints, stop, look_for_s)
    if hub.protocol.partition(".")[0] != str(PROTOCOL_MAJOR):
        _log.warning("the hub speaks %s", hub.protocol)
        raise JoiningFailed(EnrolFailure.WRONG_PROTOCOL)
    try:
        joining = begin_joining(data_dir, text, request_id)
        request = EnrolRequest(
            request_id=joining.request_id,
            secret=ticket.secret,
            csr_pem=signing_request(joining.key_pem),
            app_version=app_version,
        )
        reply = _ask(hub, request, stop, ask_for_s)
        check_certificate(reply.certificate_pem, joining.key_pem, hub.ca_pem)
        if reply.hub_id != hub.hub_id:
            raise WrongCertificate(f"{hub.hub_id} answered in the name of {reply.hub_id}")
        identity = _store(data_dir, hub, reply, joining.key_pem)
        end_joining(data_dir)
    except HubRefused as refusal:
        _log.warning("the hub did not let this kiosk join: %s", refusal)
        end_joining(data_dir)
        raise JoiningFailed(_REASONS.get(refusal.code, EnrolFailure.OTHER)) from refusal
    except WrongCertificate as wrong:
        _log.error("the hub's answer cannot be used: %s", wrong)
        raise JoiningFailed(EnrolFailure.OTHER) from wrong
    except OSError as failure:
        _log.error("what a kiosk needs to join cannot be kept: %s", failure)
        raise JoiningFailed(EnrolFailure.OTHER) from failure
    return reply, identity


def _store(data_dir: Path, hub: _Proven, reply: EnrolReply, key_pem: bytes) -> Identity:
    return store_identity(
        data_dir,
        kiosk_id=reply.kiosk_id,
        label=reply.label,
        role=reply.role,
        hub_id=reply.hub_id,
        congress=reply.congress,
        ca_pem=hub.ca_pem,
        ticket_address=hub.address,
        certificate_pem=reply.certificate_pem,
        key_pem=key_pem,
    )


def _find(
    ticket: Ticket,
    hints: Callable[[], Sequence[Address]],
    stop: threading.Event,
    look_for_s: float,
) -> _Proven:
    """The hub of the ticket, wherever it proves itself first."""
    own = Address(ticket.address, ticket.port)
    until = time.monotonic() + look_for_s
    somebody_else = False
    while True:
        tried: Search[_Proven] = search(
            in_order([own], hints()), lambda address: _prove(address, ticket), _ASK_S
        )
        if tried.found is not None:
            return tried.found
        somebody_else |= any(isinstance(f, NotOurHub) for f in tried.failures.values())
        for address, failure in tried.failures.items():
            _log.info("no hub of ours at %s:%d: %s", *address, failure)
        if stop.wait(_LOOK_AGAIN_S) or time.monotonic() > until:
            reason = EnrolFailure.NOT_YOUR_HUB if somebody_else else EnrolFailure.NO_HUB
            raise JoiningFailed(reason)


def _prove(address: Address, ticket: Ticket) -> _Proven:
    """Fetch the CA from whoever answers, compare it with the pin, then have it prove itself."""
    stranger = HubClient(tls.distrusting(), None)
    try:
        status, ca_pem = stranger.fetch(address, "GET", CA_PATH, None, _ASK_S)
    finally:
        stranger.close()
    trusted = pinned_certificate(ca_pem, ticket.ca_pin) if status == 200 else None
    if trusted is None:
        raise NotOurHub("another CA than the ticket's")
    hub = HubClient(tls.trusting(trusted, None), None)
    try:
        health = hub.call(address, HEALTH, Health, timeout_s=_ASK_S)
    except HubRefused as refusal:
        raise HubUnreachable(str(refusal)) from refusal
    finally:
        hub.close()
    if not _HUB_ID.fullmatch(health.hub_id):
        raise NotOurHub("its id is no host name")
    return _Proven(address, trusted, health.hub_id, health.protocol)


def _ask(
    hub: _Proven, request: EnrolRequest, stop: threading.Event, ask_for_s: float
) -> EnrolReply:
    """Send the ticket, again with the same id while no answer comes."""
    client = HubClient(tls.trusting(hub.ca_pem, None), server_name(hub.hub_id))
    until = time.monotonic() + ask_for_s
    try:
        while True:
            try:
                return client.call(hub.address, ENROL, EnrolReply, request, timeout_s=_ASK_S)
            except HubUnreachable as failure:
                _log.info("no answer to the ticket: %s", failure)
                if isinstance(failure, NotOurHub):
                    raise JoiningFailed(EnrolFailure.NOT_YOUR_HUB) from failure
                reason = EnrolFailure.NO_HUB
            except HubRefused as refusal:
                if refusal.code not in _PASSING:
                    raise
                reason = EnrolFailure.OTHER
            if stop.wait(_LOOK_AGAIN_S) or time.monotonic() > until:
                raise JoiningFailed(reason)
    finally:
        client.close()
