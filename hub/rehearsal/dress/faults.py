"""When the hub is killed: every few seconds, at a moment when it hurts most.

In turn: just after a ballot was sent off, just after a kiosk turned green, just after a badge was
read. A hub that answers before it has stored, or stores in two steps, is hurt by it.
"""

from __future__ import annotations

import itertools
import random
import threading
import time

_WAIT_FOR_MOMENT_S = 2.0
_DELAYS_S = {"cast": 0.08, "green": 0.002, "scan": 0.05}
"""How long after the moment at most: what was begun is then under way on the hub."""


class KillPlan:
    """Asked in one thread whether it is time; told of moments in others."""

    def __init__(self, every_s: float | None, seed: int) -> None:
        self._every_s = every_s
        self._chance = random.Random(seed)  # noqa: S311  the fault's own rhythm
        self._kinds = itertools.cycle(_DELAYS_S)
        self._kind = next(self._kinds)
        self._since = time.monotonic()
        self._armed = threading.Event()
        self._come = threading.Event()

    def moment(self, kind: str) -> None:
        """Something of that kind has just begun; from any thread."""
        if self._armed.is_set() and kind == self._kind:
            self._come.set()

    def due(self, patience_s: float) -> bool:
        """Whether to kill now; waits so long at most."""
        if self._every_s is None:
            time.sleep(patience_s)
            return False
        gone_s = time.monotonic() - self._since
        if gone_s < self._every_s:
            time.sleep(min(patience_s, self._every_s - gone_s))
            return False
        self._armed.set()
        if self._come.wait(patience_s):
            time.sleep(self._chance.uniform(0, _DELAYS_S[self._kind]))
            return True
        return gone_s > self._every_s + _WAIT_FOR_MOMENT_S

    def done(self) -> None:
        """The hub is up again: count anew."""
        self._armed.clear()
        self._come.clear()
        self._kind = next(self._kinds)
        self._since = time.monotonic()
