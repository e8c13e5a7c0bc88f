from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.contract.fleet import EnrolReply, EnrolRequest, Role
from hub.contract.ticket import LIFETIME_MS, ca_pin, decode_ticket
from hub.contract.wire import ErrorCode
from hub.fleet import tables as t
from hub.fleet.enrolment import NOTE_EVERY_MS, LabelTaken, MadeTicket
from hub.fleet.service import FleetService
from hub.platform import tables as platform_tables
from hub.platform.http_errors import Refusal
from hub.platform.tls import load_authority
from tests.fakes.congress import CONGRESS_ID, Congress
from tests.fakes.kiosk_keys import KioskKeys, der


def ticket(fleet: FleetService, label: str = "Quầy 1", role: Role = Role.CHECKIN) -> MadeTicket:
    return fleet.enrolment.make_ticket(label, role, "ky-thuat", "10.0.0.5", 8443)


def refused(fleet: FleetService, request: EnrolRequest) -> Refusal:
    with pytest.raises(Refusal) as raised:
        fleet.enrol(request)
    return raised.value


def events(congress: Congress) -> list[str]:
    with congress.database.read() as connection:
        return list(connection.scalars(sa.select(platform_tables.event_log.c.kind)))


def test_a_ticket_says_whom_to_trust_and_where_to_ask(
    congress: Congress, fleet: FleetService
) -> None:
    read = decode_ticket(ticket(fleet).text)
    authority = load_authority(congress.settings.keys_dir)
    assert read.ca_pin == ca_pin(authority.certificate_der)
    assert (read.address, read.port) == ("10.0.0.5", 8443)


def test_the_secret_of_a_ticket_is_not_in_the_database(
    congress: Congress, fleet: FleetService
) -> None:
    secret = decode_ticket(ticket(fleet).text).secret
    congress.database.write(lambda _: None, truncate_wal=True)
    content = (congress.settings.data_dir / "hub.db").read_bytes()
    assert secret not in content
    assert secret.hex().encode() not in content


def test_a_kiosk_joins_and_is_known_from_then_on(congress: Congress, fleet: FleetService) -> None:
    keys = KioskKeys()
    reply = fleet.enrol(keys.asks(ticket(fleet, "Buồng 3", Role.BOOTH).text))
    assert (reply.label, reply.role) == ("Buồng 3", Role.BOOTH)
    assert reply.congress.congress_id == CONGRESS_ID
    certificate = x509.load_pem_x509_certificate(reply.certificate_pem.encode())
    assert certificate.public_key() == keys.key.public_key()
    caller = fleet.authenticate(der(reply.certificate_pem), "1.0", CONGRESS_ID)
    assert (caller.kiosk_id, caller.label, caller.role) == (reply.kiosk_id, "Buồng 3", Role.BOOTH)
    assert events(congress) == ["ticket.made", "kiosk.enrolled"]


def test_a_ticket_is_good_for_one_kiosk(congress: Congress, fleet: FleetService) -> None:
    made = ticket(fleet)
    fleet.enrol(KioskKeys().asks(made.text))
    used_at = congress.clock.now
    congress.clock.now += 1000
    second = refused(fleet, KioskKeys().asks(made.text))
    assert second.code is ErrorCode.TICKET_USED
    assert second.details == {"used_at_ms": used_at, "label": "Quầy 1"}
    assert events(congress)[-1] == "ticket.refused"


def test_a_ticket_ends_after_ten_minutes(congress: Congress, fleet: FleetService) -> None:
    made = ticket(fleet)
    congress.clock.now += LIFETIME_MS + 1
    late = refused(fleet, KioskKeys().asks(made.text))
    assert late.code is ErrorCode.TICKET_EXPIRED
    assert late.details == {"expired_at_ms": made.expires_ms}
    assert made.expires_ms == congress.clock.now - 1


def test_an_invented_secret_opens_nothing(congress: Congress, fleet: FleetService) -> None:
    ticket(fleet)
    request = KioskKeys().asks(ticket(fleet, "Quầy 2").text)
    invented = EnrolRequest(
        request_id=request.request_id,
        secret=b"\x00" * 16,
        csr_pem=request.csr_pem,
        app_version="0.1.0",
    )
    assert refused(fleet, invented).code is ErrorCode.TICKET_UNKNOWN
    assert congress.column(sa.select(t.kiosk.c.kiosk_id)) == []


def test_a_flood_of_invented_secrets_does_not_fill_the_event_log(
    congress: Congress, fleet: FleetService
) -> None:
    request = KioskKeys().asks(ticket(fleet).text)

    def invented() -> EnrolRequest:
        return msgspec.structs.replace(request, secret=secrets.token_bytes(16))

    for _ in range(50):
        refused(fleet, invented())
    congress.clock.now += NOTE_EVERY_MS
    refused(fleet, invented())
    log = platform_tables.event_log.c
    told = congress.column(sa.select(log.details).where(log.kind == "ticket.refused"))
    assert [one.get("unsaid_before", 0) for one in told] == [0, 49]


