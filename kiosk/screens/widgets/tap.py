"""What a finger can press: it counts if it went down and came up inside, and did not wander."""

from __future__ import annotations

from typing import Any

from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from kiosk.flows.events import Action
from kiosk.screens import theme
from kiosk.screens.widgets.rules import load_rules

load_rules(__file__)


class Tap(Widget):
    """A touchable with an action of the flows; fires `on_tap` once a finger meant it."""

    __events__ = ("on_tap",)

    action = ObjectProperty(None, allownone=True)
    arg = StringProperty("")
    pressed = BooleanProperty(False)
    shown = BooleanProperty(True)
    drift = NumericProperty(0)
    """How far a finger may wander, in pixels."""

    def on_tap(self, action: Action, arg: str) -> None:
        """Default handler; the stage binds its own."""

    def on_shown(self, _: Any, shown: bool) -> None:
        """Hidden means neither seen nor touched."""
        self.opacity = 1 if shown else 0
        self.pressed = False

    def on_touch_down(self, touch: Any) -> bool:
        """Show at once that the finger was felt."""
        if not self.shown or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.pressed = True
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """A finger that leaves or wanders takes its word back."""
        if touch.grab_current is not self:
            return False
        if not self._still_meant(touch):
            self.pressed = False
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Act, if the finger still means it."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        meant = self.pressed and self._still_meant(touch)
        self.pressed = False
        if meant and self.action is not None:
            self.dispatch("on_tap", self.action, self.arg)
        return True

    def _still_meant(self, touch: Any) -> bool:
        wandered = float(((touch.x - touch.ox) ** 2 + (touch.y - touch.oy) ** 2) ** 0.5)
        return bool(self.shown and self.collide_point(*touch.pos) and wandered <= self.drift)


class Push(Tap):
    """A button with words; `strong` for the one that answers the question."""

    strong = BooleanProperty(False)
    chosen = BooleanProperty(False)
    letter = NumericProperty(0)
    """Full size of the words."""
    paper = ColorProperty()
    ink = ColorProperty()
    """Of the screen the button stands on; a strong one turns them round."""

    def _colours(self) -> theme.Pair | None:
        """The fixed pair of a button on plain paper; None on a coloured answer."""
        if tuple(self.paper) != theme.rgba(theme.PAPER.paper):
            return None
        if self.strong or self.chosen:
            return theme.PRESSED if self.pressed else theme.ACCENT
        return theme.TOUCHED if self.pressed else theme.PAPER

    def _fill(self) -> tuple[float, ...]:
        pair = self._colours()
        if pair is not None:
            return theme.rgba(pair.paper)
        turned = (self.strong or self.chosen) != self.pressed
        return tuple(self.ink if turned else self.paper)

    def _letters(self) -> tuple[float, ...]:
        pair = self._colours()
        if pair is not None:
            return theme.rgba(pair.ink)
        turned = (self.strong or self.chosen) != self.pressed
        return tuple(self.paper if turned else self.ink)

    _from = ("paper", "ink", "strong", "chosen", "pressed")
    fill = AliasProperty(_fill, None, bind=_from)
    letters = AliasProperty(_letters, None, bind=_from)

    def put(self, text: str) -> None:
        """Show these words; none at all hides the button."""
        self.ids.words.put(text)
        self.shown = bool(text)


class PushButton(Push):
    """A button at the size of the reading."""


class SizeButton(Push):
    """A letter in the size of the type that it chooses."""
