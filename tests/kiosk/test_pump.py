"""The pump: one queue, one thread, hooks called for what changed, and what a bug leads to."""

from __future__ import annotations

import gc
import logging
import threading
import weakref

import pytest

from hub.contract.attendance import CheckInReply, CheckInVerdict
from hub.contract.fleet import DeviceState, HeartbeatReply, KioskState, PollInfo, Role
from hub.contract.voting import PermitReply, PermitVerdict
from kiosk.flows import machine as machines
from kiosk.flows.booth import Filling
from kiosk.flows.effects import AskPermit, CastBallot, ReleasePermit, SendScan, Sound
from kiosk.flows.events import Action, Informed, PermitReplied, ScanReplied
from kiosk.flows.sheet import Sheet
from kiosk.flows.views import (
    BallotView,
    IdleView,
    OutOfOrderView,
    ReviewView,
    VerdictView,
    View,
    WorkingView,
)
from kiosk.pump import FAILURES, LAST_WORDS_MS, Pump, PumpFailed
from kiosk.readers.base import Garbage, Scan
from tests.fakes.fake_link import FakeLink, SetClock
from tests.fakes.flow_bench import CONGRESS, badge, form


class Rig:
    """A pump with everything around it set by the test."""

    def __init__(self, role: Role = Role.CHECKIN) -> None:
        self.clock = SetClock()
        self.link = FakeLink()
        self.views: list[View] = []
        self.sounds: list[Sound] = []
        self.forgotten = 0
        self.pump = Pump(machines.joined("vi", "KB-01", role, CONGRESS), self.clock)
        self.pump.link = self.link
        self.pump.on_view = self.views.append
        self.pump.on_sound = self.sounds.append
        self.pump.on_forget = self.forget
        reply = HeartbeatReply(
            now_ms=0,
            label="KB-01",
            role=role,
            congress=CONGRESS,
            session=None,
            polls=[PollInfo(poll_id=1, title="Bầu")],
            next_ms=5000,
        )
        self.pump.post(Informed(reply, self.clock.now_ms()))
        self.later(1_000)

    def forget(self) -> None:
        self.forgotten += 1

    def later(self, ms: int) -> None:
        self.clock.at_ms += ms
        self.pump.drain()

    def scan(self, text: str) -> None:
        self.pump.read(Scan(text, self.clock.now_ms() * 1_000_000))
        self.pump.drain()

    def touch(self, action: Action, arg: str = "") -> None:
        self.later(500)
        self.pump.touch(action, arg)
        self.pump.drain()

    def answer(self, verdict: CheckInVerdict) -> None:
        sent = self.sent(SendScan)
        reply = CheckInReply(
            scan_id=sent.request.scan_id, verdict=verdict, person=None, since_ms=None
        )
        self.pump.post(ScanReplied(reply, False, self.clock.now_ms()))
        self.pump.drain()

    def sent(self, kind: type[SendScan]) -> SendScan:
        found = [e for e in self.link.given if isinstance(e, kind)]
        return found[-1]

    def open_ballot(self) -> None:
        self.scan(badge(1))
        asked = next(e for e in self.link.given if isinstance(e, AskPermit))
        reply = PermitReply(
            verdict=PermitVerdict.GRANTED, permit="a" * 32, lease_ms=900_000, form=form()
        )
        self.pump.post(PermitReplied(asked.request.request_id, reply, self.clock.now_ms()))
        self.pump.drain()


def test_a_reading_from_another_thread_becomes_an_effect_and_a_view() -> None:
    rig = Rig()
    scan = Scan(badge(1), rig.clock.now_ms() * 1_000_000)
    thread = threading.Thread(target=rig.pump.read, args=(scan,))
    thread.start()
    thread.join()
    assert rig.link.given == []
    rig.pump.drain()
    assert isinstance(rig.views[-1].body, WorkingView)
    sent = rig.sent(SendScan)
    assert sent.request.code == badge(1)
    assert sent.request.scanned_at_ms == rig.clock.wall_ms()
    rig.answer(CheckInVerdict.ACCEPTED)
    assert isinstance(rig.views[-1].body, VerdictView)
    assert rig.sounds == [Sound.ACCEPTED]
    rig.later(5_000)
    assert (isinstance(rig.views[-1].body, IdleView), rig.forgotten) == (True, 1)


