from __future__ import annotations

import secrets
from itertools import islice

import pytest

from hub.contract.fleet import (
    AlertRequest,
    Device,
    DeviceState,
    Heartbeat,
    KioskState,
    Role,
    SessionInfo,
)
from hub.contract.wire import ErrorCode
from hub.fleet.rules import AlertKind, Presence
from hub.fleet.service import FleetService
from hub.platform.callers import Caller
from hub.platform.http_errors import Refusal
from tests.fakes.congress import CONGRESS_ID, Congress
from tests.fakes.kiosk_keys import KioskKeys, der


def join(fleet: FleetService, label: str, role: Role = Role.CHECKIN) -> tuple[Caller, bytes]:
    made = fleet.enrolment.make_ticket(label, role, "ky-thuat", "10.0.0.5", 8443)
    reply = fleet.enrol(KioskKeys().asks(made.text))
    return Caller(reply.kiosk_id, label, role), der(reply.certificate_pem)


def beat(boot: str = "a" * 32, state: DeviceState = DeviceState.OK) -> Heartbeat:
    return Heartbeat(
        boot_id=boot,
        seq=1,
        sent_at_ms=1,  # a kiosk whose clock battery is dead
        uptime_ms=1,
        app_version="0.1.0",
        role=Role.CHECKIN,
        state=KioskState.IDLE,
        queue_depth=0,
        queue_oldest_age_ms=0,
        rss_mb=100,
        devices=[Device(kind="reader", name="DS9308", state=state)],
    )


def presence_of(fleet: FleetService, label: str) -> Presence:
    rows, _ = fleet.look()
    return next(row.presence for row in rows if row.kiosk.label == label)


def test_a_kiosk_learns_what_is_open(congress: Congress, fleet: FleetService) -> None:
    kiosk, _ = join(fleet, "Quầy 1")
    before = fleet.beat(kiosk, beat())
    assert (before.session, before.label, before.role) == (None, "Quầy 1", Role.CHECKIN)
    session = congress.open_session(1)
    after = fleet.beat(kiosk, beat())
    assert after.session == SessionInfo(session_id=session, name="Phiên 2")
    assert after.now_ms == congress.clock.now


def test_presence_goes_by_the_hubs_clock(congress: Congress, fleet: FleetService) -> None:
    kiosk, _ = join(fleet, "Quầy 1")
    assert presence_of(fleet, "Quầy 1") is Presence.NEVER
    fleet.beat(kiosk, beat())
    for later_ms, expected in ((0, "online"), (15_000, "late"), (31_000, "offline")):
        congress.clock.now += later_ms
        assert presence_of(fleet, "Quầy 1") == expected
    fleet.beat(kiosk, beat())
    assert presence_of(fleet, "Quầy 1") is Presence.ONLINE


def test_the_urgent_ones_stand_first(fleet: FleetService) -> None:
    for label in ("Quầy 4", "Quầy 3", "Quầy 2", "Quầy 1"):
        kiosk, _ = join(fleet, label)
        worn = DeviceState.ABSENT if label == "Quầy 3" else DeviceState.OK
        fleet.beat(kiosk, beat(state=worn))
        if label == "Quầy 4":
            fleet.call_staff(kiosk, AlertRequest(request_id="4" * 32))
    rows, _ = fleet.look()
    assert [row.kiosk.label for row in rows] == ["Quầy 4", "Quầy 3", "Quầy 1", "Quầy 2"]


def test_a_revoked_kiosk_is_refused_from_its_next_request_on(
    congress: Congress, fleet: FleetService
) -> None:
    kiosk, certificate = join(fleet, "Quầy 1")
    fleet.beat(kiosk, beat())
    assert fleet.revoke(kiosk.kiosk_id, "ky-thuat")
    with pytest.raises(Refusal) as refused:
        fleet.authenticate(certificate, "1.0", CONGRESS_ID)
    assert refused.value.code is ErrorCode.KIOSK_REVOKED
    assert refused.value.details == {"since_ms": congress.clock.now}
    assert fleet.look()[0] == []
    assert not fleet.revoke(kiosk.kiosk_id, "ky-thuat")


