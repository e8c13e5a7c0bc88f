"""Everything that can happen to a kiosk, as values; the pump puts them into the flows one by one.

`at_ms` is the kiosk's monotonic clock. `fresh_id` is 128 random bits in hex that the pump
made for this event, so that a flow which must name a new request stays pure.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from hub.contract.attendance import CheckInReply
from hub.contract.fleet import DeviceState, EnrolReply, HeartbeatReply
from hub.contract.voting import PermitReply, Receipt
from hub.contract.wire import ErrorCode


class Action(enum.StrEnum):
    """What a finger can ask for; the screens know nothing else of the flows."""

    LANGUAGE = "language"
    """arg: "vi" or "en"."""
    SIZE = "size"
    """arg: "M", "L" or "XL"."""
    HELP = "help"
    CALL_STAFF = "call_staff"
    CLOSE = "close"
    """Close what lies above (help, a notice), or let a verdict go."""
    CHOOSE = "choose"
    """arg: candidate_id; chooses, or takes the choice back."""
    CLEAR_CHOICES = "clear_choices"
    PAGE = "page"
    """arg: "next" or "previous"."""
    REVIEW = "review"
    """From the ballot to the review."""
    BACK = "back"
    """From review to ballot, from confirm to review."""
    CAST = "cast"
    """First step of casting."""
    CONFIRM_CAST = "confirm_cast"
    """Second step, in another place of the screen."""
    LEAVE = "leave"
    """Leave the ballot without casting; asked twice by the flow."""
    MORE_TIME = "more_time"


@dataclass(frozen=True)
class Tick:
    """Time went on; sent a few times a second."""

    at_ms: int
    wall_ms: int


@dataclass(frozen=True)
class Scanned:
    """A reader read a text: anything at all, not only a badge."""

    text: str
    at_ms: int
    wall_ms: int
    fresh_id: str


@dataclass(frozen=True)
class Unreadable:
    """A reader received bytes that are no text of ours (garbage, too long, control characters)."""

    at_ms: int


@dataclass(frozen=True)
class Touched:
    """A finger went down and up inside one control."""

    action: Action
    at_ms: int
    fresh_id: str
    arg: str = ""


@dataclass(frozen=True)
class Resized:
    """How many ballot rows fit on a page of this panel at each text size."""

    rows_per_page: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ReaderChanged:
    """A reader was plugged, unplugged or fails."""

    name: str
    state: DeviceState
    at_ms: int


@dataclass(frozen=True)
class LinkChanged:
    """The hub answers, or has stopped answering."""

    connected: bool
    at_ms: int


@dataclass(frozen=True)
class Informed:
    """The hub's answer to a heartbeat."""

    reply: HeartbeatReply
    at_ms: int


@dataclass(frozen=True)
class QueueChanged:
    """How many scans wait in the journal for delivery."""

    depth: int
    at_ms: int


@dataclass(frozen=True)
class ScanReplied:
    """The hub's verdict on a scan of ours, at once or late."""

    reply: CheckInReply
    late: bool
    at_ms: int


@dataclass(frozen=True)
class ScanUnanswered:
    """The hub did not answer in 1.5 s; the scan is safe in the journal."""

    scan_id: str
    at_ms: int


@dataclass(frozen=True)
class PermitReplied:
    """The hub's answer to a badge at the booth."""

    request_id: str
    reply: PermitReply
    at_ms: int


@dataclass(frozen=True)
class CastReplied:
    """The ballot is in the box."""

    receipt: Receipt
    at_ms: int


@dataclass(frozen=True)
class Refused:
    """The hub refused a request; `request_id` is the scan, permit-request or ballot id."""

    request_id: str
    code: ErrorCode
    details: dict[str, str | int]
    at_ms: int


@dataclass(frozen=True)
class Unanswered:
    """The hub did not answer a permit request in time; nothing was granted to this kiosk."""

    request_id: str
    at_ms: int


class EnrolFailure(enum.StrEnum):
    """Why joining failed; each has its own words."""

    NOT_A_TICKET = "not_a_ticket"
    MISREAD = "misread"
    NOT_YOUR_HUB = "not_your_hub"
    """Somebody answered, but not the hub that made the ticket: the secret was not sent."""
    NO_HUB = "no_hub"
    TICKET_USED = "ticket_used"
    TICKET_EXPIRED = "ticket_expired"
    TICKET_UNKNOWN = "ticket_unknown"
    WRONG_PROTOCOL = "wrong_protocol"
    OTHER = "other"


@dataclass(frozen=True)
class Enrolled:
    """The kiosk has its certificate."""

    reply: EnrolReply
    at_ms: int


@dataclass(frozen=True)
class EnrolRefused:
    """The kiosk could not join."""

    reason: EnrolFailure
    at_ms: int


@dataclass(frozen=True)
class Expelled:
    """The hub does not accept this kiosk (any longer): revoked, unknown, another congress."""

    code: ErrorCode
    details: dict[str, str | int]
    at_ms: int


Event = (
    Tick
    | Scanned
    | Unreadable
    | Touched
    | Resized
    | ReaderChanged
    | LinkChanged
    | Informed
    | QueueChanged
    | ScanReplied
    | ScanUnanswered
    | PermitReplied
    | CastReplied
    | Refused
    | Unanswered
    | Enrolled
    | EnrolRefused
    | Expelled
)
