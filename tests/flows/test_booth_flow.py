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


def chosen(booth: Bench) -> list[str]:
    return [row.candidate_id for row in booth.body(BallotView).rows if row.chosen]


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


def test_one_choice_more_than_seats_is_refused_and_nothing_is_taken_back(booth: Bench) -> None:
    booth.open_ballot()
    for candidate in ("c1", "c2", "c3", "c4"):
        booth.touch(Action.CHOOSE, candidate)
    shown = booth.body(BallotView)
    assert shown.notice is not None
    assert (shown.notice.id, shown.notice.params) == ("ballot.overvote", {"seats": 3})
    assert chosen(booth) == ["c1", "c2", "c3"]
    booth.touch(Action.CHOOSE, "c1")
    assert booth.body(BallotView).notice is None
    booth.touch(Action.CHOOSE, "c4")
    assert chosen(booth) == ["c2", "c3", "c4"]


def test_a_candidate_who_is_not_on_the_ballot_cannot_be_chosen(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c99")
    assert chosen(booth) == []


def test_all_choices_are_taken_back_by_one_action(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.touch(Action.CLEAR_CHOICES)
    notice = booth.body(BallotView).notice
    assert chosen(booth) == []
    assert notice is not None
    assert notice.id == "ballot.cleared"


@pytest.mark.parametrize(
    ("choices", "shortage"),
    [((), "review.blank"), (("c1",), "review.under"), (("c1", "c2", "c3"), None)],
)
def test_the_review_points_out_what_is_missing(
    booth: Bench, choices: tuple[str, ...], shortage: str | None
) -> None:
    booth.open_ballot()
    for choice in choices:
        booth.touch(Action.CHOOSE, choice)
    booth.touch(Action.REVIEW)
    shown = booth.body(ReviewView)
    assert tuple(row.candidate_id for row in shown.rows) == choices
    assert (shown.shortage.id if shown.shortage else None) == shortage


def test_a_blank_ballot_is_cast_like_any_other(booth: Bench) -> None:
    booth.open_ballot()
    assert read_open(booth.cast().request.envelope) == []


def test_a_row_of_the_review_leads_to_its_page_and_back_to_the_review(booth: Bench) -> None:
    booth.take(events.Resized({"M": 2}))
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.touch(Action.PAGE, "next")
    booth.touch(Action.PAGE, "next")
    booth.touch(Action.CHOOSE, "c5")
    booth.touch(Action.REVIEW)
    booth.touch(Action.CHOOSE, "c1")
    assert booth.body(BallotView).page == 1
    assert chosen(booth) == ["c1"]
    booth.touch(Action.REVIEW)
    assert [row.candidate_id for row in booth.body(ReviewView).rows] == ["c1", "c5"]


def test_pages_follow_the_panel_and_keep_the_place_when_the_text_grows(booth: Bench) -> None:
    booth.take(events.Resized({"M": 4, "XL": 2}))
    booth.open_ballot(form(candidates=9))
    shown = booth.body(BallotView)
    assert (shown.page, shown.pages, len(shown.rows), shown.more) == (1, 3, 4, 4)
    booth.touch(Action.PAGE, "next")
    assert [row.number for row in booth.body(BallotView).rows] == [5, 6, 7, 8]
    assert booth.body(BallotView).more == 1
    booth.touch(Action.SIZE, "XL")
    assert [row.number for row in booth.body(BallotView).rows] == [5, 6]
    for _ in range(9):
        booth.touch(Action.PAGE, "next")
    assert [row.number for row in booth.body(BallotView).rows] == [9]
    assert booth.body(BallotView).more == 0
    for _ in range(9):
        booth.touch(Action.PAGE, "previous")
    assert booth.body(BallotView).page == 1


def test_the_review_has_pages_too(booth: Bench) -> None:
    booth.take(events.Resized({"M": 2}))
    booth.open_ballot()
    for page, candidate in enumerate(("c1", "c2", "c3")):
        if page == 2:
            booth.touch(Action.PAGE, "next")
        booth.touch(Action.CHOOSE, candidate)
    booth.touch(Action.REVIEW)
    assert (booth.body(ReviewView).pages, booth.body(ReviewView).more) == (2, 1)
    booth.touch(Action.PAGE, "next")
    assert [row.candidate_id for row in booth.body(ReviewView).rows] == ["c3"]


def test_casting_takes_two_touches_that_are_apart_in_time(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CONFIRM_CAST)
    booth.touch(Action.REVIEW)
    booth.touch(Action.CONFIRM_CAST)
    booth.touch(Action.CAST)
    booth.body(ConfirmView)
    booth.touch(Action.CONFIRM_CAST, after_ms=200)
    assert booth.all(CastBallot) == []
    booth.touch(Action.CONFIRM_CAST)
    assert len(booth.all(CastBallot)) == 1
    booth.touch(Action.CONFIRM_CAST)
    assert len(booth.all(CastBallot)) == 1


def test_back_leads_from_confirm_to_review_to_ballot(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.REVIEW)
    booth.touch(Action.CAST)
    booth.touch(Action.BACK)
    booth.body(ReviewView)
    booth.touch(Action.BACK)
    booth.body(BallotView)


def test_a_second_tap_does_not_land_on_the_next_page(booth: Bench) -> None:
    booth.take(events.Resized({"M": 2}))
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1", after_ms=100)
    assert chosen(booth) == []
    booth.touch(Action.PAGE, "next")
    booth.touch(Action.PAGE, "next", after_ms=100)
    assert booth.body(BallotView).page == 2
    booth.touch(Action.CHOOSE, "c3", after_ms=400)
    booth.touch(Action.CHOOSE, "c4", after_ms=50)
    assert chosen(booth) == ["c3", "c4"]


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
    assert chosen(booth) == ["c1"]
    booth.wait(119_900)
    booth.body(BallotView)


def test_a_touch_behind_the_warning_chooses_nothing(booth: Bench) -> None:
    booth.open_ballot()
    booth.wait(125_000)
    booth.touch(Action.CHOOSE, "c1")
    assert chosen(booth) == []


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
    assert chosen(booth) == ["c1"]
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
    assert chosen(booth) == ["c1"]
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
