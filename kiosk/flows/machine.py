"""The whole kiosk as one value: step(machine, event) -> (machine, effects).

What belongs to every role is here: which flow runs, the guard against a second tap, help,
the end of a person's visit, and when this kiosk may not serve at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hub.contract.fleet import CongressInfo, KioskState, Role
from hub.contract.ticket import looks_like_ticket
from kiosk.flows import ballot, booth, checkin, setup
from kiosk.flows.around import Around, absorb, at_home, touched
from kiosk.flows.booth import BoothState
from kiosk.flows.checkin import CheckinState
from kiosk.flows.effects import CallStaff, Effect, Forget, Play, Sound
from kiosk.flows.events import (
    Action,
    Enrolled,
    EnrolRefused,
    Event,
    Expelled,
    PermitReplied,
    Scanned,
    Touched,
    Unreadable,
)
from kiosk.flows.setup import SetupState
from kiosk.flows.verdicts import Showing

GUARD_MS = 400
"""A finger that comes down so soon after the screen changed meant the screen before."""
REST_MS = 30_000
"""Language, size and help that somebody left behind go back after that."""
BROKEN_MS = 10_000

Flow = SetupState | CheckinState | BoothState


@dataclass(frozen=True)
class Help:
    """The help that lies over a screen."""

    called: bool
    over: tuple[object, ...]


@dataclass(frozen=True)
class Machine:
    """Everything a kiosk is at one moment."""

    around: Around
    flow: Flow
    help: Help | None = None
    changed_ms: int = -GUARD_MS
    broken_ms: int | None = None


Step = tuple[Machine, tuple[Effect, ...]]


def unjoined(language: str) -> Machine:
    """A kiosk that belongs to no congress yet."""
    return Machine(Around(home_language=language, language=language), SetupState())


def joined(language: str, label: str, role: Role, congress: CongressInfo) -> Machine:
    """A kiosk as it starts with the identity it has on disk."""
    around = Around(
        home_language=language, language=language, label=label, role=role, congress=congress
    )
    return Machine(around, _flow_of(role))


def awake(machine: Machine, now_ms: int, wall_ms: int) -> Machine:
    """The machine with the right time from its first view on."""
    around = replace(machine.around, now_ms=now_ms, wall_ms=wall_ms, touched_ms=now_ms)
    return replace(machine, around=around)


def step(machine: Machine, event: Event) -> Step:
    """The next state of the kiosk, and what is to be done."""
    before = machine
    machine = replace(machine, around=absorb(machine.around, event))
    if isinstance(event, Touched):
        machine, effects = _touched(machine, event)
    elif _closed(machine) and isinstance(event, Scanned | Unreadable | EnrolRefused):
        machine, effects = _scan_when_closed(machine, event)
    else:
        machine, effects = _flow(machine, event)
        if isinstance(event, Expelled):
            machine, more = _close(machine)
            effects += more
    return _settle(before, machine, effects)


def broken(machine: Machine, now_ms: int) -> Step:
    """After a bug: whatever was open is closed, and the kiosk says for a while that it is ill."""
    machine, effects = _close(machine)
    around = at_home(machine.around)
    flow = SetupState() if around.role is None else _flow_of(around.role)
    return Machine(around, flow, changed_ms=now_ms, broken_ms=now_ms), (*effects, Forget())


def kiosk_state(machine: Machine) -> KioskState:
    """What the kiosk is doing, without saying for whom."""
    flow = machine.flow
    if isinstance(flow, SetupState):
        return KioskState.STARTING
    if not at_rest(machine):
        shown = isinstance(flow.phase, Showing | booth.Thanks)
        return KioskState.RESULT if shown else KioskState.SESSION
    if _closed(machine) or machine.around.readers_gone:
        return KioskState.OUT_OF_ORDER
    return KioskState.IDLE


def at_rest(machine: Machine) -> bool:
    """Whether nobody is being served."""
    flow = machine.flow
    if isinstance(flow, SetupState):
        return not isinstance(flow.phase, setup.Joining)
    return isinstance(flow.phase, checkin.Waiting | booth.Waiting)


def screen(machine: Machine) -> tuple[object, ...]:
    """Equal as long as a finger finds the same screen, help apart."""
    flow = machine.flow
    closed = (_closed(machine), machine.around.readers_gone and at_rest(machine))
    if isinstance(flow, SetupState):
        return (SetupState, closed, *setup.screen(flow))
    if isinstance(flow, CheckinState):
        return (CheckinState, closed, *checkin.screen(flow))
    return (BoothState, closed, *booth.screen(flow, machine.around.rows_per_page))


def _flow_of(role: Role) -> Flow:
    return CheckinState() if role is Role.CHECKIN else BoothState()


def _closed(machine: Machine) -> bool:
    """Whether the kiosk serves nobody: thrown out by the hub, or after a bug."""
    if isinstance(machine.flow, SetupState):
        return machine.broken_ms is not None
    return machine.around.expelled is not None or machine.broken_ms is not None


def _flow(machine: Machine, event: Event) -> Step:
    flow, around = machine.flow, machine.around
    effects: tuple[Effect, ...]
    new: Flow
    if isinstance(event, PermitReplied) and not isinstance(flow, BoothState):
        return machine, ballot.give_back(event.reply)  # it was a booth when it asked
    if isinstance(flow, SetupState) or (isinstance(event, Enrolled) and at_rest(machine)):
        old = flow if isinstance(flow, SetupState) else SetupState()
        new, effects = setup.step(old, event, around)
    elif isinstance(flow, CheckinState):
        new, effects = checkin.step(flow, event, around)
    else:
        new, effects = ballot.step(flow, event, around)
    return replace(machine, flow=new), effects


def _close(machine: Machine) -> Step:
    """Nobody is served any further; an answer that is on its way is still shown."""
    if isinstance(machine.flow, CheckinState):
        return replace(machine, flow=replace(machine.flow, held=())), ()
    if isinstance(machine.flow, SetupState):
        return machine, ()
    flow, effects = booth.close(machine.flow)
    return replace(machine, flow=flow), effects


def _scan_when_closed(machine: Machine, event: Event) -> Step:
    """Thrown out, a kiosk takes one thing only: a ticket, to join again."""
    expelled = machine.around.expelled is not None and at_rest(machine)
    if expelled and isinstance(event, Scanned) and looks_like_ticket(event.text):
        flow, effects = setup.step(SetupState(), event, machine.around)
        return replace(machine, flow=flow), effects
    if isinstance(event, Scanned | Unreadable):
        return machine, (Play(Sound.REFUSED),)
    return machine, ()


def _touched(machine: Machine, touch: Touched) -> Step:
    now_ms = machine.around.now_ms
    if now_ms - machine.changed_ms < GUARD_MS:
        return machine, ()
    machine = replace(machine, around=touched(machine.around, touch))
    if touch.action is Action.CALL_STAFF:
        return _call_staff(_stay(machine))
    if touch.action is Action.HELP:
        shown = machine.help or Help(called=False, over=screen(machine))
        return replace(_stay(machine), help=shown), ()
    if touch.action in (Action.LANGUAGE, Action.SIZE):
        return _stay(machine), ()
    if machine.help is not None:
        closing = touch.action is Action.CLOSE
        return replace(_stay(machine), help=None if closing else machine.help), ()
    return _flow(machine, touch)


def _call_staff(machine: Machine) -> Step:
    called = machine.help is not None and machine.help.called
    machine = replace(machine, help=Help(called=True, over=screen(machine)))
    return machine, () if called else (CallStaff(),)


def _stay(machine: Machine) -> Machine:
    if isinstance(machine.flow, BoothState):
        return replace(machine, flow=booth.stay(machine.flow, machine.around.now_ms))
    return machine


def _settle(before: Machine, machine: Machine, effects: tuple[Effect, ...]) -> Step:
    """What follows from any step: the end of a visit, the right flow, the guard."""
    machine = _right_flow(_mended(machine))
    if _visit(before) and _visit(machine) != _visit(before):
        machine = replace(machine, around=at_home(machine.around))
        effects = (Forget(), *effects)
    machine = _rested(machine)
    if machine.help is not None and machine.help.over != screen(machine):
        machine = replace(machine, help=None)
    if _finger_screen(before) != _finger_screen(machine):
        machine = replace(machine, changed_ms=machine.around.now_ms)
    return machine, effects


def _mended(machine: Machine) -> Machine:
    over = machine.broken_ms is not None and (
        machine.around.now_ms - machine.broken_ms >= BROKEN_MS
    )
    return replace(machine, broken_ms=None) if over else machine


def _right_flow(machine: Machine) -> Machine:
    """The flow of the role that the hub gave, as soon as nobody is in the middle of something."""
    flow, role = machine.flow, machine.around.role
    if role is None:
        return machine
    if isinstance(flow, SetupState):
        done = setup.finished(flow, machine.around.now_ms) or isinstance(flow.phase, setup.Asking)
        return replace(machine, flow=_flow_of(role)) if done else machine
    right = isinstance(flow, CheckinState) == (role is Role.CHECKIN)
    if not right and at_rest(machine):
        return replace(machine, flow=_flow_of(role))
    return machine


def _rested(machine: Machine) -> Machine:
    around = machine.around
    if not at_rest(machine) or around.now_ms - around.touched_ms < REST_MS:
        return machine
    return replace(machine, around=at_home(around), help=None)


def _visit(machine: Machine) -> str:
    flow = machine.flow
    if isinstance(flow, CheckinState):
        return checkin.visit(flow)
    return booth.visit(flow) if isinstance(flow, BoothState) else ""


def _finger_screen(machine: Machine) -> tuple[object, ...]:
    return (machine.help is not None, *screen(machine))