def test_a_lost_answer_is_given_again_to_the_same_kiosk_only(
    congress: Congress, fleet: FleetService
) -> None:
    made, keys = ticket(fleet), KioskKeys()
    request = keys.asks(made.text)
    first = fleet.enrol(request)
    congress.clock.now += 2 * LIFETIME_MS
    assert fleet.enrol(request) == first
    assert fleet.enrol(keys.asks(made.text, request.request_id)) == first
    assert refused(fleet, keys.asks(made.text)).code is ErrorCode.TICKET_USED
    thief = KioskKeys().asks(made.text, request.request_id)
    assert refused(fleet, thief).code is ErrorCode.TICKET_USED
    assert congress.column(sa.select(t.kiosk.c.kiosk_id)) == [first.kiosk_id]


def test_a_revoked_kiosk_gets_no_answer_again(fleet: FleetService) -> None:
    request = KioskKeys().asks(ticket(fleet).text)
    fleet.revoke(fleet.enrol(request).kiosk_id, "ky-thuat")
    assert refused(fleet, request).code is ErrorCode.KIOSK_REVOKED


def test_of_many_that_come_at_once_one_gets_in(congress: Congress, fleet: FleetService) -> None:
    made = ticket(fleet)
    requests = [KioskKeys().asks(made.text) for _ in range(8)]
    start = threading.Barrier(8)

    def come(request: EnrolRequest) -> EnrolReply | ErrorCode:
        start.wait()
        try:
            return fleet.enrol(request)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(come, requests))
    assert answers.count(ErrorCode.TICKET_USED) == 7
    assert len(congress.column(sa.select(t.kiosk.c.kiosk_id))) == 1


@pytest.mark.parametrize("spoilt", ["", "no pem at all", "broken", "Đại hội", "signed by another"])
def test_a_request_that_cannot_be_signed_leaves_the_ticket_good(
    fleet: FleetService, spoilt: str
) -> None:
    made, keys = ticket(fleet), KioskKeys()
    good = keys.asks(made.text)
    csr = {
        "broken": good.csr_pem.replace("A", "B", 3),
        "signed by another": _with_another_key(keys, KioskKeys()),
    }.get(spoilt, spoilt)
    bad = EnrolRequest(request_id="a" * 32, secret=good.secret, csr_pem=csr, app_version="0.1.0")
    assert refused(fleet, bad).code is ErrorCode.BAD_CSR
    assert fleet.enrol(good).label == "Quầy 1"


def _with_another_key(mine: KioskKeys, other: KioskKeys) -> str:
    """A request that names the key of `other` but is signed by nobody who holds it."""
    raw = x509.load_pem_x509_csr(mine.csr_pem().encode()).public_bytes(serialization.Encoding.DER)

    def point(keys: KioskKeys) -> bytes:
        return keys.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    assert point(mine) in raw
    forged = x509.load_der_x509_csr(raw.replace(point(mine), point(other)))
    return forged.public_bytes(serialization.Encoding.PEM).decode()


def test_two_kiosks_do_not_bear_one_name(congress: Congress, fleet: FleetService) -> None:
    first = fleet.enrol(KioskKeys().asks(ticket(fleet).text))
    with pytest.raises(LabelTaken):
        ticket(fleet)
    fleet.revoke(first.kiosk_id, "ky-thuat")
    assert ticket(fleet).label == "Quầy 1"


def test_a_ticket_is_shown_while_it_is_good(congress: Congress, fleet: FleetService) -> None:
    made = ticket(fleet)
    assert fleet.enrolment.ticket_to_show(made.reference) == made
    assert decode_ticket(made.text).secret.hex() not in made.reference
    assert fleet.enrolment.ticket_to_show("0" * 16) is None
    congress.clock.now += LIFETIME_MS + 1
    assert fleet.enrolment.ticket_to_show(made.reference) is None


def test_the_page_of_a_ticket_learns_who_joined(congress: Congress, fleet: FleetService) -> None:
    made = ticket(fleet)
    assert fleet.enrolment.kiosk_of_ticket(made.reference) is None
    stream = congress.live.stream([f"ticket-{made.reference}"])
    next(stream)
    reply = fleet.enrol(KioskKeys().asks(made.text))
    assert b"Qu" in next(stream)
    joined = fleet.enrolment.kiosk_of_ticket(made.reference)
    assert joined is not None
    assert joined.kiosk_id == reply.kiosk_id
    assert fleet.enrolment.kiosk_of_ticket("%") is None
