"""Leaving without casting, asked twice."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Icon, LeaveView, Tone
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class LeaveScreen(MessageScreen):
    """Staying is the easy answer, where the finger is; leaving lies far from it."""

    def draw(self, body: LeaveView, words: Words) -> None:
        """Show this view."""
        self.tone(Tone.ATTENTION)
        self.say(Icon.HAND, words.say(body.text))
        ids = self.ids
        ids.first.strong, ids.second.strong = False, True
        ids.first.action, ids.second.action = Action.LEAVE, Action.BACK
        ids.first.put(words.label("leave"))
        ids.second.put(words.label("stay"))
