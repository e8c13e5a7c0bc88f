"""Every address that a kiosk may call, as data: routes, client and OpenAPI are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.contract import attendance, fleet, voting
from hub.contract.wire import API


@dataclass(frozen=True)
class Endpoint:
    """One address; `request` is None where there is no body."""

    name: str
    method: str
    path: str
    request: type | None
    reply: type
    summary: str
    certificate: bool = True


HEALTH = Endpoint(
    "health", "GET", f"{API}/health", None, fleet.Health, "Who answers here", certificate=False
)
ENROL = Endpoint(
    "enrol",
    "POST",
    f"{API}/enrol",
    fleet.EnrolRequest,
    fleet.EnrolReply,
    "A kiosk joins with a one-use ticket",
    certificate=False,
)
HEARTBEAT = Endpoint(
    "heartbeat",
    "POST",
    f"{API}/heartbeats",
    fleet.Heartbeat,
    fleet.HeartbeatReply,
    "A kiosk says how it is and learns what is open",
)
ALERT = Endpoint(
    "alert",
    "POST",
    f"{API}/alerts",
    fleet.AlertRequest,
    fleet.AlertReply,
    "A person at a kiosk calls a technician",
)
CHECKIN = Endpoint(
    "checkin",
    "POST",
    f"{API}/checkins",
    attendance.CheckInRequest,
    attendance.CheckInReply,
    "A badge was scanned at a check-in kiosk",
)
PERMIT = Endpoint(
    "permit",
    "POST",
    f"{API}/polls/{{poll_id}}/permits",
    voting.PermitRequest,
    voting.PermitReply,
    "A badge was shown at a voting booth",
)
RELEASE = Endpoint(
    "release",
    "POST",
    f"{API}/polls/{{poll_id}}/permits/release",
    voting.ReleaseRequest,
    voting.ReleaseReply,
    "An abandoned ballot gives its permit back",
)
CAST = Endpoint(
    "cast",
    "PUT",
    f"{API}/polls/{{poll_id}}/ballots/{{ballot_id}}",
    voting.CastRequest,
    voting.Receipt,
    "One ballot into the box",
)

ALL = (HEALTH, ENROL, HEARTBEAT, ALERT, CHECKIN, PERMIT, RELEASE, CAST)
CA_PATH = "/ca.pem"
OPENAPI_PATH = f"{API}/openapi.json"
