from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.contract.fleet import Role
from hub.platform.clock import HubClock
from hub.roll import store as roll
from tests.fakes.hub_process import HubProcess
from tests.fakes.kiosk_process import PATIENCE_S, KioskProcess, View

NAMES = ("Đặng Văn An", "Nguyễn Thị Ân", "Bùi Thị Dung", "Phan Thế Duy")
SEATS = 2
Join = Callable[[str, Role], KioskProcess]


@pytest.fixture
def join(hub_process: HubProcess, tmp_path: Path) -> Iterator[Join]:
    """Makes a kiosk that joined by scanning its ticket with its own reader."""
    made: list[KioskProcess] = []

    def make(label: str, role: Role) -> KioskProcess:
        kiosk = KioskProcess(tmp_path / f"kiosk-{len(made)}").start()
        made.append(kiosk)
        kiosk.sees("SetupView", where=lambda view: view["reader_ok"])
        kiosk.scan(hub_process.ticket(label, role).text)
        kiosk.sees("IdleView", where=lambda view: view["label"] == label and not view["offline"])
        return kiosk

    yield make
    for kiosk in made:
        kiosk.close()


def open_first_session(hub: HubProcess) -> int:
    with hub.database.read() as connection:
        first = roll.sessions(connection)[0].session_id
    now = HubClock().now_ms()
    hub.database.write(lambda connection: roll.open_session(connection, first, now))
    return first


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds; fails where it never does."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def open_poll(hub: HubProcess, folder: Path, summoned: int) -> None:
    listed = folder / "ung-cu.csv"
    listed.write_text("name,born\n" + "".join(f"{name},\n" for name in NAMES), encoding="utf-8")
    words = ("--title", "Bầu Ban Chấp hành", "--seats", str(SEATS), "--summoned", str(summoned))
    hub.command("poll", "new", *words, "--candidates", str(listed), "--open")


def show_badge(booth: KioskProcess, code: str) -> View:
    """The ballot that a badge opens; shown again where the hub did not answer."""
    for _ in range(5):
        booth.stands_at("IdleView", "booth.idle")
        booth.scan(code)
        view = booth.sees("BallotView|VerdictView")
        if view["view"] == "BallotView":
            return view
    raise AssertionError(view)


def fill_in(booth: KioskProcess, code: str, choices: tuple[int, ...]) -> None:
    """From the badge to the last question before the ballot is cast."""
    ballot = show_badge(booth, code)
    for number in choices:
        booth.touch("choose", ballot["candidates"][number])
    ask_to_cast(booth)


def ask_to_cast(booth: KioskProcess) -> None:
    """From the ballot over the review to the last question."""
    booth.touch("review")
    booth.sees("ReviewView")
    booth.touch("cast")
    booth.sees("ConfirmView")


def vote(booth: KioskProcess, code: str, choices: tuple[int, ...]) -> None:
    """From the badge to the thanks, as one delegate does it."""
    fill_in(booth, code, choices)
    booth.touch("confirm_cast")
    booth.sees("ThanksView")
