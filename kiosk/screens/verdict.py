"""One answer on the whole screen."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Text, Tone, VerdictView
from kiosk.screens.message import MessageScreen
from kiosk.words import Words


class VerdictScreen(MessageScreen):
    """Colour, shape and words; the sound is the pump's."""

    def draw(self, body: VerdictView, words: Words) -> None:
        """Show this view."""
        self.tone(body.tone)
        self.say(
            body.icon,
            words.say(body.title),
            name=body.name,
            lines=[words.say(line) for line in body.lines],
            code=words.say(Text("screen.code", {"code": body.code})) if body.code else "",
        )
        self.ids.first.action = Action.CLOSE
        wait = body.tone in (Tone.ATTENTION, Tone.REFUSED)
        self.ids.first.put(words.label("close_verdict") if wait else "")
