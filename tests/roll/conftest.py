from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.roll import store
from hub.roll.service import ImportResult, ImportSource, RollService
from hub.roll.store import CongressRow
from tests.fakes.hall import StillClock
from tests.fakes.hub_on_disk import hub_on_disk


class Desk:
    """The roll of a new congress on disk, and what a technician does with it."""

    def __init__(self, folder: Path) -> None:
        self.settings, self.database = hub_on_disk(folder / "hub")
        self.roll = RollService(self.database, StillClock(), self.settings.photos_dir)
        day = dt.date(2026, 11, 23)
        row = CongressRow("c0" * 16, "Đại hội thử", "Vinh", day, day, "Asia/Ho_Chi_Minh")
        self.database.write(lambda connection: store.insert_congress(connection, row))

    def bring(self, path: Path, sheet: str | None = None) -> ImportResult:
        return self.roll.import_roll(ImportSource(path, sheet), "test", lambda *_: None)

    def names(self) -> list[str]:
        return [person.name for _, person in self.roll.people()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.database.close()
