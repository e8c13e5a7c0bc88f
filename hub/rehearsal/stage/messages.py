"""Messages between a rehearsal and the hub that is rehearsed with."""

from __future__ import annotations

from typing import Annotated

import msgspec

from hub.contract.fleet import Count, Role, ShortText
from hub.contract.wire import API, Reply, Request

NOOP_PATH = f"{API}/rehearsal/noop"
COMMIT_PATH = f"{API}/rehearsal/commits"
PERFORMANCE_PATH = f"{API}/rehearsal/performances"
CROWD_PATH = f"{API}/rehearsal/crowds"
COUNT_PATH = f"{API}/rehearsal/counts"
LEDGER_PATH = f"{API}/rehearsal/ledgers"

MOST_PEOPLE = 20_000
MOST_KIOSKS = 500


class WantedKiosk(Request, frozen=True):
    """A kiosk that is to join."""

    label: ShortText
    role: Role


class PerformanceRequest(Request, frozen=True):
    """Set the stage: a session, a poll, so many delegates, a ticket for every kiosk."""

    delegates: Annotated[int, msgspec.Meta(ge=1, le=MOST_PEOPLE)]
    seed: Count
    kiosks: Annotated[list[WantedKiosk], msgspec.Meta(max_length=MOST_KIOSKS)]
    address: ShortText
    """The IPv4 address that goes on the tickets."""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]


class Guest(Reply, frozen=True):
    """Somebody made up, with the badge they show."""

    delegate_id: int
    name: str
    code: str


class Performance(Reply, frozen=True):
    """A stage that is set."""

    hub_id: str
    congress_id: str
    session_id: int
    poll_id: int
    seats: int
    candidates: list[str]
    """Their ids in ballot order."""
    people: list[Guest]
    tickets: list[str]
    """In the order of the kiosks that were asked for."""


class CrowdRequest(Request, frozen=True):
    """A fresh session and so many people who are in it not yet, for the saturated phase."""

    people: Annotated[int, msgspec.Meta(ge=1, le=MOST_PEOPLE)]


class Crowd(Reply, frozen=True):
    """The badges of the people."""

    session_id: int
    codes: list[str]


class CountRequest(Request, frozen=True):
    """Close a poll and count it."""

    poll_id: Count


class Counted(Reply, frozen=True):
    """The count, or why the hub refuses to count."""

    problems: list[str]
    valid: int = 0
    invalid: dict[str, int] = {}
    votes: dict[str, int] = {}


class LedgerRequest(Request, frozen=True):
    """What is stored of one session and one poll?"""

    session_id: Count
    poll_id: Count


class Entry(Reply, frozen=True):
    """What is stored of one delegate's check-in."""

    delegate_id: int
    present: str
    """scan, permit, or empty for somebody who is not present."""
    scans: int
    accepted: int
    """How many of the scans were answered with "accepted"."""


class Ledger(Reply, frozen=True):
    """What is stored."""

    checkins: list[Entry]
    voted: int
    """How many are marked as having voted."""
    ballots: int
    hub_rss_kb: int = 0
    """What the hub's processes hold, as the hub itself sees it."""
