"""What is remembered of a hub that turned this kiosk away: a new start does not undo it."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from hub.contract.wire import ErrorCode
from kiosk.link.files import make_folder, sync_folder, write_whole
from kiosk.link.identity import Identity

_FILE = "expelled.json"
_log = logging.getLogger(__name__)


class Expulsion(msgspec.Struct, frozen=True):
    """That the hub does not accept this kiosk, and why."""

    kiosk_id: str
    code: ErrorCode
    details: dict[str, str | int]


class ExpulsionFile:
    """Holds the last one until the hub accepts the kiosk again, or it joins anew."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE
        self._may_be_there = True

    def of(self, identity: Identity) -> Expulsion | None:
        """How the hub turned away this identity, if it did."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=Expulsion)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as wrong:
            _log.warning("%s cannot be read: %s", self._path, wrong)  # the hub will say it again
            return None
        return kept if kept.kiosk_id == identity.kiosk_id else None

    def keep(self, expulsion: Expulsion) -> None:
        """On the disk when this returns, or logged that it is not."""
        self._may_be_there = True
        try:
            make_folder(self._path.parent)
            write_whole(self._path, msgspec.json.encode(expulsion))
        except OSError as failure:
            _log.warning("that the hub turned this kiosk away could not be kept: %s", failure)

    def end(self) -> None:
        """The hub accepts this kiosk."""
        if not self._may_be_there:
            return
        try:
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
            self._may_be_there = False
        except OSError as failure:  # tried again with the next heartbeat
            _log.warning("%s could not be removed: %s", self._path, failure)
