"""What kiosks told people during a rehearsal; written by many threads."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

ACCEPTED = "checkin.accepted"
KEPT = "checkin.kept"
TIMEOUT = "timeout"


@dataclass
class Record:
    """Everything that was said to somebody, by delegate id."""

    checkins: dict[int, str] = field(default_factory=dict)
    """The answer to each check-in: the kiosk's text id, or "timeout"."""
    ballots: dict[int, str] = field(default_factory=dict)
    """The end of each vote: "thanks", or what was said instead."""
    latency_ms: list[int] = field(default_factory=list)
    """From the last byte of a scan to its verdict."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self, delegate_id: int, answer: str, took_ms: int | None = None) -> None:
        """A check-in desk answered."""
        with self._lock:
            self.checkins[delegate_id] = answer
            if took_ms is not None:
                self.latency_ms.append(took_ms)

    def voted(self, delegate_id: int, answer: str) -> None:
        """A booth ended somebody's visit."""
        with self._lock:
            self.ballots[delegate_id] = answer

    def recorded(self) -> set[int]:
        """Those to whom a desk said that they are recorded: green, or amber "kept"."""
        with self._lock:
            return {who for who, answer in self.checkins.items() if answer in (ACCEPTED, KEPT)}

    def thanked(self) -> set[int]:
        """Those whose booth said that their ballot is in the box."""
        with self._lock:
            return {who for who, answer in self.ballots.items() if answer == "thanks"}

    def kept(self) -> int:
        """How many were told amber first."""
        with self._lock:
            return sum(answer == KEPT for answer in self.checkins.values())

    def other_answers(self) -> Counter[str]:
        """What was said to those who were sent away, and how often."""
        with self._lock:
            desks = [a for a in self.checkins.values() if a not in (ACCEPTED, KEPT)]
            booths = [a for a in self.ballots.values() if a != "thanks"]
        return Counter(desks + booths)
