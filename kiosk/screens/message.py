"""The screens that say one thing: a drawn icon, the words, at most two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.properties import BooleanProperty

from kiosk.flows.views import Icon
from kiosk.screens.base import BodyScreen
from kiosk.screens.widgets import drawing, tap, text
from kiosk.screens.widgets.rules import load_rules
from kiosk.screens.widgets.viewfinder import Camera, Viewfinder
from kiosk.words import Words

load_rules(__file__)

PARTS = (drawing.Drawing, tap.PushButton, text.Column)
"""What the rules are made of."""

LINES = 6
"""More lines than any view has."""


class MessageScreen(BodyScreen):
    """Icon above (beside, on a wide panel) title, name and lines; the buttons low.

    Where the kiosk has a camera, its picture may stand below (beside) the words.
    """

    aiming = BooleanProperty(False)
    """Whether the words leave room for the camera's picture."""
    finder: Viewfinder | None = None

    def watch(self, camera: Camera) -> None:
        """Have a place for this camera's picture; call once."""
        room = self.ids.room
        self.finder = finder = Viewfinder(camera, pos=room.pos, size=room.size)
        room.add_widget(finder)
        room.bind(pos=finder.setter("pos"), size=finder.setter("size"))
        self.fbind("ink", finder.setter("ink"))
        finder.ink = self.ink

    def aim(self, words: Words, shown: bool = True) -> None:
        """Show the camera's picture, or hide it."""
        if self.finder is not None:
            self.finder.put(words)
            self.finder.live = self.aiming = shown

    def forget(self) -> None:
        """The camera's picture, too, which may show a face."""
        super().forget()
        if self.finder is not None:
            self.finder.live = False

    def say(
        self,
        icon: Icon,
        title: str,
        *,
        name: str = "",
        lines: Sequence[str] = (),
        code: str = "",
    ) -> None:
        """Put the words; a name stands in the largest type."""
        ids = self.ids
        ids.icon.icon = icon
        ids.title.put(title)
        ids.name.put(name)
        for number in range(LINES):
            ids[f"line{number}"].put(lines[number] if number < len(lines) else "")
        ids.code.put(code)
