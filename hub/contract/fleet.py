"""Messages about kiosks themselves: joining, heartbeats, what the hub tells every kiosk."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec

from hub.contract.wire import Reply, Request

# The lengths stand beside the patterns because Python's `$` lets a line feed follow.
Id = Annotated[
    str,
    msgspec.Meta(pattern="^[0-9a-f]{32}$", max_length=32, description="128 random bits, hex"),
]
ShortText = Annotated[str, msgspec.Meta(max_length=200)]
LARGEST = 2**53 - 1
"""Largest whole number that every reader of JSON holds exactly (RFC 8259, section 6)."""
Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Millis = Annotated[int, msgspec.Meta(ge=0, le=LARGEST, description="Unix milliseconds")]


class Role(enum.StrEnum):
    """What a kiosk is for."""

    CHECKIN = "checkin"
    BOOTH = "booth"


class KioskState(enum.StrEnum):
    """What a kiosk is doing, without saying for whom."""

    STARTING = "starting"
    IDLE = "idle"
    SESSION = "session"
    RESULT = "result"
    OUT_OF_ORDER = "out_of_order"


class DeviceState(enum.StrEnum):
    """How a device on a kiosk is."""

    OK = "ok"
    DEGRADED = "degraded"
    ABSENT = "absent"
    ERROR = "error"


class Health(Reply, frozen=True, omit_defaults=True):
    """Who answers here; asked without a certificate before anything is trusted."""

    hub_id: str
    congress_id: str
    protocol: str
    now_ms: int
    rehearsal: bool = False
    """Whether everything here is made up; told only by a hub where it is."""


class CongressInfo(Reply, frozen=True):
    """The congress in one line, for the head of every screen."""

    congress_id: str
    name: str
    place: str
    timezone: str


class SessionInfo(Reply, frozen=True):
    """A session of the congress that is open."""

    session_id: int
    name: str


class PollInfo(Reply, frozen=True):
    """A poll that is open."""

    poll_id: int
    title: str


class EnrolRequest(Request, frozen=True):
    """A kiosk that scanned a ticket asks for its certificate. Idempotent by request_id."""

    request_id: Id
    secret: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
    csr_pem: Annotated[str, msgspec.Meta(max_length=4000)]
    app_version: ShortText


class EnrolReply(Reply, frozen=True):
    """The kiosk's certificate and its place in the congress."""

    kiosk_id: str
    label: str
    role: Role
    certificate_pem: str
    hub_id: str
    congress: CongressInfo


class Device(Request, frozen=True):
    """One device of a kiosk, as its heartbeat tells it."""

    kind: ShortText
    name: ShortText
    state: DeviceState
    reads_ok: Count = 0
    reads_bad: Count = 0
    reconnects: Count = 0


class Heartbeat(Request, frozen=True):
    """How a kiosk is, every few seconds; never a name, a code or a choice."""

    boot_id: Id
    seq: Count
    sent_at_ms: Millis
    uptime_ms: Count
    app_version: ShortText
    role: Role
    state: KioskState
    queue_depth: Count
    queue_oldest_age_ms: Count
    rss_mb: Count
    devices: Annotated[list[Device], msgspec.Meta(max_length=32)] = []
    profile: ShortText = ""


class HeartbeatReply(Reply, frozen=True):
    """What every kiosk has to know now."""

    now_ms: int
    label: str
    role: Role
    congress: CongressInfo
    session: SessionInfo | None
    polls: list[PollInfo]
    next_ms: int
    """How long to wait before the next heartbeat."""


class AlertRequest(Request, frozen=True):
    """A person at a kiosk asks for a technician. Idempotent by request_id."""

    request_id: Id


class AlertReply(Reply, frozen=True):
    """The call stands on the technicians' page until one of them acknowledges it."""

    request_id: str
    raised_ms: int
