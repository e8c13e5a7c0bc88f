"""One kept-alive connection to one hub, and the calls of the contract over it."""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import time
from collections.abc import Mapping
from typing import TypeVar

from hub.contract.endpoints import Endpoint
from hub.contract.wire import (
    CONGRESS_HEADER,
    PROTOCOL,
    PROTOCOL_HEADER,
    ContractError,
    ErrorCode,
    ErrorReply,
    decode,
    encode,
)
from kiosk.settings import Address

CONNECT_S = 1.0
LARGEST_ANSWER = 1024 * 1024
_Reply = TypeVar("_Reply")


class HubUnreachable(Exception):
    """No answer that could be understood; whether the hub acted on the request is unknown."""


class NotOurHub(HubUnreachable):
    """Somebody answered who cannot prove to be the hub; nothing was said to them."""


class HubRefused(Exception):
    """The hub answered, with an error of the contract."""

    def __init__(self, code: ErrorCode, details: dict[str, str | int]) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


class _Connection(http.client.HTTPSConnection):
    """HTTPS to an address, where the certificate must carry a name that is not the address."""

    def __init__(
        self, address: Address, context: ssl.SSLContext, server_name: str | None, timeout_s: float
    ) -> None:
        super().__init__(address.host, address.port, timeout=timeout_s, context=context)
        self._tls = context
        self._server_name = server_name

    def connect(self) -> None:
        give_up = min(self.timeout or CONNECT_S, CONNECT_S)
        plain = socket.create_connection((self.host, self.port), timeout=give_up)
        try:
            plain.settimeout(self.timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock = self._tls.wrap_socket(plain, server_hostname=self._server_name)
        except BaseException:
            plain.close()
            raise


class HubClient:
    """Calls one hub, wherever it is just now. For one thread; `server_name` is checked by TLS."""

    def __init__(
        self, context: ssl.SSLContext, server_name: str | None, congress_id: str | None = None
    ) -> None:
        self._context = context
        if server_name is not None:
            context.check_hostname = True
        self._server_name = server_name
        self._headers = {PROTOCOL_HEADER: PROTOCOL, "Content-Type": "application/json"}
        if congress_id is not None:
            self._headers[CONGRESS_HEADER] = congress_id
        self._connection: _Connection | None = None
        self._address: Address | None = None

    def call(
        self,
        address: Address,
        endpoint: Endpoint,
        kind: type[_Reply],
        message: object = None,
        *,
        timeout_s: float,
        params: Mapping[str, str | int] | None = None,
    ) -> _Reply:
        """The hub's answer, of the endpoint's kind; HubRefused or HubUnreachable otherwise.

        Every call of the contract may be repeated, so one that met a connection which the
        hub had closed meanwhile is repeated here once, on a new one.
        """
        path = endpoint.path.format(**(params or {}))
        body = None if message is None else encode(message)
        status, raw = self.fetch(address, endpoint.method, path, body, timeout_s)
        try:
            if status == http.client.OK:
                return decode(raw, kind)
            refusal = decode(raw, ErrorReply)
        except ContractError as wrong:
            # By its name: a path can hold a ballot's id, and this is logged beside the time.
            what = f"{endpoint.name}: status {status}, not our message: {wrong}"
            raise HubUnreachable(what) from wrong
        raise HubRefused(refusal.code, refusal.details)

    def fetch(
        self, address: Address, method: str, path: str, body: bytes | None, timeout_s: float
    ) -> tuple[int, bytes]:
        """Status and body of one exchange, or HubUnreachable."""
        until = time.monotonic() + timeout_s
        if address != self._address:
            self.close()
        kept = self._connection
        if kept is not None:
            try:
                return self._exchange(kept, method, path, body, until)
            except (ConnectionError, ssl.SSLEOFError, http.client.RemoteDisconnected):
                self.close()  # closed by the hub while we did not use it
            except (OSError, http.client.HTTPException) as failure:
                self.close()
                raise HubUnreachable(f"{address.host}:{address.port}: {failure!r}") from failure
        try:
            left = max(until - time.monotonic(), 0.05)
            fresh = _Connection(address, self._context, self._server_name, left)
            self._connection, self._address = fresh, address
            fresh.connect()
            return self._exchange(fresh, method, path, body, until)
        except ssl.SSLCertVerificationError as failure:
            self.close()
            raise NotOurHub(f"{address.host}:{address.port}: {failure!r}") from failure
        except (OSError, http.client.HTTPException, UnicodeError) as failure:
            self.close()
            raise HubUnreachable(f"{address.host}:{address.port}: {failure!r}") from failure

    def gone(self) -> bool:
        """Whether the hub closed the connection (or said something unasked) since the last call."""
        connection = self._connection
        if connection is None or connection.sock is None:
            return False
        watch = select.poll()
        watch.register(connection.sock, select.POLLIN)
        return bool(watch.poll(0))

    def close(self) -> None:
        """Drop the connection; the next call makes a new one."""
        closing, self._connection, self._address = self._connection, None, None
        if closing is not None:
            closing.close()

    def _exchange(
        self, connection: _Connection, method: str, path: str, body: bytes | None, until: float
    ) -> tuple[int, bytes]:
        connection.sock.settimeout(max(until - time.monotonic(), 0.05))
        connection.request(method, path, body, self._headers)
        response = connection.getresponse()
        raw = response.read(LARGEST_ANSWER + 1)
        if len(raw) > LARGEST_ANSWER:
            raise http.client.HTTPException(f"more than {LARGEST_ANSWER} bytes")
        if response.length:
            raise http.client.IncompleteRead(raw, response.length)
        if response.will_close:
            self.close()
        return response.status, raw
