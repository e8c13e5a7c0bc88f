"""The camera's picture on the screens that wait for a code: seen, reused, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.flows import views
from kiosk.screens.widgets.viewfinder import Viewfinder
from kiosk.words import LANGUAGES, Words
from tests.fakes import scenes
from tests.screens import samples
from tests.screens.harness import PANELS, Hall, gap, texts

OUT = Path(__file__).parents[1] / "pictures" / "out"


@dataclass(frozen=True, eq=False)
class Small:
    """A picture as the camera reader gives it."""

    width: int
    height: int
    pixels: bytes


class FakeCamera:
    """Gives what it is told to give."""

    def __init__(self, mirror: bool = True) -> None:
        self.mirror = mirror
        self.now: Small | None = None

    def preview(self) -> Small | None:
        """What is set."""
        return self.now


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Small:
    """A picture in two colours, with a white upper half."""
    rows = np.zeros((180, 320, 3), np.uint8)
    rows[:, :160], rows[:, 160:] = left, right
    rows[:90] = 255
    return Small(320, 180, rows.tobytes())


RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


Show = Callable[..., Any]


@pytest.fixture
def show(hall: Hall, camera: FakeCamera) -> Iterator[Show]:
    from kiosk.screens.look import Look
    from kiosk.screens.stage import Stage

    stages: dict[str, Any] = {}

    def show(body: str = "idle_checkin", panel: str = "upright", language: str = "vi") -> Any:
        if panel not in stages:
            hall.clear()
            stages[panel] = Stage(Look(PANELS[panel]), lambda *_: None, camera)
            hall.window.add_widget(stages[panel])
        stage = stages[panel]
        stage.show(views.View(samples.frame(language), samples.bodies(7)[body]))
        hall.settle()
        return stage

    yield show
    for stage in stages.values():
        stage.forget()
        if stage.shown is not None:
            stage.shown.forget()


def finder(stage: Any) -> Viewfinder:
    found = stage.shown.finder
    assert isinstance(found, Viewfinder)
    return found


def pixel(hall: Hall, panel: str, widget: Viewfinder, x: float, y: float) -> tuple[int, ...]:
    """The colour at a part of the camera's picture, from the left and from the bottom."""
    left, bottom, width, height = widget.pane
    picture = hall.picture(panel)
    found = picture.getpixel(
        (round(left + width * x), picture.height - 1 - round(bottom + height * y))
    )
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("mirror", [True, False])
def test_the_picture_is_upright_and_like_a_mirror(
    hall: Hall, camera: FakeCamera, show: Show, panel: str, mirror: bool
) -> None:
    camera.mirror = mirror
    camera.now = halves(RED, BLUE)
    found = finder(show(panel=panel))
    left, right = (BLUE, RED) if mirror else (RED, BLUE)
    assert pixel(hall, panel, found, 0.05, 0.25) == left
    assert pixel(hall, panel, found, 0.95, 0.25) == right
    assert pixel(hall, panel, found, 0.05, 0.75) == (255, 255, 255)


def test_one_texture_for_all_pictures_of_a_size(hall: Hall, camera: FakeCamera, show: Show) -> None:
    camera.now = halves(RED, RED)
    found = finder(show())
    first = found.texture
    camera.now = halves(BLUE, BLUE)
    found._look()
    assert found.texture is first
    assert pixel(hall, "upright", found, 0.05, 0.25) == BLUE


def test_without_a_picture_it_says_so_and_comes_back(camera: FakeCamera, show: Show) -> None:
    words = Words("vi")
    found = finder(show())
    assert found.ids.caption.text == words.label("no_picture")
    camera.now = halves(RED, BLUE)
    found._look()
    assert found.ids.caption.text == words.label("aim")
    camera.now = None
    found._look()
    assert found.texture is None
    assert found.ids.caption.text == words.label("no_picture")


def test_the_picture_of_a_face_is_forgotten_with_the_screen(
    hall: Hall, camera: FakeCamera, show: Show
) -> None:
    camera.now = halves(RED, BLUE)
    stage = show()
    found = finder(stage)
    stage = show("verdict_accepted")
    assert (found.live, found.texture, found._spare, found._shown) == (False, None, None, None)
    stage = show()
    assert finder(stage).texture is not None


@pytest.mark.parametrize("body", ["idle_booth", "idle_no_poll"])
def test_a_booth_shows_no_picture(camera: FakeCamera, show: Show, body: str) -> None:
    camera.now = halves(RED, BLUE)
    found = finder(show(body))
    assert not found.live
    assert found.opacity == 0


def test_a_kiosk_without_a_camera_has_no_frame(hall: Hall) -> None:
    stage = hall.show("upright", samples.frame(), samples.bodies(7)["idle_checkin"])
    assert stage.shown.finder is None
    assert not stage.shown.aiming


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", ["idle_checkin", "setup", "setup_refused"])
def test_words_and_picture_stand_apart(
    hall: Hall, camera: FakeCamera, show: Show, panel: str, language: str, body: str
) -> None:
    scene = scenes.photographed(scenes.qr("7" * 26), tilt=20, turn=-6, size=0.5)
    small = cv2.cvtColor(cv2.resize(scene, (480, 270)), cv2.COLOR_GRAY2RGB)
    camera.now = Small(480, 270, small.tobytes())
    stage = show(body, panel, language)
    found = finder(stage)
    assert found.pane[2] > 0.3 * stage.width
    caption = found.ids.caption.text
    said = [say for say in texts(stage.shown) if say.text != caption]
    assert said
    for say in (*said, *texts(stage.foot)):
        assert gap(say, found) > 0, say.text
        assert say.texture_size[1] <= say.height + 1
    OUT.mkdir(exist_ok=True)
    picture: Image.Image = hall.picture(panel)
    picture.save(OUT / f"camera_{body}-{language}-{panel}.png", compress_level=1)
