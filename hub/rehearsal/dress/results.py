"""What a rehearsal came to, and whether the hall is ready."""

from __future__ import annotations

import enum
import statistics
from dataclasses import dataclass, field
from typing import Any

from hub.rehearsal.dress.plan import Expected, Plan
from hub.rehearsal.dress.record import Record
from hub.rehearsal.stage.messages import Counted, Entry, Ledger

SLOW_MS = 1000
"""From here on people before a kiosk think that it does not work."""
HEAVY_MB = 200


class Trouble(enum.Enum):
    """Why the hall is not ready."""

    CHECKIN_LOST = enum.auto()
    CHECKIN_DOUBLED = enum.auto()
    CHECKIN_SENT_AWAY = enum.auto()
    BALLOT_LOST = enum.auto()
    BALLOT_DOUBLED = enum.auto()
    BALLOT_SENT_AWAY = enum.auto()
    COUNT_DIFFERS = enum.auto()
    SLOW = enum.auto()
    KEPT_WITHOUT_FAULT = enum.auto()
    TOO_FEW_A_SECOND = enum.auto()
    HEAVY = enum.auto()
    LOAD_LOST = enum.auto()


@dataclass(frozen=True)
class Tally:
    """People who should, who were told so, and what is stored."""

    expected: int
    acknowledged: int
    found: int
    lost: int
    doubled: int

    @property
    def clean(self) -> bool:
        """Everybody once, and everybody knows."""
        whole = self.expected == self.acknowledged == self.found
        return whole and not self.lost and not self.doubled


@dataclass(frozen=True)
class Results:
    """The figures, and what is behind them."""

    checkins: Tally
    ballots: Tally
    latency_ms: dict[str, float | None]
    requests_per_s: float | None
    noop_requests_per_s: float | None
    bare_commit_requests_per_s: float | None
    hub_rss_mb: float
    kiosk_rss_mb: float
    kills: int
    seconds: float
    result_as_expected: bool
    troubles: list[Trouble] = field(default_factory=list)
    kept: int = 0
    """Check-ins that were answered amber first."""
    answers: dict[str, int] = field(default_factory=dict)
    """What was said to those who were sent away."""
    cuts: int = 0
    """Answers of the hub that never arrived."""
    folder: str = ""

    @property
    def ready(self) -> bool:
        """Whether nothing is wrong."""
        return not self.troubles

    def as_json(self) -> dict[str, Any]:
        """The figures only."""
        return {
            "checkins": vars(self.checkins),
            "ballots": vars(self.ballots),
            "latency_ms": self.latency_ms,
            "requests_per_s": _rounded(self.requests_per_s),
            "noop_requests_per_s": _rounded(self.noop_requests_per_s),
            "bare_commit_requests_per_s": _rounded(self.bare_commit_requests_per_s),
            "hub_rss_mb": _rounded(self.hub_rss_mb),
            "kiosk_rss_mb": _rounded(self.kiosk_rss_mb),
            "kills": self.kills,
            "seconds": _rounded(self.seconds),
            "result_as_expected": self.result_as_expected,
        }


def tally_checkins(wanted: set[int], record: Record, ledger: Ledger) -> Tally:
    """Each delegate showed the badge once: one scan, one presence."""
    entries = {one.delegate_id: one for one in ledger.checkins}
    found = {who for who, entry in entries.items() if _is_whole(entry)}
    doubled = sum(max(entry.scans, entry.accepted, 1) - 1 for entry in entries.values())
    told = record.recorded()
    return Tally(len(wanted), len(told), len(found & wanted), len(told - found), doubled)


def _is_whole(entry: Entry) -> bool:
    """A presence with the scan it came by, or with a scan that came after the person voted."""
    if entry.present == "scan":
        return entry.accepted > 0
    return entry.present == "permit" and entry.scans > 0


def tally_ballots(wanted: set[int], record: Record, ledger: Ledger) -> Tally:
    """The box knows no names: only numbers can be held against each other."""
    thanked = len(record.thanked())
    return Tally(
        expected=len(wanted),
        acknowledged=thanked,
        found=ledger.ballots,
        lost=max(0, thanked - ledger.ballots, ledger.voted - ledger.ballots),
        doubled=max(0, ledger.ballots - ledger.voted, ledger.ballots - len(wanted)),
    )


def same_count(counted: Counted, expected: Expected) -> bool:
    """Whether the hub counted what the made-up people chose."""
    blank, others = counted.invalid.get("KHL-3", 0), counted.invalid.get("KHL-2", 0)
    numbers = (counted.valid, blank, others, counted.votes)
    wanted = (expected.valid, expected.blank, 0, expected.votes)
    return not counted.problems and numbers == wanted


def percentiles(latency_ms: list[int]) -> dict[str, float | None]:
    """p50, p95 and p99; None where nothing was measured."""
    if len(latency_ms) < 2:
        only = float(latency_ms[0]) if latency_ms else None
        return {"p50": only, "p95": only, "p99": only}
    cuts = statistics.quantiles(latency_ms, n=100, method="inclusive")
    return {f"p{n}": round(cuts[n - 1], 1) for n in (50, 95, 99)}


def troubles_of(plan: Plan, results: Results, load_lost: int) -> list[Trouble]:
    """Everything that a technician has to see to before the congress."""
    checkins, ballots = results.checkins, results.ballots
    p95 = results.latency_ms["p95"]
    faults = plan.kill_every_s is not None
    rate = results.requests_per_s
    checks = (
        (checkins.lost > 0, Trouble.CHECKIN_LOST),
        (checkins.doubled > 0, Trouble.CHECKIN_DOUBLED),
        (checkins.acknowledged < checkins.expected, Trouble.CHECKIN_SENT_AWAY),
        (ballots.lost > 0, Trouble.BALLOT_LOST),
        (ballots.doubled > 0, Trouble.BALLOT_DOUBLED),
        (ballots.acknowledged < ballots.expected, Trouble.BALLOT_SENT_AWAY),
        (not results.result_as_expected, Trouble.COUNT_DIFFERS),
        (not faults and p95 is not None and p95 > SLOW_MS, Trouble.SLOW),
        (not faults and results.kept > 0, Trouble.KEPT_WITHOUT_FAULT),
        (rate is not None and rate < plan.pace, Trouble.TOO_FEW_A_SECOND),
        (results.hub_rss_mb > HEAVY_MB, Trouble.HEAVY),
        (load_lost > 0, Trouble.LOAD_LOST),
    )
    return [trouble for holds, trouble in checks if holds]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
