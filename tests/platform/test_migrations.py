"""Migrations make exactly the tables of the code, and refuse a database of the future."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.migrations.upgrade import METADATA, NewerDatabase, upgrade
from hub.platform.db import Database, sqlite_url


def schema(engine: sa.Engine) -> dict[str, list[str]]:
    """Each table and index as SQLite keeps it, in parts that may stand in any order."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    found = {}
    for name, sql in rows:
        if sql and name != "alembic_version":
            head, _, body = re.sub(r"\s+", " ", sql).partition("(")
            body, _, tail = body.rpartition(")")  # the tail may say WITHOUT ROWID
            parts = re.split(r",\s*(?![^(]*\))", body)
            found[name] = [head.strip(), *sorted(part.strip() for part in parts), tail.strip()]
    return found


def test_migrated_is_what_the_code_says(tmp_path: Path) -> None:
    migrated = Database(sqlite_url(tmp_path / "migrated.db"))
    upgrade(migrated.engine)
    created = Database(sqlite_url(tmp_path / "created.db"))
    METADATA.create_all(created.engine)
    assert schema(migrated.engine) == schema(created.engine)
    assert "delegate" in schema(migrated.engine)
    migrated.close()
    created.close()


def test_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "hub.db"))
    upgrade(database.engine)
    before = schema(database.engine)
    upgrade(database.engine)
    assert schema(database.engine) == before
    database.close()


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "hub.db"))
    upgrade(database.engine)
    before = schema(database.engine)
    database.write(
        lambda connection: connection.exec_driver_sql(
            "UPDATE alembic_version SET version_num = '9999_later'"
        )
    )
    with pytest.raises(NewerDatabase, match="9999_later"):
        upgrade(database.engine)
    assert schema(database.engine) == before
    database.close()


def test_half_an_upgrade_is_none(tmp_path: Path) -> None:
    """A table in the way of the last step: the first steps are undone with it."""
    database = Database(sqlite_url(tmp_path / "hub.db"))
    database.write(lambda connection: connection.exec_driver_sql("CREATE TABLE voter (x INTEGER)"))
    with pytest.raises(sa.exc.OperationalError, match="voter"):
        upgrade(database.engine)
    assert list(schema(database.engine)) == ["voter"]
    database.close()
