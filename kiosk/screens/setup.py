"""The kiosk belongs to no congress yet."""

from __future__ import annotations

from kiosk.flows.views import Icon, SetupView
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class SetupScreen(MessageScreen):
    """Asks the technician for the joining ticket, and says how joining went."""

    def draw(self, body: SetupView, words: Words) -> None:
        """Show this view."""
        self.tone(body.tone)
        self.aim(words, shown=not body.busy)
        detail = [words.say(body.detail)] if body.detail else []
        self.say(Icon.WRENCH, words.say(body.text), lines=detail)
        self.ids.spinner.turning = body.busy
