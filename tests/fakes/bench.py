"""One real link on a bench: its events in a list, and a way to wait for them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hub.contract.attendance import CheckInRequest
from hub.contract.badge import with_check_digit
from hub.contract.fleet import KioskState, Role
from kiosk.flows.effects import Effect, Enrol, SendScan
from kiosk.flows.events import Enrolled, EnrolRefused, Event, LinkChanged
from kiosk.link.condition import Condition
from kiosk.link.worker import LinkWorker
from kiosk.settings import Address, KioskSettings

_E = TypeVar("_E")
PATIENCE_S = 20.0
NO_MDNS = ("192.0.2.1",)
"""An address that no machine has: nothing is heard, whatever else runs on this one."""


def wait_until(true: Callable[[], object], what: str, within_s: float = PATIENCE_S) -> None:
    until = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < until, f"not within {within_s} s: {what}"
        time.sleep(0.01)


def new_id() -> str:
    return secrets.token_hex(16)


def new_scan(session_id: int | None = 1) -> CheckInRequest:
    return CheckInRequest(
        scan_id=new_id(),
        code=with_check_digit(f"{secrets.randbelow(10**25):025d}"),
        scanned_at_ms=1_700_000_000_000,
        session_id=session_id,
        late=False,
    )


class Bench:
    """A LinkWorker with its data in `folder`; `restart` is a new process on the same disk."""

    def __init__(
        self,
        folder: Path,
        hub: Address | None = None,
        interfaces: tuple[str, ...] = NO_MDNS,
        role: Role = Role.CHECKIN,
    ) -> None:
        self.settings = KioskSettings(data_dir=folder, hub=hub, interfaces=interfaces)
        self.role = role
        self._heard = threading.Condition()
        self.events: list[Event] = []
        self.link = self._new()

    def _new(self) -> LinkWorker:
        return LinkWorker(self.settings, self._post, lambda: Condition(self.role, KioskState.IDLE))

    def _post(self, event: Event) -> None:
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()

    def start(self) -> Bench:
        self.link.start()
        return self

    def restart(self) -> None:
        self.link.stop()
        self.events.clear()
        self.link = self._new()
        self.link.start()

    def stop(self) -> None:
        self.link.stop()

    def do(self, effect: Effect) -> None:
        self.link.handle(effect)

    def scan(self) -> CheckInRequest:
        request = new_scan()
        self.do(SendScan(request))
        return request

    def join(self, ticket: str, request_id: str = "") -> Enrolled | EnrolRefused:
        before = len(self.events)
        self.do(Enrol(ticket, request_id or new_id()))
        got = self.wait_for(Enrolled | EnrolRefused, since=before)  # type: ignore[arg-type]
        assert isinstance(got, Enrolled | EnrolRefused)
        return got

    def on_duty(self, ticket: str) -> Bench:
        """Started, joined and connected."""
        self.start()
        joined = self.join(ticket)
        assert isinstance(joined, Enrolled), joined
        self.wait_connected()
        return self

    def wait_connected(self, connected: bool = True, within_s: float = PATIENCE_S) -> None:
        def is_so() -> bool:
            told = [e for e in self.events if isinstance(e, LinkChanged)]
            return bool(told) and told[-1].connected is connected

        wait_until(is_so, f"connected is {connected}", within_s)

    def of(self, kind: type[_E]) -> list[_E]:
        return [e for e in list(self.events) if isinstance(e, kind)]

    def wait_for(
        self,
        kind: type[_E],
        which: Callable[[_E], bool] = lambda _event: True,
        since: int = 0,
        within_s: float = PATIENCE_S,
    ) -> _E:
        def found() -> _E | None:
            later = (e for e in self.events[since:] if isinstance(e, kind))
            return next((e for e in later if which(e)), None)

        with self._heard:
            assert self._heard.wait_for(found, within_s), f"no {kind}: {self.events}"
            event = found()
            assert event is not None
            return event
