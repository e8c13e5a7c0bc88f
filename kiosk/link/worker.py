"""The link as the pump sees it: effects go in, events come out, nothing ever blocks the caller."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.flows.effects import Effect
from kiosk.flows.events import Event
from kiosk.link.condition import Condition
from kiosk.settings import Address


class LinkSettings(Protocol):
    """What the link needs of the kiosk's settings."""

    @property
    def data_dir(self) -> Path:
        """Folder of identity, journal and pending ballots."""
        ...

    @property
    def hub(self) -> Address | None:
        """Where the technician said the hub is; tried first."""
        ...

    @property
    def interfaces(self) -> tuple[str, ...]:
        """Interfaces for mDNS, by name or IPv4 address; empty: all but loopback."""
        ...


class LinkWorker:
    """The only part of a kiosk that talks to the hub."""

    def __init__(
        self,
        settings: LinkSettings,
        post: Callable[[Event], None],
        describe: Callable[[], Condition],
    ) -> None:
        self._settings = settings
        self._post = post
        self._describe = describe

    def start(self) -> None:
        """Start the threads; returns at once, with or without a hub, a network or an identity."""
        raise NotImplementedError

    def handle(self, effect: Effect) -> None:
        """Take an effect in; safe from any thread, never blocks, never raises for I/O."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop the threads; what is not delivered stays on the disk."""
        raise NotImplementedError
