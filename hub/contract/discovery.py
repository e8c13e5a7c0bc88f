"""What a hub says of itself by mDNS: a hint of where to ask, never a reason to trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SERVICE_TYPE = "_daihoi._tcp.local."


@dataclass(frozen=True)
class Advert:
    """The mDNS record of one hub (RFC 6763 TXT keys: hub, congress, proto)."""

    hub_id: str
    congress_id: str
    protocol: str


def instance_name(hub_id: str) -> str:
    """The service instance name of a hub."""
    return f"{hub_id}.{SERVICE_TYPE}"


def server_name(hub_id: str) -> str:
    """The host name in the hub's certificate, which a kiosk checks whatever the address."""
    return f"{hub_id}.local"


def to_txt(advert: Advert) -> dict[str, str]:
    """The TXT record of an advert."""
    return {"hub": advert.hub_id, "congress": advert.congress_id, "proto": advert.protocol}


def from_txt(txt: Mapping[bytes, bytes | None]) -> Advert | None:
    """The advert in a TXT record, or None where it is not one of ours."""
    found: dict[str, str] = {}
    for key in ("hub", "congress", "proto"):
        raw = txt.get(key.encode())
        if raw is None or len(raw) > 200:
            return None
        try:
            found[key] = raw.decode("utf-8")
        except UnicodeDecodeError:
            return None
    return Advert(hub_id=found["hub"], congress_id=found["congress"], protocol=found["proto"])
