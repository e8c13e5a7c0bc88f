"""A short tour through both kiosks for a machine without a display: scans, touches, pictures."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hub.contract.fleet import Role
from hub.rehearsal.display import take_picture
from hub.rehearsal.processes import write_line

_SETTLE_S = 2.5
_CHOICES = 7


@dataclass(frozen=True)
class Step:
    """What somebody does before a kiosk, and the name of the picture taken afterwards."""

    picture: str
    role: Role
    wishes: tuple[dict[str, str], ...]


def steps(code: str, other_code: str) -> list[Step]:
    """Check in with one badge twice and with garbage; vote with another badge."""

    def touch(action: str, arg: str = "") -> dict[str, str]:
        return {"touch": action, "arg": arg}

    choices = tuple(touch("choose", f"c{n}") for n in range(1, _CHOICES + 1))
    return [
        Step("1-idle", Role.CHECKIN, ()),
        Step("2-checked-in", Role.CHECKIN, ({"scan": code},)),
        Step("3-ballot", Role.BOOTH, ({"scan": other_code},)),
        Step("4-chosen", Role.BOOTH, choices),
        Step("5-review", Role.BOOTH, (touch("review"),)),
        Step("6-confirm", Role.BOOTH, (touch("cast"),)),
        Step("7-voted", Role.BOOTH, (touch("confirm_cast"),)),
        Step("8-already-in", Role.CHECKIN, ({"scan": code},)),
    ]


def play(
    kiosks: dict[Role, subprocess.Popen[bytes]],
    display: str,
    pictures: Path,
    tour: list[Step],
    say: Callable[[str], None],
) -> list[Path]:
    """The pictures, in order; what each shows is for a person to judge."""
    pictures.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    for step in tour:
        pipe = kiosks[step.role].stdin
        for wish in step.wishes:
            if pipe is not None:
                write_line(pipe, json.dumps(wish))
                time.sleep(_SETTLE_S / 5)  # a hand needs time too
        time.sleep(_SETTLE_S)
        path = pictures / f"{step.picture}.png"
        take_picture(display, path)
        say(str(path))
        taken.append(path)
    return taken
