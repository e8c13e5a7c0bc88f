"""A real Kivy window without a display: show views, press, and measure what is on the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.flows.events import Action
from kiosk.flows.views import Body, Frame, Text, View
from kiosk.screens.theme import Measure
from kiosk.words import Words

SIDE = 1920
PANELS = {"upright": Measure(1080, 1920, 21.5), "wide": Measure(1920, 1080, 21.5)}


class Pseudo(Words):
    """A language of twice the length, as some real ones are."""

    def say(self, text: Text) -> str:
        """The sentence, twice."""
        return f"{super().say(text)} {super().say(text)}"


class Hall:
    """Kivy's one window with the stage of one panel at a time."""

    def __init__(self, home: Path) -> None:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
        os.environ["SDL_AUDIODRIVER"] = "dummy"
        from kiosk.screens.engine import prepare

        prepare(home, PANELS["upright"], fullscreen=False, width=SIDE, height=SIDE)
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.config import Config
        from kivy.core.window import Window

        Config.set("graphics", "maxfps", "0")
        Window.create_window()
        Window.register()
        Window.initialized = True
        EventLoop.status = "started"
        self.window = Window
        self._clock = Clock
        self._idle = EventLoop.idle
        self._stages: dict[str, Any] = {}
        self.touched: list[tuple[Action, str]] = []

    def clear(self) -> None:
        """Nothing on the window."""
        self._empty()
        self.touched.clear()

    def stage(self, panel: str) -> Any:
        """The stage of this panel, alone on the window."""
        if panel not in self._stages:
            from kiosk.screens.look import Look
            from kiosk.screens.stage import Stage

            self._stages[panel] = Stage(Look(PANELS[panel]), self._heard)
        stage = self._stages[panel]
        if stage.parent is None:
            self._empty()
            self.window.add_widget(stage)
        stage.words_of = lambda frame: Words(frame.language, frame.timezone)
        return stage

    def show(self, panel: str, frame: Frame, body: Body, *, pseudo: bool = False) -> Any:
        """The stage with this view drawn on it."""
        stage = self.stage(panel)
        if pseudo:
            stage.words_of = lambda frame: Pseudo(frame.language, frame.timezone)
        stage.show(View(frame, body))
        self.settle()
        return stage

    def settle(self) -> None:
        """Let layouts come to rest, without drawing."""
        for _ in range(4):
            self._clock.tick_draw()

    def frames(self, count: int = 3) -> None:
        """Let Kivy work and draw."""
        for _ in range(count):
            self._idle()

    def touch(self, *path: tuple[float, float]) -> None:
        """A finger down at the first point, over the others, up at the last."""
        touch = self.finger(*path[0])
        for x, y in path[1:]:
            touch.touch_move(x, y)
            self.settle()
        touch.touch_up()
        self.settle()

    def finger(self, x: float, y: float) -> Any:
        """A finger that went down here and is still there."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(x, y)
        touch.touch_down()
        self.settle()
        return touch

    def picture(self, panel: str) -> Image.Image:
        """What is drawn of this panel."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        self.frames(2)
        self.window.dispatch("on_draw")
        size = PANELS[panel].width, PANELS[panel].height
        data = bytes(glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE))
        return Image.frombytes("RGB", size, data).transpose(Image.Transpose.FLIP_TOP_BOTTOM)

    def _empty(self) -> None:
        for child in list(self.window.children):
            self.window.remove_widget(child)

    def _heard(self, action: Action, arg: str) -> None:
        self.touched.append((action, arg))


def texts(root: Any) -> Iterator[Any]:
    """Every label that a person sees words on."""
    from kiosk.screens.widgets.text import Say

    for part in _seen(root):
        if isinstance(part, Say) and part.text:
            yield part


def taps(root: Any) -> Iterator[Any]:
    """Everything that can be pressed now."""
    from kiosk.screens.widgets.tap import Tap

    for part in _seen(root):
        if isinstance(part, Tap) and part.shown:
            yield part


def _seen(root: Any) -> Iterator[Any]:
    if root.opacity == 0:
        return
    yield root
    for child in root.children:
        yield from _seen(child)


def gap(one: Any, other: Any) -> float:
    """Shortest way between two boxes; negative where they lie over one another."""
    across = max(one.x - other.right, other.x - one.right)
    along = max(one.y - other.top, other.y - one.top)
    if across < 0 and along < 0:
        return float(max(across, along))
    return float((max(0.0, across) ** 2 + max(0.0, along) ** 2) ** 0.5)
