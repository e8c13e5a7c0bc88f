"""Nobody touched the ballot for a while."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Icon, StillThereView, Text, Tone
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class StillThereScreen(MessageScreen):
    """Counts down over the whole screen, with one button that stops it."""

    def draw(self, body: StillThereView, words: Words) -> None:
        """Show this view."""
        self.tone(Tone.ATTENTION)
        left = words.say(Text("screen.seconds_left", {"seconds": body.seconds_left}))
        self.say(Icon.CLOCK, words.say(body.text), name=left)
        self.ids.first.action = Action.MORE_TIME
        self.ids.first.put(words.label("more_time"))
