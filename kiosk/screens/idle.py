"""Waiting for a badge."""

from __future__ import annotations

from kiosk.flows.views import IdleView
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class IdleScreen(MessageScreen):
    """Invites the next person; at check-in with the camera's picture, where there is one."""

    def draw(self, body: IdleView, words: Words) -> None:
        """Show this view."""
        self.aim(words, shown=not body.booth)
        self.say(body.icon, "", name=words.say(body.text), lines=[words.say(body.hint)])
