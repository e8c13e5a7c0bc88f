"""How a kiosk is judged: whether it is heard, whether it is one machine, whether a ticket holds."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass, field

from hub.contract.fleet import DeviceState, Heartbeat, KioskState

LATE_AFTER_MS = 15_000
OFFLINE_AFTER_MS = 45_000
QUEUE_IS_OLD_MS = 60_000
NEXT_BEAT_MS = 2_000
"""How often a kiosk reports: often enough that seven beats are missed before it is late."""
_BOOTS_REMEMBERED = 8
_RETURNS_OF_A_CLONE = 2


class Presence(enum.StrEnum):
    """Whether a kiosk is heard, by the hub's own clock."""

    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"
    NEVER = "never"


class AlertKind(enum.StrEnum):
    """What a technician has to see to."""

    CALL = "call"
    """Somebody at the kiosk asks for a technician."""
    CLONED = "cloned"
    """Two machines speak with one certificate: its card or disk was copied."""


class Severity(enum.IntEnum):
    """What comes first in the list of kiosks; the smaller, the more urgent."""

    ALERT = 0
    BROKEN = 1
    WARNING = 2
    UNSEEN = 3
    FINE = 4


class TicketFate(enum.StrEnum):
    """What becomes of somebody who comes with a ticket of this hub."""

    TAKEN = "taken"
    REPEATED = "repeated"
    """The same kiosk asks again, since the answer was lost on the way."""
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True)
class TicketUse:
    """Which enrolment used a ticket."""

    request_id: str
    public_key_sha256: str


def judge_ticket(
    *,
    expires_ms: int,
    use: TicketUse | None,
    asking: TicketUse,
    now_ms: int,
) -> TicketFate:
    """What becomes of an enrolment; `use` is None while nobody used the ticket."""
    if use is not None:
        return TicketFate.REPEATED if use == asking else TicketFate.USED
    return TicketFate.EXPIRED if now_ms > expires_ms else TicketFate.TAKEN


def heard(age_ms: int | None) -> Presence:
    """Whether a kiosk is heard, by the age of its last heartbeat; None: never since start."""
    if age_ms is None:
        return Presence.NEVER
    if age_ms > OFFLINE_AFTER_MS:
        return Presence.OFFLINE
    return Presence.LATE if age_ms >= LATE_AFTER_MS else Presence.ONLINE


def worst_device(beat: Heartbeat) -> DeviceState | None:
    """The state of the device that is worst off; None where a kiosk names none."""
    order = (DeviceState.ERROR, DeviceState.ABSENT, DeviceState.DEGRADED, DeviceState.OK)
    states = {device.state for device in beat.devices}
    return next((state for state in order if state in states), None)


def severity(presence: Presence, beat: Heartbeat | None, *, alerted: bool) -> Severity:
    """How urgent a kiosk is."""
    if alerted:
        return Severity.ALERT
    if presence is Presence.OFFLINE:
        return Severity.BROKEN
    if beat is None:
        return Severity.UNSEEN
    worst = worst_device(beat)
    if beat.state is KioskState.OUT_OF_ORDER or worst in (DeviceState.ERROR, DeviceState.ABSENT):
        return Severity.BROKEN
    waits = beat.queue_depth > 0 and beat.queue_oldest_age_ms > QUEUE_IS_OLD_MS
    if presence is Presence.LATE or worst is DeviceState.DEGRADED or waits:
        return Severity.WARNING
    return Severity.FINE


@dataclass(frozen=True)
class Boots:
    """Which starts of a kiosk's program were heard, the latest last."""

    seen: tuple[str, ...] = field(default=())
    returns: int = 0

    @property
    def cloned(self) -> bool:
        """Whether starts alternate: a restarted machine never goes back to an earlier start.

        One return can be a message of the old process that arrived late; two cannot.
        """
        return self.returns >= _RETURNS_OF_A_CLONE


def after_beat(boots: Boots, boot_id: str) -> Boots:
    """What is known of a kiosk's starts after one more heartbeat."""
    if boots.seen and boots.seen[-1] == boot_id:
        return boots
    came_back = boot_id in boots.seen
    others = tuple(one for one in boots.seen if one != boot_id)
    seen = (*others, boot_id)[-_BOOTS_REMEMBERED:]
    return Boots(seen, boots.returns + came_back)


def next_label(prefix: str, taken: Collection[str]) -> str:
    """The first of "prefix 1", "prefix 2" … that no kiosk bears."""
    number = 1
    while f"{prefix} {number}" in taken:
        number += 1
    return f"{prefix} {number}"
