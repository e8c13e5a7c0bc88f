"""What surrounds every page: the head strip, the way around, the cards of the overview.

A slice's pages.py adds itself: `chrome_of(app).add_page(…)` and `.add_card(…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask


@dataclass(frozen=True)
class Page:
    """An entry of the way around."""

    endpoint: str
    label: Any
    """lazy_gettext("…") of the English words."""
    position: int


@dataclass(frozen=True)
class Card:
    """A part of the overview, drawn by its slice's own template."""

    template: str
    context: Callable[[], Mapping[str, Any]]
    position: int


@dataclass(frozen=True)
class Heading:
    """What the head strip says."""

    congress: str
    session: str


@dataclass
class Chrome:
    """The pages, cards and heading that slices gave."""

    pages: list[Page] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    heading: Callable[[], Heading] = lambda: Heading("", "")

    def add_page(self, endpoint: str, label: Any, position: int) -> None:
        """List a page in the way around."""
        self.pages.append(Page(endpoint, label, position))
        self.pages.sort(key=lambda page: page.position)

    def add_card(
        self, template: str, context: Callable[[], Mapping[str, Any]], position: int
    ) -> None:
        """Put a card on the overview; `context` is asked each time it is drawn."""
        self.cards.append(Card(template, context, position))
        self.cards.sort(key=lambda card: card.position)


def chrome_of(app: Flask) -> Chrome:
    """The chrome of this app."""
    chrome = app.extensions.setdefault("daihoi.chrome", Chrome())
    assert isinstance(chrome, Chrome)
    return chrome


def install(app: Flask) -> None:
    """Give templates `chrome` and `heading()`."""
    chrome = chrome_of(app)
    app.context_processor(lambda: {"chrome": chrome, "heading": chrome.heading})
