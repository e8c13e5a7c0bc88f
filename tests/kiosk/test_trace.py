"""The trace tells every screen, and never a choice."""

from __future__ import annotations

import io
import json

import pytest

from hub.contract.fleet import Role
from kiosk.flows import events
from kiosk.flows.events import Action
from kiosk.trace import Printer, trace
from tests.fakes.flow_bench import Bench, badge, form

SCREENS: list[tuple[str, list[tuple[Action, str]]]] = [
    ("BallotView", []),
    ("ReviewView", [(Action.REVIEW, "")]),
    ("ConfirmView", [(Action.REVIEW, ""), (Action.CAST, "")]),
    ("SavingView", [(Action.REVIEW, ""), (Action.CAST, ""), (Action.CONFIRM_CAST, "")]),
    ("LeaveView", [(Action.LEAVE, "")]),
    ("HelpView", [(Action.HELP, "")]),
]


def booth(choices: tuple[str, ...], then: list[tuple[Action, str]]) -> Bench:
    kiosk = Bench(Role.BOOTH)
    kiosk.open_ballot(form(seats=2))
    for candidate in ("c1", "c2", "c3"):
        kiosk.touch(Action.CHOOSE, candidate if candidate in choices else "nobody")
    for action, arg in then:
        kiosk.touch(action, arg)
    return kiosk


@pytest.mark.parametrize(("screen", "then"), SCREENS)
def test_the_same_line_whatever_was_chosen(screen: str, then: list[tuple[Action, str]]) -> None:
    lines = [
        json.dumps(trace(booth(choices, then).view))
        for choices in [(), ("c1",), ("c3",), ("c1", "c3")]
    ]
    assert json.loads(lines[0])["view"] == screen
    assert len(set(lines)) == 1


def test_a_ballot_lists_the_candidates_of_its_page() -> None:
    line = trace(booth((), []).view)
    assert line["candidates"] == ["c1", "c2", "c3", "c4", "c5"]
    assert (line["seats"], line["page"], line["pages"]) == (2, 1, 1)


def test_a_verdict_says_tone_icon_title_lines_and_code() -> None:
    kiosk = Bench(Role.CHECKIN)
    kiosk.take(events.ScanUnanswered(kiosk.scan(badge(1)), kiosk.now_ms))
    line = trace(kiosk.view)
    assert (line["view"], line["tone"], line["icon"]) == ("VerdictView", "attention", "clock")
    assert (line["title"], line["lines"], line["name"]) == ("checkin.kept", ["checkin.kept.do"], "")


def test_one_line_of_json_for_each_change_and_none_for_the_clock() -> None:
    out = io.StringIO()
    printer = Printer(out)
    kiosk = Bench(Role.CHECKIN)
    printer.show(kiosk.view)
    kiosk.wait(120_000)
    printer.show(kiosk.view)
    kiosk.garble()
    printer.show(kiosk.view)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["title"] for line in lines] == ["checkin.idle", "scan.unreadable"]
    assert all(isinstance(line["at_ms"], int) for line in lines)
