"""A link that keeps what it was given, and can be told to fail."""

from __future__ import annotations

from kiosk.flows.effects import Effect


class FakeLink:
    """Keeps every effect in `given`; raises `bug` at the next one, once, if there is one."""

    def __init__(self) -> None:
        self.given: list[Effect] = []
        self.bug: Exception | None = None

    def handle(self, effect: Effect) -> None:
        if self.bug is not None:
            bug, self.bug = self.bug, None
            raise bug
        self.given.append(effect)


class SetClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at_ms = 1_000_000

    def now_ms(self) -> int:
        return self.at_ms

    def wall_ms(self) -> int:
        return 1_600_000_000_000 + self.at_ms
