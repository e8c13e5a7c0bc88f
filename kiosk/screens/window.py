"""The Kivy application: one window, the stage in it, beside it the training tray."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.flows.effects import Sound
from kiosk.flows.events import Action, Event, Resized
from kiosk.flows.views import View
from kiosk.screens import theme
from kiosk.screens.look import Look
from kiosk.screens.sounds.speaker import Speaker
from kiosk.screens.stage import Stage
from kiosk.screens.tray import Tray, TrayBadge
from kiosk.screens.widgets.viewfinder import Camera
from kiosk.words import Words

TICK_S = 0.1
_log = logging.getLogger(__name__)


class Pump(Protocol):
    """What the window needs of the pump."""

    on_view: Callable[[View], None]
    on_sound: Callable[[Sound], None]
    on_forget: Callable[[], None]
    on_posted: Callable[[], None]

    def post(self, event: Event) -> None:
        """From any thread."""
        ...

    def touch(self, action: Action, arg: str = "") -> None:
        """A finger's wish."""
        ...

    def drain(self) -> None:
        """Take everything that waits; in the window's thread."""
        ...


@dataclass(frozen=True)
class Training:
    """What stands in the tray, and the reader that it feeds."""

    badges: tuple[TrayBadge, ...]
    language: str
    scan: Callable[[str], None]
    garble: Callable[[], None]
    width: int


class KioskApp(App):
    """Runs until it is stopped; `failure` is why the pump gave up, or None."""

    use_kivy_settings = False
    title = "Daihoi"

    def __init__(
        self,
        pump: Pump,
        measure: theme.Measure,
        fullscreen: bool,
        training: Training | None,
        started: Callable[[], None],
        camera: Camera | None = None,
    ) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self._pump, self._measure, self._training = pump, measure, training
        self._fullscreen, self._started, self._camera = fullscreen, started, camera

    def build(self) -> Any:
        """The whole window, once."""
        training, measure = self._training, self._measure
        if self._fullscreen:
            measure = self._filling(measure)
        root = Widget()
        Window.clearcolor = theme.rgba(theme.TRAINING.paper)
        self._stage = Stage(Look(measure), self._pump.touch, self._camera)
        root.add_widget(self._stage)
        if training is not None:
            words = Words(training.language)
            tray = Tray(
                *(training.badges, words, training.scan, training.garble),
                *(training.width, measure.height),
            )
            tray.x = measure.width
            root.add_widget(tray)
        else:
            root.bind(size=self._centre)
        return root

    def on_start(self) -> None:
        """Put the stage on the pump."""
        pump = self._pump
        pump.on_view, pump.on_forget = self._stage.show, self._stage.forget
        speaker = Speaker()
        pump.on_sound = speaker.play
        pump.on_posted = Clock.create_trigger(self._drain)
        pump.post(Resized(self._stage.rows_per_page()))
        Clock.schedule_interval(self._drain, TICK_S)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: Clock.schedule_once(lambda _: self.stop()))
        self._started()
        self._drain()

        def first_frame(*_: Any) -> None:
            """What the first screen does not need is made ready behind it."""
            Window.unbind(on_flip=first_frame)
            Clock.schedule_once(lambda _: speaker.load())
            Clock.schedule_once(lambda _: self._stage.build_all())

        Window.bind(on_flip=first_frame)

    def on_stop(self) -> None:
        """Leave nothing of anybody on the screen or in it."""
        self._stage.forget()

    def open_settings(self, *_: Any) -> bool:
        """No settings panel on a kiosk."""
        return False

    def _drain(self, *_: Any) -> None:
        try:
            self._pump.drain()
        except Exception as failure:
            self.failure = failure
            self.stop()

    def _filling(self, measure: theme.Measure) -> theme.Measure:
        """The panel over the whole screen, as large as its shape allows."""
        scale = min(Window.width / measure.panel_width, Window.height / measure.panel_height)
        if abs(scale - 1) > 0.005:
            size = f"{Window.width}x{Window.height}"
            _log.warning("the screen is %s, not as --panel says; lengths are not true", size)
        return theme.Measure(
            measure.panel_width, measure.panel_height, measure.diagonal_inch, scale
        )

    def _centre(self, root: Any, _: Any) -> None:
        self._stage.center = root.center
