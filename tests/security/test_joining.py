"""Who gets in over real TLS, and who does not."""

from __future__ import annotations

import secrets
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3
from cryptography.hazmat.primitives.serialization import Encoding

from hub.attendance import tables as attendance
from hub.contract import endpoints
from hub.contract.attendance import CheckInRequest, CheckInVerdict
from hub.contract.fleet import AlertRequest, Heartbeat, KioskState, Role
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL_HEADER, ErrorCode, ErrorReply, decode
from hub.fleet import tables as fleet
from hub.platform.keys import make_keys
from hub.roll import store as roll
from tests.fakes.congress import add_person
from tests.fakes.hub_process import ADDRESS, HubClient, HubProcess, Refused
from tests.fakes.kiosk_keys import KioskKeys

BEAT = Heartbeat(
    boot_id="a" * 32,
    seq=1,
    sent_at_ms=0,
    uptime_ms=1,
    app_version="0.1.0",
    role=Role.CHECKIN,
    state=KioskState.IDLE,
    queue_depth=0,
    queue_oldest_age_ms=0,
    rss_mb=1,
)


def scan(code: str) -> CheckInRequest:
    return CheckInRequest(
        scan_id=secrets.token_hex(16), code=code, scanned_at_ms=0, session_id=None, late=False
    )


def refused(client: HubClient, endpoint: endpoints.Endpoint, message: object) -> Refused:
    with pytest.raises(Refused) as raised:
        client.call(endpoint, message)
    return raised.value


def test_a_kiosk_joins_over_the_wire_and_is_heard(shared_hub: HubProcess) -> None:
    kiosk = shared_hub.join("Quầy A", Role.CHECKIN)
    assert kiosk.joined is not None
    reply = kiosk.call(endpoints.HEARTBEAT, BEAT)
    assert (reply.label, reply.role) == ("Quầy A", Role.CHECKIN)
    assert reply.congress == kiosk.congress
    assert reply.congress.name == "Đại hội thử"


def test_a_ticket_made_at_the_command_line_lets_a_kiosk_in(shared_hub: HubProcess) -> None:
    printed = shared_hub.command(
        "ticket", "--role", "booth", "--label", "Buồng C", "--address", ADDRESS,
        "--port", str(shared_hub.port),
    )  # fmt: skip
    text = next(word for word in printed.split() if word.startswith("DH1"))
    reply = shared_hub.stranger().enrol(KioskKeys().asks(text))
    assert (reply.label, reply.role) == ("Buồng C", Role.BOOTH)
    assert "█" in printed or "▀" in printed


def test_a_ticket_lets_nobody_in_twice(shared_hub: HubProcess) -> None:
    text = shared_hub.ticket("Quầy B").text
    request = KioskKeys().asks(text)
    first = shared_hub.stranger().enrol(request)
    assert shared_hub.stranger().enrol(request) == first  # the answer was lost
    second = refused(shared_hub.stranger(), endpoints.ENROL, KioskKeys().asks(text))
    assert (second.status, second.error.code) == (403, ErrorCode.TICKET_USED)
    assert second.error.details["label"] == "Quầy B"


def test_a_ticket_that_comes_too_late_is_refused(shared_hub: HubProcess) -> None:
    made = shared_hub.ticket("Quầy C")
    shared_hub.database.write(
        lambda c: c.execute(
            fleet.ticket.update().where(fleet.ticket.c.label == "Quầy C").values(expires_ms=5)
        )
    )
    late = refused(shared_hub.stranger(), endpoints.ENROL, KioskKeys().asks(made.text))
    assert (late.error.code, late.error.details) == (
        ErrorCode.TICKET_EXPIRED,
        {"expired_at_ms": 5},
    )


def test_a_ticket_of_another_hub_is_unknown_here(shared_hub: HubProcess) -> None:
    request = KioskKeys().asks(shared_hub.ticket("Quầy D").text)
    invented = type(request)(
        request_id=request.request_id,
        secret=secrets.token_bytes(16),
        csr_pem=request.csr_pem,
        app_version=request.app_version,
    )
    wrong = refused(shared_hub.stranger(), endpoints.ENROL, invented)
    assert wrong.error.code is ErrorCode.TICKET_UNKNOWN


