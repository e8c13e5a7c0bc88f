"""What a refusal of the hub means for a request that waits. Pure."""

from __future__ import annotations

import enum

from hub.contract.wire import ErrorCode


class Fate(enum.Enum):
    """What becomes of the request."""

    AGAIN = enum.auto()
    """The hub cannot just now: ask again."""
    LATER = enum.auto()
    """A bug of the hub, perhaps with this one request; or a scan or a ballot of the time before
    this kiosk was given another role: ask again, but let others pass."""
    EXPELLED = enum.auto()
    """It is not about the request: the hub does not accept this kiosk. Keep it."""
    FINAL = enum.auto()
    """Asking again would give the same answer."""


_EXPULSIONS = frozenset(
    {
        ErrorCode.CERTIFICATE_REQUIRED,
        ErrorCode.KIOSK_UNKNOWN,
        ErrorCode.KIOSK_REVOKED,
        ErrorCode.WRONG_PROTOCOL,
        ErrorCode.WRONG_CONGRESS,
    }
)


def fate_of(code: ErrorCode) -> Fate:
    """What becomes of a request that was refused with this code."""
    if code is ErrorCode.BUSY:
        return Fate.AGAIN
    if code in (ErrorCode.INTERNAL, ErrorCode.WRONG_ROLE):
        return Fate.LATER
    if code in _EXPULSIONS:
        return Fate.EXPELLED
    return Fate.FINAL
