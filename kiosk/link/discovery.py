"""Hints by mDNS of where hubs are; whether one is ours, only TLS can say."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zeroconf import Error as ZeroconfError
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from hub.contract.discovery import SERVICE_TYPE, Advert, from_txt
from kiosk.link.interfaces import present_addresses
from kiosk.settings import Address

WATCH_EVERY_S = 1.0
RESOLVE_MS = 700
MOST_HINTS = 16
"""More adverts than any hall has hubs are noise or malice; the newest are kept."""
MOST_ADDRESSES = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hint:
    """One advert that was heard."""

    advert: Advert
    addresses: tuple[Address, ...]
    """Newest first: zeroconf keeps stale ones behind."""


class Discovery:
    """Listens for hubs from `start` to `stop`, in threads of its own.

    A running Zeroconf notices neither a cable that came back nor an interface that came late,
    so all of it is made anew when the interfaces change, and whenever `renew` asks for it.
    """

    def __init__(self, interfaces: Sequence[str], on_hint: Callable[[Hint], None]) -> None:
        """`on_hint` is called in this object's thread for every new or changed hint."""
        self._interfaces = tuple(interfaces)
        self._on_hint = on_hint
        self._lock = threading.Lock()
        self._hints: dict[tuple[str, int], Hint] = {}
        """By name and port: who takes another's name does not hide the other."""
        self._unresolved: set[str] = set()
        """Names that were heard and whose address was not, on a lossy network."""
        self._changes: queue.Queue[tuple[str, ServiceStateChange] | None] = queue.Queue(200)
        self._renew = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link-discovery", daemon=True)
        self._zeroconf: Zeroconf | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the sockets are closed."""
        self._stop.set()
        self._nudge()
        if self._thread.ident is not None:
            self._thread.join()

    def renew(self) -> None:
        """Forget everything and ask again on new sockets; returns at once."""
        self._renew.set()
        self._nudge()

    def hints(self) -> list[Hint]:
        """What was heard since the last renewal, newest first."""
        with self._lock:
            return list(reversed(self._hints.values()))

    def _nudge(self) -> None:
        if not self._changes.full():  # where it is full, the thread is awake anyway
            self._changes.put(None)

    def _run(self) -> None:
        on: tuple[str, ...] = ()
        look_at = 0.0
        while not self._stop.is_set():
            if self._renew.is_set() or time.monotonic() >= look_at:
                look_at = time.monotonic() + WATCH_EVERY_S
                present = present_addresses(self._interfaces)
                if self._renew.is_set() or present != on:
                    self._renew.clear()
                    on = present if self._open(present) else ()
                for name in list(self._unresolved):
                    self._resolve(name, ServiceStateChange.Added)
            self._take_changes(look_at)
        self._close()

    def _take_changes(self, until: float) -> None:
        try:
            change = self._changes.get(timeout=max(until - time.monotonic(), 0.01))
        except queue.Empty:
            return
        if change is not None:
            self._resolve(*change)

    def _open(self, on: tuple[str, ...]) -> bool:
        self._close()
        self._unresolved.clear()
        with self._lock:
            self._hints.clear()
        if not on:
            return True  # no network yet
        try:
            self._zeroconf = Zeroconf(interfaces=list(on), ip_version=IPVersion.V4Only)
            ServiceBrowser(self._zeroconf, SERVICE_TYPE, handlers=[self._changed])
        except (OSError, ZeroconfError) as failure:
            _log.warning("cannot look for hubs on %s: %s", ", ".join(on), failure)
            self._close()
            return False
        return True

    def _close(self) -> None:
        closing, self._zeroconf = self._zeroconf, None
        if closing is not None:
            closing.close()

    def _changed(
        self,
        zeroconf: Zeroconf,
        service_type: str,  # noqa: ARG002  zeroconf passes it by name
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        """Runs in zeroconf's thread, which must not wait: only hand over."""
        if zeroconf is self._zeroconf and not self._changes.full():
            self._changes.put((name, state_change))

    def _resolve(self, name: str, change: ServiceStateChange) -> None:
        self._unresolved.discard(name)
        if change is ServiceStateChange.Removed:
            with self._lock:
                for key in [key for key in self._hints if key[0] == name]:
                    del self._hints[key]
            return
        zeroconf = self._zeroconf
        if zeroconf is None:
            return
        info = ServiceInfo(SERVICE_TYPE, name)
        if not info.load_from_cache(zeroconf) and not info.request(zeroconf, RESOLVE_MS):
            if len(self._unresolved) < MOST_HINTS:
                self._unresolved.add(name)
            return
        advert = from_txt(info.properties)
        if advert is None or not info.port:
            return
        found = info.parsed_addresses(IPVersion.V4Only)[:MOST_ADDRESSES]
        hint = Hint(advert, tuple(Address(host, info.port) for host in found))
        with self._lock:
            before = self._hints.pop((name, info.port), None)
            self._hints[name, info.port] = hint
            while len(self._hints) > MOST_HINTS:
                del self._hints[next(iter(self._hints))]
        if hint != before:
            self._on_hint(hint)
