"""Joining on the bench: the ticket, each way it fails, and what follows."""

from __future__ import annotations

import pytest

from hub.contract.fleet import EnrolReply, Role
from hub.contract.ticket import Ticket, encode_ticket
from hub.contract.wire import ErrorCode
from kiosk.flows import events
from kiosk.flows.effects import Enrol, Play, SendScan, Sound
from kiosk.flows.events import Action, EnrolFailure
from kiosk.flows.text_ids import TEXT_IDS
from kiosk.flows.views import IdleView, OutOfOrderView, SetupView, Tone
from tests.fakes.flow_bench import CONGRESS, Bench, badge

TICKET = encode_ticket(Ticket(bytes(16), bytes(range(16)), "10.0.0.1", 8443))


def joined(role: Role = Role.CHECKIN) -> EnrolReply:
    return EnrolReply(
        kiosk_id="k1",
        label="KB-07",
        role=role,
        certificate_pem="",
        hub_id="h1",
        congress=CONGRESS,
    )


@pytest.fixture
def kiosk() -> Bench:
    return Bench(role=None)


def test_a_ticket_is_sent_once_and_the_kiosk_says_that_it_joins(kiosk: Bench) -> None:
    assert kiosk.title == "setup.scan_ticket"
    fresh_id = kiosk.scan(TICKET)
    kiosk.scan(TICKET)
    assert kiosk.all(Enrol) == [Enrol(TICKET, fresh_id)]
    assert kiosk.body(SetupView).busy


@pytest.mark.parametrize(
    ("role", "idle"), [(Role.CHECKIN, "checkin.idle"), (Role.BOOTH, "booth.idle.no_poll")]
)
def test_a_kiosk_that_has_joined_says_so_and_goes_to_work(
    kiosk: Bench, role: Role, idle: str
) -> None:
    kiosk.scan(TICKET)
    kiosk.take(events.Enrolled(joined(role), kiosk.now_ms))
    assert (kiosk.title, kiosk.body(SetupView).tone) == (f"setup.joined_{role}", Tone.ACCEPTED)
    assert kiosk.view.frame.kiosk_label == "KB-07"
    kiosk.wait(3_100)
    kiosk.body(IdleView)
    assert kiosk.title == idle


@pytest.mark.parametrize("reason", list(EnrolFailure))
def test_each_refusal_has_its_own_words_and_stays_until_a_touch(
    kiosk: Bench, reason: EnrolFailure
) -> None:
    kiosk.scan(TICKET)
    kiosk.take(events.EnrolRefused(reason, kiosk.now_ms))
    shown = kiosk.body(SetupView)
    assert (shown.text.id, shown.tone) == (f"setup.{reason}", Tone.REFUSED)
    assert shown.detail is not None
    assert {shown.text.id, shown.detail.id} <= TEXT_IDS.keys()
    kiosk.wait(60_000)
    assert kiosk.title == f"setup.{reason}"
    kiosk.touch(Action.CLOSE)
    assert kiosk.title == "setup.scan_ticket"


def test_after_a_refusal_the_next_ticket_is_taken(kiosk: Bench) -> None:
    kiosk.scan(TICKET)
    kiosk.take(events.EnrolRefused(EnrolFailure.TICKET_EXPIRED, kiosk.now_ms))
    kiosk.scan(TICKET)
    assert len(kiosk.all(Enrol)) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (badge(1), EnrolFailure.NOT_A_TICKET),
        ("https://example.org", EnrolFailure.NOT_A_TICKET),
        (TICKET[:-1] + ("A" if TICKET[-1] != "A" else "B"), EnrolFailure.MISREAD),
        (TICKET[:-5], EnrolFailure.MISREAD),
        ("DH2" + TICKET[3:], EnrolFailure.WRONG_PROTOCOL),
    ],
)
def test_what_is_no_ticket_of_ours_is_not_sent(
    kiosk: Bench, text: str, reason: EnrolFailure
) -> None:
    kiosk.scan(text)
    assert kiosk.title == f"setup.{reason}"
    assert kiosk.all(Enrol) == []


