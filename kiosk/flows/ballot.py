"""The booth: badge -> permit -> ballot -> review -> two-step cast -> thanks -> all cleared.

Decisions that a reader of the code would ask about:
- Several polls open: the badge is asked for in the order of the hub's list until a permit is
  granted; polls that this person has voted in, or that have just closed, are passed over. After
  the thanks the kiosk asks for the badge again: a ballot that opened by itself could be filled
  by whoever stands there by then.
- A second badge while the hub is asked about the first: whose ballot opens then, nobody could
  tell. It opens for neither; both are asked to show the badge again.
- A badge that is shown while somebody has a ballot open never changes the person; it is
  ignored, and the screen says so.
- The choices leave the state with the cast. From then on only the link has the ballot.
- A permit that comes when nobody waits for it any more is given back at once.
- While a ballot is being saved nothing ends the screen but the hub's answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from hub.contract.badge import is_badge_code
from hub.contract.ticket import looks_like_ticket
from hub.contract.voting import CastRequest, PermitReply, PermitRequest, PermitVerdict, seal_open
from hub.contract.wire import ErrorCode
from kiosk.flows import booth_answers, sheet, verdicts
from kiosk.flows.around import Around
from kiosk.flows.booth import Asking, BoothState, Filling, Saving, Step, Thanks, Waiting, stay
from kiosk.flows.effects import AskPermit, CastBallot, Effect, Forget, Play, ReleasePermit, Sound
from kiosk.flows.events import (
    Action,
    CastReplied,
    Event,
    PermitReplied,
    Refused,
    Scanned,
    Tick,
    Touched,
    Unanswered,
    Unreadable,
)
from kiosk.flows.sheet import Leaf, Sheet
from kiosk.flows.verdicts import Showing, Verdict
from kiosk.flows.views import Text

HARD_LIMIT_MS = 10_000
IDLE_MS = 120_000
COUNTDOWN_MS = 30_000
LAST_REMINDER_MS = 20_000
THANKS_MS = 5_000


def step(state: BoothState, event: Event, around: Around) -> Step:
    """The next state, and what is to be done."""
    match event:
        case Scanned():
            return _scanned(state, event, around)
        case Unreadable():
            return _unreadable(state, around.now_ms)
        case Touched():
            return _touched(state, event, around)
        case PermitReplied():
            return _permit(state, event, around)
        case Unanswered():
            return _unanswered(state, event.request_id, around.now_ms)
        case CastReplied():
            return _cast(state, event.receipt.ballot_id, around)
        case Refused():
            return _refused(state, event, around)
        case Tick():
            return _tick(state, around)
        case _:
            return state, ()


def _scanned(state: BoothState, scan: Scanned, around: Around) -> Step:
    now_ms = around.now_ms
    phase = state.phase
    if not is_badge_code(scan.text):
        if looks_like_ticket(scan.text) and isinstance(phase, Waiting):
            return _show(state, verdicts.ticket_here(), "", now_ms)
        return _unreadable(state, now_ms)
    again = state.eye.same(scan.text, now_ms)
    state = replace(state, eye=state.eye.saw(scan.text, now_ms))
    if again:
        return state, ()
    if isinstance(phase, Filling):
        return _say(state, phase, "ballot.badge_ignored"), (Play(Sound.ATTENTION),)
    if isinstance(phase, Asking) and scan.text != phase.code:
        return _show(state, booth_answers.unanswered(), phase.visit, now_ms)
    if isinstance(phase, Asking | Saving):
        return state, (Play(Sound.ATTENTION),)
    if isinstance(phase, Showing) and not phase.yields(now_ms):
        return replace(state, held=scan), ()
    return _open(state, scan, around)


def _say(state: BoothState, phase: Filling, text_id: str) -> BoothState:
    noticed = replace(phase.sheet, notice=Text(text_id))
    return replace(state, phase=replace(phase, sheet=noticed))


def _open(state: BoothState, scan: Scanned, around: Around) -> Step:
    state = replace(state, held=None)
    polls = tuple(p.poll_id for p in around.polls)
    if not polls:
        return _show(state, booth_answers.no_poll(), scan.fresh_id, around.now_ms)
    asking = Asking(
        visit=scan.fresh_id,
        code=scan.text,
        request_id=_request_id(scan.fresh_id, polls[0]),
        poll_id=polls[0],
        rest=polls[1:],
        since_ms=around.now_ms,
    )
    return _ask(state, asking)


def _ask(state: BoothState, asking: Asking) -> Step:
    request = PermitRequest(request_id=asking.request_id, code=asking.code)
    return replace(state, phase=asking), (AskPermit(asking.poll_id, request),)


def _ask_next(state: BoothState, asking: Asking, now_ms: int) -> Step:
    """The next poll of the list; at its end, the answer that says most."""
    if not asking.rest:
        answer = booth_answers.already_voted() if asking.voted else booth_answers.no_poll()
        return _show(state, answer, asking.visit, now_ms)
    following = replace(
        asking,
        request_id=_request_id(asking.visit, asking.rest[0]),
        poll_id=asking.rest[0],
        rest=asking.rest[1:],
    )
    return _ask(state, following)


def _request_id(visit_id: str, poll_id: int) -> str:
    return hashlib.sha256(f"{visit_id}/{poll_id}".encode()).hexdigest()[:32]


def _permit(state: BoothState, event: PermitReplied, around: Around) -> Step:
    phase, reply = state.phase, event.reply
    if not isinstance(phase, Asking) or phase.request_id != event.request_id:
        return state, give_back(reply)
    match reply.verdict:
        case PermitVerdict.GRANTED:
            return _granted(state, phase, reply, around.now_ms)
        case PermitVerdict.ALREADY_VOTED:
            seen = replace(phase, voted=(*phase.voted, phase.poll_id))
            return _ask_next(state, seen, around.now_ms)
        case PermitVerdict.NO_POLL:
            return _ask_next(state, phase, around.now_ms)
        case _:
            answer = booth_answers.permit_refused(reply.verdict)
            return _show(state, answer, phase.visit, around.now_ms)


def _granted(state: BoothState, phase: Asking, reply: PermitReply, now_ms: int) -> Step:
    form, permit = reply.form, reply.permit
    if form is None or permit is None or form.poll_id != phase.poll_id or form.seats < 1:
        broken, sound = _show(state, booth_answers.refused(), phase.visit, now_ms)
        return broken, (*give_back(reply), *sound)
    filling = Filling(phase.visit, phase.poll_id, Sheet(form, permit), now_ms, phase.voted)
    return replace(state, phase=filling), ()


def give_back(reply: PermitReply) -> tuple[Effect, ...]:
    """A permit that nobody is there for."""
    if reply.permit is None or reply.form is None:
        return ()
    return (ReleasePermit(reply.form.poll_id, reply.permit),)


def _unanswered(state: BoothState, request_id: str, now_ms: int) -> Step:
    phase = state.phase
    if not isinstance(phase, Asking) or phase.request_id != request_id:
        return state, ()
    return _show(state, booth_answers.unanswered(), phase.visit, now_ms)


def _refused(state: BoothState, event: Refused, around: Around) -> Step:
    phase = state.phase
    if isinstance(phase, Asking) and phase.request_id == event.request_id:
        if event.code is ErrorCode.POLL_NOT_OPEN:
            return _ask_next(state, phase, around.now_ms)
        answer = booth_answers.refused(event.code)
        return _show(state, answer, phase.visit, around.now_ms)
    if isinstance(phase, Saving) and phase.ballot_id == event.request_id:
        answer = booth_answers.cast_refused(event.code)
        ended, sound = _show(state, answer, phase.visit, around.now_ms)
        return ended, (ReleasePermit(phase.poll_id, phase.permit), *sound)
    return state, ()


def _touched(state: BoothState, touch: Touched, around: Around) -> Step:
    phase = state.phase
    if isinstance(phase, Showing) and touch.action is Action.CLOSE:
        return _leave_answer(state, around)
    if not isinstance(phase, Filling):
        return state, ()
    alive = stay(state, around.now_ms)
    if phase.warned_ms is not None or not isinstance(alive.phase, Filling):
        return alive, ()  # behind the warning nothing can be meant
    phase = alive.phase
    if phase.sheet.leaf is Leaf.CONFIRM and touch.action is Action.CONFIRM_CAST:
        return _send(alive, phase, touch.fresh_id, around.now_ms)
    if phase.sheet.leaf is Leaf.LEAVE and touch.action is Action.LEAVE:
        return _end(alive, phase, booth_answers.left(), around.now_ms)
    turned = sheet.touch(phase.sheet, touch, around.rows_per_page)
    return replace(alive, phase=replace(phase, sheet=turned)), ()


def _send(state: BoothState, phase: Filling, ballot_id: str, now_ms: int) -> Step:
    choices = [c.candidate_id for c in phase.sheet.in_order()]
    envelope = seal_open(phase.sheet.form, choices)
    cast = CastRequest(permit=phase.sheet.permit, envelope=envelope)
    saving = Saving(phase.visit, phase.poll_id, ballot_id, cast.permit, now_ms, phase.voted)
    return replace(state, phase=saving), (CastBallot(phase.poll_id, ballot_id, cast), Forget())


def _cast(state: BoothState, ballot_id: str, around: Around) -> Step:
    phase = state.phase
    if not isinstance(phase, Saving) or phase.ballot_id != ballot_id:
        return state, ()
    done = {*phase.voted, phase.poll_id}
    more = any(p.poll_id not in done for p in around.polls)
    thanks = Thanks(phase.visit, more, around.now_ms)
    return replace(state, phase=thanks), (Play(Sound.ACCEPTED),)


def _tick(state: BoothState, around: Around) -> Step:
    now_ms = around.now_ms
    state = replace(state, eye=state.eye.rested(now_ms))
    match state.phase:
        case Asking() as phase if now_ms - phase.since_ms >= HARD_LIMIT_MS:
            return _show(state, booth_answers.unanswered(), phase.visit, now_ms)
        case Thanks() as phase if now_ms - phase.since_ms >= THANKS_MS:
            return BoothState(eye=state.eye), ()
        case Showing() as phase if phase.over(now_ms) or (state.held and phase.yields(now_ms)):
            return _leave_answer(state, around)
        case Filling() as phase:
            return _watch(state, phase, now_ms)
        case _:
            return state, ()


def _watch(state: BoothState, phase: Filling, now_ms: int) -> Step:
    """Nobody touches: warn, remind, then close without casting."""
    if phase.warned_ms is None:
        if now_ms - phase.touched_ms < IDLE_MS:
            return state, ()
        warned = replace(phase, warned_ms=now_ms, reminders=1)
        return replace(state, phase=warned), (Play(Sound.REMINDER),)
    if now_ms - phase.warned_ms >= COUNTDOWN_MS:
        return _end(state, phase, booth_answers.abandoned(), now_ms)
    if phase.reminders == 1 and now_ms - phase.warned_ms >= LAST_REMINDER_MS:
        return replace(state, phase=replace(phase, reminders=2)), (Play(Sound.REMINDER),)
    return state, ()


def _end(state: BoothState, phase: Filling, answer: Verdict, now_ms: int) -> Step:
    ended, sound = _show(state, answer, phase.visit, now_ms)
    return ended, (ReleasePermit(phase.poll_id, phase.sheet.permit), Forget(), *sound)


def _unreadable(state: BoothState, now_ms: int) -> Step:
    eye = state.eye.missed(now_ms)
    state = replace(state, eye=eye)
    phase = state.phase
    free = isinstance(phase, Waiting) or (isinstance(phase, Showing) and phase.yields(now_ms))
    if not free or state.held:
        return state, (Play(Sound.UNREADABLE),)
    return _show(state, verdicts.unreadable(eye.misreads), "", now_ms)


def _leave_answer(state: BoothState, around: Around) -> Step:
    if state.held is not None:
        return _open(state, state.held, around)
    return BoothState(eye=state.eye), ()


def _show(state: BoothState, verdict: Verdict, visit_id: str, now_ms: int) -> Step:
    return replace(state, phase=Showing(verdict, visit_id, now_ms)), (Play(verdict.sound),)
