"""What a hub is known by: made once by `daihoi-hub init`, kept in the keys folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from hub.platform.files import private_dir, write_private
from hub.platform.tls import Authority, create_authority

_SESSION_KEY = "session.key"


def make_keys(keys_dir: Path) -> Authority:
    """A new identity for a hub: its id, its certificate authority, its session key."""
    private_dir(keys_dir)
    write_private(keys_dir / _SESSION_KEY, secrets.token_bytes(32))
    return create_authority(keys_dir, f"daihoi-{secrets.token_hex(4)}")


def session_key(keys_dir: Path) -> bytes:
    """The key that signs technicians' sessions; kept, so that a restart logs nobody out."""
    return (keys_dir / _SESSION_KEY).read_bytes()
