"""Check-in on the bench: every answer, how long it stays, and who may take its place."""

from __future__ import annotations

import pytest

from hub.contract.attendance import CheckInVerdict, Person, Standing
from hub.contract.fleet import DeviceState, Role
from hub.contract.ticket import Ticket, encode_ticket
from hub.contract.wire import ErrorCode
from kiosk.flows import events
from kiosk.flows.effects import Forget, Play, SendScan, Sound
from kiosk.flows.events import Action
from kiosk.flows.views import (
    HelpView,
    Icon,
    IdleView,
    OutOfOrderView,
    Tone,
    VerdictView,
    WorkingView,
)
from tests.fakes.flow_bench import Bench, badge

LAN = Person(name="Nguyễn Thị Lan", delegation="Sở Y tế", seat="B12", standing=Standing.OFFICIAL)


@pytest.fixture
def kiosk() -> Bench:
    return Bench(Role.CHECKIN)


def test_a_badge_is_sent_and_green_comes_only_with_the_hubs_acceptance(kiosk: Bench) -> None:
    scan_id = kiosk.scan(badge(1))
    (sent,) = kiosk.all(SendScan)
    assert (sent.request.scan_id, sent.request.code) == (scan_id, badge(1))
    assert (sent.request.session_id, sent.request.late) == (7, False)
    kiosk.body(WorkingView)

    kiosk.answer(scan_id, person=LAN)

    shown = kiosk.body(VerdictView)
    assert (shown.tone, shown.icon, shown.title.id) == (
        Tone.ACCEPTED,
        Icon.CHECK,
        "checkin.accepted",
    )
    assert shown.name == "Nguyễn Thị Lan"
    assert [(t.id, t.params) for t in shown.lines] == [
        ("checkin.delegation", {"delegation": "Sở Y tế"}),
        ("checkin.seat", {"seat": "B12"}),
    ]
    assert kiosk.all(Play) == [Play(Sound.ACCEPTED)]


ANSWERS = [
    (CheckInVerdict.ALREADY_IN, Tone.ATTENTION, Icon.CHECK_TWICE, Sound.ATTENTION),
    (CheckInVerdict.UNKNOWN, Tone.REFUSED, Icon.CROSS, Sound.REFUSED),
    (CheckInVerdict.REVOKED, Tone.REFUSED, Icon.BARRED, Sound.REFUSED),
    (CheckInVerdict.ALTERNATE_UNDECIDED, Tone.ATTENTION, Icon.HAND, Sound.ATTENTION),
    (CheckInVerdict.NO_SESSION, Tone.ATTENTION, Icon.DOOR, Sound.ATTENTION),
]


@pytest.mark.parametrize(("verdict", "tone", "icon", "sound"), ANSWERS)
def test_each_answer_has_its_own_look_words_and_sound(
    kiosk: Bench, verdict: CheckInVerdict, tone: Tone, icon: Icon, sound: Sound
) -> None:
    kiosk.answer(kiosk.scan(badge(1)), verdict)
    shown = kiosk.body(VerdictView)
    assert (shown.tone, shown.icon, shown.title.id) == (tone, icon, f"checkin.{verdict.value}")
    assert kiosk.all(Play) == [Play(sound)]


def test_no_two_answers_share_an_icon_or_a_title(kiosk: Bench) -> None:
    seen = []
    for verdict in CheckInVerdict:
        bench = Bench(Role.CHECKIN)
        bench.answer(bench.scan(badge(1)), verdict)
        seen.append(bench.body(VerdictView))
    kiosk.take(events.ScanUnanswered(kiosk.scan(badge(1)), kiosk.now_ms))
    seen.append(kiosk.body(VerdictView))
    unreadable = Bench(Role.CHECKIN)
    unreadable.garble()
    seen.append(unreadable.body(VerdictView))
    assert len({view.icon for view in seen}) == len(seen) == len({view.title.id for view in seen})


