"""What every screen is: drawn from a view, told to forget, in the colours of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.flows.events import Action
from kiosk.flows.views import Tone
from kiosk.screens import theme
from kiosk.screens.widgets.tap import Tap
from kiosk.screens.widgets.text import Say
from kiosk.words import Words

Touch = Callable[[Action, str], None]


class BodyScreen(Widget):
    """One body of the views; built once, shown many times."""

    paper = ColorProperty()
    ink = ColorProperty()

    def __init__(self, **kwargs: Any) -> None:
        self.tone(Tone.PLAIN)
        super().__init__(**kwargs)

    def draw(self, body: Any, words: Words) -> None:
        """Show this view."""
        raise NotImplementedError

    def tone(self, tone: Tone) -> None:
        """Take the colours of an answer."""
        pair = theme.TONES[tone]
        self.paper, self.ink = theme.rgba(pair.paper), theme.rgba(pair.ink)

    def forget(self) -> None:
        """Empty every text and every argument that this screen could still hold."""
        for part in self.walk(restrict=True):
            if isinstance(part, Say):
                part.wipe()
            if isinstance(part, Tap):
                part.arg = ""
                part.pressed = False

    def report_to(self, touch: Touch) -> None:
        """Tell every activation of a control to `touch`."""
        for part in self.walk(restrict=True):
            if isinstance(part, Tap):
                part.bind(on_tap=lambda _, action, arg: touch(action, arg))
