"""The training front: badges beside the delegate's screen, each scanned by a click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.screens import theme
from kiosk.screens.widgets import text
from kiosk.screens.widgets.rules import load_rules
from kiosk.screens.widgets.tap import Tap
from kiosk.words import Words

load_rules(__file__)

PARTS = (text.Column,)
"""What the rules are made of."""


@dataclass(frozen=True)
class TrayBadge:
    """A code that can be clicked, with what the technician should know of it."""

    name: str
    code: str
    note: str = ""


class TrayCard(Tap):
    """One badge of the tray."""

    unit = NumericProperty(1)

    def put(self, badge: TrayBadge | None) -> None:
        """Show this badge, or nothing."""
        self.shown = badge is not None
        self.arg = badge.code if badge else ""
        self.ids.name.put(badge.name if badge else "")
        self.ids.note.put(badge.note if badge else "")

    def put_label(self, words: str) -> None:
        """Show words only."""
        self.ids.name.put(words)


class Tray(Widget):
    """Stands outside the delegate's screen and never looks like part of it."""

    unit = NumericProperty(0)
    """Height of a line of its type: it is for a mouse and is not to scale."""
    paper = theme.rgba(theme.TRAINING.paper)
    ink = theme.rgba(theme.TRAINING.ink)

    def __init__(
        self,
        badges: Sequence[TrayBadge],
        words: Words,
        scan: Callable[[str], None],
        garble: Callable[[], None],
        width: float,
        height: float,
    ) -> None:
        self._badges, self._page = badges, 0
        super().__init__(size=(width, height), unit=max(12.0, min(width / 15, height / 34)))
        self._cards: list[TrayCard] = []
        room = height - self.unit * 12
        for _ in range(max(1, int(room / (self.unit * 3.6)))):
            card = TrayCard(action="scan", unit=self.unit)
            card.size = (width - self.unit * 1.6, self.unit * 3.2)
            self._cards.append(card)
            self.add_widget(card)
        self.bind(pos=self._place)
        ids = self.ids
        ids.title.put(words.label("training"))
        ids.hint.put(words.label("training_hint"))
        ids.more.put_label(words.label("training_next"))
        ids.garbage.put_label(words.label("training_garbage"))
        ids.garbage.action, ids.more.action = "garble", "more"
        for card in self._cards:
            card.bind(on_tap=lambda _card, _action, arg: scan(arg))
        ids.garbage.bind(on_tap=lambda *_: garble())
        ids.more.bind(on_tap=lambda *_: self._turn())
        ids.more.shown = len(badges) > len(self._cards)
        self._fill()
        self._place()

    def _turn(self) -> None:
        self._page += 1
        if self._page * len(self._cards) >= len(self._badges):
            self._page = 0
        self._fill()

    def _fill(self) -> None:
        start = self._page * len(self._cards)
        for at, card in enumerate(self._cards, start):
            card.put(self._badges[at] if at < len(self._badges) else None)

    def _place(self, *_: Any) -> None:
        top = self.top - self.unit * 6
        for card in self._cards:
            card.x, card.top = self.x + self.unit * 0.8, top
            top -= self.unit * 3.6