def test_a_guest_is_welcomed_as_a_guest(kiosk: Bench) -> None:
    guest = Person(name="Bà Hoa", delegation="", seat="", standing=Standing.GUEST)
    kiosk.answer(kiosk.scan(badge(1)), person=guest)
    shown = kiosk.body(VerdictView)
    assert (shown.tone, shown.title.id, shown.lines) == (
        Tone.ACCEPTED,
        "checkin.accepted_guest",
        (),
    )


def test_already_in_says_since_when(kiosk: Bench) -> None:
    kiosk.answer(kiosk.scan(badge(1)), CheckInVerdict.ALREADY_IN, LAN, since_ms=123)
    since = kiosk.body(VerdictView).lines[0]
    assert (since.id, since.params) == ("checkin.since", {"time_ms": 123})


def test_a_silent_hub_means_kept_not_green_and_no_name(kiosk: Bench) -> None:
    kiosk.take(events.ScanUnanswered(kiosk.scan(badge(1)), kiosk.now_ms))
    shown = kiosk.body(VerdictView)
    assert (shown.tone, shown.icon, shown.title.id, shown.name) == (
        Tone.ATTENTION,
        Icon.CLOCK,
        "checkin.kept",
        "",
    )


def test_a_late_answer_is_not_shown_to_the_next_person(kiosk: Bench) -> None:
    first = kiosk.scan(badge(1))
    kiosk.take(events.ScanUnanswered(first, kiosk.now_ms))
    kiosk.wait(5_000)
    second = kiosk.scan(badge(2))
    before = kiosk.view
    kiosk.answer(first, CheckInVerdict.REVOKED, late=True)
    assert kiosk.view == before
    kiosk.answer(second, person=LAN)
    kiosk.answer(first, CheckInVerdict.REVOKED, late=True)
    assert kiosk.title == "checkin.accepted"
    kiosk.wait(10_000)
    kiosk.answer(first, CheckInVerdict.REVOKED, late=True)
    kiosk.body(IdleView)


def test_an_answer_that_comes_while_its_person_reads_kept_is_shown(kiosk: Bench) -> None:
    scan_id = kiosk.scan(badge(1))
    kiosk.take(events.ScanUnanswered(scan_id, kiosk.now_ms))
    kiosk.wait(1_000)
    kiosk.answer(scan_id, person=LAN, late=True)
    assert kiosk.title == "checkin.accepted"


def test_a_repeated_answer_does_not_change_what_was_said(kiosk: Bench) -> None:
    scan_id = kiosk.scan(badge(1))
    kiosk.answer(scan_id, CheckInVerdict.REVOKED)
    kiosk.answer(scan_id, person=LAN)
    assert kiosk.title == "checkin.revoked"


@pytest.mark.parametrize(
    ("verdict", "at_least_ms", "at_most_ms"),
    [
        (CheckInVerdict.ACCEPTED, 3_000, 4_000),
        (CheckInVerdict.ALREADY_IN, 3_000, 4_000),
        (CheckInVerdict.REVOKED, 6_000, 8_000),
        (CheckInVerdict.ALTERNATE_UNDECIDED, 6_000, 8_000),
    ],
)
def test_how_long_an_answer_stays(
    kiosk: Bench, verdict: CheckInVerdict, at_least_ms: int, at_most_ms: int
) -> None:
    kiosk.answer(kiosk.scan(badge(1)), verdict)
    kiosk.wait(at_least_ms)
    kiosk.body(VerdictView)
    kiosk.wait(at_most_ms - at_least_ms)
    kiosk.body(IdleView)
    assert Forget() in kiosk.done


def test_a_touch_lets_a_refusal_go(kiosk: Bench) -> None:
    kiosk.answer(kiosk.scan(badge(1)), CheckInVerdict.UNKNOWN)
    kiosk.touch(Action.CLOSE)
    kiosk.body(IdleView)


def test_the_next_badge_takes_the_place_of_a_good_answer_at_once(kiosk: Bench) -> None:
    kiosk.answer(kiosk.scan(badge(1)), person=LAN)
    kiosk.scan(badge(2))
    kiosk.body(WorkingView)
    assert [s.request.code for s in kiosk.all(SendScan)] == [badge(1), badge(2)]


