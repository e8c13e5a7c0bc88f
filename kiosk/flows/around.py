"""What is true around every flow: congress, session, link, readers, language, time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hub.contract.fleet import CongressInfo, DeviceState, PollInfo, Role, SessionInfo
from kiosk.flows.events import (
    Action,
    Enrolled,
    Event,
    Expelled,
    Informed,
    LinkChanged,
    QueueChanged,
    ReaderChanged,
    Resized,
    Tick,
    Touched,
)
from kiosk.settings import LANGUAGES

SIZES = ("M", "L", "XL")
DEFAULT_SIZE = "M"
DEFAULT_ROWS = 8
"""Ballot rows of a page until the screens have said how many fit."""


@dataclass(frozen=True)
class Around:
    """Everything that outlives one person at the kiosk; nothing of a person is in it."""

    home_language: str = "vi"
    language: str = "vi"
    size: str = DEFAULT_SIZE
    label: str = ""
    role: Role | None = None
    """None until the kiosk has joined a hub."""
    congress: CongressInfo | None = None
    session: SessionInfo | None = None
    polls: tuple[PollInfo, ...] = ()
    informed: bool = False
    """Whether the hub has told since the start what is open."""
    offline: bool = False
    waiting: int = 0
    readers: Mapping[str, DeviceState] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    expelled: Expelled | None = None
    now_ms: int = 0
    """Monotonic."""
    wall_ms: int = 0
    touched_ms: int = 0

    @property
    def rows_per_page(self) -> int:
        """How many ballot rows fit at the text size of now."""
        return max(1, self.rows.get(self.size, DEFAULT_ROWS))

    @property
    def readers_gone(self) -> bool:
        """Whether no reader works (before any has said how it is: no)."""
        return bool(self.readers) and DeviceState.OK not in self.readers.values()


def absorb(around: Around, event: Event) -> Around:
    """What is true after the event; time never goes back."""
    at_ms = getattr(event, "at_ms", around.now_ms)
    around = replace(around, now_ms=max(around.now_ms, at_ms))
    match event:
        case Tick():
            return replace(around, wall_ms=event.wall_ms)
        case LinkChanged():
            return replace(around, offline=not event.connected)
        case QueueChanged():
            return replace(around, waiting=event.depth)
        case Resized():
            return replace(around, rows=dict(event.rows_per_page))
        case ReaderChanged():
            return replace(around, readers={**around.readers, event.name: event.state})
        case Expelled():
            return replace(around, expelled=event)
        case Informed():
            return _informed(around, event)
        case Enrolled():
            reply = event.reply
            return replace(
                around,
                label=reply.label,
                role=reply.role,
                congress=reply.congress,
                expelled=None,
                informed=False,
            )
        case _:
            return around


def touched(around: Around, touch: Touched) -> Around:
    """Language and size take effect at once; every touch is remembered as a sign of life."""
    around = replace(around, touched_ms=around.now_ms)
    if touch.action is Action.LANGUAGE and touch.arg in LANGUAGES:
        return replace(around, language=touch.arg)
    if touch.action is Action.SIZE and touch.arg in SIZES:
        return replace(around, size=touch.arg)
    return around


def at_home(around: Around) -> Around:
    """Language and size as the next person shall find them."""
    return replace(around, language=around.home_language, size=DEFAULT_SIZE)


def _informed(around: Around, event: Informed) -> Around:
    reply = event.reply
    return replace(
        around,
        label=reply.label,
        role=reply.role,
        congress=reply.congress,
        session=reply.session,
        polls=tuple(reply.polls),
        informed=True,
        expelled=None,
    )
