"""The screens that say one thing: a drawn icon, the words, at most two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.flows.views import Icon
from kiosk.screens.base import BodyScreen
from kiosk.screens.widgets import drawing, tap, text
from kiosk.screens.widgets.rules import load_rules

load_rules(__file__)

PARTS = (drawing.Drawing, tap.PushButton, text.Column)
"""What the rules are made of."""

LINES = 6
"""More lines than any view has."""


class MessageScreen(BodyScreen):
    """Icon above (beside, on a wide panel) title, name and lines; the buttons low."""

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
