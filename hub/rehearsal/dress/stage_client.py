"""Calls the hub that is rehearsed with: who it is, setting the stage, reading its books."""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass
from typing import TypeVar

from hub.contract.discovery import server_name
from hub.contract.endpoints import CA_PATH, ENROL, HEALTH
from hub.contract.fleet import EnrolReply, EnrolRequest, Health
from hub.contract.wire import (
    PROTOCOL,
    PROTOCOL_HEADER,
    ContractError,
    ErrorReply,
    decode,
    encode,
)

_LONG_S = 120.0
R = TypeVar("R")


class HubSilent(Exception):
    """Nobody answers there as a hub does."""


class HubRefused(Exception):
    """The hub answered with an error."""


class NotForRehearsal(Exception):
    """The hub there serves a real congress, or is none that rehearses."""


def health_at(host: str, port: int, timeout_s: float) -> Health:
    """Who answers there, whoever it is; HubSilent where nobody does."""
    return _decode(_fetch(host, port, _anyone(), None, "GET", HEALTH.path, None, timeout_s), Health)


@dataclass(frozen=True)
class StageClient:
    """Speaks to one hub, whose certificate it was shown when it first came there."""

    host: str
    port: int
    hub_id: str
    ca_pem: str

    def call(self, path: str, message: object, kind: type[R]) -> R:
        """The hub's answer; HubRefused or HubSilent."""
        status, body = self._send("POST", path, encode(message))
        if status != http.client.OK:
            raise HubRefused(f"{path}: {_decode((status, body), ErrorReply)}")
        return _decode((status, body), kind)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Join as a kiosk does."""
        return self.call(ENROL.path, request, EnrolReply)

    def _send(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        context = ssl.create_default_context(cadata=self.ca_pem)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return _fetch(
            self.host, self.port, context, server_name(self.hub_id), method, path, body, _LONG_S
        )


def meet(host: str, port: int) -> StageClient:
    """A client of the hub there, if everything on it is made up; else NotForRehearsal.

    The certificate is taken as it comes: nothing secret is ever told to a hub that says that
    it rehearses, and no kiosk of a rehearsal has a certificate that another hub accepts.
    """
    health = health_at(host, port, timeout_s=5)
    if not health.rehearsal:
        raise NotForRehearsal(health.hub_id)
    status, ca_pem = _fetch(host, port, _anyone(), None, "GET", CA_PATH, None, 5)
    if status != http.client.OK:
        raise HubSilent(f"{host}:{port}{CA_PATH}: {status}")
    return StageClient(host, port, health.hub_id, ca_pem.decode("ascii"))


class _Connection(http.client.HTTPSConnection):
    """HTTPS to an address, where the certificate carries the hub's name instead."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, name: str | None, timeout_s: float
    ) -> None:
        super().__init__(host, port, timeout=timeout_s, context=context)
        self._tls = context
        self._name = name

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)


def _anyone() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _fetch(
    host: str,
    port: int,
    context: ssl.SSLContext,
    name: str | None,
    method: str,
    path: str,
    body: bytes | None,
    timeout_s: float,
) -> tuple[int, bytes]:
    connection = _Connection(host, port, context, name, timeout_s)
    try:
        connection.request(method, path, body, {PROTOCOL_HEADER: PROTOCOL})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as wrong:
        raise HubSilent(f"{host}:{port}: {wrong!r}") from wrong
    finally:
        connection.close()


def _decode(answer: tuple[int, bytes], kind: type[R]) -> R:
    try:
        return decode(answer[1], kind)
    except ContractError as wrong:
        raise HubSilent(f"status {answer[0]}, not our message: {wrong}") from wrong
