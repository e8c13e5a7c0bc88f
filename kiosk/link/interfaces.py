"""Which of the machine's interfaces have an address just now."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

import ifaddr


def present_addresses(wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The machine's IPv4 addresses just now that were asked for, by address or interface name.

    Empty means all but loopback and link-local ones.
    """
    found: set[str] = set()
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if isinstance(ip.ip, str) and _chosen(adapter.name, ip.ip, wanted):
                found.add(ip.ip)
    return tuple(sorted(found))


def _chosen(name: str, text: str, wanted: Sequence[str]) -> bool:
    if wanted:
        return name in wanted or text in wanted
    address = ipaddress.IPv4Address(text)
    return not (address.is_loopback or address.is_link_local)
