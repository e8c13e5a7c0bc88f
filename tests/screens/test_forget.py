"""After Forget nothing in this process can tell what anybody chose."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from kiosk.flows import views
from tests.screens import samples
from tests.screens.harness import Hall

CANDIDATE = "Ứng Cử Viên Không Ai Trùng Tên"


def _marked(name: str) -> Any:
    rows = tuple(samples.row(at + 1, f"{CANDIDATE} {at}", chosen=at % 2 == 0) for at in range(5))
    if name == "ballot":
        return views.BallotView("Bầu thử", 3, 3, rows, 1, 1, 0, None)
    return views.ReviewView("Bầu thử", 3, rows[::2], 1, 1, 0, None)


def _objects() -> list[Any]:
    """Everything alive in this process, without the proxies that only point at it."""
    gc.collect()
    return [thing for thing in gc.get_objects() if type(thing) not in weakref.ProxyTypes]


def _held(needle: str) -> list[str]:
    """Every widget or laid-out text in the process that holds the words."""
    from kivy.core.text import LabelBase
    from kivy.uix.widget import Widget

    found = []
    for thing in _objects():
        if isinstance(thing, Widget):
            values = [str(getattr(thing, name, "")) for name in ("text", "arg")]
        elif isinstance(thing, LabelBase):
            values = [repr(thing.text), repr([line.words for line in thing._cached_lines or ()])]
            values += [word.text for line in thing._cached_lines or () for word in line.words]
        else:
            continue
        found += [f"{type(thing).__name__}: {value}" for value in values if needle in value]
    return found


@pytest.mark.parametrize(("panel", "name"), [("upright", "ballot"), ("wide", "review")])
def test_forget_leaves_no_name_and_no_choice(hall: Hall, panel: str, name: str) -> None:
    body = _marked(name)
    stage = hall.show(panel, samples.frame(), body)
    hall.frames()
    assert _held(CANDIDATE), "the ballot was not on the screen"
    watched = weakref.ref(body)
    screen = stage.shown
    stage.forget()
    del body
    hall.settle()
    assert _held(CANDIDATE) == []
    assert watched() is None
    assert not any(row.chosen or row.filled or row.arg for row in screen.ids.rows.children)


def test_the_next_screen_is_enough_to_empty_the_one_before(hall: Hall) -> None:
    hall.show("upright", samples.frame(), _marked("ballot"))
    hall.show("upright", samples.frame(), samples.bodies(7)["thanks"])
    assert _held(CANDIDATE) == []


def test_forget_keeps_what_the_next_person_sees(hall: Hall) -> None:
    stage = hall.show("upright", samples.frame(), samples.bodies(7)["idle_booth"])
    stage.forget()
    hall.settle()
    assert stage.shown.ids.name.text.startswith("Để bỏ phiếu")


def test_a_name_at_check_in_goes_with_its_screen(hall: Hall) -> None:
    hall.show("upright", samples.frame(), samples.verdicts()["accepted"])
    assert _held("Nguyễn Thị Hồng Hạnh")
    hall.show("upright", samples.frame(), samples.bodies(7)["idle_checkin"])
    assert _held("Nguyễn Thị Hồng Hạnh") == []


def test_rows_are_built_once_and_used_again(hall: Hall) -> None:
    from kivy.uix.widget import Widget

    hall.show("upright", samples.frame(), _marked("ballot"))
    hall.show("upright", samples.frame(), _marked("review"))

    def widgets() -> int:
        return sum(isinstance(thing, Widget) for thing in _objects())

    before = widgets()
    for _ in range(5):
        hall.show("upright", samples.frame(), _marked("ballot"))
        hall.show("upright", samples.frame(), _marked("review"))
        hall.stage("upright").forget()
    assert widgets() == before
