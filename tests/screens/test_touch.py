"""Fingers on the real window: what they do, and above all what they do not."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.flows.events import Action
from kiosk.words import Words
from tests.screens import samples
from tests.screens.harness import PANELS, Hall, taps


def _show(hall: Hall, panel: str, name: str) -> Any:
    bodies = samples.bodies(hall.stage(panel).rows_per_page()["M"])
    return hall.show(panel, samples.frame(), bodies[name])


EXPECTED = {
    "setup": set(),
    "idle_checkin": set(),
    "working": {("call_staff", "")},
    "verdict_accepted": set(),
    "verdict_unknown": {("close", "")},
    "ballot_worst": {
        *((("choose", f"c{number:02}")) for number in range(1, 7)),
        *(("page", "next"), ("page", "previous"), ("clear_choices", ""), ("review", "")),
    },
    "ballot_empty": {
        *((("choose", f"c{number:02}")) for number in range(1, 5)),
        *(("leave", ""), ("review", "")),
    },
    "review": {
        *(("choose", "c01"), ("choose", "c03"), ("choose", "c05")),
        *(("back", ""), ("cast", "")),
    },
    "confirm": {("confirm_cast", ""), ("back", "")},
    "saving": {("call_staff", "")},
    "thanks": set(),
    "still_there": {("more_time", "")},
    "leave": {("leave", ""), ("back", "")},
    "help": {("close", ""), ("call_staff", "")},
    "out_of_order": set(),
}
FOOT = {("help", ""), ("language", "en"), ("size", "M"), ("size", "L"), ("size", "XL")}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", EXPECTED)
def test_each_control_asks_for_its_own_action(hall: Hall, panel: str, name: str) -> None:
    stage = _show(hall, panel, name)
    for tap in list(taps(stage)):
        hall.touch(tap.center)
    heard = {(action.value, arg) for action, arg in hall.touched}
    assert len(hall.touched) == len(heard), "a control was heard twice"
    if name == "ballot_worst":
        heard -= {("choose", "c07"), ("choose", "c08")}
    assert heard == EXPECTED[name] | FOOT


def test_language_offers_the_other_one(hall: Hall) -> None:
    stage = hall.show("upright", samples.frame("en"), samples.bodies(7)["idle_checkin"])
    hall.touch(stage.foot.ids.language.center)
    assert hall.touched == [(Action.LANGUAGE, "vi")]


@pytest.mark.parametrize("name", ["review", "verdict_unknown"])
def test_down_inside_and_up_outside_does_nothing(hall: Hall, name: str) -> None:
    stage = _show(hall, "upright", name)
    for tap in list(taps(stage)):
        hall.touch(tap.center, (tap.center_x, tap.top + 5))
        hall.touch(tap.center, (stage.center_x, stage.top - 300))
    assert hall.touched == []


def test_down_outside_and_up_inside_does_nothing(hall: Hall) -> None:
    stage = _show(hall, "upright", "review")
    for tap in list(taps(stage)):
        hall.touch((tap.center_x, tap.top + 5), tap.center)
    assert hall.touched == []


def test_a_finger_that_wanders_takes_its_word_back(hall: Hall) -> None:
    stage = _show(hall, "upright", "review")
    on = stage.shown.ids.on
    drift = stage.look.drift
    hall.touch(on.center, (on.center_x + drift * 1.1, on.center_y), on.center)
    hall.touch(on.center, (on.center_x + drift * 1.1, on.center_y))
    assert hall.touched == []
    hall.touch(on.center, (on.center_x + drift * 0.8, on.center_y))
    assert hall.touched == [(Action.CAST, "")]


def test_a_control_shows_the_finger_at_once(hall: Hall) -> None:
    stage = _show(hall, "upright", "ballot")
    row = next(tap for tap in taps(stage) if tap.action is Action.CHOOSE and not tap.chosen)
    before = row.fill
    finger = hall.finger(*row.center)
    assert row.fill != before
    finger.touch_up()
    hall.settle()
    assert row.fill == before


def test_a_second_finger_is_not_heard(hall: Hall) -> None:
    stage = _show(hall, "upright", "ballot")
    rows = [tap for tap in taps(stage) if tap.action is Action.CHOOSE]
    first = hall.finger(*rows[0].center)
    hall.touch(rows[1].center)
    assert hall.touched == []
    first.touch_up()
    hall.settle()
    assert hall.touched == [(Action.CHOOSE, rows[0].arg)]
    hall.touch(rows[1].center)
    assert hall.touched[1:] == [(Action.CHOOSE, rows[1].arg)]


def test_one_tap_reported_by_two_providers_counts_once(hall: Hall) -> None:
    stage = _show(hall, "upright", "ballot")
    row = next(tap for tap in taps(stage) if tap.action is Action.CHOOSE)
    one, same = hall.finger(*row.center), hall.finger(*row.center)
    one.touch_up()
    same.touch_up()
    hall.settle()
    assert hall.touched == [(Action.CHOOSE, row.arg)]


def test_a_screen_that_changes_under_a_finger_hears_nothing(hall: Hall) -> None:
    stage = _show(hall, "upright", "review")
    finger = hall.finger(*stage.shown.ids.on.center)
    _show(hall, "upright", "still_there")
    finger.touch_up()
    hall.settle()
    assert hall.touched == []


def test_a_page_that_turns_under_a_finger_chooses_nobody(hall: Hall) -> None:
    stage = _show(hall, "upright", "ballot")
    row = next(tap for tap in taps(stage) if tap.action is Action.CHOOSE)
    finger = hall.finger(*row.center)
    row.put(samples.row(9, "Vũ Thị Hạ", chosen=False), Words("vi"), fill=True)
    finger.touch_up()
    hall.settle()
    assert hall.touched == []


def test_hidden_controls_cannot_be_pressed(hall: Hall) -> None:
    stage = _show(hall, "upright", "ballot_empty")
    hall.touch(stage.shown.ids.next.center)
    for row in stage.shown.ids.rows.children:
        if not row.shown:
            hall.touch(row.center)
    assert hall.touched == []
