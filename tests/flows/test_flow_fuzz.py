"""Anything may happen in any order: what must hold all the same."""

from __future__ import annotations

import re

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.contract.attendance import CheckInVerdict, Person, Standing
from hub.contract.fleet import DeviceState, EnrolReply, Role
from hub.contract.ticket import Ticket, encode_ticket
from hub.contract.voting import PermitReply, PermitVerdict, read_open
from hub.contract.wire import ErrorCode
from kiosk.flows import effects, events
from kiosk.flows.booth import BoothState, Filling
from kiosk.flows.events import Action, EnrolFailure, Event
from kiosk.flows.machine import broken
from kiosk.flows.text_ids import TEXT_IDS
from kiosk.flows.views import BallotView, Text, Tone, VerdictView
from tests.fakes.flow_bench import CONGRESS, Bench, badge, form

TICKET = encode_ticket(Ticket(bytes(16), bytes(16), "10.0.0.1", 8443))
NAME = "Nguyễn Thị Lan"
TEXTS = st.one_of(
    st.integers(1, 4).map(badge),
    st.sampled_from([TICKET, TICKET[:-3], "DH9" + TICKET[3:]]),
    st.text(),
)
ARGS = st.sampled_from(["", "c1", "c2", "c3", "c4", "next", "previous", "vi", "en", "M", "XL", "?"])
CODES = st.sampled_from(list(ErrorCode))


