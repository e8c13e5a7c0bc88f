"""What each state looks like: state -> View. Every sentence is one of TEXT_IDS."""

from __future__ import annotations

from hub.contract.fleet import DeviceState, Role
from hub.contract.wire import ErrorCode
from kiosk.flows import booth, checkin, setup
from kiosk.flows.around import Around
from kiosk.flows.booth import BoothState
from kiosk.flows.checkin import CheckinState
from kiosk.flows.events import Expelled
from kiosk.flows.machine import Machine, at_rest
from kiosk.flows.present_ballot import ballot_body
from kiosk.flows.setup import SetupState
from kiosk.flows.staff_codes import staff_code
from kiosk.flows.text_ids import TEXT_IDS
from kiosk.flows.verdicts import Showing
from kiosk.flows.views import (
    Body,
    Frame,
    HelpView,
    Icon,
    IdleView,
    OutOfOrderView,
    SavingView,
    SetupView,
    StillThereView,
    Text,
    ThanksView,
    Tone,
    VerdictView,
    View,
    WorkingView,
)

__all__ = ["TEXT_IDS", "present"]

SPINNER_MS = 300
OFFER_STAFF_MS = 5_000
SAVING_STAFF_MS = 20_000
_MINUTE_MS = 60_000
_TIMEZONE = "Asia/Ho_Chi_Minh"


def present(machine: Machine) -> View:
    """The screen of this state. A warning lies over help, help over everything else."""
    body = _body(machine)
    if machine.help is not None and not isinstance(body, StillThereView):
        called = machine.help.called
        last = Text("help.called" if called else "help.staff")
        body = HelpView((Text(_help_of(machine, body)), last), called)
    return View(_frame(machine), body)


def _frame(machine: Machine) -> Frame:
    around = machine.around
    states = around.readers.values()
    return Frame(
        congress=around.congress.name if around.congress else "",
        session=around.session.name if around.session else "",
        kiosk_label=around.label,
        wall_ms=around.wall_ms - around.wall_ms % _MINUTE_MS,
        timezone=around.congress.timezone if around.congress else _TIMEZONE,
        language=around.language,
        size=around.size,
        offline=around.offline,
        waiting=around.waiting,
        reader_ok=all(state is DeviceState.OK for state in states),
        private=isinstance(machine.flow, BoothState) and booth.private(machine.flow),
    )


def _body(machine: Machine) -> Body:
    flow, around = machine.flow, machine.around
    if isinstance(flow, SetupState):
        return _broken() if machine.broken_ms is not None else _setup(flow)
    if at_rest(machine):
        return _at_rest(machine)
    if isinstance(flow, CheckinState):
        return _checkin(flow, around)
    return _booth(flow, around)


def _at_rest(machine: Machine) -> Body:
    around = machine.around
    if around.expelled is not None:
        return _expelled(around.expelled)
    if machine.broken_ms is not None:
        return _broken()
    if around.readers_gone:
        return _out("out.reader", Text("out.reader.do"))
    return _idle_booth(around) if around.role is Role.BOOTH else _idle_checkin(around)


def _setup(state: SetupState) -> SetupView:
    match state.phase:
        case setup.Joining():
            return SetupView(Text("setup.joining"), None, Tone.PLAIN, busy=True)
        case setup.Joined() as joined:
            text = Text(f"setup.joined_{joined.role.value}", {"label": joined.label})
            return SetupView(text, None, Tone.ACCEPTED, busy=False)
        case setup.NotJoined() as failed:
            text_id = f"setup.{failed.reason.value}"
            return SetupView(Text(text_id), Text(f"{text_id}.do"), Tone.REFUSED, busy=False)
        case _:
            todo = Text("setup.scan_ticket.do")
            return SetupView(Text("setup.scan_ticket"), todo, Tone.PLAIN, busy=False)


def _idle_checkin(around: Around) -> IdleView:
    if around.offline:
        hint = "checkin.idle.offline"
    elif around.informed and around.session is None:
        hint = "checkin.idle.no_session"
    else:
        hint = "checkin.idle.hint"
    return IdleView(Text("checkin.idle"), Text(hint), Icon.BADGE, booth=False)


