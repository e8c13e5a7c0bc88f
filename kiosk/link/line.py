"""What the link's threads know together: whom we trust, where the hub is, whether it answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from hub.contract.discovery import server_name
from hub.contract.endpoints import Endpoint
from kiosk.flows.events import Event, LinkChanged
from kiosk.link import tls
from kiosk.link.client import HubClient, HubUnreachable
from kiosk.link.identity import Identity
from kiosk.settings import Address

_Reply = TypeVar("_Reply")


def monotonic_ms() -> int:
    """The kiosk's clock of events: milliseconds that only go forward."""
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True)
class Standing:
    """One reading of the line; `generation` grows with every change."""

    identity: Identity | None
    address: Address | None
    connected: bool
    expelled: bool
    generation: int


class Line:
    """Shared by the threads of one link. Nothing here waits for the network."""

    def __init__(self, post: Callable[[Event], None]) -> None:
        self._post = post
        self._changed = threading.Condition()
        self._standing = Standing(None, None, False, False, 0)
        self._told: bool | None = None
        self._stopped = False
        self.wake_heart = threading.Event()
        """Set to have the hub's pulse taken at once."""

    def read(self) -> Standing:
        """How it stands."""
        with self._changed:
            return self._standing

    def trust(self, identity: Identity, address: Address | None) -> None:
        """From now on talk to this identity's hub."""
        self._set(identity=identity, address=address, connected=False, expelled=False)
        self.wake_heart.set()

    def found(self, address: Address) -> None:
        """The hub proved itself at this address."""
        self._set(address=address)

    def answered(self) -> None:
        """The hub answered a heartbeat, and takes this kiosk for one of its own."""
        self._set(connected=True, expelled=False)
        self._tell(True)

    def lost(self) -> None:
        """The hub does not answer."""
        self._set(connected=False)
        self._tell(False)

    def expel(self) -> None:
        """The hub answered, and does not accept this kiosk."""
        self._set(connected=False, expelled=True)
        self._tell(False)

    def suspect(self) -> None:
        """A call failed: take the pulse now, not at the next heartbeat."""
        self.wake_heart.set()

    def stop(self) -> None:
        """Let every waiting thread go."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self.wake_heart.set()

    @property
    def stopped(self) -> bool:
        """Whether the link is ending."""
        return self._stopped

    def wait_change(self, seen: int, timeout_s: float) -> None:
        """Wait until the line is another than the one seen, or the time is over."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopped or self._standing.generation != seen, timeout_s
            )

    def _set(
        self,
        *,
        identity: Identity | None = None,
        address: Address | None = None,
        connected: bool | None = None,
        expelled: bool | None = None,
    ) -> None:
        """Change what is given; whoever waits for a change is woken if it is one."""
        with self._changed:
            old = self._standing
            new = Standing(
                identity=identity or old.identity,
                address=address if address or identity else old.address,
                connected=old.connected if connected is None else connected,
                expelled=old.expelled if expelled is None else expelled,
                generation=old.generation,
            )
            if new != old:
                self._standing = replace(new, generation=old.generation + 1)
                self._changed.notify_all()

    def _tell(self, connected: bool) -> None:
        if self._told is not connected:
            self._told = connected
            self._post(LinkChanged(connected, monotonic_ms()))


class Channel:
    """One thread's connection over the line; follows it to another address or identity."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._client: HubClient | None = None
        self._identity: Identity | None = None

    def call(
        self,
        endpoint: Endpoint,
        kind: type[_Reply],
        message: object,
        *,
        timeout_s: float,
        params: Mapping[str, str | int] | None = None,
    ) -> _Reply:
        """As HubClient.call, to wherever the hub is now."""
        now = self._line.read()
        if now.identity is None or now.address is None:
            raise HubUnreachable("no hub was found yet")
        if self._client is None or now.identity is not self._identity:
            self.close()
            try:
                self._client, self._identity = client_of(now.identity), now.identity
            except OSError as failure:  # replaced this very moment, or a disk that fails
                raise HubUnreachable(f"the kiosk's certificate: {failure}") from failure
        return self._client.call(
            now.address, endpoint, kind, message, timeout_s=timeout_s, params=params
        )

    def gone(self) -> bool:
        """Whether the hub closed the connection since the last call."""
        return self._client is not None and self._client.gone()

    def close(self) -> None:
        """Drop the connection."""
        if self._client is not None:
            self._client.close()


def client_of(identity: Identity) -> HubClient:
    """A client that talks to the hub of this identity and to nobody else."""
    context = tls.trusting(identity.ca_pem, (identity.certificate_path, identity.key_path))
    return HubClient(context, server_name(identity.hub_id), identity.congress.congress_id)
