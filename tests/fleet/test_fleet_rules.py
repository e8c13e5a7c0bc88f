from __future__ import annotations

import pytest

from hub.contract.fleet import Device, DeviceState, Heartbeat, KioskState, Role
from hub.fleet.rules import (
    Boots,
    Presence,
    Severity,
    TicketFate,
    TicketUse,
    after_beat,
    heard,
    judge_ticket,
    next_label,
    severity,
    worst_device,
)

MINE, OTHERS = TicketUse("a" * 32, "my key"), TicketUse("b" * 32, "another key")


def beat(
    *devices: DeviceState, state: KioskState = KioskState.IDLE, depth: int = 0, age: int = 0
) -> Heartbeat:
    return Heartbeat(
        boot_id="0" * 32,
        seq=1,
        sent_at_ms=1,
        uptime_ms=1,
        app_version="0.1.0",
        role=Role.CHECKIN,
        state=state,
        queue_depth=depth,
        queue_oldest_age_ms=age,
        rss_mb=1,
        devices=[Device(kind="reader", name="r", state=one) for one in devices],
    )


@pytest.mark.parametrize(
    ("age_ms", "presence"),
    [
        (0, Presence.ONLINE),
        (14_999, Presence.ONLINE),
        (15_000, Presence.LATE),
        (45_000, Presence.LATE),
        (45_001, Presence.OFFLINE),
        (None, Presence.NEVER),
    ],
)
def test_whether_a_kiosk_is_heard(age_ms: int | None, presence: Presence) -> None:
    assert heard(age_ms) is presence


@pytest.mark.parametrize(
    ("use", "asking", "now_ms", "fate"),
    [
        (None, MINE, 1000, TicketFate.TAKEN),
        (None, MINE, 1001, TicketFate.EXPIRED),
        (MINE, MINE, 999, TicketFate.REPEATED),
        (MINE, MINE, 9999, TicketFate.REPEATED),  # the answer may come back after the end
        (MINE, OTHERS, 999, TicketFate.USED),
        (MINE, TicketUse(MINE.request_id, OTHERS.public_key_sha256), 999, TicketFate.USED),
        (MINE, TicketUse(OTHERS.request_id, MINE.public_key_sha256), 999, TicketFate.USED),
        (MINE, OTHERS, 9999, TicketFate.USED),
    ],
)
def test_what_becomes_of_a_ticket(
    use: TicketUse | None, asking: TicketUse, now_ms: int, fate: TicketFate
) -> None:
    assert judge_ticket(expires_ms=1000, use=use, asking=asking, now_ms=now_ms) is fate


@pytest.mark.parametrize(
    ("presence", "last", "alerted", "expected"),
    [
        (Presence.ONLINE, beat(DeviceState.OK), False, Severity.FINE),
        (Presence.ONLINE, beat(), False, Severity.FINE),
        (Presence.ONLINE, beat(DeviceState.OK, DeviceState.DEGRADED), False, Severity.WARNING),
        (Presence.ONLINE, beat(DeviceState.OK, DeviceState.ABSENT), False, Severity.BROKEN),
        (Presence.ONLINE, beat(DeviceState.ERROR), False, Severity.BROKEN),
        (Presence.ONLINE, beat(state=KioskState.OUT_OF_ORDER), False, Severity.BROKEN),
        (Presence.ONLINE, beat(depth=3, age=60_000), False, Severity.FINE),
        (Presence.ONLINE, beat(depth=3, age=60_001), False, Severity.WARNING),
        (Presence.LATE, beat(DeviceState.OK), False, Severity.WARNING),
        (Presence.OFFLINE, beat(DeviceState.OK), False, Severity.BROKEN),
        (Presence.NEVER, None, False, Severity.UNSEEN),
        (Presence.ONLINE, beat(DeviceState.OK), True, Severity.ALERT),
        (Presence.NEVER, None, True, Severity.ALERT),
    ],
)
def test_how_urgent_a_kiosk_is(
    presence: Presence, last: Heartbeat | None, alerted: bool, expected: Severity
) -> None:
    assert severity(presence, last, alerted=alerted) is expected


def test_the_worst_device_is_shown() -> None:
    assert worst_device(beat(DeviceState.OK, DeviceState.ABSENT)) is DeviceState.ABSENT
    assert worst_device(beat(DeviceState.ABSENT, DeviceState.ERROR)) is DeviceState.ERROR
    assert worst_device(beat()) is None


@pytest.mark.parametrize(
    ("starts", "cloned"),
    [
        ("AAAA", False),
        ("AB", False),
        ("ABCDEFGHIJKLMN", False),  # restarts, however many
        ("ABAB", True),
        ("ABA", False),  # one message of the old process on its way
        ("ABABBB", True),
        ("AABBAABB", True),
    ],
)
def test_two_machines_with_one_certificate_are_told_from_restarts(
    starts: str, cloned: bool
) -> None:
    boots = Boots()
    for start in starts:
        boots = after_beat(boots, start)
    assert boots.cloned is cloned
    assert len(boots.seen) <= 8


def test_kiosks_are_numbered_on() -> None:
    assert next_label("Quầy", {"Quầy 1", "Quầy 3", "Buồng 2"}) == "Quầy 2"
    assert next_label("Quầy", set()) == "Quầy 1"