def _idle_booth(around: Around) -> IdleView:
    if around.offline:
        return IdleView(
            Text("booth.idle.offline"), Text("booth.idle.no_poll.do"), Icon.CLOCK, booth=True
        )
    if not around.polls:
        return IdleView(
            Text("booth.idle.no_poll"), Text("booth.idle.no_poll.do"), Icon.DOOR, booth=True
        )
    return IdleView(Text("booth.idle"), Text("booth.idle.hint"), Icon.BALLOT, booth=True)


def _checkin(state: CheckinState, around: Around) -> Body:
    behind = (Text("checkin.next_kept"),) if state.held else ()
    match state.phase:
        case checkin.Working() as working:
            return _working(Text("checkin.working"), working.since_ms, around.now_ms)
        case Showing() as showing:
            return _verdict(showing, behind)
        case checkin.Waiting():
            return _idle_checkin(around)


def _booth(state: BoothState, around: Around) -> Body:
    match state.phase:
        case booth.Waiting():
            return _idle_booth(around)
        case booth.Asking() as asking:
            return _working(Text("booth.working"), asking.since_ms, around.now_ms)
        case Showing() as showing:
            behind = (Text("checkin.next_kept"),) if state.held is not None else ()
            return _verdict(showing, behind)
        case booth.Filling() as filling:
            return ballot_body(filling, around)
        case booth.Saving() as saving:
            long = around.now_ms - saving.since_ms >= SAVING_STAFF_MS
            call = long or around.expelled is not None
            return SavingView(Text("saving.call_staff" if call else "saving.saving"), call)
        case booth.Thanks() as thanks:
            hint = "thanks.hint_more" if thanks.more else "thanks.hint"
            return ThanksView(Text("thanks.thanks"), Text(hint))


def _working(text: Text, since_ms: int, now_ms: int) -> WorkingView:
    gone_ms = now_ms - since_ms
    return WorkingView(text, gone_ms >= SPINNER_MS, gone_ms >= OFFER_STAFF_MS)


def _verdict(showing: Showing, behind: tuple[Text, ...]) -> VerdictView:
    verdict = showing.verdict
    return VerdictView(
        tone=verdict.tone,
        icon=verdict.icon,
        title=verdict.title,
        name=verdict.name,
        lines=(*verdict.lines, *behind),
        code=verdict.code,
    )


def _expelled(event: Expelled) -> OutOfOrderView:
    hub = event.details.get("hub", "")
    kiosk = event.details.get("kiosk", "")
    join = (Text("out.other_kiosk"), Text("out.scan_ticket"))
    match event.code:
        case ErrorCode.KIOSK_REVOKED:
            return _out("out.kiosk_revoked", *join)
        case ErrorCode.KIOSK_UNKNOWN:
            return _out("out.kiosk_unknown", *join)
        case ErrorCode.WRONG_CONGRESS:
            return _out("out.wrong_congress", *join, hub=hub)
        case ErrorCode.WRONG_PROTOCOL:
            todo = (Text("out.other_kiosk"), Text("out.same_version"))
            return _out("out.wrong_protocol", *todo, hub=hub, kiosk=kiosk)
        case _:
            code = staff_code("out.expelled", event.code)
            return OutOfOrderView(Text("out.expelled"), join, code)


def _broken() -> OutOfOrderView:
    return _out("out.broken", Text("out.broken.do"))


def _out(text_id: str, *lines: Text, **params: str | int) -> OutOfOrderView:
    return OutOfOrderView(Text(text_id, params), lines, staff_code(text_id))


def _help_of(machine: Machine, body: Body) -> str:
    match body:
        case SetupView():
            return "help.setup"
        case VerdictView() | ThanksView():
            return "help.verdict"
        case OutOfOrderView():
            return "help.out"
        case SavingView():
            return "help.saving"
        case IdleView() | WorkingView():
            return "help.booth" if machine.around.role is Role.BOOTH else "help.checkin"
        case _:
            filling = isinstance(machine.flow, BoothState) and machine.flow.phase
            on_ballot = isinstance(filling, booth.Filling) and filling.sheet.leaf == "ballot"
            return "help.ballot" if on_ballot else "help.review"
