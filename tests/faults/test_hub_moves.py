"""The real hub, killed and started again elsewhere: the kiosks are back by themselves."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.attendance.tables import scan as scan_table
from hub.contract.discovery import server_name
from hub.contract.endpoints import HEALTH
from hub.contract.fleet import Health, Role
from kiosk.flows.events import Informed, QueueChanged, ScanReplied, ScanUnanswered
from kiosk.link import tls
from kiosk.link.client import HubClient, HubUnreachable
from kiosk.settings import Address
from tests.fakes.bench import Bench, wait_until
from tests.fakes.hub_process import HubProcess

BACK_WITHIN_S = 5.0
LOOPBACK = ("127.0.0.1",)


class MovableHub:
    """The founded hub of the fixture, run on any address of this machine."""

    def __init__(self, founded: HubProcess) -> None:
        self.founded = founded
        self.client = HubClient(
            tls.trusting(founded.authority.certificate_pem.decode(), None),
            server_name(founded.authority.hub_id),
        )

    def run_at(self, host: str) -> Address:
        with socket.socket() as probe:
            probe.bind((host, 0))
            address = Address(host, probe.getsockname()[1])
        words = ["run", "--host", host, "--port", str(address.port)]
        words += ["--interface", "127.0.0.1", "--address", host]
        settings = self.founded.settings
        with (settings.data_dir / "run.log").open("ab") as log:
            self.founded.process = subprocess.Popen(
                [sys.executable, "-m", "hub", "--data", str(settings.data_dir), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.founded.port = address.port
        wait_until(lambda: self._answers(address), "the hub answers", 40)
        return address

    def ticket(self, address: Address) -> str:
        made = self.founded.enrolment.make_ticket("Cửa 1", Role.CHECKIN, "ai-do", *address)
        return made.text

    def scans(self) -> set[str]:
        return set(self.founded.column(sa.select(scan_table.c.scan_id)))

    def _answers(self, address: Address) -> bool:
        try:
            self.client.call(address, HEALTH, Health, timeout_s=1)
        except HubUnreachable:
            return False
        return True


@pytest.fixture
def hub(founded_hub: HubProcess) -> MovableHub:
    return MovableHub(founded_hub)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "kiosk", interfaces=LOOPBACK)
    yield bench
    bench.stop()


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_the_kiosk_is_back_within_five_seconds_of_a_hub_on_another_address(
    hub: MovableHub, kiosk: Bench, how: str
) -> None:
    first = hub.run_at("127.0.0.1")
    kiosk.on_duty(hub.ticket(first))
    kept_before = [kiosk.scan() for _ in range(5)]
    wait_until(lambda: len(kiosk.of(ScanReplied)) == 5, "answered")
    getattr(hub.founded, how)()
    kiosk.wait_connected(False, BACK_WITHIN_S)
    in_between = [kiosk.scan() for _ in range(5)]
    wait_until(lambda: len(kiosk.of(ScanUnanswered)) == 5, "kept")
    second = hub.run_at("127.0.0.2")
    assert second != first
    kiosk.wait_connected(True, BACK_WITHIN_S)
    wait_until(lambda: kiosk.of(QueueChanged)[-1].depth == 0, "delivered")
    assert hub.scans() == {s.scan_id for s in kept_before + in_between}
    assert len(kiosk.of(ScanReplied)) == 10


def test_scans_during_kills_are_neither_lost_nor_doubled(hub: MovableHub, kiosk: Bench) -> None:
    address = hub.run_at("127.0.0.1")
    kiosk.on_duty(hub.ticket(address))
    scans = []
    for _ in range(3):
        for _ in range(40):
            scans.append(kiosk.scan())
        wait_until(lambda: len(hub.scans()) > len(scans) - 35, "some have arrived")
        hub.founded.kill()
        hub.founded.start()
    wait_until(lambda: len(kiosk.of(ScanReplied)) == len(scans), "all answered", 40)
    assert hub.scans() == {s.scan_id for s in scans}
    assert kiosk.wait_for(Informed).reply.label == "Cửa 1"
