"""What a scan of a badge means; pure, so that every case stands in one table of tests."""

from __future__ import annotations

from dataclasses import dataclass

from hub.contract.attendance import CheckInVerdict


@dataclass(frozen=True)
class Facts:
    """All that decides a scan."""

    known: bool
    """The code was issued to somebody."""
    revoked: bool
    undecided: bool
    """An alternate whose substitution nobody has decided."""
    session: bool
    """There is a session that the scan counts for."""
    present: bool
    """The person already is in that session's set of those present."""


def judge(facts: Facts) -> CheckInVerdict:
    """The verdict on one scan; presence is a set, so a second scan changes nothing."""
    if not facts.known:
        return CheckInVerdict.UNKNOWN
    if facts.revoked:
        return CheckInVerdict.REVOKED
    if facts.undecided:
        return CheckInVerdict.ALTERNATE_UNDECIDED
    if not facts.session:
        return CheckInVerdict.NO_SESSION
    return CheckInVerdict.ALREADY_IN if facts.present else CheckInVerdict.ACCEPTED


def shows_person(verdict: CheckInVerdict) -> bool:
    """Whether the answer names the holder: never for a badge that may be in foreign hands."""
    return verdict not in (CheckInVerdict.UNKNOWN, CheckInVerdict.REVOKED)


def present_since(*, late: bool, scanned_ms: int, opened_ms: int | None, now_ms: int) -> int:
    """Since when a person counts as present, by the hub's clock.

    A scan that waited in the kiosk's journal counts from when it was made, if the kiosk's
    clock can be right about that: after the session opened and before now.
    """
    if late and opened_ms is not None and opened_ms <= scanned_ms <= now_ms:
        return scanned_ms
    return now_ms


def hundredths_of_percent(part: int, whole: int) -> int:
    """part / whole in hundredths of a percent, rounded half up; 0 of nothing."""
    return (part * 20000 + whole) // (2 * whole) if whole else 0
