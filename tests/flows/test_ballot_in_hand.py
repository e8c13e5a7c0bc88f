"""The ballot in a person's hands: choosing, reviewing, the two steps of casting."""

from __future__ import annotations

import pytest

from hub.contract.fleet import Role
from hub.contract.voting import read_open
from kiosk.flows import events
from kiosk.flows.effects import CastBallot
from kiosk.flows.events import Action
from kiosk.flows.views import BallotView, ConfirmView, ReviewView
from tests.fakes.flow_bench import Bench, form


@pytest.fixture
def booth() -> Bench:
    return Bench(Role.BOOTH)


def test_one_choice_more_than_seats_is_refused_and_nothing_is_taken_back(booth: Bench) -> None:
    booth.open_ballot()
    for candidate in ("c1", "c2", "c3", "c4"):
        booth.touch(Action.CHOOSE, candidate)
    shown = booth.body(BallotView)
    assert shown.notice is not None
    assert (shown.notice.id, shown.notice.params) == ("ballot.overvote", {"seats": 3})
    assert booth.chosen() == ["c1", "c2", "c3"]
    booth.touch(Action.CHOOSE, "c1")
    assert booth.body(BallotView).notice is None
    booth.touch(Action.CHOOSE, "c4")
    assert booth.chosen() == ["c2", "c3", "c4"]


def test_a_candidate_who_is_not_on_the_ballot_cannot_be_chosen(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c99")
    assert booth.chosen() == []


def test_all_choices_are_taken_back_by_one_action(booth: Bench) -> None:
    booth.open_ballot()
    booth.touch(Action.CHOOSE, "c1")
    booth.touch(Action.CLEAR_CHOICES)
    notice = booth.body(BallotView).notice
    assert booth.chosen() == []
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
    assert booth.chosen() == ["c1"]
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
    assert booth.chosen() == []
    booth.touch(Action.PAGE, "next")
    booth.touch(Action.PAGE, "next", after_ms=100)
    assert booth.body(BallotView).page == 2
    booth.touch(Action.CHOOSE, "c3", after_ms=400)
    booth.touch(Action.CHOOSE, "c4", after_ms=50)
    assert booth.chosen() == ["c3", "c4"]
