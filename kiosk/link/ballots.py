"""Ballots on their way: on the disk before they are sent, gone from it once they are in the box."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hub.contract.fleet import Id
from hub.contract.voting import OPEN_SCHEME, CastRequest
from kiosk.link.files import make_folder, wipe, write_whole

_PENDING = ".pending"
_CAST = ".cast"
_NAME = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)


class PendingCast(msgspec.Struct, frozen=True):
    """One ballot that the hub has not acknowledged yet."""

    poll_id: int
    ballot_id: Id
    request: CastRequest


class BallotFolder:
    """The pending ballots of one congress (one at a time, as a rule); OSError where the disk fails.

    No log line names a ballot: a time beside a ballot's id could lead to its voter.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, cast: PendingCast) -> None:
        """On the disk when this returns; where it raises, nothing of it is there.

        Its person is told then that it was not cast: no later start may find it and send it.
        """
        make_folder(self._folder)
        pending = self._path(cast, _PENDING)
        try:
            write_whole(pending, msgspec.json.encode(cast))
        except OSError:
            wipe(pending)
            raise

    def pending(self) -> Iterator[PendingCast]:
        """What was kept and is neither in the box nor refused."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("*.new")):
            wipe(path)  # cut off before it was whole, so it was never sent
        for path in sorted(self._folder.glob(f"*{_PENDING}")):
            try:
                yield msgspec.json.decode(path.read_bytes(), type=PendingCast)
            except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
                _log.error("a pending ballot cannot be read and is left for a person: %s", wrong)

    def in_the_box(self, cast: PendingCast) -> None:
        """The receipt is there: an open ballot is wiped, a sealed one stays as a second copy."""
        pending = self._path(cast, _PENDING)
        if cast.request.envelope.scheme == OPEN_SCHEME:
            wipe(pending)
        elif pending.exists():
            write_whole(self._path(cast, _CAST), msgspec.json.encode(cast.request.envelope))
            wipe(pending)

    def refused(self, cast: PendingCast) -> None:
        """The hub will never take it and the person was told: nothing of it stays."""
        wipe(self._path(cast, _PENDING))

    def _path(self, cast: PendingCast, suffix: str) -> Path:
        if not _NAME.fullmatch(cast.ballot_id):
            raise ValueError("not a ballot id")
        return self._folder / (cast.ballot_id + suffix)