def test_a_refusal_stands_for_a_second_and_a_half_and_the_next_badge_is_not_lost(
    kiosk: Bench,
) -> None:
    kiosk.answer(kiosk.scan(badge(1)), CheckInVerdict.REVOKED)
    kiosk.wait(500)
    second = kiosk.scan(badge(2))
    assert kiosk.title == "checkin.revoked"
    assert "checkin.next_kept" in [line.id for line in kiosk.body(VerdictView).lines]
    kiosk.wait(900)
    assert kiosk.title == "checkin.revoked"
    kiosk.wait(200)
    kiosk.body(WorkingView)
    assert kiosk.all(SendScan)[-1].request.scan_id == second


def test_badges_shown_while_the_hub_is_asked_are_answered_in_turn(kiosk: Bench) -> None:
    first = kiosk.scan(badge(1))
    second, third = kiosk.scan(badge(2)), kiosk.scan(badge(3))
    assert len(kiosk.all(SendScan)) == 1
    kiosk.answer(first, person=LAN)
    assert kiosk.title == "checkin.accepted"
    kiosk.wait(1_600)
    kiosk.answer(second, CheckInVerdict.UNKNOWN)
    kiosk.wait(1_600)
    kiosk.answer(third, person=LAN)
    assert [s.request.scan_id for s in kiosk.all(SendScan)] == [first, second, third]
    assert kiosk.title == "checkin.accepted"


def test_a_badge_that_cannot_be_kept_is_refused_by_ear(kiosk: Bench) -> None:
    for number in range(1, 7):
        kiosk.scan(badge(number))
    assert kiosk.all(Play) == [Play(Sound.UNREADABLE)]


def test_a_badge_held_before_the_reader_is_one_scan(kiosk: Bench) -> None:
    kiosk.answer(kiosk.scan(badge(1)), person=LAN)
    for _ in range(20):
        kiosk.wait(500)
        kiosk.scan(badge(1))
    assert len(kiosk.all(SendScan)) == 1
    kiosk.wait(3_000)
    kiosk.scan(badge(1))
    assert len(kiosk.all(SendScan)) == 2