@pytest.mark.parametrize(
    ("protocol", "congress_id", "code"),
    [
        ("2.0", CONGRESS_ID, ErrorCode.WRONG_PROTOCOL),
        ("", CONGRESS_ID, ErrorCode.WRONG_PROTOCOL),
        ("10.0", CONGRESS_ID, ErrorCode.WRONG_PROTOCOL),
        ("1.0", "f" * 32, ErrorCode.WRONG_CONGRESS),
        ("1.0", "", ErrorCode.WRONG_CONGRESS),
    ],
)
def test_a_kiosk_of_another_world_is_refused_by_name(
    fleet: FleetService, protocol: str, congress_id: str, code: ErrorCode
) -> None:
    _, certificate = join(fleet, "Quầy 1")
    with pytest.raises(Refusal) as refused:
        fleet.authenticate(certificate, protocol, congress_id)
    assert refused.value.code is code
    assert refused.value.details["hub"] in ("1.0", "Đại hội Khối các cơ quan tỉnh")


def test_a_newer_minor_version_is_welcome(fleet: FleetService) -> None:
    kiosk, certificate = join(fleet, "Quầy 1")
    assert fleet.authenticate(certificate, "1.7", CONGRESS_ID) == kiosk


def test_a_certificate_of_nobody_is_unknown(fleet: FleetService) -> None:
    with pytest.raises(Refusal) as refused:
        fleet.authenticate(b"not in the table", "1.0", CONGRESS_ID)
    assert refused.value.code is ErrorCode.KIOSK_UNKNOWN


def test_a_call_stands_until_somebody_sees_to_it(congress: Congress, fleet: FleetService) -> None:
    kiosk, _ = join(fleet, "Quầy 1")
    request = AlertRequest(request_id=secrets.token_hex(16))
    first = fleet.call_staff(kiosk, request)
    congress.clock.now += 5000
    assert fleet.call_staff(kiosk, request) == first
    (row,) = fleet.look()[0]
    assert [alert.kind for alert in row.alerts] == [AlertKind.CALL]
    fleet.acknowledge(request.request_id, "ky-thuat")
    fleet.acknowledge(request.request_id, "nguoi-khac")
    fleet.acknowledge("0" * 32, "ky-thuat")
    assert fleet.look()[0][0].alerts == []


def test_the_id_of_anothers_call_is_refused(fleet: FleetService) -> None:
    mine, _ = join(fleet, "Quầy 1")
    other, _ = join(fleet, "Quầy 2")
    request = AlertRequest(request_id="1" * 32)
    fleet.call_staff(mine, request)
    with pytest.raises(Refusal) as refused:
        fleet.call_staff(other, request)
    assert refused.value.code is ErrorCode.ID_REUSED


def test_a_copied_card_raises_one_alert(fleet: FleetService) -> None:
    kiosk, _ = join(fleet, "Quầy 1")
    for boot in "ababab":
        fleet.beat(kiosk, beat(boot=boot * 32))
    (row,) = fleet.look()[0]
    assert [alert.kind for alert in row.alerts] == [AlertKind.CLONED]
    fleet.acknowledge(row.alerts[0].alert_id, "ky-thuat")
    fleet.beat(kiosk, beat(boot="b" * 32))
    assert fleet.look()[0][0].alerts == []
    for boot in "abab":
        fleet.beat(kiosk, beat(boot=boot * 32))
    assert [alert.kind for alert in fleet.look()[0][0].alerts] == [AlertKind.CLONED]


def test_an_open_page_is_told_of_a_kiosk_that_is_heard(
    congress: Congress, fleet: FleetService
) -> None:
    kiosk, _ = join(fleet, "Quầy 1")
    fleet.beat(kiosk, beat())
    stream = congress.live.stream(["kiosks"])
    next(stream)
    # What was last published comes first; it may be from before the heartbeat.
    assert any(b'"online":1' in told for told in islice(stream, 2))
