"""What is remembered of a ticket that was sent, so that a repeat is the same request.

The hub takes a ticket once. Where its answer was lost, or the kiosk lost power before it could
keep the answer, scanning the same ticket again asks with the same id and the same key, and the
hub answers again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.link.files import make_folder, wipe, write_whole
from kiosk.link.keys import new_key

_FILE = "joining.json"


@dataclass(frozen=True)
class Joining:
    """One request to join: its id, and the key that it is for."""

    request_id: str
    key_pem: bytes


class _Stored(msgspec.Struct, frozen=True):
    ticket_sha256: str
    request_id: str
    key_pem: str


def begin_joining(data_dir: Path, ticket: str, request_id: str) -> Joining:
    """The request for this ticket: the one begun before, or a new one, kept on the disk."""
    mark = hashlib.sha256(ticket.encode()).hexdigest()
    try:
        stored = msgspec.json.decode((data_dir / _FILE).read_bytes(), type=_Stored)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        stored = None
    if stored is None or stored.ticket_sha256 != mark:
        stored = _Stored(mark, request_id, new_key().decode("ascii"))
        make_folder(data_dir)
        write_whole(data_dir / _FILE, msgspec.json.encode(stored))
    return Joining(stored.request_id, stored.key_pem.encode("ascii"))


def end_joining(data_dir: Path) -> None:
    """Forget it: the identity is kept, or the ticket was refused for good."""
    wipe(data_dir / _FILE)
