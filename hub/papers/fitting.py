"""Text that always fits: the largest size at which the whole of it stands in its box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
LEADING = 1.18
_STEP = 0.5
_SMALLEST = 3.0

Measure = Callable[[str, float], float]
"""Width in mm of a text at a size in points."""


@dataclass(frozen=True)
class Fitted:
    """Lines and the size at which they fit."""

    lines: list[str]
    size: float

    @property
    def line_height(self) -> float:
        """Distance of the lines in mm."""
        return self.size * MM_PER_POINT * LEADING

    @property
    def height(self) -> float:
        """Height of all the lines in mm."""
        return self.line_height * len(self.lines)


def fit(text: str, width: float, height: float, largest: float, measure: Measure) -> Fitted:
    """The text in lines, as large as the box allows. Nothing is cut, whatever its length.

    A word is broken only where it is wider than the box at a size a third of the largest.
    """
    size = largest
    while size > _SMALLEST:
        lines = _wrap(text, width, size, measure, break_words=size <= largest / 3)
        if lines is not None and size * MM_PER_POINT * LEADING * len(lines) <= height:
            return Fitted(_evened(text, width, size, measure, lines), size)
        size -= _STEP
    lines = _wrap(text, width, _SMALLEST, measure, break_words=True)
    assert lines is not None
    return Fitted(lines, _SMALLEST)


def _evened(text: str, width: float, size: float, measure: Measure, lines: list[str]) -> list[str]:
    """As many lines, of lengths as like as they can be: no last word stands alone."""
    best = lines
    for percent in range(98, 40, -2):
        narrower = _wrap(text, width * percent / 100, size, measure, break_words=False)
        if narrower is None or len(narrower) > len(lines):
            break
        best = narrower
    return best


def _wrap(
    text: str, width: float, size: float, measure: Measure, *, break_words: bool
) -> list[str] | None:
    """Lines no wider than the box, or None where a word is wider than it."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while measure(word, size) > width:
            if not break_words or len(word) < 2:
                return None
            cut = max(1, sum(measure(word[: n + 1], size) <= width for n in range(len(word))))
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    if line or not lines:
        lines.append(line)
    return lines