def test_noise_is_a_misreading_but_does_not_disturb_joining(kiosk: Bench) -> None:
    kiosk.garble()
    assert (kiosk.title, kiosk.all(Play)) == ("setup.misread", [Play(Sound.UNREADABLE)])
    kiosk.scan(TICKET)
    kiosk.garble()
    assert kiosk.title == "setup.joining"


def test_joining_that_never_ends_is_told_and_a_late_success_still_counts(kiosk: Bench) -> None:
    kiosk.scan(TICKET)
    kiosk.wait(46_000)
    assert kiosk.title == "setup.no_hub"
    kiosk.take(events.Enrolled(joined(), kiosk.now_ms))
    assert kiosk.title == "setup.joined_checkin"


EXPULSIONS = [
    (ErrorCode.KIOSK_REVOKED, "out.kiosk_revoked"),
    (ErrorCode.KIOSK_UNKNOWN, "out.kiosk_unknown"),
    (ErrorCode.WRONG_CONGRESS, "out.wrong_congress"),
    (ErrorCode.WRONG_PROTOCOL, "out.wrong_protocol"),
    (ErrorCode.CERTIFICATE_REQUIRED, "out.expelled"),
]


@pytest.mark.parametrize(("code", "title"), EXPULSIONS)
@pytest.mark.parametrize("role", list(Role))
def test_a_kiosk_that_was_thrown_out_says_why_and_serves_nobody(
    role: Role, code: ErrorCode, title: str
) -> None:
    kiosk = Bench(role)
    details: dict[str, str | int] = {"hub": "Đại hội khác", "kiosk": "1.0"}
    kiosk.take(events.Expelled(code, details, kiosk.now_ms))
    kiosk.wait(120_000)
    shown = kiosk.body(OutOfOrderView)
    assert shown.title.id == title
    assert set(TEXT_IDS[title].params) == set(shown.title.params) & set(TEXT_IDS[title].params)
    assert shown.lines
    assert shown.code
    kiosk.forget()
    kiosk.scan(badge(1))
    assert kiosk.done == [Play(Sound.REFUSED)]


def test_a_kiosk_that_was_thrown_out_can_join_again_by_a_new_ticket() -> None:
    kiosk = Bench(Role.CHECKIN)
    kiosk.take(events.Expelled(ErrorCode.KIOSK_UNKNOWN, {}, kiosk.now_ms))
    kiosk.scan(TICKET)
    assert len(kiosk.all(Enrol)) == 1
    kiosk.take(events.EnrolRefused(EnrolFailure.TICKET_USED, kiosk.now_ms))
    assert kiosk.title == "setup.ticket_used"
    kiosk.touch(Action.CLOSE)
    kiosk.body(OutOfOrderView)
    kiosk.wait(500)
    kiosk.scan(TICKET)
    kiosk.take(events.Enrolled(joined(), kiosk.now_ms))
    kiosk.wait(3_100)
    kiosk.scan(badge(1))
    assert len(kiosk.all(SendScan)) == 1


def test_a_hub_that_takes_the_kiosk_back_ends_the_expulsion() -> None:
    kiosk = Bench(Role.CHECKIN)
    kiosk.take(events.Expelled(ErrorCode.WRONG_PROTOCOL, {}, kiosk.now_ms))
    kiosk.inform(Role.CHECKIN)
    kiosk.body(IdleView)


def test_an_expulsion_does_not_take_away_the_answer_somebody_is_reading() -> None:
    kiosk = Bench(Role.CHECKIN)
    kiosk.answer(kiosk.scan(badge(1)))
    kiosk.take(events.Expelled(ErrorCode.KIOSK_REVOKED, {}, kiosk.now_ms))
    assert kiosk.title == "checkin.accepted"
    kiosk.wait(4_000)
    kiosk.body(OutOfOrderView)


def test_the_hub_may_give_the_kiosk_another_role_when_nobody_is_served() -> None:
    kiosk = Bench(Role.CHECKIN)
    scan_id = kiosk.scan(badge(1))
    kiosk.inform(Role.BOOTH)
    kiosk.answer(scan_id)
    assert kiosk.title == "checkin.accepted"
    kiosk.wait(4_000)
    assert kiosk.title == "booth.idle"
