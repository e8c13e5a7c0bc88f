"""Sizes, gaps and whole words on every screen, in millimetres of the panel."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.screens import theme
from tests.screens import samples
from tests.screens.harness import PANELS, Hall, gap, taps, texts

HAIR = 0.3
"""Millimetres lost by rounding to pixels."""


def _screens(hall: Hall, panel: str, language: str, size: str, pseudo: bool) -> Iterator[Any]:
    rows = hall.stage(panel).rows_per_page()[size]
    for name, body in samples.bodies(rows).items():
        frame = samples.frame(language, size, offline=True, waiting=12, reader_ok=False)
        yield name, hall.show(panel, frame, body, pseudo=pseudo)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", ["M", "XL"])
@pytest.mark.parametrize(
    ("language", "pseudo"), [("vi", False), ("en", False), ("vi", True)], ids=["vi", "en", "200%"]
)
def test_every_text_is_whole_large_enough_and_alone(
    hall: Hall, panel: str, language: str, size: str, pseudo: bool
) -> None:
    faults: list[str] = []
    for name, stage in _screens(hall, panel, language, size, pseudo):
        faults += [f"{name}: {fault}" for fault in _text_faults(stage, panel, size, pseudo)]
    assert faults == []


def _text_faults(stage: Any, panel: str, size: str, pseudo: bool) -> Iterator[str]:
    measure = PANELS[panel]
    seen = list(texts(stage))
    for say in seen:
        cap = measure.mm(say.font_size) * theme.CAP_HEIGHT
        least = 0.0 if pseudo and stage.strip in say.parent.parent.walk() else theme.FLOOR_MM
        if not pseudo and say.reading <= say.full:
            least = theme.BODY_MM[size]
        if cap < least - 0.02:
            yield f"{say.text!r} has capitals of {cap:.2f} mm, not {least}"
        column = say.parent
        if say.y < column.y - 1 or say.top > column.top + 1 or say.x < stage.x - 1:
            yield f"{say.text!r} is taller than its place"
        if say.texture_size[0] > say.width + 1 or say.texture_size[1] > say.height + 1:
            yield f"{say.text!r} is cut"
        if say.broken():
            yield f"a word of {say.text!r} is broken"
        for tap in taps(stage):
            if say not in tap.walk() and gap(say, tap) < 0:
                yield f"{say.text!r} lies under a button"
    for one, other in itertools.combinations(seen, 2):
        if gap(one, other) < -1:
            yield f"{one.text!r} lies over {other.text!r}"


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", theme.SIZES)
def test_every_touchable_is_large_apart_and_in_reach(hall: Hall, panel: str, size: str) -> None:
    faults: list[str] = []
    for name, stage in _screens(hall, panel, "vi", size, pseudo=False):
        faults += [f"{name}: {fault}" for fault in _tap_faults(stage, panel)]
    assert faults == []


def _tap_faults(stage: Any, panel: str) -> Iterator[str]:
    from kiosk.screens.widgets.row import CandidateRow

    measure = PANELS[panel]
    seen = list(taps(stage))
    assert stage.foot.ids.help in seen
    for tap in seen:
        label = f"{tap.action} {tap.arg}"
        answers = isinstance(tap, CandidateRow) or tap.parent is stage.shown
        least = 20 if answers or tap is stage.foot.ids.help else 16
        if min(measure.mm(tap.width), measure.mm(tap.height)) < least:
            yield f"{label} is {measure.mm(tap.width):.1f} x {measure.mm(tap.height):.1f} mm"
        if tap.x < 0 or tap.right > stage.right or tap.y < 0:
            yield f"{label} is not on the screen"
        if measure.portrait and tap.top > stage.height * 2 / 3 + 1:
            yield f"{label} is out of a seated person's reach"
    for one, other in itertools.combinations(seen, 2):
        if measure.mm(gap(one, other)) < theme.GAP_MM:
            yield f"{one.action} and {other.action} are {measure.mm(gap(one, other)):.1f} mm apart"


@pytest.mark.parametrize("panel", PANELS)
def test_what_destroys_is_far_from_what_confirms(hall: Hall, panel: str) -> None:
    bodies = samples.bodies(hall.stage(panel).rows_per_page()["M"])
    for name, destroys, confirms in (
        ("ballot", "clear_choices", "review"),
        ("ballot_empty", "leave", "review"),
        ("leave", "leave", "back"),
        ("confirm", "back", "confirm_cast"),
        ("review", "back", "cast"),
    ):
        stage = hall.show(panel, samples.frame(), bodies[name])
        found = {tap.action.value: tap for tap in taps(stage.shown)}
        apart = PANELS[panel].mm(gap(found[destroys], found[confirms]))
        assert apart >= theme.APART_MM, name


@pytest.mark.parametrize("panel", PANELS)
def test_the_second_step_of_casting_lies_elsewhere(hall: Hall, panel: str) -> None:
    bodies = samples.bodies(hall.stage(panel).rows_per_page()["M"])
    stage = hall.show(panel, samples.frame(), bodies["review"])
    cast = stage.shown.ids.on
    stage = hall.show(panel, samples.frame(), bodies["confirm"])
    assert gap(cast, stage.shown.ids.first) > 0


@pytest.mark.parametrize("panel", PANELS)
def test_help_language_and_size_never_move(hall: Hall, panel: str) -> None:
    places = set()
    for _, stage in _screens(hall, panel, "vi", "M", pseudo=False):
        foot = stage.foot.ids
        places.add(tuple((foot[part].x, foot[part].y) for part in ("help", "language", "size_M")))
    assert len(places) == 1


@pytest.mark.parametrize("panel", PANELS)
def test_a_full_page_of_rows_fits_and_one_more_would_not(hall: Hall, panel: str) -> None:
    stage = hall.stage(panel)
    for size, rows in stage.rows_per_page().items():
        body = samples.ballot(rows)
        hall.show(panel, samples.frame(size=size), body)
        ids = stage.shown.ids
        shown = [row for row in ids.rows.children if row.shown]
        assert len(shown) == rows
        assert min(row.y for row in shown) >= ids.previous.top
        room = min(row.y for row in shown) - ids.rows.y
        assert room < stage.look.row_height(size) + stage.look.gap


def test_icon_is_sixty_millimetres(hall: Hall) -> None:
    for panel, measure in PANELS.items():
        stage = hall.show(panel, samples.frame(), samples.verdicts()["accepted"])
        icon = stage.shown.ids.icon
        assert abs(measure.mm(icon.width) - 60) < HAIR
        assert abs(measure.mm(icon.height) - 60) < HAIR
