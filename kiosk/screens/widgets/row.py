"""One candidate of a ballot, as a row to press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import AliasProperty, BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.flows.views import BallotRow
from kiosk.screens import theme
from kiosk.screens.widgets import drawing, text
from kiosk.screens.widgets.rules import load_rules
from kiosk.screens.widgets.tap import Tap
from kiosk.words import Words

load_rules(__file__)

PARTS = (drawing.Mark, text.Column)
"""What the rule is made of."""


class CandidateRow(Tap):
    """Number, name, birth; when chosen told by fill, a drawn mark and a word."""

    chosen = BooleanProperty(False)
    filled = BooleanProperty(False)

    def _pair(self) -> theme.Pair:
        if self.filled:
            return theme.PRESSED if self.pressed else theme.ACCENT
        return theme.TOUCHED if self.pressed else theme.PAPER

    fill = AliasProperty(
        lambda self: theme.rgba(self._pair().paper), None, bind=("filled", "pressed")
    )
    letters = AliasProperty(
        lambda self: theme.rgba(self._pair().ink), None, bind=("filled", "pressed")
    )

    def put(self, row: BallotRow, words: Words, *, fill: bool) -> None:
        """Show this candidate; `fill` tells a chosen one by its colour too."""
        if self.arg != row.candidate_id:
            self.pressed = False
        self.arg = row.candidate_id
        self.chosen, self.filled = row.chosen, row.chosen and fill
        self.ids.number.put(str(row.number))
        self.ids.name.put(f"{row.name} ({words.birth(row.born)})" if row.born else row.name)
        self.ids.word.put(words.label("chosen") if row.chosen else "")
        self.shown = True

    def empty(self) -> None:
        """Hold nothing of anybody's ballot."""
        self.shown = False
        self.chosen = self.filled = False
        self.arg = ""
        for part in ("number", "name", "word"):
            self.ids[part].wipe()


class RowList(Widget):
    """A page of rows, from the top; the rows are built once and used for every ballot."""

    row_height = NumericProperty(0)
    spacing = NumericProperty(0)
    action = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._place, size=self._place, row_height=self._place, spacing=self._place)

    def build(self, count: int) -> None:
        """Make the rows, as many as the largest page has."""
        for _ in range(count):
            row = CandidateRow(action=self.action)
            row.empty()
            self.add_widget(row)
        self._place()

    def put(self, rows: Sequence[BallotRow], words: Words, *, fill: bool) -> None:
        """Show these candidates and empty all other rows."""
        for number, widget in enumerate(reversed(self.children)):
            if number < len(rows):
                widget.put(rows[number], words, fill=fill)
            else:
                widget.empty()

    def empty(self) -> None:
        """Empty every row."""
        for row in self.children:
            row.empty()

    def _place(self, *_: Any) -> None:
        top = self.top
        for widget in reversed(self.children):
            widget.size = (self.width, self.row_height)
            widget.pos = (self.x, top - self.row_height)
            top -= self.row_height + self.spacing