@pytest.mark.parametrize("name", [e.name for e in endpoints.ALL if e.certificate])
def test_without_a_certificate_no_kiosks_route_answers(shared_hub: HubProcess, name: str) -> None:
    endpoint = next(e for e in endpoints.ALL if e.name == name)
    path = endpoint.path.format(poll_id=1, ballot_id="0" * 32)
    answer = shared_hub.stranger().send(endpoint.method, path, b"{}")
    error = decode(answer.data, ErrorReply)
    assert (answer.status, error.code) == (401, ErrorCode.CERTIFICATE_REQUIRED)


def test_a_header_cannot_stand_for_a_certificate(shared_hub: HubProcess) -> None:
    forged = {
        "Daihoi-Peer-Certificate": "x",
        "daihoi.peer_certificate": "x",
        "SSL_CLIENT_CERT": "x",
    }
    answer = shared_hub.stranger().send("POST", endpoints.HEARTBEAT.path, b"{}", forged)
    assert answer.status == 401


def test_a_certificate_of_a_foreign_authority_ends_in_the_handshake(
    shared_hub: HubProcess, tmp_path: Path
) -> None:
    foreign, keys = make_keys(tmp_path / "keys"), KioskKeys()
    certificate = foreign.sign_kiosk(keys.csr_pem(), "ab" * 16)
    pem = certificate.public_bytes(Encoding.PEM).decode()
    kiosk = HubClient(shared_hub, keys, pem)
    with pytest.raises(urllib3.exceptions.HTTPError):
        kiosk.call(endpoints.HEARTBEAT, BEAT)


def test_a_certificate_of_ours_that_is_in_no_table_is_unknown(shared_hub: HubProcess) -> None:
    keys = KioskKeys()
    pem = (
        shared_hub.authority.sign_kiosk(keys.csr_pem(), "cd" * 16)
        .public_bytes(Encoding.PEM)
        .decode()
    )
    unknown = refused(HubClient(shared_hub, keys, pem), endpoints.HEARTBEAT, BEAT)
    assert (unknown.status, unknown.error.code) == (403, ErrorCode.KIOSK_UNKNOWN)


def test_older_tls_is_not_spoken(shared_hub: HubProcess) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    pool = urllib3.HTTPSConnectionPool(
        ADDRESS, shared_hub.port, ssl_context=context, retries=False, assert_hostname=False
    )
    with pytest.raises(urllib3.exceptions.SSLError):
        pool.request("GET", endpoints.HEALTH.path)


def test_a_revoked_kiosk_is_refused_on_the_connection_it_holds(shared_hub: HubProcess) -> None:
    kiosk = shared_hub.join("Quầy E")
    assert kiosk.joined is not None
    kiosk.call(endpoints.HEARTBEAT, BEAT)
    who = kiosk.joined.kiosk_id
    shared_hub.database.write(
        lambda c: c.execute(
            fleet.kiosk.update().where(fleet.kiosk.c.kiosk_id == who).values(revoked_ms=7)
        )
    )
    for endpoint, message in (
        (endpoints.HEARTBEAT, BEAT),
        (endpoints.ALERT, AlertRequest(request_id="0" * 32)),
        (endpoints.CHECKIN, scan("0" * 26)),
    ):
        gone = refused(kiosk, endpoint, message)
        assert (gone.status, gone.error.code) == (403, ErrorCode.KIOSK_REVOKED)
        assert gone.error.details == {"since_ms": 7}


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        (PROTOCOL_HEADER, "2.0", ErrorCode.WRONG_PROTOCOL),
        (PROTOCOL_HEADER, None, ErrorCode.WRONG_PROTOCOL),
        (CONGRESS_HEADER, "f" * 32, ErrorCode.WRONG_CONGRESS),
        (CONGRESS_HEADER, None, ErrorCode.WRONG_CONGRESS),
    ],
)
def test_every_kiosks_route_asks_for_protocol_and_congress(
    shared_hub: HubProcess, header: str, value: str | None, code: ErrorCode
) -> None:
    kiosk = shared_hub.join(f"Quầy {secrets.token_hex(4)}")
    kiosk.headers = {**kiosk.headers, header: value or ""}
    if value is None:
        del kiosk.headers[header]
    wrong = refused(kiosk, endpoints.HEARTBEAT, BEAT)
    assert (wrong.status, wrong.error.code) == (409, code)


