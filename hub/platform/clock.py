"""The hub's time: milliseconds since 1970 that never jump while the process runs."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where a service gets the time from."""

    def now_ms(self) -> int:
        """Unix milliseconds."""
        ...


class HubClock:
    """Wall time read once at start, carried on by the monotonic clock.

    Somebody who sets the laptop's clock during a congress changes neither leases nor order.
    """

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - time.monotonic_ns()

    def now_ms(self) -> int:
        """Unix milliseconds."""
        return (time.monotonic_ns() + self._offset_ns) // 1_000_000
