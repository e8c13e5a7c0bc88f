"""Bring a database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import hub.attendance.tables
import hub.fleet.tables
import hub.platform.tables
import hub.roll.tables
import hub.voting.tables  # noqa: F401  each puts its tables into the metadata
from hub.platform.db import metadata

METADATA = metadata
_FOLDER = Path(__file__).resolve().parent


class NewerDatabase(Exception):
    """The database was written by a later version of the hub."""


def upgrade(engine: sa.Engine) -> None:
    """Create or change tables up to this version, all of it or nothing; else NewerDatabase."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with engine.begin() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None and revision not in known:
            raise NewerDatabase(revision)
        if revision != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
