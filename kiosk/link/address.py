"""Where a hub may be asked; never a reason to trust what answers there."""

from __future__ import annotations

from kiosk.settings import Address

__all__ = ["Address", "parse_address"]


def parse_address(text: str) -> Address:
    """The address in `HOST:PORT`; ValueError for anything else."""
    host, colon, port = text.strip().rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()):
        raise ValueError(f"not HOST:PORT: {text!r}")
    if not 0 < int(port) < 65536:
        raise ValueError(f"no such port: {port}")
    return Address(host, int(port))
