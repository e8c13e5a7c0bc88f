"""The ballot is in the box."""

from __future__ import annotations

from kiosk.flows.views import Icon, ThanksView, Tone
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class ThanksScreen(MessageScreen):
    """Thanks, in green."""

    def draw(self, body: ThanksView, words: Words) -> None:
        """Show this view."""
        self.tone(Tone.ACCEPTED)
        self.say(Icon.BALLOT, words.say(body.text), lines=[words.say(body.hint)])