HOSTILE = [
    "",
    "https://example.org/?q=1",
    "12345",
    badge(1)[:-1],
    badge(1) + badge(2),
    badge(1)[:-1] + str((int(badge(1)[-1]) + 1) % 10),
    "٠" * 26,
    "<script>",
    "9" * 10_000,
    "\x00\x1b[2J",
    " " + badge(1),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_badge_is_never_sent_and_gets_a_calm_screen(kiosk: Bench, text: str) -> None:
    kiosk.scan(text)
    assert kiosk.title == "scan.unreadable"
    assert kiosk.body(VerdictView).tone is Tone.PLAIN
    assert kiosk.all(SendScan) == []
    assert kiosk.all(Play) == [Play(Sound.UNREADABLE)]


def test_misreadings_in_a_row_lead_to_a_hint_and_then_to_the_staff(kiosk: Bench) -> None:
    said = []
    for _ in range(4):
        kiosk.wait(1_000)
        kiosk.garble()
        said.append([line.id for line in kiosk.body(VerdictView).lines])
    assert said == [
        ["scan.unreadable.do"],
        ["scan.unreadable.hold"],
        ["scan.unreadable.staff"],
        ["scan.unreadable.staff"],
    ]
    kiosk.wait(25_000)
    kiosk.garble()
    assert kiosk.body(VerdictView).lines[0].id == "scan.unreadable.do"


def test_a_good_badge_after_a_misreading_is_taken_at_once(kiosk: Bench) -> None:
    kiosk.garble()
    kiosk.scan(badge(1))
    assert len(kiosk.all(SendScan)) == 1


def test_noise_does_not_hide_a_fresh_answer(kiosk: Bench) -> None:
    kiosk.answer(kiosk.scan(badge(1)), person=LAN)
    kiosk.garble()
    assert kiosk.title == "checkin.accepted"
    kiosk.wait(1_600)
    kiosk.garble()
    assert kiosk.title == "scan.unreadable"


def test_a_joining_ticket_at_a_kiosk_that_has_joined_is_told_apart(kiosk: Bench) -> None:
    kiosk.scan(encode_ticket(Ticket(bytes(16), bytes(16), "10.0.0.1", 8443)))
    assert kiosk.title == "scan.ticket_here"


def test_waiting_shows_a_spinner_then_offers_staff_then_ends(kiosk: Bench) -> None:
    kiosk.scan(badge(1))
    assert (kiosk.body(WorkingView).spinner, kiosk.body(WorkingView).call_staff) == (False, False)
    kiosk.wait(300)
    assert kiosk.body(WorkingView).spinner
    kiosk.wait(4_700)
    assert kiosk.body(WorkingView).call_staff
    kiosk.wait(5_000)
    assert kiosk.title == "checkin.refused"


def test_a_refused_request_sends_to_the_desk_with_a_code(kiosk: Bench) -> None:
    scan_id = kiosk.scan(badge(1))
    kiosk.take(events.Refused(scan_id, ErrorCode.BUSY, {}, kiosk.now_ms))
    shown = kiosk.body(VerdictView)
    assert (shown.tone, shown.title.id, shown.code) == (Tone.REFUSED, "checkin.refused", "K19-19")
    kiosk.take(events.Refused("f" * 32, ErrorCode.BAD_MESSAGE, {}, kiosk.now_ms))
    assert kiosk.body(VerdictView).code == "K19-19"


def test_a_kiosk_without_a_reader_is_out_of_order_until_one_is_back(kiosk: Bench) -> None:
    kiosk.take(events.ReaderChanged("a", DeviceState.OK, kiosk.now_ms))
    kiosk.take(events.ReaderChanged("b", DeviceState.ABSENT, kiosk.now_ms))
    kiosk.body(IdleView)
    assert not kiosk.view.frame.reader_ok
    kiosk.take(events.ReaderChanged("a", DeviceState.ABSENT, kiosk.now_ms))
    assert kiosk.body(OutOfOrderView).title.id == "out.reader"
    kiosk.take(events.ReaderChanged("b", DeviceState.OK, kiosk.now_ms))
    kiosk.body(IdleView)


def test_language_and_size_change_at_once_and_go_back_after_the_visit(kiosk: Bench) -> None:
    kiosk.touch(Action.LANGUAGE, "en")
    kiosk.touch(Action.SIZE, "XL")
    kiosk.answer(kiosk.scan(badge(1)), person=LAN)
    assert (kiosk.view.frame.language, kiosk.view.frame.size) == ("en", "XL")
    kiosk.wait(4_000)
    assert (kiosk.view.frame.language, kiosk.view.frame.size) == ("vi", "M")


def test_the_next_person_does_not_inherit_the_language(kiosk: Bench) -> None:
    kiosk.touch(Action.LANGUAGE, "en")
    kiosk.answer(kiosk.scan(badge(1)), person=LAN)
    kiosk.scan(badge(2))
    assert kiosk.view.frame.language == "vi"


def test_a_language_that_was_left_behind_goes_back(kiosk: Bench) -> None:
    kiosk.touch(Action.LANGUAGE, "en")
    kiosk.wait(29_000)
    assert kiosk.view.frame.language == "en"
    kiosk.wait(1_100)
    assert kiosk.view.frame.language == "vi"


@pytest.mark.parametrize(("action", "arg"), [(Action.LANGUAGE, "xx"), (Action.SIZE, "XXL")])
def test_an_unknown_language_or_size_changes_nothing(
    kiosk: Bench, action: Action, arg: str
) -> None:
    before = kiosk.view
    kiosk.touch(action, arg)
    assert kiosk.view == before


def test_help_lies_over_the_screen_and_goes_with_it(kiosk: Bench) -> None:
    kiosk.touch(Action.HELP)
    assert [line.id for line in kiosk.body(HelpView).lines] == ["help.checkin", "help.staff"]
    scan_id = kiosk.scan(badge(1))
    kiosk.body(WorkingView)
    kiosk.answer(scan_id, CheckInVerdict.UNKNOWN)
    kiosk.touch(Action.HELP)
    kiosk.touch(Action.CLOSE)
    assert kiosk.title == "checkin.unknown"
