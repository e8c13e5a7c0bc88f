"""The ballot is on its way."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Icon, SavingView
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class SavingScreen(MessageScreen):
    """Asks to stay; never to vote again."""

    def draw(self, body: SavingView, words: Words) -> None:
        """Show this view."""
        self.say(Icon.CLOCK, words.say(body.text))
        self.ids.spinner.turning = True
        self.ids.first.action = Action.CALL_STAFF
        self.ids.first.put(words.label("call_staff") if body.call_staff else "")
