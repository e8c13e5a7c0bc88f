"""What is to be rehearsed, and what the made-up people will vote. One seed, one rehearsal."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from hub.contract.fleet import Role
from hub.rehearsal.stage.messages import Guest, Performance, WantedKiosk

LEAST_KILLS = 3
_RESTART_S = 3.0
_BLANK, _TOO_MANY = 0.06, 0.04


@dataclass(frozen=True)
class Plan:
    """One rehearsal."""

    delegates: int = 300
    checkin: int = 4
    booths: int = 6
    seed: int = 1
    pace: float = 10.0
    """Scans a second over all check-in kiosks."""
    kill_every_s: float | None = None
    load: int = 1000
    """Requests in one round of the saturated phase; 0 leaves the phase out."""
    rounds: int = 5
    connections: int = 16

    @property
    def real_pace(self) -> float:
        """The pace, slowed down so far that the hub is killed while people still come."""
        if self.kill_every_s is None:
            return self.pace
        return min(self.pace, self.delegates / (LEAST_KILLS * (self.kill_every_s + _RESTART_S)))

    def kiosks(self) -> list[WantedKiosk]:
        """Desks first, then booths."""
        desks = [(f"Bàn đón {n + 1}", Role.CHECKIN) for n in range(self.checkin)]
        booths = [(f"Buồng phiếu {n + 1}", Role.BOOTH) for n in range(self.booths)]
        return [WantedKiosk(label=label, role=role) for label, role in desks + booths]


@dataclass(frozen=True)
class Vote:
    """What one made-up person does at the booth, and what their ballot then says."""

    guest: Guest
    touches: tuple[str, ...]
    """Candidates in the order they are touched, sometimes one more than there are seats."""
    choices: tuple[str, ...]
    """Those that stand: a kiosk takes no more names than there are seats."""


def votes_of(performance: Performance, seed: int) -> dict[int, Vote]:
    """Everybody's choices, by delegate id: a few blank, a few who try too many names."""
    votes = {}
    for guest in performance.people:
        chance = random.Random(f"{seed}/{guest.delegate_id}")  # noqa: S311  made up, no secret
        kind = chance.random()
        number = chance.randint(1, performance.seats)
        if kind < _BLANK:
            number = 0
        elif kind < _BLANK + _TOO_MANY:
            number = performance.seats + 1
        touches = chance.sample(performance.candidates, min(number, len(performance.candidates)))
        chosen = tuple(touches[: performance.seats])
        votes[guest.delegate_id] = Vote(guest, tuple(touches), chosen)
    return votes


@dataclass(frozen=True)
class Expected:
    """What the count must come to; counted here on its own, by none of the hub's code."""

    valid: int
    blank: int
    votes: dict[str, int]


def expected_count(votes: Sequence[Vote], candidates: Sequence[str]) -> Expected:
    """The count of those ballots."""
    for_each = dict.fromkeys(candidates, 0)
    for vote in votes:
        for one in vote.choices:
            for_each[one] += 1
    blank = sum(not vote.choices for vote in votes)
    return Expected(len(votes) - blank, blank, for_each)
