"""The link as the pump sees it: effects go in, events come out, nothing ever blocks the caller."""

from __future__ import annotations

import importlib.metadata
import queue
import resource
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from hub.contract.fleet import Device, DeviceState, Heartbeat
from kiosk.flows.effects import (
    AskPermit,
    CallStaff,
    CastBallot,
    Effect,
    Enrol,
    ReleasePermit,
    SendScan,
)
from kiosk.flows.events import Enrolled, EnrolRefused, Event, Expelled
from kiosk.link.booth import BoothDesk
from kiosk.link.condition import Condition
from kiosk.link.discovery import Discovery
from kiosk.link.enrolment import JoiningFailed, enrol
from kiosk.link.expulsion import ExpulsionFile
from kiosk.link.heart import Heart
from kiosk.link.identity import Identity, load_identity
from kiosk.link.line import Line, monotonic_ms
from kiosk.link.places import Places
from kiosk.link.scans import ScanDesk
from kiosk.settings import KioskSettings

_JOIN_S = 2.0


class LinkWorker:
    """The only part of a kiosk that talks to the hub."""

    def __init__(
        self,
        settings: KioskSettings,
        post: Callable[[Event], None],
        describe: Callable[[], Condition],
    ) -> None:
        self._settings = settings
        self._post = post
        self._condition = describe
        self._boot_id = secrets.token_hex(16)
        self._started_s = time.monotonic()
        self._seq = 0
        self._version = importlib.metadata.version("daihoi")
        self._line = Line(post)
        self._scans = ScanDesk(self._line, post)
        self._booth = BoothDesk(self._line, post)
        self._places = Places(settings.data_dir, settings.hub)
        self._discovery = Discovery(settings.interfaces, lambda hint: self._heart.heard(hint))
        self._expulsion = ExpulsionFile(settings.data_dir)
        self._heart = Heart(
            self._line, post, self._heartbeat, self._discovery, self._places, self._expulsion
        )
        self._tickets: queue.Queue[Enrol | None] = queue.Queue()
        self._stop = threading.Event()
        self._joiner = threading.Thread(target=self._join_hubs, name="link-join", daemon=True)

    def start(self) -> None:
        """Start the threads; returns at once, with or without a hub, a network or an identity."""
        identity = load_identity(self._settings.data_dir)
        if identity is not None:
            self._go_on_duty(identity)
            self._stay_out(identity)
        self._discovery.start()
        self._scans.start()
        self._booth.start()
        self._heart.start()
        self._joiner.start()

    def handle(self, effect: Effect) -> None:
        """Take an effect in; safe from any thread, never blocks, never raises for I/O."""
        match effect:
            case SendScan():
                self._scans.take(effect.request)
            case AskPermit() | ReleasePermit() | CastBallot() | CallStaff():
                self._booth.take(effect)
            case Enrol():
                self._tickets.put(effect)
            case _:
                pass  # sounds and screens are others' work

    def stop(self) -> None:
        """Stop the threads; what is not delivered stays on the disk."""
        self._stop.set()
        self._tickets.put(None)
        self._line.stop()
        self._scans.stop(_JOIN_S)
        self._booth.stop(_JOIN_S)
        self._heart.stop(_JOIN_S)
        if self._joiner.ident is not None:
            self._joiner.join(_JOIN_S)
        self._discovery.stop()

    def _go_on_duty(self, identity: Identity) -> None:
        # A folder a congress: scans and ballots of one must never reach the hub of another.
        name = "congress-" + quote(identity.congress.congress_id, safe="")[:100]
        folder: Path = self._settings.data_dir / name
        self._line.trust(identity, None)
        self._scans.use_folder(folder)
        self._booth.use_folder(folder / "ballots")

    def _stay_out(self, identity: Identity) -> None:
        """Turned away before this start: served is nobody before the hub says otherwise."""
        kept = self._expulsion.of(identity)
        if kept is not None:
            self._line.expel()
            self._post(Expelled(kept.code, kept.details, monotonic_ms()))

    def _join_hubs(self) -> None:
        """Joins with one ticket after another; also a kiosk that has an identity may join anew."""
        while not self._stop.is_set():
            effect = self._tickets.get()
            if effect is None:
                return
            self._join_with(effect)

    def _join_with(self, effect: Enrol) -> None:
        try:
            reply, identity = enrol(
                self._settings.data_dir,
                effect.ticket,
                effect.request_id,
                self._version,
                lambda: self._places.of_anyone(self._discovery.hints()),
                self._stop,
            )
        except JoiningFailed as failed:
            self._post(EnrolRefused(failed.reason, monotonic_ms()))
        else:
            self._post(Enrolled(reply, monotonic_ms()))
            self._go_on_duty(identity)

    def _heartbeat(self) -> Heartbeat:
        condition = self._condition()
        self._seq += 1
        storage_ok = self._scans.storage_ok and self._booth.storage_ok
        storage = Device(
            kind="storage",
            name="journal",
            state=DeviceState.OK if storage_ok else DeviceState.ERROR,
        )
        return Heartbeat(
            boot_id=self._boot_id,
            seq=self._seq,
            sent_at_ms=max(time.time_ns() // 1_000_000, 0),
            uptime_ms=int((time.monotonic() - self._started_s) * 1000),
            app_version=self._version,
            role=condition.role,
            state=condition.state,
            queue_depth=self._scans.depth(),
            queue_oldest_age_ms=self._scans.oldest_age_ms(),
            rss_mb=_resident_mb(),
            devices=[*condition.devices, storage],
            profile=condition.profile,
        )


def _resident_mb() -> int:
    """Memory this program holds just now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000
