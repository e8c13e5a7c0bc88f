"""Scans on their way: kept by one thread, delivered by another, so that a silent hub delays no
keeping and every scan has its answer, or its "kept", in time."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from hub.contract.attendance import CheckInReply, CheckInRequest
from hub.contract.endpoints import CHECKIN
from hub.contract.wire import ErrorCode
from kiosk.flows.events import Event, QueueChanged, Refused, ScanReplied, ScanUnanswered
from kiosk.link.client import HubRefused, HubUnreachable
from kiosk.link.line import Channel, Line, monotonic_ms
from kiosk.link.outbox import Outbox
from kiosk.link.refusals import Fate, fate_of

ANSWER_WITHIN_S = 1.5
_DELIVER_S = 3.0
_AGAIN_S = 0.5
_EXPELLED_S = 5.0
_log = logging.getLogger(__name__)


class ScanDesk:
    """Journals and delivers scans from `start` to `stop`."""

    def __init__(self, line: Line, post: Callable[[Event], None]) -> None:
        self._line = line
        self._post = post
        self._channel = Channel(line)
        self._coming: queue.Queue[tuple[CheckInRequest, float] | Path | None] = queue.Queue()
        self._outbox: Outbox | None = None
        self._folder: Path | None = None
        self._answering = threading.Lock()
        self._open: dict[str, float] = {}
        """Scans whose person still waits for an answer, and until when."""
        self._told_depth = 0
        self.storage_ok = True
        self._work = threading.Event()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._keep, name="link-keep", daemon=True),
            threading.Thread(target=self._deliver, name="link-deliver", daemon=True),
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def use_folder(self, folder: Path) -> None:
        """Keep scans here from now on; returns at once."""
        self._coming.put(folder)

    def take(self, request: CheckInRequest) -> None:
        """A scan; returns at once."""
        self._coming.put((request, time.monotonic() + ANSWER_WITHIN_S))

    def depth(self) -> int:
        """How many scans the hub has not acknowledged."""
        return self._outbox.depth() if self._outbox else 0

    def oldest_age_ms(self) -> int:
        """For how long the oldest of them waits."""
        return self._outbox.oldest_age_ms() if self._outbox else 0

    def stop(self, join_s: float) -> None:
        """End; what waits stays on the disk."""
        self._stopping = True
        self._coming.put(None)
        self._work.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(join_s)
        if self._outbox is not None:
            self._outbox.close()

    # The keeping thread.

    def _keep(self) -> None:
        while not self._stopping:
            try:
                come = self._coming.get(timeout=self._until_next_deadline())
            except queue.Empty:
                come = None
            if isinstance(come, Path):
                self._folder = come
                self._open_outbox()
            elif come is not None:
                self._keep_one(*come)
            if self._outbox is not None:
                self._announce(self._outbox, lambda until: until <= time.monotonic())

    def _until_next_deadline(self) -> float:
        with self._answering:
            first = min(self._open.values(), default=None)
        return 60.0 if first is None else max(first - time.monotonic(), 0)

    def _open_outbox(self) -> None:
        """Open the folder's journal; a disk that cannot be used is tried at the next scan."""
        if self._outbox is not None:
            self._announce(self._outbox, lambda _until: True)
            self._outbox.close()
            self._outbox = None
        if self._folder is None:
            return
        try:
            self._outbox = Outbox(self._folder)
            self.storage_ok = True
        except OSError as failure:
            self.storage_ok = False
            _log.error("scans cannot be kept in %s: %s", self._folder, failure)
        self._tell_depth()
        self._work.set()

    def _keep_one(self, request: CheckInRequest, until: float) -> None:
        if self._outbox is None:
            self._open_outbox()
        if self._outbox is None:
            self._refuse(request.scan_id, ErrorCode.BUSY, {"where": "kiosk"})
            return
        with self._answering:
            self._open[request.scan_id] = until
        try:
            self._outbox.add(request)
            self.storage_ok = True
        except OSError as failure:
            self.storage_ok = False
            _log.error("a scan could not be kept: %s", failure)
        self._work.set()

    def _announce(self, outbox: Outbox, due: Callable[[float], bool]) -> None:
        """Tell those whose time is over: kept, or (disk full) not kept, try again."""
        with self._answering:
            for scan_id in [s for s, until in self._open.items() if due(until)]:
                kept = outbox.is_kept(scan_id)
                if kept is None:
                    continue  # just being kept
                del self._open[scan_id]
                if kept:
                    self._post(ScanUnanswered(scan_id, monotonic_ms()))
                else:
                    outbox.drop(scan_id)
                    self._refuse(scan_id, ErrorCode.BUSY, {"where": "kiosk"})
        self._tell_depth()

    # The delivering thread.

    def _deliver(self) -> None:
        while not self._stopping:
            seen = self._line.read().generation
            self._work.clear()
            outbox = self._outbox
            request = outbox.head() if outbox else None
            if outbox is None or request is None:
                self._work.wait()
            elif not self._deliver_one(outbox, request):
                self._pause(seen)
        self._channel.close()

    def _pause(self, seen: int) -> None:
        """Until something is new (a scan, an address), or half a second."""
        until = time.monotonic() + (_EXPELLED_S if self._line.read().expelled else _AGAIN_S)
        while not self._stopping and time.monotonic() < until:
            if self._work.wait(0.05) or self._line.read().generation != seen:
                return

    def _deliver_one(self, outbox: Outbox, request: CheckInRequest) -> bool:
        """Whether to go on with the next at once."""
        with self._answering:
            late = request.scan_id not in self._open
        try:
            reply = self._channel.call(
                CHECKIN,
                CheckInReply,
                msgspec.structs.replace(request, late=True) if late else request,
                timeout_s=_DELIVER_S,
            )
        except HubUnreachable as failure:
            _log.info("a scan was not delivered: %s", failure)
            self._line.suspect()
            if not self._line.read().connected:
                self._announce(
                    outbox, lambda _until: True
                )  # nobody has to wait for a hub that is gone
            return False
        except HubRefused as refusal:
            return self._refused(outbox, request, refusal)
        outbox.done(request.scan_id)
        with self._answering:
            was_open = self._open.pop(request.scan_id, None) is not None
            self._post(ScanReplied(reply, not was_open, monotonic_ms()))
        self._tell_depth()
        return True

    def _refused(self, outbox: Outbox, request: CheckInRequest, refusal: HubRefused) -> bool:
        fate = fate_of(refusal.code)
        if fate is Fate.FINAL:
            _log.error("the hub refused a scan for good: %s", refusal.code)
            outbox.set_aside(request, refusal.code)
            with self._answering:
                self._open.pop(request.scan_id, None)
            self._refuse(request.scan_id, refusal.code, refusal.details)
            self._tell_depth()
            return True
        if fate is Fate.LATER:
            outbox.to_back(request.scan_id)
        elif fate is Fate.EXPELLED:
            self._line.suspect()  # the heartbeat tells the kiosk
        return False

    def _refuse(self, scan_id: str, code: ErrorCode, details: dict[str, str | int]) -> None:
        self._post(Refused(scan_id, code, details, monotonic_ms()))

    def _tell_depth(self) -> None:
        """How many wait whose person was already answered by "kept"."""
        outbox = self._outbox
        with self._answering:
            waiting = outbox.scan_ids() if outbox else []
            depth = sum(1 for scan_id in waiting if scan_id not in self._open)
            if depth != self._told_depth:
                self._told_depth = depth
                self._post(QueueChanged(depth, monotonic_ms()))
