"""Messages of check-in."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec

from hub.contract.badge import CODE_DIGITS
from hub.contract.fleet import Count, Id, Millis
from hub.contract.wire import Reply, Request

BadgeCode = Annotated[
    str, msgspec.Meta(pattern=f"^[0-9]{{{CODE_DIGITS}}}$", max_length=CODE_DIGITS)
]


class Standing(enum.StrEnum):
    """In what quality a person is at the congress."""

    OFFICIAL = "official"
    ALTERNATE = "alternate"
    GUEST = "guest"


class CheckInVerdict(enum.StrEnum):
    """What the hub says of a scanned badge; each is an expected outcome, not an error."""

    ACCEPTED = "accepted"
    ALREADY_IN = "already_in"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ALTERNATE_UNDECIDED = "alternate_undecided"
    NO_SESSION = "no_session"


class Person(Reply, frozen=True):
    """The least that a check-in screen shows of a delegate."""

    name: str
    delegation: str
    seat: str
    standing: Standing


class CheckInRequest(Request, frozen=True):
    """One scan of a badge. Idempotent by scan_id: a repeat returns the first verdict."""

    scan_id: Id
    code: BadgeCode
    scanned_at_ms: Millis
    """By the kiosk's clock; kept for a late delivery, never trusted for order."""
    session_id: Count | None
    """The session the kiosk last knew to be open."""
    late: bool
    """True for a scan that waited in the kiosk's journal."""


class CheckInReply(Reply, frozen=True):
    """The verdict, given only after its row was committed."""

    scan_id: str
    verdict: CheckInVerdict
    person: Person | None
    since_ms: int | None
    """When the person was first marked present in this session."""