class Fuzz(RuleBasedStateMachine):
    """One kiosk under everything."""

    @initialize(role=st.sampled_from([None, Role.CHECKIN, Role.BOOTH, Role.BOOTH]))
    def start(self, role: Role | None) -> None:
        self.kiosk = Bench(role, polls=(1, 2))
        self.accepted: set[str] = set()
        self.granted: set[str] = set()
        self.touches: list[tuple[Action, int, str]] = []
        self.used = 0

    def filling(self) -> Filling | None:
        flow = self.kiosk.machine.flow
        phase = flow.phase if isinstance(flow, BoothState) else None
        return phase if isinstance(phase, Filling) else None

    def take(self, event: Event) -> None:
        """One event; what it led to is checked at once."""
        before = len(self.kiosk.done)
        self.kiosk.take(event)
        self.check(self.kiosk.done[before:])

    def check(self, done: list[effects.Effect]) -> None:
        for effect in done:
            if isinstance(effect, effects.CastBallot):
                (first, second) = self.touches[-2:]
                assert (first[0], second[0]) == (Action.CAST, Action.CONFIRM_CAST)
                assert second[1] - first[1] >= 400
                assert first[2] == second[2] != ""
                assert len(read_open(effect.request.envelope)) <= 2
                assert effect.request.permit in self.granted
        if effects.Forget() in done:
            assert self.filling() is None

    @rule(ms=st.sampled_from([50, 400, 1_600, 3_100, 7_100, 30_000, 121_000]))
    def wait(self, ms: int) -> None:
        before = len(self.kiosk.done)
        self.kiosk.wait(ms)
        self.check(self.kiosk.done[before:])

    @rule(text=TEXTS)
    def scan(self, text: str) -> None:
        fresh_id = self.kiosk.new_id()
        self.take(events.Scanned(text, self.kiosk.now_ms, 0, fresh_id))

    @rule()
    def garble(self) -> None:
        self.take(events.Unreadable(self.kiosk.now_ms))

    @rule(action=st.sampled_from(list(Action)), arg=ARGS, late=st.booleans())
    def touch(self, action: Action, arg: str, late: bool) -> None:
        if late:
            self.wait(500)
        filling = self.filling()
        open_for = filling.visit if filling else ""
        self.touches.append((action, self.kiosk.now_ms, open_for))
        self.take(events.Touched(action, self.kiosk.now_ms, self.kiosk.new_id(), arg))

    @precondition(lambda self: self.filling() is not None)
    @rule()
    def vote(self) -> None:
        for action in (Action.CLOSE, Action.REVIEW, Action.CAST, Action.CONFIRM_CAST):
            self.touch(action, "", late=True)

    @precondition(lambda self: self.kiosk.all(effects.SendScan))
    @rule(verdict=st.sampled_from(list(CheckInVerdict)), back=st.integers(0, 2), late=st.booleans())
    def answer(self, verdict: CheckInVerdict, back: int, late: bool) -> None:
        sent = self.kiosk.all(effects.SendScan)
        scan_id = sent[max(-len(sent), -1 - back)].request.scan_id
        if verdict is CheckInVerdict.ACCEPTED:
            self.accepted.add(scan_id)
        person = Person(name=NAME, delegation="Sở Y tế", seat="", standing=Standing.OFFICIAL)
        self.kiosk.answer(scan_id, verdict, person, late=late, since_ms=5)

    @precondition(lambda self: self.kiosk.all(effects.SendScan))
    @rule()
    def no_answer(self) -> None:
        scan_id = self.kiosk.all(effects.SendScan)[-1].request.scan_id
        self.take(events.ScanUnanswered(scan_id, self.kiosk.now_ms))

    @precondition(lambda self: self.kiosk.all(effects.AskPermit))
    @rule(verdict=st.sampled_from(list(PermitVerdict)), grant=st.booleans(), whole=st.booleans())
    def permit(self, verdict: PermitVerdict, grant: bool, whole: bool) -> None:
        asked = self.kiosk.asked()
        if not grant and verdict is not PermitVerdict.GRANTED:
            self.kiosk.permit(verdict)
            return
        permit = self.kiosk.new_id()
        self.granted.add(permit)
        reply = PermitReply(
            verdict=PermitVerdict.GRANTED,
            permit=permit,
            lease_ms=900_000,
            form=form(asked.poll_id if whole else 99, seats=2),
        )
        self.take(events.PermitReplied(asked.request.request_id, reply, self.kiosk.now_ms))

    @precondition(lambda self: self.kiosk.all(effects.AskPermit))
    @rule()
    def no_permit(self) -> None:
        request_id = self.kiosk.asked().request.request_id
        self.take(events.Unanswered(request_id, self.kiosk.now_ms))

    @precondition(lambda self: self.kiosk.all(effects.CastBallot))
    @rule(refused=st.booleans(), code=CODES)
    def receive(self, refused: bool, code: ErrorCode) -> None:
        cast = self.kiosk.all(effects.CastBallot)[-1]
        if refused:
            self.take(events.Refused(cast.ballot_id, code, {}, self.kiosk.now_ms))
        else:
            self.kiosk.receive(cast)

    @precondition(
        lambda self: self.kiosk.all(effects.AskPermit) or self.kiosk.all(effects.SendScan)
    )
    @rule(code=CODES)
    def refuse(self, code: ErrorCode) -> None:
        ids = [e.request.request_id for e in self.kiosk.all(effects.AskPermit)]
        ids += [e.request.scan_id for e in self.kiosk.all(effects.SendScan)]
        self.take(events.Refused(ids[-1], code, {}, self.kiosk.now_ms))

    @rule(role=st.sampled_from(list(Role)), polls=st.sampled_from([(), (1,), (1, 2), (2, 1)]))
    def inform(self, role: Role, polls: tuple[int, ...]) -> None:
        if self.kiosk.machine.around.role is not None:
            self.kiosk.inform(role, polls, session=bool(polls))

    @rule(code=CODES)
    def expel(self, code: ErrorCode) -> None:
        self.take(events.Expelled(code, {"hub": "1.0"}, self.kiosk.now_ms))

    @rule(reason=st.sampled_from(list(EnrolFailure)))
    def not_joined(self, reason: EnrolFailure) -> None:
        self.take(events.EnrolRefused(reason, self.kiosk.now_ms))

    @rule(role=st.sampled_from(list(Role)))
    def join(self, role: Role) -> None:
        reply = EnrolReply(
            kiosk_id="k",
            label="KB-02",
            role=role,
            certificate_pem="",
            hub_id="h",
            congress=CONGRESS,
        )
        self.take(events.Enrolled(reply, self.kiosk.now_ms))

    @rule(state=st.sampled_from(list(DeviceState)), connected=st.booleans(), rows=st.integers(0, 9))
    def surroundings(self, state: DeviceState, connected: bool, rows: int) -> None:
        self.take(events.ReaderChanged("r", state, self.kiosk.now_ms))
        self.take(events.LinkChanged(connected, self.kiosk.now_ms))
        self.take(events.QueueChanged(rows, self.kiosk.now_ms))
        self.take(events.Resized({"M": rows, "XL": 1}))

    @rule()
    def bug(self) -> None:
        self.kiosk.machine, done = broken(self.kiosk.machine, self.kiosk.now_ms)
        self.kiosk.done.extend(done)
        self.check(list(done))

    @invariant()
    def screen_is_sound(self) -> None:
        view = self.kiosk.view
        assert view == self.kiosk.view
        for found in _texts(view.body):
            assert set(found.params) == set(TEXT_IDS[found.id].params), found
        if isinstance(view.body, VerdictView) and view.body.tone is Tone.ACCEPTED:
            phase = self.kiosk.machine.flow.phase
            assert getattr(phase, "visit", None) in self.accepted
        if isinstance(view.body, BallotView):
            assert sum(row.chosen for row in view.body.rows) <= view.body.chosen <= 2
        if self.kiosk.machine.around.role is Role.BOOTH and isinstance(
            self.kiosk.machine.flow, BoothState
        ):
            assert not re.search(NAME, repr(view))

    @invariant()
    def every_permit_is_open_or_used_or_given_back(self) -> None:
        filling = self.filling()
        live = {filling.sheet.permit} if filling else set()
        cast = {e.request.permit for e in self.kiosk.all(effects.CastBallot)}
        back = {e.permit for e in self.kiosk.all(effects.ReleasePermit)}
        assert self.granted == live | cast | back


def _texts(body: object) -> list[Text]:
    found: list[Text] = []
    for value in vars(body).values():
        values = value if isinstance(value, tuple) else (value,)
        found.extend(v for v in values if isinstance(v, Text))
    return found


TestFuzz = Fuzz.TestCase
TestFuzz.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
