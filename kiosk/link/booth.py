"""Permits, casts and calls for staff: one after another, since their order matters.

A permit request without an answer may have been granted. Before the next one is sent, the old
one is asked again with its old id and what it granted is given back; so no delegate is left
holding a permit that no booth shows.
"""

from __future__ import annotations

import errno
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hub.contract.fleet import AlertRequest
from hub.contract.wire import ErrorCode
from kiosk.flows.effects import AskPermit, CallStaff, CastBallot, ReleasePermit
from kiosk.flows.events import Event, Refused
from kiosk.link.ballots import BallotFolder, PendingCast
from kiosk.link.errands import Alert, Asking, Cast, Errand, Outcome, Release
from kiosk.link.line import Channel, Line, monotonic_ms

PERMIT_WITHIN_S = 5.0
_AGAIN_S = 0.5
_EXPELLED_S = 5.0
BoothEffect = AskPermit | ReleasePermit | CastBallot | CallStaff
_log = logging.getLogger(__name__)


class BoothDesk:
    """Carries booth effects out from `start` to `stop`."""

    def __init__(self, line: Line, post: Callable[[Event], None]) -> None:
        self._line = line
        self._post = post
        self._channel = Channel(line)
        self._coming: queue.Queue[tuple[BoothEffect | Path, float] | None] = queue.Queue()
        self._errands: list[Errand] = []
        self._ballots: BallotFolder | None = None
        self._stopping = False
        self.storage_ok = True
        self._thread = threading.Thread(target=self._run, name="link-booth", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def use_folder(self, folder: Path) -> None:
        """Keep ballots here from now on, and deliver those that wait there; returns at once."""
        self._coming.put((folder, 0.0))

    def take(self, effect: BoothEffect) -> None:
        """Something to do; returns at once."""
        self._coming.put((effect, time.monotonic()))

    def stop(self, join_s: float) -> None:
        """End; ballots that wait stay on the disk."""
        self._stopping = True
        self._coming.put(None)
        if self._thread.ident is not None:
            self._thread.join(join_s)

    def _run(self) -> None:
        while not self._stopping:
            self._take_in(None if not self._errands else 0.0)
            if not self._stopping and not self._round():
                self._pause()
        self._channel.close()

    def _take_in(self, timeout_s: float | None) -> None:
        """Take what has come; with None wait for something to come."""
        try:
            come = self._coming.get(block=timeout_s != 0.0, timeout=timeout_s)
            while True:
                if come is not None:
                    self._accept(*come)
                come = self._coming.get_nowait()
        except queue.Empty:
            return

    def _pause(self) -> None:
        """Until something new has come, the line is another, or a moment has passed."""
        seen = self._line.read()
        until = time.monotonic() + (_EXPELLED_S if seen.expelled else _AGAIN_S)
        deadlines = [e.until for e in self._errands if e.until is not None]
        until = min([until, *deadlines])
        while not self._stopping and self._coming.empty() and time.monotonic() < until:
            self._line.wait_change(seen.generation, min(0.05, max(until - time.monotonic(), 0)))
            if self._line.read().generation != seen.generation:
                return

    def _accept(self, come: BoothEffect | Path, at_s: float) -> None:
        match come:
            case Path():
                self._use(come)
            case CastBallot():
                self._keep(come)
            case AskPermit():
                self._add(Asking(come, at_s + PERMIT_WITHIN_S))
            case ReleasePermit():
                self._add(Release(come.poll_id, come.permit))
            case CallStaff():
                if not any(isinstance(e, Alert) for e in self._errands):
                    self._add(Alert(AlertRequest(request_id=secrets.token_hex(16))))

    def _add(self, errand: Errand) -> None:
        self._errands.append(errand)
        self._errands.sort(key=lambda e: e.rank)  # stable: equal ranks stay in their order

    def _use(self, folder: Path) -> None:
        self._ballots = BallotFolder(folder)
        self._errands = [e for e in self._errands if not isinstance(e, Cast)]
        try:
            for cast in self._ballots.pending():
                self._add(Cast(cast, self._ballots))
        except OSError as failure:
            self.storage_ok = False
            _log.error("pending ballots cannot be read: %s", failure.strerror)

    def _keep(self, effect: CastBallot) -> None:
        """Nothing is sent that is not on the disk: a power cut must not leave it half sent."""
        cast = PendingCast(effect.poll_id, effect.ballot_id, effect.request)
        if any(isinstance(e, Cast) and e.cast.ballot_id == cast.ballot_id for e in self._errands):
            return
        try:
            if self._ballots is None:
                raise OSError(errno.ENOENT, "no congress joined")
            self._ballots.keep(cast)
        except OSError as failure:
            self.storage_ok = False
            _log.error("a ballot could not be kept and was not sent: %s", failure.strerror)
            details: dict[str, str | int] = {"where": "kiosk"}
            self._post(Refused(cast.ballot_id, ErrorCode.BUSY, details, monotonic_ms()))
            return
        self.storage_ok = True
        self._add(Cast(cast, self._ballots))

    def _round(self) -> bool:
        """Try each errand once, the most pressing first; whether anything was settled."""
        settled = False
        now = time.monotonic()
        overdue = [e for e in self._errands if e.until is not None and e.until <= now]
        for errand in overdue + [e for e in self._errands if e not in overdue]:
            result = errand.run(self._channel, self._line)
            for event in result.events:
                self._post(event)
            if result.outcome is not Outcome.STAYS:
                self._errands.remove(errand)
                settled = True
            for following in result.then:
                self._add(following)
            if result.outcome is Outcome.STAYS and result.hub_silent:
                return settled  # the others would hear nothing either
        return settled
