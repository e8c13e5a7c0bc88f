"""The booth on the bench: from the badge to the thanks, and every way that ends before."""

from __future__ import annotations

import pytest

from hub.contract.fleet import Role
from hub.contract.voting import PermitReply, PermitVerdict, read_open
from hub.contract.wire import ErrorCode
from kiosk.flows import events
from kiosk.flows.effects import (
    AskPermit,
    CallStaff,
    CastBallot,
    Forget,
    Play,
    ReleasePermit,
    Sound,
)
from kiosk.flows.events import Action
from kiosk.flows.views import (
    BallotView,
    ConfirmView,
    HelpView,
    IdleView,
    LeaveView,
    OutOfOrderView,
    ReviewView,
    SavingView,
    StillThereView,
    ThanksView,
    Tone,
    VerdictView,
    WorkingView,
)
from tests.fakes.flow_bench import Bench, badge, form

PERMIT_1 = f"{1:032x}"


@pytest.fixture
def booth() -> Bench:
    return Bench(Role.BOOTH)


def test_the_whole_way_from_badge_to_thanks_and_home(booth: Bench) -> None:
    booth.scan(badge(1))
    asked = booth.asked()
    assert (asked.poll_id, asked.request.code) == (1, badge(1))
    booth.body(WorkingView)
    booth.permit()
    assert [row.name for row in booth.body(BallotView).rows][:2] == ["Ứng viên 1", "Ứng viên 2"]
    assert booth.view.frame.private

    cast = booth.cast("c4", "c2", "c1")
    assert read_open(cast.request.envelope) == ["c1", "c2", "c4"]
    assert (cast.poll_id, cast.request.permit) == (1, PERMIT_1)
    assert booth.title == "saving.saving"

    booth.receive(cast)
    assert booth.title == "thanks.thanks"
    assert booth.all(Play) == [Play(Sound.ACCEPTED)]
    booth.wait(4_900)
    booth.body(ThanksView)
    booth.forget()
    booth.wait(200)
    booth.body(IdleView)
    assert booth.done == [Forget()]
    assert booth.all(ReleasePermit) == []


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        (PermitVerdict.ALREADY_VOTED, "booth.already_voted"),
        (PermitVerdict.IN_USE, "booth.in_use"),
        (PermitVerdict.UNKNOWN, "booth.unknown"),
        (PermitVerdict.REVOKED, "booth.revoked"),
        (PermitVerdict.ALTERNATE_UNDECIDED, "booth.alternate_undecided"),
        (PermitVerdict.NOT_ENTITLED, "booth.not_entitled"),
        (PermitVerdict.NO_POLL, "booth.no_poll"),
    ],
)
def test_each_refusal_of_a_permit_has_its_words_and_no_ballot(
    booth: Bench, verdict: PermitVerdict, title: str
) -> None:
    booth.scan(badge(1))
    booth.permit(verdict)
    shown = booth.body(VerdictView)
    assert (shown.title.id, shown.name) == (title, "")
    assert shown.tone in (Tone.REFUSED, Tone.ATTENTION)
    booth.wait(7_100)
    booth.body(IdleView)


def test_saving_never_ends_by_itself_and_offers_staff_after_twenty_seconds(booth: Bench) -> None:
    booth.open_ballot()
    cast = booth.cast("c1")
    booth.wait(19_900)
    assert not booth.body(SavingView).call_staff
    booth.wait(100)
    assert booth.body(SavingView).call_staff
    assert booth.title == "saving.call_staff"
    booth.touch(Action.CALL_STAFF)
    assert booth.all(CallStaff) == [CallStaff()]
    assert booth.body(HelpView).called
    booth.touch(Action.CLOSE)
    booth.wait(600_000)
    booth.body(SavingView)
    assert booth.all(ReleasePermit) == []
    assert len(booth.all(CastBallot)) == 1
    booth.receive(cast)
    booth.body(ThanksView)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (ErrorCode.POLL_NOT_OPEN, "cast.poll_closed"),
        (ErrorCode.PERMIT_VOID, "cast.permit_void"),
        (ErrorCode.WRONG_DEFINITION, "cast.refused"),
    ],
)
def test_a_refused_cast_says_so_with_a_code_for_staff(
    booth: Bench, code: ErrorCode, title: str
) -> None:
    booth.open_ballot()
    cast = booth.cast("c1")
    booth.take(events.Refused("0" * 32, code, {}, booth.now_ms))
    booth.body(SavingView)
    booth.take(events.Refused(cast.ballot_id, code, {}, booth.now_ms))
    shown = booth.body(VerdictView)
    assert shown.title.id == title
    assert shown.code
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]


