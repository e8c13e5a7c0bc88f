"""The traps of multicast discovery, in a network of two namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.bench import Bench
from tests.fakes.fake_hub import FakeHub
from tests.fakes.wired_hall import Spoken, WiredHall

BACK_WITHIN_S = 5.0
START_WITHIN_S = 30.0
PORT = "18600"
FIRST, SECOND, KIOSK = "10.213.7.1", "10.213.7.2", "10.213.7.10"


class Wired:
    """A kiosk that joined long ago, elsewhere: in this network only mDNS can lead it."""

    def __init__(self, hall: WiredHall, folder: Path) -> None:
        self.hall = hall
        self.keys = folder / "keys"
        self.data = folder / "kiosk"
        hub = FakeHub(self.keys, "daihoi-0000000d")
        Bench(self.data).on_duty(hub.ticket()).stop()
        hub.stop()

    def start_hub(self) -> None:
        hub = self.hall.run(self.hall.hub, "tests.fakes.wired_hub", str(self.keys), PORT)
        hub.wait(lambda: "announced\n" in hub.lines, "announced", START_WITHIN_S)

    def start_kiosk(self) -> Spoken:
        kiosk = self.hall.run(self.hall.kiosk, "tests.fakes.wired_kiosk", str(self.data))
        kiosk.wait(lambda: "started\n" in kiosk.lines, "started", START_WITHIN_S)
        return kiosk


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    hall = WiredHall()
    try:
        yield Wired(hall, tmp_path)
    finally:
        hall.close()


def connected(kiosk: Spoken) -> bool:
    return bool(kiosk.lines) and kiosk.lines[-1] == "connected\n"


def test_the_hubs_address_changes_under_a_running_hub(wired: Wired) -> None:
    wired.hall.address(wired.hall.hub, FIRST)
    wired.hall.address(wired.hall.kiosk, KIOSK)
    wired.start_hub()
    kiosk = wired.start_kiosk()
    kiosk.wait(lambda: connected(kiosk), "connected", START_WITHIN_S)
    wired.hall.address(wired.hall.hub, FIRST, "del")
    wired.hall.address(wired.hall.hub, SECOND)
    kiosk.wait(lambda: told_at_new_address(wired), "heartbeats at the new address", BACK_WITHIN_S)


def told_at_new_address(wired: Wired) -> bool:
    return SECOND in (wired.data / "last-hub").read_text()


def test_the_kiosks_cable_is_out_while_the_hub_moves(wired: Wired) -> None:
    wired.hall.address(wired.hall.hub, FIRST)
    wired.hall.address(wired.hall.kiosk, KIOSK)
    wired.start_hub()
    kiosk = wired.start_kiosk()
    kiosk.wait(lambda: connected(kiosk), "connected", START_WITHIN_S)
    wired.hall.ip(wired.hall.kiosk, "link", "set", wired.hall.cable, "down")
    wired.hall.address(wired.hall.hub, FIRST, "del")
    wired.hall.address(wired.hall.hub, SECOND)
    kiosk.wait(lambda: kiosk.lines[-1] == "lost\n", "lost", START_WITHIN_S)
    wired.hall.ip(wired.hall.kiosk, "link", "set", wired.hall.cable, "up")
    kiosk.wait(lambda: connected(kiosk) and told_at_new_address(wired), "back", BACK_WITHIN_S)


def test_a_kiosk_that_started_before_the_network(wired: Wired) -> None:
    wired.hall.address(wired.hall.hub, FIRST)
    wired.start_hub()
    kiosk = wired.start_kiosk()
    kiosk.wait(lambda: "lost\n" in kiosk.lines, "nobody there", START_WITHIN_S)
    wired.hall.address(wired.hall.kiosk, KIOSK)
    kiosk.wait(lambda: connected(kiosk), "connected", BACK_WITHIN_S)


def test_a_hub_that_started_before_the_network(wired: Wired) -> None:
    hub = wired.hall.run(wired.hall.hub, "tests.fakes.wired_hub", str(wired.keys), PORT)
    wired.hall.address(wired.hall.kiosk, KIOSK)
    kiosk = wired.start_kiosk()
    kiosk.wait(lambda: "lost\n" in kiosk.lines, "nobody there", START_WITHIN_S)
    assert hub.lines == []
    wired.hall.address(wired.hall.hub, FIRST)
    hub.wait(lambda: "announced\n" in hub.lines, "announced", BACK_WITHIN_S)
    kiosk.wait(lambda: connected(kiosk), "connected", BACK_WITHIN_S)
