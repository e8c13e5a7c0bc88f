"""One interface over every way a code comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hub.contract.fleet import DeviceState

MAX_SCAN_CHARS = 512
"""Longer than any code we print; what is longer is noise."""


@dataclass(frozen=True)
class Scan:
    """One text that was read; `at_ns` is the monotonic time of its last byte."""

    text: str
    at_ns: int


@dataclass(frozen=True)
class Garbage:
    """Something came in that is no text: control characters, wrong bytes, endless noise."""

    at_ns: int


class ReaderGone(Exception):
    """The device is not there (unplugged, not yet plugged) or cannot be had.

    `state` is ABSENT, or ERROR when it is there but refused: held by another program,
    no permission, no such line setting.
    """

    def __init__(self, name: str, state: DeviceState = DeviceState.ABSENT) -> None:
        super().__init__(name)
        self.state = state


class Reader(Protocol):
    """A way in. `run` blocks in a thread of its own."""

    name: str

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        """Hand over every reading until closed; raises ReaderGone when the device goes.

        Calls `on_state(OK)` once the device is open. May be run again after ReaderGone;
        half a code from before never reaches a later reading.
        """
        ...

    def close(self) -> None:
        """Make `run` return soon and for good; safe from any thread, at any time, twice."""
        ...