def test_a_receipt_of_an_earlier_ballot_thanks_nobody(booth: Bench) -> None:
    booth.open_ballot()
    first = booth.cast("c1")
    booth.receive(first)
    booth.wait(6_000)
    booth.receive(first)
    booth.body(IdleView)
    booth.scan(badge(2))
    booth.permit()
    booth.receive(first)
    booth.body(BallotView)
    booth.cast("c2")
    booth.receive(first)
    booth.body(SavingView)


def test_an_abandoned_ballot_is_warned_then_closed_and_never_cast(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.forget()
    booth.wait(119_900)
    booth.body(BallotView)
    booth.wait(100)
    assert booth.body(StillThereView).seconds_left == 30
    assert booth.all(Play) == [Play(Sound.REMINDER)]
    booth.wait(20_000)
    assert booth.body(StillThereView).seconds_left == 10
    assert booth.all(Play) == [Play(Sound.REMINDER)] * 2
    booth.wait(10_000)
    assert booth.title == "left.abandoned"
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]
    assert Forget() in booth.done
    booth.wait(10_000)
    booth.body(IdleView)
    assert booth.all(CastBallot) == []


@pytest.mark.parametrize("way", ["ballot", "review", "confirm", "leave"])
def test_every_screen_of_the_ballot_is_watched(booth: Bench, way: str) -> None:
    booth.open_ballot()
    if way != "ballot":
        booth.touch(Action.LEAVE if way == "leave" else Action.REVIEW)
    if way == "confirm":
        booth.touch(Action.CAST)
    booth.wait(120_000)
    booth.body(StillThereView)


def test_more_time_brings_the_ballot_back_as_it_was(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.wait(125_000)
    booth.touch(Action.MORE_TIME)
    assert booth.chosen() == ["c1"]
    booth.wait(119_900)
    booth.body(BallotView)


def test_a_touch_behind_the_warning_chooses_nothing(booth: Bench) -> None:
    booth.open_ballot()
    booth.wait(125_000)
    booth.touch(Action.CHOOSE, "c1")
    assert booth.chosen() == []


def test_reading_the_help_is_being_there_but_the_warning_lies_over_it(booth: Bench) -> None:
    booth.open_ballot()
    booth.wait(100_000)
    booth.touch(Action.HELP)
    booth.wait(110_000)
    assert [line.id for line in booth.body(HelpView).lines] == ["help.ballot", "help.staff"]
    booth.wait(10_000)
    booth.body(StillThereView)


def test_another_badge_never_changes_the_person(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.scan(badge(2))
    notice = booth.body(BallotView).notice
    assert notice is not None
    assert notice.id == "ballot.badge_ignored"
    assert booth.chosen() == ["c1"]
    assert len(booth.all(AskPermit)) == 1
    booth.touch(Action.REVIEW)
    booth.wait(3_000)
    booth.scan(badge(2))
    assert booth.body(ReviewView).notice is not None
    booth.touch(Action.CAST)
    booth.wait(3_000)
    booth.scan(badge(2))
    assert booth.body(ConfirmView).notice is not None
    booth.touch(Action.CONFIRM_CAST)
    booth.wait(3_000)
    booth.scan(badge(2))
    booth.body(SavingView)
    assert len(booth.all(AskPermit)) == 1


def test_two_badges_while_the_hub_is_asked_open_a_ballot_for_neither(booth: Bench) -> None:
    """Who scanned first may have gone: the other must not vote in their name."""
    booth.scan(badge(1))
    first = booth.asked()
    booth.wait(500)
    booth.scan(badge(2))
    assert booth.title == "booth.unanswered"
    booth.permit()
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]
    assert booth.title == "booth.unanswered"
    booth.wait(3_500)
    booth.scan(badge(2))
    assert booth.asked().request.request_id != first.request.request_id
    booth.permit()
    booth.body(BallotView)


def test_the_same_badge_again_while_the_hub_is_asked_is_one_visit(booth: Bench) -> None:
    booth.scan(badge(1))
    booth.wait(3_500)
    booth.scan(badge(1))
    booth.body(WorkingView)
    booth.permit()
    booth.body(BallotView)
    assert len(booth.all(AskPermit)) == 1


def test_noise_does_not_disturb_a_ballot(booth: Bench) -> None:
    booth.open_ballot()
    before = booth.view
    booth.garble()
    booth.scan("https://example.org")
    assert booth.view == before


def test_leaving_is_asked_twice_and_gives_the_permit_back(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.touch(Action.LEAVE)
    booth.body(LeaveView)
    booth.touch(Action.BACK)
    assert booth.chosen() == ["c1"]
    booth.touch(Action.LEAVE)
    booth.touch(Action.LEAVE)
    assert booth.title == "left.left"
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]
    assert booth.all(CastBallot) == []


def test_with_several_polls_the_first_not_yet_voted_is_opened(booth: Bench) -> None:
    booth.inform(Role.BOOTH, polls=(4, 5, 6))
    booth.scan(badge(1))
    first = booth.asked()
    booth.permit(PermitVerdict.ALREADY_VOTED)
    second = booth.asked()
    booth.permit(PermitVerdict.NO_POLL)
    third = booth.asked()
    booth.permit(ballot=form(6))
    assert [first.poll_id, second.poll_id, third.poll_id] == [4, 5, 6]
    assert len({first.request.request_id, second.request.request_id, third.request.request_id}) == 3
    assert booth.body(BallotView).title == "Bầu 6"


def test_after_the_thanks_the_next_poll_asks_for_the_badge_again(booth: Bench) -> None:
    booth.inform(Role.BOOTH, polls=(1, 2))
    booth.open_ballot()
    booth.receive(booth.cast("c1"))
    assert booth.body(ThanksView).hint.id == "thanks.hint_more"
    booth.wait(3_000)
    booth.scan(badge(1))
    booth.permit(PermitVerdict.ALREADY_VOTED)
    booth.permit(ballot=form(2))
    booth.receive(booth.cast("c1"))
    assert booth.body(ThanksView).hint.id == "thanks.hint"


def test_voted_everywhere_says_so_and_not_when(booth: Bench) -> None:
    booth.inform(Role.BOOTH, polls=(1, 2))
    booth.scan(badge(1))
    booth.permit(PermitVerdict.ALREADY_VOTED)
    booth.take(
        events.Refused(booth.asked().request.request_id, ErrorCode.POLL_NOT_OPEN, {}, booth.now_ms)
    )
    shown = booth.body(VerdictView)
    assert shown.title.id == "booth.already_voted"
    assert [line.params for line in shown.lines] == [{}]


def test_without_an_open_poll_the_hub_is_not_asked(booth: Bench) -> None:
    booth.inform(Role.BOOTH, polls=())
    assert booth.title == "booth.idle.no_poll"
    booth.scan(badge(1))
    assert (booth.title, booth.all(AskPermit)) == ("booth.no_poll", [])


def test_a_silent_hub_is_told_and_a_permit_that_comes_late_is_given_back(booth: Bench) -> None:
    booth.scan(badge(1))
    request_id = booth.asked().request.request_id
    booth.take(events.Unanswered(request_id, booth.now_ms))
    assert booth.title == "booth.unanswered"
    booth.permit()
    assert booth.title == "booth.unanswered"
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]


