"""Every choice in full, before casting."""

from __future__ import annotations

from typing import Any

from kiosk.flows.events import Action
from kiosk.flows.views import ReviewView
from kiosk.screens.ballot import ListScreen
from kiosk.words import Words


class ReviewScreen(ListScreen):
    """What will be cast; a press on a name leads back to it."""

    def __init__(self, rows: int, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        for row in self.ids.rows.children:
            row.action = Action.CHOOSE
        self.ids.back.action, self.ids.on.action = Action.BACK, Action.CAST

    def draw(self, body: ReviewView, words: Words) -> None:
        """Show this page."""
        ids = self.ids
        ids.title.put(words.label("review_title"))
        ids.vote.put(body.title)
        ids.shortage.put(words.say(body.shortage) if body.shortage else "")
        ids.notice.put(words.say(body.notice) if body.notice else "")
        ids.rows.put(body.rows, words, fill=False)
        self.turn(body, words)
        ids.back.put(words.label("change"))
        ids.on.put(words.label("cast"))
