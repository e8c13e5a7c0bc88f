"""A PNG of every screen in every language and both panels, for a person to look at.

They lie in tests/pictures/out afterwards (not in the repository). What a machine can see of
them is checked here: the colours of the answer, the head strip, an icon, words, a foot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.flows.views import BallotView, ReviewView
from kiosk.screens import theme
from kiosk.words import LANGUAGES
from tests.screens import samples
from tests.screens.harness import PANELS, Hall

OUT = Path(__file__).parent / "out"


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_looked_at(hall: Hall, panel: str, language: str) -> None:
    OUT.mkdir(exist_ok=True)
    rows = hall.stage(panel).rows_per_page()["M"]
    for name, body in samples.bodies(rows).items():
        stage = hall.show(panel, samples.frame(language), body)
        picture = hall.picture(panel)
        picture.save(OUT / f"{name}-{language}-{panel}.png", compress_level=1)
        fault = _fault(picture, stage, isinstance(body, BallotView | ReviewView))
        assert fault is None, f"{name}: {fault}"


def _fault(picture: Image.Image, stage: Any, ballot: bool) -> str | None:
    """What is wrong with the picture, as far as a machine can tell."""
    paper, ink = _rgb(stage.shown.paper), _rgb(stage.shown.ink)
    plain = paper == _rgb(theme.rgba(theme.PAPER.paper))
    head = _rgb(theme.rgba(theme.CONGRESS.paper)) if plain else paper
    if _at(picture, 3, picture.height - 3) != paper:
        return "the foot is not on the paper of the screen"
    if _at(picture, picture.width - 3, picture.height // 2) != paper:
        return "the screen is not in its colour"
    if _at(picture, 3, 3) != head:
        return "the head strip is not in its colour"
    body = stage.shown.ids.heading if ballot else stage.shown.ids.words
    if not 0.005 < _inked(picture, body, ink) < 0.5:
        return "there are no words"
    if not ballot and not 0.03 < _inked(picture, stage.shown.ids.icon, ink) < 0.6:
        return "there is no icon"
    if not 0.01 < _inked(picture, stage.foot.ids.help, ink) < 0.5:
        return "there is no help"
    return None


def _inked(picture: Image.Image, widget: Any, ink: tuple[int, ...]) -> float:
    """The part of the widget's box that is in this ink."""
    top = picture.height - widget.top
    box = picture.crop((int(widget.x), int(top), int(widget.right), int(top + widget.height)))
    colours = box.getcolors(box.width * box.height) or []
    return sum(count for count, colour in colours if _near(colour, ink)) / (box.width * box.height)


def _near(colour: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(part - other) <= 2 for part, other in zip(colour, wanted, strict=True))


def _rgb(colour: Any) -> tuple[int, ...]:
    return tuple(round(part * 255) for part in colour[:3])


def _at(picture: Image.Image, x: int, y: int) -> Any:
    return picture.getpixel((x, y))
