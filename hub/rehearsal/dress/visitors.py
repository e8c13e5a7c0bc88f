"""The made-up people before the kiosks: one loop for a check-in desk, one for a booth."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.rehearsal.dress.plan import Vote
from hub.rehearsal.dress.record import ACCEPTED, KEPT, TIMEOUT, Record
from hub.rehearsal.dress.terminal import Terminal, View
from hub.rehearsal.stage.messages import Guest

_ANSWER_S = 20.0
_CAST_S = 90.0
_VISIT_S = 180.0
_AGAIN = ("booth.unanswered", "booth.in_use", "booth.no_poll")
"""Answers after which a person shows the badge again: the hub was away for a moment."""

Moment = Callable[[str], None]
"""Told when something has just begun during which a fault would hurt most."""


@dataclass
class Arrivals:
    """People come to the desks one by one at a pace, whichever desk is free."""

    guests: list[Guest]
    pace: float
    _next: int = 0
    _began: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, stop: threading.Event) -> Guest | None:
        """The next person, once it is their time; None when all have come."""
        with self._lock:
            if self._began is None:
                self._began = time.monotonic()
            number, self._next = self._next, self._next + 1
            due = self._began + number / self.pace
        if number >= len(self.guests) or stop.wait(max(0.0, due - time.monotonic())):
            return None
        return self.guests[number]


@dataclass
class Desk:
    """A check-in desk: person after person until none comes."""

    terminal: Terminal
    arrivals: Arrivals
    record: Record
    on_recorded: Callable[[Guest], None]
    moment: Moment
    stop: threading.Event

    def run(self) -> None:
        """Serve."""
        while (guest := self.arrivals.take(self.stop)) is not None:
            self.serve(guest)

    def serve(self, guest: Guest) -> None:
        """One badge, one answer."""
        self.terminal.skip()
        sent_ms = self.terminal.scan(guest.code)
        self.moment("scan")
        until = time.monotonic() + _ANSWER_S
        asked = False
        while (view := self.terminal.next_view(until)) is not None and not self.stop.is_set():
            if view["view"] == "WorkingView":
                asked = True
            elif view["view"] == "VerdictView" and asked:
                answer = view["title"]
                if answer == ACCEPTED:
                    self.moment("green")
                    if view["name"] != guest.name:
                        answer = "name of somebody else"
                self.record.told(guest.delegate_id, answer, view["at_ms"] - sent_ms)
                if answer in (ACCEPTED, KEPT):
                    self.on_recorded(guest)
                return
        self.record.told(guest.delegate_id, TIMEOUT)


@dataclass
class Booth:
    """A voting booth: voter after voter until the queue ends with None."""

    terminal: Terminal
    voters: queue.Queue[Vote | None]
    record: Record
    moment: Moment
    stop: threading.Event

    def run(self) -> None:
        """Serve."""
        while (vote := self.voters.get()) is not None and not self.stop.is_set():
            self.record.voted(vote.guest.delegate_id, self.serve(vote))

    def serve(self, vote: Vote) -> str:
        """One person's visit, from the badge to the thanks; what was said at its end."""
        until = time.monotonic() + _VISIT_S
        while True:
            view = self._show_badge(vote, until)
            if view is None:
                return TIMEOUT
            if view["view"] == "BallotView":
                return self._fill(vote, view)
            if view["title"] not in _AGAIN:
                return str(view["title"])
            self.terminal.touch(view, "close")
            if self._sees("IdleView", until=until) is None:
                return TIMEOUT
            time.sleep(0.3)

    def _show_badge(self, vote: Vote, until: float) -> View | None:
        if self.terminal.newest.get("view") == "VerdictView":
            self.terminal.touch(self.terminal.newest, "close")
        self.terminal.skip()
        self.terminal.scan(vote.guest.code)
        asked = False
        until = min(until, time.monotonic() + _ANSWER_S)
        while (view := self.terminal.next_view(until)) is not None and not self.stop.is_set():
            if view["view"] == "WorkingView":
                asked = True
            elif view["view"] == "BallotView" or (view["view"] == "VerdictView" and asked):
                return view
        return None

    def _fill(self, vote: Vote, ballot: View) -> str:
        if not set(vote.touches) <= set(ballot["candidates"]):
            return "a ballot without the chosen names on its first page"
        for candidate in vote.touches:
            self.terminal.touch(ballot, "choose", candidate)
        self.terminal.touch(ballot, "review")
        for shown, action in (("ReviewView", "cast"), ("ConfirmView", "confirm_cast")):
            view = self._sees(shown, until=time.monotonic() + _ANSWER_S)
            if view is None:
                return f"{TIMEOUT} {shown}"
            self.terminal.touch(view, action)
        self.moment("cast")
        ended = self._sees("ThanksView", "VerdictView", until=time.monotonic() + _CAST_S)
        if ended is None:
            return f"{TIMEOUT} ThanksView"
        return "thanks" if ended["view"] == "ThanksView" else str(ended["title"])

    def _sees(self, *kinds: str, until: float) -> View | None:
        while (view := self.terminal.next_view(until)) is not None and not self.stop.is_set():
            if view["view"] in kinds:
                return view
        return None