def test_a_link_that_says_nothing_ends_the_waiting(booth: Bench) -> None:
    booth.scan(badge(1))
    booth.wait(10_000)
    assert booth.title == "booth.unanswered"


def test_a_permit_without_a_usable_form_opens_nothing(booth: Bench) -> None:
    booth.scan(badge(1))
    reply = PermitReply(
        verdict=PermitVerdict.GRANTED, permit=PERMIT_1, lease_ms=1, form=form(poll_id=99)
    )
    booth.take(events.PermitReplied(booth.asked().request.request_id, reply, booth.now_ms))
    assert booth.title == "booth.refused"
    assert booth.all(ReleasePermit) == [ReleasePermit(99, PERMIT_1)]


def test_a_refusal_at_the_booth_stands_before_the_next_badge_is_taken(booth: Bench) -> None:
    booth.scan(badge(1))
    booth.permit(PermitVerdict.REVOKED)
    booth.wait(500)
    booth.scan(badge(2))
    assert booth.title == "booth.revoked"
    booth.wait(1_000)
    assert booth.asked().request.code == badge(2)


def test_thrown_out_with_a_ballot_open_the_permit_is_given_back(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.take(events.Expelled(ErrorCode.KIOSK_REVOKED, {}, booth.now_ms))
    booth.body(OutOfOrderView)
    assert booth.all(ReleasePermit) == [ReleasePermit(1, PERMIT_1)]
    assert Forget() in booth.done


def test_thrown_out_while_saving_the_screen_stays_and_calls_staff(booth: Bench) -> None:
    booth.open_ballot()
    booth.cast("c1")
    booth.take(events.Expelled(ErrorCode.KIOSK_REVOKED, {}, booth.now_ms))
    assert booth.body(SavingView).call_staff


def test_language_of_the_booth_is_the_next_persons_default_again(booth: Bench) -> None:
    booth.touch(Action.LANGUAGE, "en")
    booth.open_ballot()
    booth.receive(booth.cast("c1"))
    assert booth.view.frame.language == "en"
    booth.wait(5_100)
    assert booth.view.frame.language == "vi"


def test_an_interrupted_hub_is_said_on_the_idle_screen(booth: Bench) -> None:
    booth.take(events.LinkChanged(False, booth.now_ms))
    assert booth.title == "booth.idle.offline"
    assert booth.view.frame.offline
