"""Everything a flow can ask the world to do; the pump carries it out and never answers by value."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hub.contract.attendance import CheckInRequest
from hub.contract.voting import CastRequest, PermitRequest


class Sound(enum.StrEnum):
    """The four answers by ear, and the reminder (R-UI-10)."""

    ACCEPTED = "accepted"
    ATTENTION = "attention"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    REMINDER = "reminder"


@dataclass(frozen=True)
class SendScan:
    """Journal the scan, then send it. Ends in ScanReplied, ScanUnanswered (then later
    ScanReplied with late) or Refused."""

    request: CheckInRequest


@dataclass(frozen=True)
class AskPermit:
    """Ends in PermitReplied, Refused or Unanswered."""

    poll_id: int
    request: PermitRequest


@dataclass(frozen=True)
class ReleasePermit:
    """Give an unused permit back; repeated by the link until the hub has it."""

    poll_id: int
    permit: str


@dataclass(frozen=True)
class CastBallot:
    """Store the envelope durably, then ask with the same id until the hub answers.
    Ends in CastReplied or Refused."""

    poll_id: int
    ballot_id: str
    request: CastRequest


@dataclass(frozen=True)
class Enrol:
    """Join with a scanned ticket. Ends in Enrolled or EnrolRefused."""

    ticket: str
    request_id: str


@dataclass(frozen=True)
class CallStaff:
    """Raise an alert on the technician's page."""


@dataclass(frozen=True)
class Play:
    """Play a sound."""

    sound: Sound


@dataclass(frozen=True)
class Forget:
    """Clear everything that could show the last person's choices: widgets, undo, clipboard."""


Effect = SendScan | AskPermit | ReleasePermit | CastBallot | Enrol | CallStaff | Play | Forget
