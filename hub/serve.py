"""`daihoi-hub run`: one hub at a time on a data directory, from start to a clean end."""

from __future__ import annotations

import datetime
import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hub.contract.discovery import Advert
from hub.contract.wire import PROTOCOL
from hub.copies import Copies
from hub.founding import open_founded
from hub.platform.advertise import Advertiser, present_addresses
from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.live import Live
from hub.platform.server import CONNECTIONS, MOST_OF_ONE_PEER, HubServer, Served, port_is_free
from hub.platform.tls import load_authority
from hub.settings import HubSettings

_PATIENCE_S = 2.0
"""How long a hub that was killed a moment ago may take to be gone."""


class PortTaken(Exception):
    """Another program listens there."""


class AlreadyRunning(Exception):
    """Another process serves this data directory."""


class NotARehearsal(Exception):
    """A real congress, named here, was to be served as a rehearsal."""


class OnlyARehearsal(Exception):
    """A made-up congress, named here, was to be served as a real one."""


@contextmanager
def only_one(settings: HubSettings) -> Iterator[None]:
    """Hold the data directory; AlreadyRunning where another process does.

    The kernel lets go of it when the last process of the hub has died, however it died.
    """
    descriptor = os.open(settings.data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _within(_PATIENCE_S, lambda: _locked(descriptor)):
            raise AlreadyRunning(str(settings.data_dir))
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _within(patience_s: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def serve(settings: HubSettings) -> None:
    """Serve until SIGTERM or SIGINT; raises PortTaken, NotFounded, NewerDatabase,
    StoreUnavailable, NotARehearsal or OnlyARehearsal."""
    if not _within(_PATIENCE_S, lambda: port_is_free(settings.host, settings.port)):
        raise PortTaken(f"{settings.host}:{settings.port}")
    database, congress = open_founded(settings)
    database.close()  # opened again in the worker: a database does not survive a fork
    if settings.rehearsal and not congress.rehearsal:
        raise NotARehearsal(congress.name)
    if congress.rehearsal and not settings.rehearsal:
        raise OnlyARehearsal(congress.name)
    authority = load_authority(settings.keys_dir)
    now = datetime.datetime.now(datetime.UTC)
    authority.make_server_certificate(
        {*settings.addresses, *present_addresses(), *present_addresses(settings.interfaces)}, now
    )

    def build() -> Served:
        # Imported in the worker only: the master, which just waits, need not hold every slice.
        from hub.app import create_app

        store = Database(settings.database_url)
        live = Live()
        clock = HubClock()
        copies = Copies(settings, store, live, clock)
        advertiser = Advertiser(
            Advert(authority.hub_id, congress.congress_id, PROTOCOL),
            settings.port,
            settings.interfaces,
            settings.addresses,
        )

        def stopping() -> None:
            live.close()
            threading.Thread(target=advertiser.stop, name="goodbye").start()

        def started() -> None:
            advertiser.start()
            copies.start()

        def stopped() -> None:
            copies.end()
            store.close()

        app = create_app(settings, store, clock, live, copies)
        # In a rehearsal another machine plays all kiosks of a hall from its one address.
        most = CONNECTIONS if settings.rehearsal else MOST_OF_ONE_PEER
        return Served(app, started, stopping, stopped, most)

    HubServer(build, authority, settings.host, settings.port).run()
