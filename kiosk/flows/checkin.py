"""Check-in: badge -> working -> one answer -> the next badge.

Decisions that a reader of the code would ask about:
- Green is shown for one reason only: the hub's ACCEPTED to the scan that is on the screen.
- A badge that is shown while another is being answered is kept and answered next: after the
  working screen, and not before a refusal has stood 1.5 s. The screen says that it was read.
  Up to WAITING_ROOM badges wait; one more is refused by ear, since it cannot be kept.
- A good answer gives way at once to a badge that comes after it; one that was kept from
  before waits 1.5 s, or its owner would never see it.
- "Recorded, waiting" is said only when the link has said that the scan is in the journal; a link
  that says nothing for ten seconds is a fault, and the badge is sent to the desk.
- An answer that comes when its person has gone is not shown: it would be taken by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hub.contract.attendance import CheckInReply, CheckInRequest, CheckInVerdict, Person, Standing
from hub.contract.badge import is_badge_code
from hub.contract.ticket import looks_like_ticket
from hub.contract.wire import ErrorCode
from kiosk.flows import verdicts
from kiosk.flows.around import Around
from kiosk.flows.effects import Effect, Play, SendScan, Sound
from kiosk.flows.events import (
    Action,
    Event,
    Refused,
    Scanned,
    ScanReplied,
    ScanUnanswered,
    Tick,
    Touched,
    Unreadable,
)
from kiosk.flows.verdicts import Eye, Showing, Verdict
from kiosk.flows.views import Icon, Text, Tone

HARD_LIMIT_MS = 10_000
WAITING_ROOM = 4
_BEFORE_THE_ANSWER = ("checkin.kept", "checkin.refused")


@dataclass(frozen=True)
class Waiting:
    """Nobody is being served."""


@dataclass(frozen=True)
class Working:
    """The hub has been asked about this scan."""

    visit: str
    since_ms: int


@dataclass(frozen=True)
class CheckinState:
    """Who is being served, and who was seen behind."""

    phase: Waiting | Working | Showing = Waiting()
    eye: Eye = field(default_factory=Eye)
    held: tuple[Scanned, ...] = ()


Step = tuple[CheckinState, tuple[Effect, ...]]


def step(state: CheckinState, event: Event, around: Around) -> Step:
    """The next state, and what is to be done."""
    match event:
        case Scanned():
            return _scanned(state, event, around)
        case Unreadable():
            return _unreadable(state, around.now_ms)
        case ScanReplied():
            return _replied(state, event.reply, around.now_ms)
        case ScanUnanswered():
            return _unanswered(state, event.scan_id, around.now_ms)
        case Refused():
            return _refused(state, event.request_id, event.code, around.now_ms)
        case Touched(action=Action.CLOSE) if isinstance(state.phase, Showing):
            return _next(state, around)
        case Tick():
            return _tick(state, around)
        case _:
            return state, ()


def visit(state: CheckinState) -> str:
    """The scan that is being served, "" for none."""
    return "" if isinstance(state.phase, Waiting) else state.phase.visit


def screen(state: CheckinState) -> tuple[object, ...]:
    """Equal as long as a finger finds the same screen."""
    since_ms = 0 if isinstance(state.phase, Waiting) else state.phase.since_ms
    return type(state.phase), since_ms


def _scanned(state: CheckinState, scan: Scanned, around: Around) -> Step:
    now_ms = around.now_ms
    if not is_badge_code(scan.text):
        if looks_like_ticket(scan.text) and isinstance(state.phase, Waiting):
            return _show(state, verdicts.ticket_here(), "", now_ms)
        return _unreadable(state, now_ms)
    again = state.eye.same(scan.text, now_ms)
    state = replace(state, eye=state.eye.saw(scan.text, now_ms))
    if again:
        return state, ()
    phase = state.phase
    if isinstance(phase, Waiting) or (isinstance(phase, Showing) and phase.yields(now_ms)):
        return _take(state, scan, around)
    if len(state.held) < WAITING_ROOM:
        return replace(state, held=(*state.held, scan)), ()
    return state, (Play(Sound.UNREADABLE),)


def _take(state: CheckinState, scan: Scanned, around: Around) -> Step:
    request = CheckInRequest(
        scan_id=scan.fresh_id,
        code=scan.text,
        scanned_at_ms=scan.wall_ms,
        session_id=around.session.session_id if around.session else None,
        late=False,
    )
    working = Working(scan.fresh_id, around.now_ms)
    return replace(state, phase=working), (SendScan(request),)


def _unreadable(state: CheckinState, now_ms: int) -> Step:
    eye = state.eye.missed(now_ms)
    state = replace(state, eye=eye)
    phase = state.phase
    busy = isinstance(phase, Working) or state.held
    if busy or (
        isinstance(phase, Showing) and phase.visit and now_ms - phase.since_ms < verdicts.HOLD_MS
    ):
        return state, (Play(Sound.UNREADABLE),)  # heard, but it hides nobody's answer
    return _show(state, verdicts.unreadable(eye.misreads), "", now_ms)


def _replied(state: CheckinState, reply: CheckInReply, now_ms: int) -> Step:
    phase = state.phase
    if isinstance(phase, Waiting) or not phase.visit or phase.visit != reply.scan_id:
        return state, ()
    if isinstance(phase, Showing) and phase.verdict.title.id not in _BEFORE_THE_ANSWER:
        return state, ()
    return _show(state, _verdict(reply), reply.scan_id, now_ms)


def _unanswered(state: CheckinState, scan_id: str, now_ms: int) -> Step:
    if not isinstance(state.phase, Working) or state.phase.visit != scan_id:
        return state, ()
    return _show(state, _kept(), scan_id, now_ms)


def _refused(state: CheckinState, scan_id: str, code: ErrorCode, now_ms: int) -> Step:
    phase = state.phase
    if isinstance(phase, Waiting) or not phase.visit or phase.visit != scan_id:
        return state, ()
    return _show(
        state, verdicts.refusal(verdicts.FAULT, "checkin.refused", error=code), scan_id, now_ms
    )


def _tick(state: CheckinState, around: Around) -> Step:
    now_ms = around.now_ms
    state = replace(state, eye=state.eye.rested(now_ms))
    phase = state.phase
    if isinstance(phase, Working) and now_ms - phase.since_ms >= HARD_LIMIT_MS:
        failed = verdicts.refusal(verdicts.FAULT, "checkin.refused")
        return _show(state, failed, phase.visit, now_ms)
    if isinstance(phase, Showing):
        stood = not phase.visit or now_ms - phase.since_ms >= verdicts.HOLD_MS
        if phase.over(now_ms) or (state.held and stood):
            return _next(state, around)
    return state, ()


def _next(state: CheckinState, around: Around) -> Step:
    if not state.held:
        return replace(state, phase=Waiting()), ()
    scan, *rest = state.held
    return _take(replace(state, held=tuple(rest)), scan, around)


def _show(state: CheckinState, verdict: Verdict, visit_id: str, now_ms: int) -> Step:
    return replace(state, phase=Showing(verdict, visit_id, now_ms)), (Play(verdict.sound),)


def _verdict(reply: CheckInReply) -> Verdict:
    """The words of each verdict; the only place that makes a green screen."""
    person = reply.person
    match reply.verdict:
        case CheckInVerdict.ACCEPTED:
            guest = person is not None and person.standing is Standing.GUEST
            title = Text("checkin.accepted_guest" if guest else "checkin.accepted")
            return Verdict(
                Tone.ACCEPTED,
                Icon.CHECK,
                Sound.ACCEPTED,
                title,
                _place(person),
                name=person.name if person else "",
                calm=True,
            )
        case CheckInVerdict.ALREADY_IN:
            face = verdicts.DONE_BEFORE
            since = (Text("checkin.since", {"time_ms": reply.since_ms}),) if reply.since_ms else ()
            return Verdict(
                face.tone,
                face.icon,
                face.sound,
                Text("checkin.already_in"),
                (*since, *_place(person)),
                name=person.name if person else "",
                calm=True,
            )
        case CheckInVerdict.UNKNOWN:
            return verdicts.refusal(verdicts.REFUSED, "checkin.unknown")
        case CheckInVerdict.REVOKED:
            return verdicts.refusal(verdicts.BARRED, "checkin.revoked")
        case CheckInVerdict.ALTERNATE_UNDECIDED:
            refused = verdicts.refusal(verdicts.SEE_STAFF, "checkin.alternate_undecided")
            return replace(refused, name=person.name if person else "")
        case CheckInVerdict.NO_SESSION:
            return verdicts.refusal(verdicts.CLOSED, "checkin.no_session")


def _place(person: Person | None) -> tuple[Text, ...]:
    if person is None:
        return ()
    delegation = Text("checkin.delegation", {"delegation": person.delegation})
    seat = Text("checkin.seat", {"seat": person.seat})
    return tuple(t for t, there in ((delegation, person.delegation), (seat, person.seat)) if there)


def _kept() -> Verdict:
    face = verdicts.KEPT
    return Verdict(
        face.tone,
        face.icon,
        face.sound,
        Text("checkin.kept"),
        (Text("checkin.kept.do"),),
        calm=True,
    )
