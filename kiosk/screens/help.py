"""Help: what to do here, and a technician."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import HelpView, Icon
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class HelpScreen(MessageScreen):
    """One to three sentences, a way back, and somebody who comes."""

    def draw(self, body: HelpView, words: Words) -> None:
        """Show this view."""
        self.say(
            Icon.HAND, words.label("help_title"), lines=[words.say(line) for line in body.lines]
        )
        self.ids.first.action, self.ids.second.action = Action.CLOSE, Action.CALL_STAFF
        self.ids.first.put(words.label("close_help"))
        self.ids.second.put("" if body.called else words.label("call_staff"))
