"""Copies of a voting hall, made as the hub makes them, and what a thief reads in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hub.platform.backup import About, Copier, Made, Source
from hub.platform.keys import make_keys
from hub.platform.manifest import OpenPoll
from hub.voting.copied_box import CopiedBox
from tests.fakes.hall import Hall

Withhold = Callable[[sa.Connection], object]


@dataclass(frozen=True)
class Seen:
    """What a copy says of the box: its ballots as they lie in the file, those who voted, all."""

    ballots: list[bytes]
    voters: frozenset[int]
    file: bytes


class PollCopies:
    """Makes copies of a hall into `folder` and reads them as a thief does."""

    def __init__(self, hall: Hall, folder: Path, withhold: Withhold | None = None) -> None:
        folder.mkdir()
        with hall.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"
            )
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('test')")
        keys = hall.path.with_name("keys")
        source = Source(hall.path, keys, hall.path.with_name("photos"), make_keys(keys).hub_id)
        self.hall = hall
        self.remembers = hall.path.with_name("copied-box.json")
        self.box = CopiedBox(self.remembers)
        self._given = withhold
        self._copier = Copier(source, folder, self._withhold, keep=3)

    def take(self) -> Made:
        return self._copier.take(self.hall.clock.now_ms())

    def seen(self) -> Seen:
        """A new copy, as a thief sees it."""
        return read_copy(self.take().folder / "hub.db")

    def look(self) -> None:
        with self.hall.database.read() as connection:
            self.box.look(connection)

    def _withhold(self, connection: sa.Connection) -> About:
        if self._given is not None:
            self._given(connection)
            return About("c0", "Đại hội", [])
        shown = self.box.withhold(connection)
        return About("c0", "Đại hội", [OpenPoll(p.poll_id, p.issued, p.ballots) for p in shown])


def read_copy(path: Path) -> Seen:
    connection = sqlite3.connect(path)
    try:
        ids = [bytes(row[0]) for row in connection.execute("SELECT ballot_id FROM ballot")]
        who = connection.execute("SELECT delegate_id FROM voter WHERE voted").fetchall()
    finally:
        connection.close()
    content = path.read_bytes()
    return Seen(sorted(ids, key=content.find), frozenset(row[0] for row in who), content)