def test_a_kiosk_of_another_major_version_does_not_spend_its_ticket(
    shared_hub: HubProcess,
) -> None:
    request = KioskKeys().asks(shared_hub.ticket("Quầy F").text)
    newer = shared_hub.stranger()
    newer.headers = {PROTOCOL_HEADER: "2.0"}
    assert refused(newer, endpoints.ENROL, request).error.code is ErrorCode.WRONG_PROTOCOL
    assert shared_hub.stranger().enrol(request).label == "Quầy F"


def test_a_booth_cannot_check_anybody_in(shared_hub: HubProcess) -> None:
    booth = shared_hub.join("Buồng A", Role.BOOTH)
    wrong = refused(booth, endpoints.CHECKIN, scan("0" * 26))
    assert wrong.error.code is ErrorCode.WRONG_ROLE
    assert wrong.error.details == {"role": "booth", "needed": "checkin"}


def test_a_badge_shown_twice_is_told_when_it_was_shown_first(shared_hub: HubProcess) -> None:
    """A copied badge cannot be told from the real one; its second showing can."""
    _open_first_session(shared_hub)
    _, code = add_person(shared_hub.database)
    here, there = shared_hub.join("Cửa trái"), shared_hub.join("Cửa phải")
    first = here.call(endpoints.CHECKIN, scan(code))
    copied = there.call(endpoints.CHECKIN, scan(code))
    assert (first.verdict, copied.verdict) == (CheckInVerdict.ACCEPTED, CheckInVerdict.ALREADY_IN)
    assert copied.since_ms == first.since_ms


def test_twenty_connections_with_repeated_scans_count_everybody_once(
    shared_hub: HubProcess,
) -> None:
    session = _open_first_session(shared_hub)
    people = [add_person(shared_hub.database) for _ in range(10)]
    kiosk = shared_hub.join("Cửa chính")
    requests = [scan(code) for _, code in people]
    start = threading.Barrier(20)

    def door(_number: int) -> list[str]:
        start.wait()
        return [str(kiosk.call(endpoints.CHECKIN, request)) for request in requests]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(door, range(20)))
    assert all(one == answers[0] for one in answers)
    assert all("ACCEPTED" in answer for answer in answers[0])
    ids = {who for who, _ in people}
    present = shared_hub.column(
        sa.select(attendance.presence.c.delegate_id).where(
            attendance.presence.c.session_id == session,
            attendance.presence.c.delegate_id.in_(ids),
        )
    )
    assert sorted(present) == sorted(ids)


def test_what_was_answered_outlives_a_kill(hub_process: HubProcess) -> None:
    _open_first_session(hub_process)
    people = [add_person(hub_process.database) for _ in range(8)]
    kiosk = hub_process.join("Quầy 1")
    requests = [scan(code) for _, code in people]
    before = [kiosk.call(endpoints.CHECKIN, request) for request in requests]
    hub_process.kill()
    hub_process.start()
    assert [kiosk.call(endpoints.CHECKIN, request) for request in requests] == before
    assert len(hub_process.column(sa.select(attendance.presence.c.delegate_id))) == len(people)
    assert hub_process.stop() == 0


def _open_first_session(hub: HubProcess) -> int:
    def work(connection: sa.Connection) -> int:
        first = roll.sessions(connection)[0].session_id
        roll.open_session(connection, first, 1)
        return first

    return hub.database.write(work)
