"""How messages travel: JSON, strict at the hub, tolerant at the kiosk, one error shape."""

from __future__ import annotations

import enum
import json
from typing import TypeVar

import msgspec

API = "/api/v1"
PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 0
PROTOCOL = f"{PROTOCOL_MAJOR}.{PROTOCOL_MINOR}"
PROTOCOL_HEADER = "Daihoi-Protocol"
CONGRESS_HEADER = "Daihoi-Congress"

MAX_BODY_BYTES = 64 * 1024
"""Largest body of a kiosk's request; the longest real one, a ballot envelope, is under 8 kB."""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a kiosk sends; the hub refuses a field it does not know."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what the hub answers; the kiosk ignores a field it does not know."""


class ErrorCode(enum.StrEnum):
    """Why a request was not carried out; the words stand in the catalogue of whoever shows it."""

    BAD_MESSAGE = "bad_message"
    """The body is not the message of this address. details: path, reason."""
    TOO_LARGE = "too_large"
    """details: limit_bytes."""
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CERTIFICATE_REQUIRED = "certificate_required"
    KIOSK_UNKNOWN = "kiosk_unknown"
    """A certificate of this hub's CA that is in no device table (the hub was made anew)."""
    KIOSK_REVOKED = "kiosk_revoked"
    """details: since_ms."""
    WRONG_ROLE = "wrong_role"
    """details: role, needed."""
    WRONG_PROTOCOL = "wrong_protocol"
    """Another major version. details: hub, kiosk."""
    WRONG_CONGRESS = "wrong_congress"
    """details: hub (its congress' name), kiosk (the congress id that was sent)."""
    TICKET_UNKNOWN = "ticket_unknown"
    TICKET_USED = "ticket_used"
    """details: used_at_ms, label (of the kiosk that used it)."""
    TICKET_EXPIRED = "ticket_expired"
    """details: expired_at_ms."""
    BAD_CSR = "bad_csr"
    ID_REUSED = "id_reused"
    """The id was seen before with another content."""
    POLL_NOT_OPEN = "poll_not_open"
    """details: state."""
    PERMIT_VOID = "permit_void"
    """The permit was spent, released or ran out."""
    WRONG_DEFINITION = "wrong_definition"
    """The envelope was filled for another ballot form. details: hub, kiosk."""
    BUSY = "busy"
    """The hub cannot store anything just now (disk full, database locked): ask again."""
    INTERNAL = "internal"
    """A bug; details: incident, the id under which the hub logged it."""


STATUS: dict[ErrorCode, int] = {
    ErrorCode.BAD_MESSAGE: 400,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.CERTIFICATE_REQUIRED: 401,
    ErrorCode.KIOSK_UNKNOWN: 403,
    ErrorCode.KIOSK_REVOKED: 403,
    ErrorCode.WRONG_ROLE: 403,
    ErrorCode.WRONG_PROTOCOL: 409,
    ErrorCode.WRONG_CONGRESS: 409,
    ErrorCode.TICKET_UNKNOWN: 403,
    ErrorCode.TICKET_USED: 403,
    ErrorCode.TICKET_EXPIRED: 403,
    ErrorCode.BAD_CSR: 400,
    ErrorCode.ID_REUSED: 409,
    ErrorCode.POLL_NOT_OPEN: 409,
    ErrorCode.PERMIT_VOID: 409,
    ErrorCode.WRONG_DEFINITION: 409,
    ErrorCode.BUSY: 503,
    ErrorCode.INTERNAL: 500,
}
"""The HTTP status of each refusal."""


class ErrorReply(Reply, frozen=True):
    """The one shape of every refusal."""

    code: ErrorCode
    details: dict[str, str | int] = {}


class ContractError(Exception):
    """A message that is not what its address asks for; `path` is a JSON path such as `$.code`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


_R = TypeVar("_R")


def encode(message: object) -> bytes:
    """The message as UTF-8 JSON."""
    return msgspec.json.encode(message)


def decode(body: bytes, kind: type[_R]) -> _R:
    """The message of that kind, or ContractError with the place and the reason.

    A request in which a key stands twice is refused: two readers of it could see two things.
    """
    try:
        message = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as wrong:
        reason, _, path = str(wrong).partition(" - at `")
        raise ContractError(path.rstrip("`") or "$", reason) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise ContractError("$", str(wrong)) from wrong
    except RecursionError as wrong:
        raise ContractError("$", "nested too deeply") from wrong
    if issubclass(kind, Request):
        json.loads(body, object_pairs_hook=_refuse_twice)
    return message


def _refuse_twice(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ContractError("$", f"the key `{key}` stands twice")
        seen.add(key)
