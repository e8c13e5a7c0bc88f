"""A hub's data directory as `daihoi-hub init` leaves it, without a congress in it."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import hub.attendance.tables
import hub.fleet.tables
import hub.migrations
import hub.roll.tables
import hub.voting.tables
from hub.platform import keys
from hub.platform.db import Database, metadata
from hub.settings import HubSettings, make_settings


def hub_on_disk(folder: Path) -> tuple[HubSettings, Database]:
    """Settings and an empty database with every table, on real files."""
    settings = make_settings(folder)
    keys.make_keys(settings.keys_dir)
    database = Database(settings.database_url)
    metadata.create_all(database.engine)
    scripts = ScriptDirectory(str(Path(hub.migrations.__file__).parent))
    with database.engine.begin() as connection:
        MigrationContext.configure(connection).stamp(scripts, "head")
    return settings, database
