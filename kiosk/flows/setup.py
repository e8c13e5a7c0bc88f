"""Joining a hub: scan the ticket -> joining -> joined, or refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from hub.contract.fleet import Role
from hub.contract.ticket import PREFIX, TicketError, decode_ticket, looks_like_ticket
from kiosk.flows.around import Around
from kiosk.flows.effects import Effect, Enrol, Play, Sound
from kiosk.flows.events import (
    Action,
    EnrolFailure,
    Enrolled,
    EnrolRefused,
    Event,
    Scanned,
    Tick,
    Touched,
    Unreadable,
)

HARD_LIMIT_MS = 45_000
"""The link answers long before; if it does not, the technician is told and may scan again."""
JOINED_MS = 3_000


@dataclass(frozen=True)
class Asking:
    """Waiting for a ticket."""


@dataclass(frozen=True)
class Joining:
    """The link is on its way to the hub."""

    since_ms: int


@dataclass(frozen=True)
class Joined:
    """The kiosk has its certificate."""

    label: str
    role: Role
    since_ms: int


@dataclass(frozen=True)
class NotJoined:
    """Why it did not work; stays until a touch or the next ticket, for a technician reads it."""

    reason: EnrolFailure
    since_ms: int


@dataclass(frozen=True)
class SetupState:
    """How far joining has come."""

    phase: Asking | Joining | Joined | NotJoined = Asking()


Step = tuple[SetupState, tuple[Effect, ...]]


def step(state: SetupState, event: Event, around: Around) -> Step:
    """The next state, and what is to be done."""
    now_ms = around.now_ms
    match event:
        case Scanned():
            return _scanned(state, event, now_ms)
        case Unreadable() if not isinstance(state.phase, Joining | Joined):
            return _not_joined(EnrolFailure.MISREAD, now_ms, Sound.UNREADABLE)
        case Enrolled():
            joined = Joined(event.reply.label, event.reply.role, now_ms)
            return SetupState(joined), (Play(Sound.ACCEPTED),)
        case EnrolRefused() if not isinstance(state.phase, Joined):
            return _not_joined(event.reason, now_ms, Sound.REFUSED)
        case Touched(action=Action.CLOSE) if isinstance(state.phase, NotJoined):
            return SetupState(), ()
        case Tick() if isinstance(state.phase, Joining):
            if now_ms - state.phase.since_ms >= HARD_LIMIT_MS:
                return _not_joined(EnrolFailure.NO_HUB, now_ms, Sound.REFUSED)
            return state, ()
        case _:
            return state, ()


def finished(state: SetupState, now_ms: int) -> bool:
    """Whether the kiosk can go on to its work."""
    return isinstance(state.phase, Joined) and now_ms - state.phase.since_ms >= JOINED_MS


def screen(state: SetupState) -> tuple[object, ...]:
    """Equal as long as a finger finds the same screen."""
    since_ms = 0 if isinstance(state.phase, Asking) else state.phase.since_ms
    return type(state.phase), since_ms


def _scanned(state: SetupState, scan: Scanned, now_ms: int) -> Step:
    if isinstance(state.phase, Joining | Joined):
        return state, ()
    if not looks_like_ticket(scan.text):
        return _not_joined(EnrolFailure.NOT_A_TICKET, now_ms, Sound.UNREADABLE)
    if not scan.text.startswith(PREFIX):
        return _not_joined(EnrolFailure.WRONG_PROTOCOL, now_ms, Sound.REFUSED)
    try:
        decode_ticket(scan.text)
    except TicketError:
        return _not_joined(EnrolFailure.MISREAD, now_ms, Sound.UNREADABLE)
    return SetupState(Joining(now_ms)), (Enrol(scan.text, scan.fresh_id),)


def _not_joined(reason: EnrolFailure, now_ms: int, sound: Sound) -> Step:
    return SetupState(NotJoined(reason, now_ms)), (Play(sound),)
