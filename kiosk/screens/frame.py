"""What is around every screen: the head strip, the staff's strip, the foot."""

from __future__ import annotations

from kiosk.flows.events import Action
from kiosk.flows.views import Frame, Text
from kiosk.screens import theme
from kiosk.screens.base import BodyScreen
from kiosk.screens.widgets import tap, text
from kiosk.screens.widgets.rules import load_rules
from kiosk.words import Words

load_rules(__file__)

PARTS = (tap.PushButton, text.Column)
"""What the rules are made of."""


class HeadStrip(BodyScreen):
    """Congress, session, kiosk and clock."""

    def draw(self, frame: Frame, words: Words) -> None:
        """Show the frame's facts."""
        self.ids.congress.put(frame.congress)
        self.ids.session.put(frame.session)
        self.ids.clock.put(words.clock(frame.wall_ms) if frame.wall_ms else "")
        self.ids.label.put(frame.kiosk_label)


class StaffStrip(BodyScreen):
    """One line for the staff while something is amiss; delegates need not read it."""

    def draw(self, frame: Frame, words: Words) -> None:
        """Show what is amiss, or nothing."""
        parts = [words.label("offline")] if frame.offline else []
        if frame.waiting:
            parts.append(words.say(Text("screen.waiting", {"count": frame.waiting})))
        if not frame.reader_ok:
            parts.append(words.label("no_reader"))
        self.ids.words.put(" · ".join(parts))
        self.opacity = 1 if parts else 0


class Foot(BodyScreen):
    """Help at the left, language, and the size of the type; always in the same place."""

    def draw(self, frame: Frame, words: Words) -> None:
        """Show the labels and which size is chosen."""
        self.ids.help.put(words.label("help"))
        self.ids.help.action = Action.HELP
        self.ids.language.put(words.label("other_language"))
        self.ids.language.action = Action.LANGUAGE
        self.ids.language.arg = "en" if frame.language == "vi" else "vi"
        for size in theme.SIZES:
            button = self.ids[f"size_{size}"]
            button.put("A")
            button.action, button.arg = Action.SIZE, size
            button.chosen = frame.size == size
