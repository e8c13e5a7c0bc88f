"""Others on the same multicast: faster, in our hub's name, on stale addresses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.contract.discovery import Advert
from hub.contract.wire import PROTOCOL
from hub.platform.advertise import Advertiser
from kiosk.flows.events import EnrolFailure, Enrolled, EnrolRefused, ScanReplied
from kiosk.link.discovery import Discovery
from kiosk.settings import Address
from tests.fakes.bench import Bench, new_id, wait_until
from tests.fakes.fake_hub import FakeHub

LOOPBACK = ("127.0.0.1",)
BACK_WITHIN_S = 5.0


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeHub]:
    made = FakeHub(tmp_path / "hub", f"daihoi-{new_id()[:8]}")
    yield made
    made.stop()


@pytest.fixture
def rogue(tmp_path: Path, hub: FakeHub) -> Iterator[FakeHub]:
    """It advertises itself in the name of the true hub."""
    made = FakeHub(tmp_path / "rogue", hub.hub_id)
    yield made
    made.stop()


@contextlib.contextmanager
def bench_on(folder: Path) -> Iterator[Bench]:
    made = Bench(folder, interfaces=LOOPBACK)
    try:
        yield made
    finally:
        made.stop()


@contextlib.contextmanager
def told(hub_id: str, port: int, *addresses: str) -> Iterator[None]:
    advertiser = Advertiser(Advert(hub_id, "c", PROTOCOL), port, LOOPBACK, addresses)
    advertiser.start()
    try:
        assert advertiser.announced.wait(10)
        yield
    finally:
        advertiser.stop()


def test_a_ticket_leads_to_its_hub_past_a_faster_rogue(
    tmp_path: Path, hub: FakeHub, rogue: FakeHub
) -> None:
    """The rogue is heard first and answers at the ticket's address too."""
    hub.delay_s = 0.2
    with rogue.advertised() as first, bench_on(tmp_path / "kiosk") as bench:
        assert first.announced.wait(10)
        bench.start()
        with hub.advertised() as second:
            assert second.announced.wait(10)
            assert isinstance(bench.join(hub.ticket(rogue.address)), Enrolled)
            bench.wait_connected()
    assert rogue.count("/ca.pem") > 0, "it was asked, and not believed"
    assert b"".join(body for _, body in rogue.requests) == b""


def test_with_only_the_rogue_there_the_secret_stays(
    tmp_path: Path, hub: FakeHub, rogue: FakeHub
) -> None:
    ticket = hub.ticket()
    hub.stop()
    with rogue.advertised() as advertiser, bench_on(tmp_path / "kiosk") as bench:
        assert advertiser.announced.wait(10)
        bench.start()
        refused = bench.join(ticket)
        assert isinstance(refused, EnrolRefused)
        assert refused.reason is EnrolFailure.NOT_YOUR_HUB
    assert {path for path, _ in rogue.requests} == {"/ca.pem"}


def test_a_kiosk_on_duty_follows_its_hub_and_no_rogue(
    tmp_path: Path, hub: FakeHub, rogue: FakeHub
) -> None:
    with rogue.advertised() as advertiser, bench_on(tmp_path / "kiosk") as bench:
        assert advertiser.announced.wait(10)
        bench.on_duty(hub.ticket())
        hub.stop()
        bench.wait_connected(False)
        hub.listen(Address("127.0.0.2", 0))
        with hub.advertised() as moved:
            assert moved.announced.wait(10)
            bench.wait_connected(True, BACK_WITHIN_S)
    assert {path for path, _ in rogue.requests} <= {"/ca.pem"}, "asked while joining, if at all"


def test_two_hubs_in_one_hall_keep_their_own_kiosks(tmp_path: Path, hub: FakeHub) -> None:
    other = FakeHub(tmp_path / "other", f"daihoi-{new_id()[:8]}")
    with (
        hub.advertised(),
        other.advertised(),
        bench_on(tmp_path / "a") as ours,
        bench_on(tmp_path / "b") as theirs,
    ):
        ours.on_duty(hub.ticket())
        theirs.on_duty(other.ticket())
        scans = ours.scan(), theirs.scan()
        ours.wait_for(ScanReplied)
        theirs.wait_for(ScanReplied)
    assert list(hub.scans) == [scans[0].scan_id]
    assert list(other.scans) == [scans[1].scan_id]
    other.stop()


def test_stale_addresses_in_the_advert_cost_little(tmp_path: Path, hub: FakeHub) -> None:
    with bench_on(tmp_path / "kiosk") as bench:
        bench.on_duty(hub.ticket())
        hub.stop()
        bench.wait_connected(False)
        moved = hub.listen(Address("127.0.0.2", 0))
        with told(hub.hub_id, moved.port, "127.0.0.8", "127.0.0.9", "127.0.0.2"):
            bench.wait_connected(True, BACK_WITHIN_S)


def test_a_hub_is_heard_and_its_goodbye_too(hub: FakeHub) -> None:
    discovery = Discovery(LOOPBACK, lambda _hint: None)

    def heard() -> list[Address]:
        return [a for h in discovery.hints() if h.advert.hub_id == hub.hub_id for a in h.addresses]

    discovery.start()
    try:
        with hub.advertised():
            wait_until(lambda: heard() == [hub.address], "heard", 10)
            discovery.renew()
            wait_until(lambda: not heard(), "forgotten", 10)
            wait_until(lambda: heard() == [hub.address], "heard anew", 10)
        wait_until(lambda: not heard(), "the goodbye", 10)
    finally:
        discovery.stop()


def test_a_copy_of_the_hub_does_not_silence_it(hub: FakeHub) -> None:
    """Two machines advertise one name, whether the second notices it or not: both are heard."""
    discovery = Discovery(LOOPBACK, lambda _hint: None)
    discovery.start()
    try:
        with told(hub.hub_id, 1, "127.0.0.9"), told(hub.hub_id, 2, "127.0.0.2"):
            wait_until(
                lambda: (
                    {
                        a.port
                        for h in discovery.hints()
                        if h.advert.hub_id == hub.hub_id
                        for a in h.addresses
                    }
                    == {1, 2}
                ),
                "both heard",
                10,
            )
    finally:
        discovery.stop()