def test_every_scan_has_an_id_of_its_own() -> None:
    rig = Rig()
    rig.scan(badge(1))
    first = rig.sent(SendScan).request.scan_id
    rig.answer(CheckInVerdict.ACCEPTED)
    rig.scan(badge(2))
    second = rig.sent(SendScan).request.scan_id
    assert len({first, second}) == 2
    assert {len(first), len(second)} == {32}


def test_a_view_is_handed_over_only_when_it_changed() -> None:
    rig = Rig()
    before = len(rig.views)
    for _ in range(50):
        rig.later(100)
    assert len(rig.views) == before
    rig.later(60_000)
    assert len(rig.views) == before + 1  # the clock in the head strip


def test_the_first_view_has_the_right_time() -> None:
    clock = SetClock()
    pump = Pump(machines.unjoined("vi"), clock)
    views: list[View] = []
    pump.on_view = views.append
    pump.reader_changed("fake", DeviceState.OK)
    pump.drain()
    assert {view.frame.wall_ms for view in views} == {clock.wall_ms() // 60_000 * 60_000}


def test_waiting_ends_with_a_post_and_wakes_whoever_does_not_wait() -> None:
    rig = Rig()
    woken = threading.Event()
    rig.pump.on_posted = woken.set
    timer = threading.Thread(target=rig.pump.touch, args=(Action.LANGUAGE, "en"))
    timer.start()
    while rig.views[-1].frame.language != "en":
        rig.pump.run_once(10)
    timer.join()
    assert woken.is_set()


def test_readers_report_garbage_and_their_state() -> None:
    rig = Rig()
    rig.pump.read(Garbage(rig.clock.now_ms() * 1_000_000))
    rig.pump.drain()
    assert rig.sounds == [Sound.UNREADABLE]
    rig.pump.reader_changed("serial", DeviceState.ABSENT)
    rig.later(10_000)
    assert isinstance(rig.views[-1].body, OutOfOrderView)
    assert rig.pump.standing() == (Role.CHECKIN, KioskState.OUT_OF_ORDER)


def test_the_standing_for_the_heartbeat_follows_the_flow() -> None:
    rig = Rig()
    assert rig.pump.standing() == (Role.CHECKIN, KioskState.IDLE)
    rig.scan(badge(1))
    assert rig.pump.standing() == (Role.CHECKIN, KioskState.SESSION)
    rig.answer(CheckInVerdict.UNKNOWN)
    assert rig.pump.standing() == (Role.CHECKIN, KioskState.RESULT)


def test_a_bug_shows_out_of_order_gives_the_permit_back_and_heals(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig(Role.BOOTH)
    rig.open_ballot()
    rig.touch(Action.CHOOSE, "c1")
    rig.touch(Action.REVIEW)
    rig.touch(Action.CAST)
    rig.link.bug = RuntimeError("Nguyễn Văn A chose c1")
    with caplog.at_level(logging.ERROR):
        rig.touch(Action.CONFIRM_CAST)
    body = rig.views[-1].body
    assert isinstance(body, OutOfOrderView)
    assert body.title.id == "out.broken"
    assert "RuntimeError" in caplog.text
    assert "Nguyễn" not in caplog.text
    assert "c1" not in caplog.text
    rig.later(10_100)
    assert isinstance(rig.views[-1].body, IdleView)


def test_a_bug_in_a_hook_while_a_ballot_is_open_releases_it() -> None:
    rig = Rig(Role.BOOTH)
    rig.open_ballot()
    seen = rig.views.append

    def fail(_view: View) -> None:
        rig.pump.on_view = seen
        raise ValueError("cannot draw")

    rig.pump.on_view = fail
    rig.touch(Action.CHOOSE, "c1")
    assert ReleasePermit(1, "a" * 32) in rig.link.given
    assert isinstance(rig.views[-1].body, OutOfOrderView)
    assert rig.forgotten == 1


def test_a_kiosk_that_fails_again_and_again_asks_for_a_new_process() -> None:
    rig = Rig()
    for _ in range(FAILURES - 1):
        rig.link.bug = RuntimeError()
        rig.scan(badge(1))
        rig.later(20_000)
    rig.link.bug = RuntimeError()
    with pytest.raises(PumpFailed):
        rig.scan(badge(1))


def test_failures_hours_apart_are_mended_each_time() -> None:
    rig = Rig()
    for _ in range(2 * FAILURES):
        rig.link.bug = RuntimeError()
        rig.scan(badge(1))
        rig.later(60 * 60_000)
    assert isinstance(rig.views[-1].body, IdleView)


def test_a_screen_that_can_draw_nothing_at_all_ends_the_process() -> None:
    rig = Rig()

    def fail(_view: View) -> None:
        raise ValueError

    rig.pump.on_view = fail
    with pytest.raises(PumpFailed):
        rig.scan(badge(1))


def test_a_dead_thread_is_said_and_then_ends_the_process() -> None:
    rig = Rig(Role.BOOTH)
    rig.open_ballot()
    threading.Thread(target=rig.pump.thread_died).start()
    while not isinstance(rig.views[-1].body, OutOfOrderView):
        rig.pump.run_once(10)
    assert [e for e in rig.link.given if isinstance(e, ReleasePermit)]
    rig.later(LAST_WORDS_MS - 1_000)
    rig.scan(badge(2))
    assert isinstance(rig.views[-1].body, OutOfOrderView)
    with pytest.raises(PumpFailed):
        rig.later(1_100)


def alive(*kinds: type) -> list[weakref.ref[object]]:
    """Every object of these kinds in this process, held by nothing of ours."""
    gc.collect()
    return [weakref.ref(o) for o in gc.get_objects() if issubclass(type(o), kinds)]


def newer(before: list[weakref.ref[object]], *kinds: type) -> int:
    """How many there are that were not there before."""
    old = {id(o) for ref in before if (o := ref()) is not None}
    return sum(1 for ref in alive(*kinds) if id(ref()) not in old)


KEEPERS = (Sheet, Filling, BallotView, ReviewView, CastBallot)
"""What has choices in it."""


@pytest.mark.parametrize("ending", ["abandoned", "left", "cast"])
def test_no_object_with_the_choices_outlives_the_ballot(ending: str) -> None:
    before = alive(*KEEPERS)
    rig = Rig(Role.BOOTH)
    rig.pump.on_view = lambda view: rig.views.__setitem__(slice(None), [view])
    rig.open_ballot()
    rig.touch(Action.CHOOSE, "c2")
    assert newer(before, *KEEPERS) == 3
    if ending == "abandoned":
        rig.later(121_000)
        rig.later(31_000)
    elif ending == "left":
        rig.touch(Action.LEAVE)
        rig.touch(Action.LEAVE)
    else:
        for action in (Action.REVIEW, Action.CAST, Action.CONFIRM_CAST):
            rig.touch(action)
        rig.link.given.pop()
    assert newer(before, *KEEPERS) == 0


def test_a_bug_leaves_no_choices_behind_either() -> None:
    before = alive(*KEEPERS)
    rig = Rig(Role.BOOTH)
    rig.open_ballot()
    rig.touch(Action.CHOOSE, "c2")
    rig.views.clear()
    rig.link.bug = RuntimeError()
    rig.touch(Action.CALL_STAFF)
    rig.views.clear()
    assert newer(before, *KEEPERS) == 0
