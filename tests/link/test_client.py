from __future__ import annotations

import datetime as dt
import socket
import threading
from pathlib import Path

import pytest

from hub.contract.discovery import server_name
from hub.contract.endpoints import HEALTH
from hub.contract.fleet import Health
from hub.platform.tls import create_authority
from kiosk.link import tls
from kiosk.link.client import HubClient, HubUnreachable, NotOurHub
from kiosk.settings import Address
from tests.fakes.fake_hub import FakeHub


def client(hub: FakeHub, name: str | None = None) -> HubClient:
    context = tls.trusting(hub.ca_pem.decode(), None)
    return HubClient(context, name or server_name(hub.hub_id))


def test_the_name_is_checked_and_not_the_address(hub: FakeHub) -> None:
    hub.stop()
    address = hub.listen(Address("127.0.0.77", 0))
    assert client(hub).call(address, HEALTH, Health, timeout_s=2).hub_id == hub.hub_id
    with pytest.raises(NotOurHub):
        client(hub, "daihoi-ffffffff.local").call(address, HEALTH, Health, timeout_s=2)


def test_one_connection_serves_many_calls_and_is_replaced_when_it_died(hub: FakeHub) -> None:
    asking = client(hub)
    for _ in range(5):
        asking.call(hub.address, HEALTH, Health, timeout_s=2)
    assert len(hub.handshakes) == 1
    assert not asking.gone()
    hub.stop()
    hub.listen(hub.address)
    assert asking.gone()
    asking.call(hub.address, HEALTH, Health, timeout_s=2)
    assert len(hub.handshakes) == 2


def test_older_tls_is_not_spoken() -> None:
    assert tls.distrusting().minimum_version.name == "TLSv1_3"


@pytest.mark.parametrize("mood", ["silent", "cut", "garbage", "status"])
def test_no_answer_of_the_contract_is_one_kind_of_failure(hub: FakeHub, mood: str) -> None:
    hub.moods["/api"] = mood
    with pytest.raises(HubUnreachable):
        client(hub).call(hub.address, HEALTH, Health, timeout_s=0.3)


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid", "..", "a" * 70])
def test_nobody_there_is_the_same_kind_of_failure(host: str, hub: FakeHub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with pytest.raises(HubUnreachable):
        client(hub).call(Address(host, port), HEALTH, Health, timeout_s=1)


def test_an_answer_without_end_is_given_up(tmp_path: Path, hub: FakeHub) -> None:
    hub.ca_pem = b"x" * 3_000_000
    with pytest.raises(HubUnreachable, match="more than"):
        HubClient(tls.distrusting(), None).fetch(hub.address, "GET", "/ca.pem", None, 5)


def test_a_port_that_speaks_no_tls_is_the_same_kind_of_failure(hub: FakeHub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def babble() -> None:
            peer, _ = plain.accept()
            peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            peer.close()

        threading.Thread(target=babble).start()
        address = Address(*plain.getsockname()[:2])
        with pytest.raises(HubUnreachable):
            client(hub).call(address, HEALTH, Health, timeout_s=1)


def test_a_dead_clock_keeps_no_kiosk_out(tmp_path: Path) -> None:
    """The hub's certificate is not valid on the day the kiosk believes it is."""
    (tmp_path / "keys").mkdir()
    authority = create_authority(tmp_path / "keys", "daihoi-0000000e")
    authority.make_server_certificate([], dt.datetime(2080, 1, 1, tzinfo=dt.UTC))
    hub = FakeHub(tmp_path, "daihoi-0000000e", authority=authority)
    assert client(hub).call(hub.address, HEALTH, Health, timeout_s=2).hub_id == hub.hub_id
    hub.stop()
