"""What a booth can be doing, and what the rest of the kiosk may ask of it or do to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.flows import sheet
from kiosk.flows.effects import Effect, ReleasePermit
from kiosk.flows.events import Scanned
from kiosk.flows.sheet import Leaf, Sheet
from kiosk.flows.verdicts import Eye, Showing


@dataclass(frozen=True)
class Waiting:
    """Nobody is in the booth, as far as the kiosk knows."""


@dataclass(frozen=True)
class Asking:
    """The hub has been asked for a permit; `rest` are the polls to ask for after this one."""

    visit: str
    code: str
    request_id: str
    poll_id: int
    rest: tuple[int, ...]
    since_ms: int
    voted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Filling:
    """A ballot is open. `reminders` counts the sounds of a warning that is up."""

    visit: str
    poll_id: int
    sheet: Sheet
    touched_ms: int
    voted: tuple[int, ...] = ()
    warned_ms: int | None = None
    reminders: int = 0


@dataclass(frozen=True)
class Saving:
    """The ballot is with the link; nothing of the choices is here."""

    visit: str
    poll_id: int
    ballot_id: str
    permit: str
    since_ms: int
    voted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Thanks:
    """The ballot is in the box."""

    visit: str
    more: bool
    since_ms: int


Phase = Waiting | Asking | Showing | Filling | Saving | Thanks


@dataclass(frozen=True)
class BoothState:
    """What the booth is doing; `held` is a badge that waits for a refusal to have been read."""

    phase: Phase = Waiting()
    eye: Eye = field(default_factory=Eye)
    held: Scanned | None = None


Step = tuple[BoothState, tuple[Effect, ...]]


def visit(state: BoothState) -> str:
    """The scan that opened the booth for somebody, "" for none."""
    return "" if isinstance(state.phase, Waiting) else state.phase.visit


def private(state: BoothState) -> bool:
    """Whether somebody's ballot is open or on its way."""
    return isinstance(state.phase, Filling | Saving)


def screen(state: BoothState, rows: int) -> tuple[object, ...]:
    """Equal as long as a finger finds the same screen."""
    phase = state.phase
    if isinstance(phase, Filling):
        page, _ = sheet.page_of(phase.sheet.top, len(phase.sheet.form.candidates), rows)
        review_page, _ = sheet.page_of(phase.sheet.review_top, len(phase.sheet.chosen), rows)
        warned = phase.warned_ms is not None
        shown = review_page if phase.sheet.leaf is Leaf.REVIEW else page
        return phase.visit, phase.sheet.leaf, warned, shown
    if isinstance(phase, Waiting):
        return (Waiting,)
    return type(phase), phase.since_ms


def close(state: BoothState) -> Step:
    """End an open ballot without casting it; a ballot that is being saved stays."""
    phase = state.phase
    if isinstance(phase, Filling):
        return BoothState(eye=state.eye), (ReleasePermit(phase.poll_id, phase.sheet.permit),)
    if isinstance(phase, Asking):
        return BoothState(eye=state.eye), ()
    return state, ()


def stay(state: BoothState, now_ms: int) -> BoothState:
    """Somebody is there: a warning goes, the time of inactivity starts anew."""
    if not isinstance(state.phase, Filling):
        return state
    phase = replace(state.phase, touched_ms=now_ms, warned_ms=None, reminders=0)
    return replace(state, phase=phase)
