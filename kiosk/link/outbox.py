"""Scans that the hub has not acknowledged yet: on the disk before they are sent, in order."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hub.contract.attendance import CheckInRequest
from hub.contract.wire import ErrorCode
from kiosk.link.files import make_folder
from kiosk.link.journal import Journal, read_journal

JOURNAL = "scans.journal"
ASIDE = "scans-refused.journal"
"""Scans that the hub refused for good, with the reason, for a person to look at."""
_COMPACT_AFTER = 500
_log = logging.getLogger(__name__)


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    scan: CheckInRequest | None = None
    done: str = ""
    refused: str = ""


@dataclass
class Waiting:
    """A scan that waits, and since when (the kiosk's monotonic clock; since the start at most)."""

    request: CheckInRequest
    kept: bool
    """Whether it is on the disk."""
    since_s: float = field(default_factory=time.monotonic)


class Outbox:
    """The scans of one congress. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        """Reads what an earlier run left; OSError where the disk cannot be used."""
        make_folder(folder)
        self._folder = folder
        self._lock = threading.Lock()
        lines, damaged = read_journal(folder / JOURNAL)
        if damaged:
            _log.warning("%s: %d lines were cut short", folder / JOURNAL, damaged)
        self._waiting = {r.scan_id: Waiting(r, kept=True) for r in _pending(lines)}
        self._journal = Journal(folder / JOURNAL)
        self._ended = 0
        if len(lines) > len(self._waiting):
            self._try_compact()

    def add(self, request: CheckInRequest) -> None:
        """Keep a scan, on the disk when this returns.

        On OSError (disk full) it is held in memory only, to be sent if the hub answers in time.
        """
        with self._lock:
            kept = False
            try:
                self._journal.append(msgspec.json.encode(_Line(scan=request)), synced=True)
                kept = True
            finally:
                self._waiting[request.scan_id] = Waiting(request, kept)

    def head(self) -> CheckInRequest | None:
        """The scan to send next."""
        with self._lock:
            first = next(iter(self._waiting.values()), None)
            return first.request if first else None

    def is_kept(self, scan_id: str) -> bool | None:
        """Whether the scan is safe on the disk; None where it is not here (yet, or any more)."""
        with self._lock:
            waiting = self._waiting.get(scan_id)
            return None if waiting is None else waiting.kept

    def done(self, scan_id: str) -> None:
        """The hub has it."""
        self._end(scan_id, _Line(done=scan_id))

    def drop(self, scan_id: str) -> None:
        """Give up a scan that could not be kept; its person was told so."""
        with self._lock:
            self._waiting.pop(scan_id, None)

    def set_aside(self, request: CheckInRequest, code: ErrorCode) -> None:
        """The hub refused it for good: keep it where a person finds it, and go on."""
        try:
            aside = Journal(self._folder / ASIDE)
            with contextlib.closing(aside):
                line = _Line(scan=request, refused=code.value)
                aside.append(msgspec.json.encode(line), synced=True)
        except OSError as failure:
            _log.error("a refused scan could not be put aside: %s", failure)
        self._end(request.scan_id, _Line(done=request.scan_id))

    def to_back(self, scan_id: str) -> None:
        """Let the others go first."""
        with self._lock:
            waiting = self._waiting.pop(scan_id, None)
            if waiting is not None:
                self._waiting[scan_id] = waiting

    def depth(self) -> int:
        """How many wait."""
        with self._lock:
            return len(self._waiting)

    def oldest_age_ms(self) -> int:
        """For how long the oldest waits, counted from this program's start at most."""
        with self._lock:
            first = min((w.since_s for w in self._waiting.values()), default=None)
        return 0 if first is None else int((time.monotonic() - first) * 1000)

    def scan_ids(self) -> list[str]:
        """All that wait, in order."""
        with self._lock:
            return list(self._waiting)

    def close(self) -> None:
        """Close the file; what waits stays in it."""
        with self._lock:
            self._journal.close()

    def _end(self, scan_id: str, line: _Line) -> None:
        """Not synced: if a power cut takes this line, the scan is sent once more, which is
        harmless."""
        with self._lock:
            waiting = self._waiting.pop(scan_id, None)
            if waiting is None or not waiting.kept:
                return
            self._ended += 1
            try:
                self._journal.append(msgspec.json.encode(line), synced=False)
            except OSError as failure:
                _log.warning("the journal of scans could not be written: %s", failure)
            if self._ended >= _COMPACT_AFTER:
                self._try_compact()

    def _try_compact(self) -> None:
        kept = [w.request for w in self._waiting.values() if w.kept]
        try:
            self._journal.rewrite(msgspec.json.encode(_Line(scan=request)) for request in kept)
        except OSError as failure:  # the long journal is as good as the short one
            _log.warning("the journal of scans could not be made shorter: %s", failure)
        self._ended = 0


def _pending(lines: list[bytes]) -> list[CheckInRequest]:
    """The scans in a journal's lines that are not acknowledged, in order."""
    pending: dict[str, CheckInRequest] = {}
    for text in lines:
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.DecodeError as wrong:
            _log.error("a line of the journal of scans is of another program: %s", wrong)
            continue
        if line.scan is not None:
            pending[line.scan.scan_id] = line.scan
        else:
            pending.pop(line.done, None)
    return list(pending.values())
