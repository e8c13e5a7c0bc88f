"""A short tour through both kiosks for a machine without a display: scans, touches, pictures."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.contract.fleet import Role
from hub.rehearsal.display import take_picture
from hub.rehearsal.processes import write_line

_WITHIN_S = 60.0
_POLL_S = 0.05
_GUARD_S = 0.6
"""A kiosk takes no touch for 0.4 s after its screen changed."""
_DRAWN_S = 0.5
CHOICES = 6


class TourStuck(Exception):
    """A kiosk never showed what the step named here waits for."""


@dataclass(frozen=True)
class Step:
    """What somebody does before a kiosk, what it must show then, and the picture's name."""

    picture: str
    role: Role
    wishes: tuple[dict[str, str], ...]
    shows: str
    title: str = ""


class Visitor:
    """Somebody before one kiosk: does as JSON lines say, sees what the kiosk says it shows."""

    def __init__(self, kiosk: subprocess.Popen[bytes], views: Path) -> None:
        self._kiosk = kiosk
        self._views = views
        self._read = 0
        self.candidates: list[str] = []

    def do(self, wish: dict[str, str]) -> None:
        """One scan or touch."""
        if self._kiosk.stdin is None:
            raise ValueError("the kiosk was started without a pipe")
        write_line(self._kiosk.stdin, json.dumps(wish))

    def sees(self, kind: str, title: str) -> bool:
        """Whether that view came up before the deadline."""
        deadline = time.monotonic() + _WITHIN_S
        while time.monotonic() < deadline and self._kiosk.poll() is None:
            for view in self._new_views():
                if view["view"] == kind and title in (view.get("title"), ""):
                    self.candidates = view.get("candidates", [])
                    return True
            time.sleep(_POLL_S)
        return False

    def _new_views(self) -> Iterator[dict[str, Any]]:
        with self._views.open(encoding="utf-8") as lines:
            lines.seek(self._read)
            while (line := lines.readline()).endswith("\n"):
                self._read = lines.tell()
                yield json.loads(line)


def steps(code: str, other_code: str) -> list[Step]:
    """Check in with one badge, vote with another, show the first one again."""
    checkin, booth = Role.CHECKIN, Role.BOOTH
    return [
        Step("1-waiting", booth, (), "IdleView", "booth.idle"),
        Step("1-waiting", checkin, (), "IdleView", "checkin.idle"),
        Step("2-checked-in", checkin, ({"scan": code},), "VerdictView", "checkin.accepted"),
        Step("3-ballot", booth, ({"scan": other_code},), "BallotView"),
        Step("4-review", booth, ({"touch": "review"},), "ReviewView"),
        Step("5-confirm", booth, ({"touch": "cast"},), "ConfirmView"),
        Step("6-voted", booth, ({"touch": "confirm_cast"},), "ThanksView"),
        Step("7-already-in", checkin, ({"scan": code},), "VerdictView", "checkin.already_in"),
    ]


def play(
    visitors: dict[Role, Visitor], display: str, pictures: Path, tour: list[Step]
) -> Iterator[Path]:
    """A picture after each step, once the kiosk shows what it must; else TourStuck."""
    pictures.mkdir(parents=True, exist_ok=True)
    for step in tour:
        visitor = visitors[step.role]
        if step.shows == "ReviewView":
            _choose(visitor)
        for wish in step.wishes:
            visitor.do(wish)
        if not visitor.sees(step.shows, step.title):
            raise TourStuck(step.picture)
        time.sleep(_DRAWN_S)
        path = pictures / f"{step.picture}.png"
        take_picture(display, path)
        yield path
        time.sleep(_GUARD_S)


def _choose(visitor: Visitor) -> None:
    for candidate in visitor.candidates[:CHOICES]:
        visitor.do({"touch": "choose", "arg": candidate})
        time.sleep(_POLL_S)
