from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.contract.fleet import Role
from hub.platform.clock import HubClock
from hub.roll import store as roll
from tests.fakes.hub_process import HubProcess
from tests.fakes.kiosk_process import PATIENCE_S, KioskProcess

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
