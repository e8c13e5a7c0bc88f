"""The list to choose from."""

from __future__ import annotations

from typing import Any

from kiosk.flows.events import Action
from kiosk.flows.views import BallotView, ReviewView, Text
from kiosk.screens.base import BodyScreen
from kiosk.screens.widgets import tap, text
from kiosk.screens.widgets.row import RowList
from kiosk.screens.widgets.rules import load_rules
from kiosk.words import Words

load_rules(__file__)

PARTS = (tap.PushButton, text.Column, RowList)
"""What the rules are made of."""


class ListScreen(BodyScreen):
    """Heading, one page of rows, buttons that turn pages; `back` and `on` far from each other."""

    def __init__(self, rows: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ids.previous.action = self.ids.next.action = Action.PAGE
        self.ids.rows.build(rows)

    def turn(self, body: BallotView | ReviewView, words: Words) -> None:
        """Offer the pages before and after."""
        several = body.pages > 1
        where = Text("screen.page", {"page": body.page, "pages": body.pages})
        self.ids.page.put(words.say(where) if several and body.notice is None else "")
        more = Text("screen.next_names", {"more": body.more})
        self.ids.next.put(words.say(more) if body.more else "")
        self.ids.previous.put(words.label("previous_names") if body.page > 1 else "")
        self.ids.previous.arg, self.ids.next.arg = "previous", "next"

    def forget(self) -> None:
        """Empty the rows too."""
        super().forget()
        self.ids.rows.empty()


class BallotScreen(ListScreen):
    """Choose up to N; what to choose and what is chosen always in sight."""

    def __init__(self, rows: int, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        for row in self.ids.rows.children:
            row.action = Action.CHOOSE
        self.ids.on.action = Action.REVIEW

    def draw(self, body: BallotView, words: Words) -> None:
        """Show this page."""
        ids = self.ids
        ids.title.put(body.title)
        count = Text("screen.count", {"seats": body.seats, "chosen": body.chosen})
        ids.count.put(words.say(count))
        ids.notice.put(words.say(body.notice) if body.notice else "")
        ids.rows.put(body.rows, words, fill=True)
        self.turn(body, words)
        self._offer_way_back(body, words)
        ids.on.put(words.label("review"))

    def _offer_way_back(self, body: BallotView, words: Words) -> None:
        """Clearing, or leaving an empty ballot; not the one right where the other just was."""
        back = self.ids.back
        if body.chosen:
            back.action = Action.CLEAR_CHOICES
            back.put(words.label("clear"))
        else:
            back.action = Action.LEAVE
            back.put("" if body.notice else words.label("not_vote"))
