"""The second step of casting."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import ConfirmView, Icon, Text
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class ConfirmScreen(MessageScreen):
    """Asks once more; its yes lies elsewhere than the button before."""

    def draw(self, body: ConfirmView, words: Words) -> None:
        """Show this view."""
        count = Text("screen.confirm_count", {"chosen": body.chosen, "seats": body.seats})
        notice = [words.say(body.notice)] if body.notice else []
        self.say(
            Icon.BALLOT,
            words.label("confirm_title"),
            lines=[words.say(count), words.label("confirm_final"), *notice],
        )
        self.ids.first.action, self.ids.second.action = Action.CONFIRM_CAST, Action.BACK
        self.ids.first.put(words.label("confirm_cast"))
        self.ids.second.put(words.label("back_to_review"))
