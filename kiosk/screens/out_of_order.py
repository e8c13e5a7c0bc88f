"""This kiosk cannot serve."""

from __future__ import annotations

from kiosk.flows.views import Icon, OutOfOrderView, Text
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class OutOfOrderScreen(MessageScreen):
    """Says so, and where to go."""

    def draw(self, body: OutOfOrderView, words: Words) -> None:
        """Show this view."""
        self.say(
            Icon.WRENCH,
            words.say(body.title),
            lines=[words.say(line) for line in body.lines],
            code=words.say(Text("screen.code", {"code": body.code})) if body.code else "",
        )
