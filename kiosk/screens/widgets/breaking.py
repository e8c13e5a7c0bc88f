"""Where lines of text may break, and how to break them evenly. No Kivy."""

from __future__ import annotations

import re
from collections.abc import Sequence

HARD_SPACE = "\N{NO-BREAK SPACE}"
_RANGE = re.compile(r"(?<=\d) ([-–]) (?=\d)")


def whole_ranges(text: str) -> str:
    """The text with years such as 2025 - 2030 kept on one line."""
    return _RANGE.sub(rf"{HARD_SPACE}\1{HARD_SPACE}", text)


def lines(words: Sequence[float], space: float, width: float) -> int:
    """How many lines words of these widths take where a line is that wide."""
    count, used = 1, -space
    for word in words:
        if used + space + word > width and used >= 0:
            count, used = count + 1, -space
        used += space + word
    return count


def even_width(words: Sequence[float], space: float, width: float) -> float:
    """The least width that needs no more lines than `width`, so no last line is one lone word."""
    most = lines(words, space, width)
    if most == 1:
        return width
    low, high = max(words, default=0.0), width
    while high - low > 1:
        middle = (low + high) / 2
        if lines(words, space, middle) > most:
            low = middle
        else:
            high = middle
    return high
