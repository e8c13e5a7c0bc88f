"""Text that is never cut: a label that measures itself, and a column that fits its labels."""

from __future__ import annotations

import unicodedata
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from kiosk.screens.widgets.breaking import even_width, whole_ranges
from kiosk.screens.widgets.rules import load_rules

load_rules(__file__)

SOFT = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56, 0.5)
"""First only what is larger than reading size gets smaller, down to reading size …"""
HARD = (0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4)
"""… and only if that is not enough everything, down to `least`."""
STEPS = tuple((factor, False) for factor in SOFT) + tuple((factor, True) for factor in HARD)


class Say(Label):
    """A paragraph at `full` size; a column that is too small may lower it down to `least`."""

    _label: Any
    full = NumericProperty(0)
    reading = NumericProperty(0)
    least = NumericProperty(0)
    even = BooleanProperty(False)
    """Lines of about one length, where there are several."""

    def put(self, text: str) -> None:
        """Show this text, in composed letters, so that tone marks sit where they belong."""
        self.text = whole_ranges(unicodedata.normalize("NFC", text))

    def wipe(self) -> None:
        """Hold nothing any more; Kivy alone would keep the last words and their picture."""
        self.text = ""
        self._label = None
        self._create_label()
        self.texture_update()

    def measure(self, width: float, factor: float, hard: bool) -> float:
        """Height of the text at this width, with its size lowered by `factor`."""
        self.text_size = (width, None)
        least = self.least if hard else max(self.least, self.reading)
        start = min(self.full, self.reading) if hard and self.reading else self.full
        self.font_size = max(min(least, self.full), start * factor)
        self.texture_update()
        return float(self.texture_size[1]) if self.text else 0.0

    def even_out(self) -> None:
        """Make the lines about as long as each other; never more lines than there were."""
        width, height = self.text_size[0], self.texture_size[1]
        words = [self._label.get_extents(word)[0] for word in self.text.split(" ")]
        self.text_size = (even_width(words, self._label.get_extents(" ")[0], width) + 1, None)
        self.texture_update()
        if self.texture_size[1] > height:
            self.text_size = (width, None)
            self.texture_update()

    def broken(self) -> bool:
        """Does a word not fit on a line of its own, so that it would be cut in two?"""
        width = self.text_size[0]
        return any(self._label.get_extents(word)[0] > width for word in self.text.split(" "))


class Column(Widget):
    """Labels (and other parts of fixed height) below one another, made smaller until they fit."""

    spacing = NumericProperty(0)
    anchor = OptionProperty("top", options=["top", "middle", "bottom"])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._later = Clock.create_trigger(self.fit, -1)
        self.bind(pos=self._later, size=self._later, spacing=self._later, anchor=self._later)

    def add_widget(self, widget: Any, *args: Any, **kwargs: Any) -> None:
        """Take a part in; later changes of its text or size are followed."""
        super().add_widget(widget, *args, **kwargs)
        if isinstance(widget, Say):
            widget.bind(text=self._later, full=self._later, least=self._later)
        else:
            widget.bind(height=self._later)

    def fit(self, *_: Any) -> None:
        """Measure, shrink if needed, and put every part in its place."""
        parts = list(reversed(self.children))
        heights: list[float] = []
        for factor, hard in STEPS:
            heights = [self._height(part, factor, hard) for part in parts]
            if self._total(heights) <= self.height and not any(
                part.broken() for part in parts if isinstance(part, Say) and part.text
            ):
                break
        top = self.top
        if self.anchor != "top":
            spare = max(0.0, self.height - self._total(heights))
            top -= spare / 2 if self.anchor == "middle" else spare
        for part, height in zip(parts, heights, strict=True):
            part.size = (self.width, height)
            if isinstance(part, Say) and part.even and part.text:
                part.even_out()
                part.width = part.text_size[0]
            part.pos = (self.x, top - height)
            top -= height + self.spacing if height else 0

    def _height(self, part: Any, factor: float, hard: bool) -> float:
        return (
            part.measure(self.width, factor, hard) if isinstance(part, Say) else float(part.height)
        )

    def _total(self, heights: list[float]) -> float:
        shown = [height for height in heights if height]
        return float(sum(shown) + self.spacing * max(0, len(shown) - 1))
