"""Which kiosk is asking: told by the certificate of its connection, never by what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request

from hub.contract.fleet import Role
from hub.contract.wire import ErrorCode
from hub.platform.http_errors import Refusal

PEER_CERTIFICATE = "daihoi.peer_certificate"
"""WSGI key with the caller's certificate (DER) where no gunicorn socket is at hand, as in tests.

No header can set it: a server puts headers under HTTP_… only.
"""


@dataclass(frozen=True)
class Caller:
    """A kiosk that proved who it is."""

    kiosk_id: str
    label: str
    role: Role


Authenticator = Callable[[bytes], Caller]
"""From a certificate (DER) that our CA signed to the kiosk; Refusal where unknown or revoked."""


def set_authenticator(app: Flask, authenticate: Authenticator) -> None:
    """Let `authenticate` say which kiosk holds a certificate."""
    app.extensions["daihoi.authenticator"] = authenticate


def peer_certificate_der(environ: dict[str, Any]) -> bytes | None:
    """The client certificate of this connection, which the handshake checked against our CA."""
    given = environ.get(PEER_CERTIFICATE)
    if isinstance(given, bytes):
        return given
    sock = environ.get("gunicorn.socket")
    if sock is None or not hasattr(sock, "getpeercert"):
        return None
    der: bytes | None = sock.getpeercert(True)
    return der


def current_kiosk() -> Caller:
    """The kiosk that asks; Refusal CERTIFICATE_REQUIRED, KIOSK_UNKNOWN or KIOSK_REVOKED."""
    known = g.get("kiosk")
    if isinstance(known, Caller):
        return known
    der = peer_certificate_der(request.environ)
    if der is None:
        raise Refusal(ErrorCode.CERTIFICATE_REQUIRED)
    authenticate: Authenticator = current_app.extensions["daihoi.authenticator"]
    g.kiosk = caller = authenticate(der)
    return caller


def require_role(role: Role) -> Caller:
    """The kiosk that asks, which must be of that role; else Refusal WRONG_ROLE."""
    caller = current_kiosk()
    if caller.role is not role:
        raise Refusal(ErrorCode.WRONG_ROLE, {"role": caller.role.value, "needed": role.value})
    return caller
