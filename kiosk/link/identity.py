"""Who this kiosk is to its hub: one file that names the rest, replaced in one step."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.contract.fleet import CongressInfo, Role
from kiosk.link.files import make_folder, write_whole
from kiosk.settings import Address

_FILE = "identity.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Identity:
    """What a kiosk was given when it joined, and where its keys lie."""

    kiosk_id: str
    label: str
    role: Role
    hub_id: str
    congress: CongressInfo
    ca_pem: str
    ticket_address: Address
    """Where the hub was when the kiosk joined: the last place to look."""
    certificate_path: Path
    key_path: Path


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    kiosk_id: str
    label: str
    role: Role
    hub_id: str
    congress: CongressInfo
    ca_pem: str
    ticket_host: str
    ticket_port: int
    certificate: str
    """File names in the same folder."""
    key: str


def load_identity(data_dir: Path) -> Identity | None:
    """The identity on this kiosk; None before it joined, or where the kiosk has to join again
    because a file of it is damaged (which is logged)."""
    try:
        raw = (data_dir / _FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        stored = msgspec.json.decode(raw, type=_Stored)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        _log.error("%s cannot be read, this kiosk has to join again: %s", data_dir / _FILE, wrong)
        return None
    identity = _read(data_dir, stored)
    for path in (identity.certificate_path, identity.key_path):
        if not path.is_file():
            _log.error("%s is missing, this kiosk has to join again", path)
            return None
    return identity


def store_identity(
    data_dir: Path,
    *,
    kiosk_id: str,
    label: str,
    role: Role,
    hub_id: str,
    congress: CongressInfo,
    ca_pem: str,
    ticket_address: Address,
    certificate_pem: str,
    key_pem: bytes,
) -> Identity:
    """Keep a new identity, on the disk when this returns; until the last step the old one holds."""
    make_folder(data_dir)
    name = hashlib.sha256(certificate_pem.encode()).hexdigest()[:16]
    key, certificate = f"kiosk-{name}.key", f"kiosk-{name}.pem"
    write_whole(data_dir / key, key_pem)
    write_whole(data_dir / certificate, certificate_pem.encode())
    stored = _Stored(
        kiosk_id=kiosk_id,
        label=label,
        role=role,
        hub_id=hub_id,
        congress=congress,
        ca_pem=ca_pem,
        ticket_host=ticket_address.host,
        ticket_port=ticket_address.port,
        certificate=certificate,
        key=key,
    )
    write_whole(data_dir / _FILE, msgspec.json.encode(stored))
    for old in data_dir.glob("kiosk-*"):
        if old.name not in (key, certificate):
            old.unlink()
    return _read(data_dir, stored)


def _read(data_dir: Path, stored: _Stored) -> Identity:
    return Identity(
        kiosk_id=stored.kiosk_id,
        label=stored.label,
        role=stored.role,
        hub_id=stored.hub_id,
        congress=stored.congress,
        ca_pem=stored.ca_pem,
        ticket_address=Address(stored.ticket_host, stored.ticket_port),
        certificate_path=data_dir / Path(stored.certificate).name,
        key_path=data_dir / Path(stored.key).name,
    )
