"""The hub's copies of itself: made in the background, told of on the overview, never in the way."""

from __future__ import annotations

import contextlib
import enum
import threading
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import structlog

from hub.platform.backup import About, Copier, Made, Source
from hub.platform.clock import Clock
from hub.platform.copy_faults import CopyFailed, Trouble
from hub.platform.copy_folder import newest_copy
from hub.platform.db import Database, StoreUnavailable
from hub.platform.event_log import log_event
from hub.platform.key_lock import make_sealer
from hub.platform.live import Live
from hub.platform.manifest import OpenPoll
from hub.platform.repeater import Repeater
from hub.platform.tls import load_authority
from hub.roll import store as roll
from hub.settings import HubSettings
from hub.voting.copied_box import CopiedBox

TOPIC = "copies"
_WATCH_S = 2.0
_LATE_S = 30
_END_S = 2.0
_log = structlog.get_logger("hub.copies")


class Age(enum.StrEnum):
    """What a look at the copies shows."""

    OFF = "off"
    FRESH = "fresh"
    OLD = "old"
    MISSING = "missing"


@dataclass(frozen=True)
class Status:
    """How the copies stand."""

    age: Age
    place: str = ""
    made_ms: int | None = None
    minutes: int = 0
    """Whole minutes since the newest copy was made."""
    trouble: Trouble | None = None
    """What kept the last copy from being made."""
    same_disk: bool = False
    """Whether the copies lie on the disk that the hub itself is on."""


def copied_box(settings: HubSettings) -> CopiedBox:
    """What this hub's copies may hold of open polls."""
    return CopiedBox(settings.data_dir / "copied-box.json")


def make_copier(settings: HubSettings, place: Path, box: CopiedBox) -> Copier:
    """Copies of this hub into that place."""
    source = Source(
        settings.sqlite_path,
        settings.keys_dir,
        settings.photos_dir,
        load_authority(settings.keys_dir).hub_id,
    )

    def withhold(connection: sa.Connection) -> About:
        row = roll.congress(connection)
        polls = [OpenPoll(p.poll_id, p.issued, p.ballots) for p in box.withhold(connection)]
        return About(row.congress_id, row.name, polls)

    passphrase = settings.copies_passphrase
    sealer = make_sealer(passphrase) if passphrase else None
    return Copier(source, place, withhold, settings.copies_keep, sealer)


class Copies:
    """Makes a copy every so often, and knows how old the newest is.

    Two threads: one makes copies, and may hang as long as a bad disk likes; the other looks at
    the open polls and at the clock.
    """

    def __init__(self, settings: HubSettings, database: Database, live: Live, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._live = live
        self._clock = clock
        self._box = copied_box(settings)
        self._hub_id = load_authority(settings.keys_dir).hub_id
        self._ended = threading.Event()
        self._newest_ms: int | None = None
        self._trouble: Trouble | None = None
        self._same_disk = False
        self._published: Status | None = None
        self._copying: threading.Thread | None = None
        self._watching = Repeater("copies-watch", self._watch, pause_s=0, every_s=_WATCH_S)

    def start(self) -> None:
        """Begin, where a place is set; returns at once."""
        place = self._settings.copies_dir
        if place is None:
            return
        self._copying = threading.Thread(
            target=self._run, args=(place,), name="copies", daemon=True
        )
        self._copying.start()
        self._watching.wake()

    def end(self) -> None:
        """Make no more; a copy that hangs on its disk is not waited for."""
        self._ended.set()
        self._watching.close()
        if self._copying is not None:
            self._copying.join(_END_S)

    def status(self) -> Status:
        """How the copies stand now."""
        place = self._settings.copies_dir
        if place is None:
            return Status(Age.OFF)
        made_ms, trouble = self._newest_ms, self._trouble
        if made_ms is None:
            return Status(Age.MISSING, str(place), trouble=trouble)
        age_s = max(0, self._clock.now_ms() - made_ms) // 1000
        fresh = age_s <= 2 * self._settings.copies_every_s + _LATE_S
        return Status(
            Age.FRESH if fresh else Age.OLD,
            str(place),
            made_ms,
            age_s // 60,
            trouble,
            self._same_disk,
        )

    def _run(self, place: Path) -> None:
        earlier = newest_copy(place, self._hub_id)
        if earlier is not None:
            self._newest_ms = earlier.made_ms
        copier: Copier | None = None
        while not self._ended.is_set():
            began_ms = self._clock.now_ms()
            try:
                copier = copier or make_copier(self._settings, place, self._box)
                self._made(copier.take(began_ms), place)
            except CopyFailed as failed:
                self._failed(failed.trouble, failed.detail)
            except Exception as bug:
                # Told and tried again: the hub's work does not depend on its copies.
                _log.exception("a copy failed")
                self._failed(Trouble.FAULTY, str(bug))
            took_s = (self._clock.now_ms() - began_ms) / 1000
            self._ended.wait(max(1.0, self._settings.copies_every_s - took_s))

    def _made(self, made: Made, place: Path) -> None:
        with contextlib.suppress(OSError):  # gone again: the next copy tells
            self._same_disk = place.stat().st_dev == self._settings.data_dir.stat().st_dev
        if self._trouble is not None:
            self._note("copies.resumed", {"sequence": made.manifest.sequence})
        self._newest_ms, self._trouble = made.manifest.made_ms, None
        self._watching.wake()

    def _failed(self, trouble: Trouble, detail: str) -> None:
        if trouble is not self._trouble:
            self._note("copies.failed", {"trouble": trouble.value, "detail": detail})
        self._trouble = trouble
        self._watching.wake()

    def _note(self, kind: str, details: dict[str, str | int]) -> None:
        at_ms = self._clock.now_ms()
        try:
            self._database.write(lambda c: log_event(c, at_ms, "hub", kind, details))
        except StoreUnavailable as wrong:
            _log.warning("not noted", kind=kind, reason=str(wrong), **details)

    def _watch(self) -> None:
        try:
            with self._database.read() as connection:
                self._box.look(connection)
        except (StoreUnavailable, OSError) as wrong:
            _log.warning("open polls not looked at", reason=str(wrong))
        now = self.status()
        if now != self._published:
            self._published = now
            self._live.publish(TOPIC, {"age": now.age.value, "minutes": now.minutes})
