"""Tells the hall by mDNS where this hub is, also after the hub's address changed."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from collections.abc import Sequence

import ifaddr
from zeroconf import Error as ZeroconfError
from zeroconf import IPVersion, ServiceInfo, Zeroconf

from hub.contract.discovery import SERVICE_TYPE, Advert, instance_name, server_name, to_txt

WATCH_EVERY_S = 0.5
_log = logging.getLogger(__name__)


def present_addresses(wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The machine's IPv4 addresses just now that were asked for, by address or interface name.

    Empty means all but loopback and link-local ones.
    """
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if not isinstance(ip.ip, str):
                continue  # IPv6: a kiosk looks for IPv4 only
            if wanted:
                chosen = ip.ip in wanted or adapter.name in wanted
            else:
                address = ipaddress.IPv4Address(ip.ip)
                chosen = not (address.is_loopback or address.is_link_local)
            if chosen:
                found.append(ip.ip)
    return tuple(sorted(set(found)))


def is_ipv4(text: str) -> bool:
    """Whether the text is an IPv4 address."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


class Advertiser:
    """Advertises one hub from `start` to `stop`; never blocks and never fails its caller.

    A running Zeroconf goes on telling an address that the machine has lost, so the addresses
    are watched and Zeroconf is made anew when they change.
    """

    def __init__(
        self,
        advert: Advert,
        port: int,
        interfaces: Sequence[str] = (),
        addresses: Sequence[str] = (),
    ) -> None:
        """`interfaces`: where to tell it (addresses or names; empty: all but loopback).
        `addresses`: what to tell; empty: the addresses of those interfaces."""
        self._advert = advert
        self._port = port
        self._interfaces = tuple(interfaces)
        self._addresses = tuple(addresses)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="advertise", daemon=True)
        self._zeroconf: Zeroconf | None = None
        self._name: str | None = None
        self.announced = threading.Event()
        """Set while the hub is announced."""

    def start(self) -> None:
        """Begin; the first announcement follows within two seconds, if there is a network."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye and end; returns when it was said."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        told: tuple[str, ...] | None = None
        while not self._stop.is_set():
            now = present_addresses(self._interfaces)
            if now != told:
                self._withdraw()
                told = now if not now or self._announce(now) else None
            self._stop.wait(WATCH_EVERY_S)
        self._withdraw()

    def _announce(self, on: tuple[str, ...]) -> bool:
        telling = self._addresses or on
        info = ServiceInfo(
            SERVICE_TYPE,
            self._name or instance_name(self._advert.hub_id),
            port=self._port,
            addresses=[socket.inet_aton(address) for address in telling],
            server=server_name(self._advert.hub_id) + ".",
            properties=to_txt(self._advert),
        )
        try:
            self._zeroconf = Zeroconf(interfaces=list(on), ip_version=IPVersion.V4Only)
            # Another machine with our name (a copy, an impostor) must not silence us: kiosks
            # go by the hub id in the TXT record and by TLS, not by the instance's name.
            # Once the name is ours it is not probed for again: a hub that moved is told at once.
            self._zeroconf.register_service(
                info, allow_name_change=True, cooperating_responders=self._name is not None
            )
        except (OSError, ZeroconfError) as failure:
            _log.warning("not advertised on %s, trying again: %s", ", ".join(on), failure)
            self._withdraw()
            return False
        self._name = info.name
        if info.name != instance_name(self._advert.hub_id):
            _log.warning("another machine advertises as this hub; advertised as %s", info.name)
        _log.info("advertised as %s at %s port %d", info.name, ", ".join(telling), self._port)
        self.announced.set()
        return True

    def _withdraw(self) -> None:
        self.announced.clear()
        closing, self._zeroconf = self._zeroconf, None
        if closing is None:
            return
        try:
            closing.unregister_all_services()
        except (OSError, ZeroconfError) as failure:  # the network is gone: nobody to tell
            _log.info("left without a goodbye: %s", failure)
        finally:
            closing.close()
