"""The hub is being asked."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Icon, WorkingView
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class WorkingScreen(MessageScreen):
    """Says at once that the badge was read; offers staff when it takes long."""

    def draw(self, body: WorkingView, words: Words) -> None:
        """Show this view."""
        self.say(Icon.BADGE, words.say(body.text))
        self.ids.spinner.turning = body.spinner
        self.ids.first.action = Action.CALL_STAFF
        self.ids.first.put(words.label("call_staff") if body.call_staff else "")
