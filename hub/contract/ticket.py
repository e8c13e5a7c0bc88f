"""The enrolment ticket: one code that a kiosk scans to trust its hub and to be trusted by it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
from dataclasses import dataclass

PREFIX = "DH1"
PIN_BYTES = 16
SECRET_BYTES = 16
LIFETIME_MS = 10 * 60 * 1000
_CHECK_BYTES = 2
_BODY_CHARS = 64  # 16 + 16 + 4 + 2 + 2 bytes in base32 need no padding


class TicketError(ValueError):
    """The text is not an enrolment ticket of this version."""


@dataclass(frozen=True)
class Ticket:
    """What a kiosk needs to join: whom to trust, the one-use secret, where to ask first."""

    ca_pin: bytes
    """First 16 bytes of the SHA-256 of the hub's CA certificate in DER."""
    secret: bytes
    address: str
    """IPv4 address of the hub; a hint, never trusted."""
    port: int


def ca_pin(ca_der: bytes) -> bytes:
    """The pin of a CA certificate in DER."""
    return hashlib.sha256(ca_der).digest()[:PIN_BYTES]


def looks_like_ticket(text: str) -> bool:
    """Whether a scanned text claims to be a ticket of any version (it may still be refused)."""
    return text[:2] == "DH" and len(text) >= 40 and text.isascii() and text.isalnum()


def encode_ticket(ticket: Ticket) -> str:
    """The 67 characters [0-9A-Z] that stand in the QR code (alphanumeric mode, version 4)."""
    if len(ticket.ca_pin) != PIN_BYTES or len(ticket.secret) != SECRET_BYTES:
        raise TicketError("pin and secret are 16 bytes each")
    body = (
        ticket.ca_pin
        + ticket.secret
        + ipaddress.IPv4Address(ticket.address).packed
        + ticket.port.to_bytes(2, "big")
    )
    return PREFIX + base64.b32encode(body + _check(body)).decode("ascii")


def decode_ticket(text: str) -> Ticket:
    """The ticket in a scanned text, or TicketError."""
    if not text.startswith(PREFIX):
        raise TicketError("another kind of code, or a ticket of another version")
    encoded = text[len(PREFIX) :]
    if len(encoded) != _BODY_CHARS:
        raise TicketError("cut short or run together")
    try:
        raw = base64.b32decode(encoded.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise TicketError("not base32") from wrong
    body, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if check != _check(body):
        raise TicketError("misread: the check does not match")
    return Ticket(
        ca_pin=body[:16],
        secret=body[16:32],
        address=str(ipaddress.IPv4Address(body[32:36])),
        port=int.from_bytes(body[36:38], "big"),
    )


def _check(body: bytes) -> bytes:
    return hashlib.sha256(PREFIX.encode() + body).digest()[:_CHECK_BYTES]
