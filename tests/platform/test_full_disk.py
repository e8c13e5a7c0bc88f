"""A full disk: a clear refusal, nothing acknowledged is lost, work goes on when space is back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from hub.platform.db import Database, StoreUnavailable, sqlite_url

notes = sa.Table(
    "note",
    sa.MetaData(),
    sa.Column("note_id", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)

_CHILD = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from hub.platform.db import Database, StoreUnavailable, sqlite_url
from tests.platform.test_full_disk import fill, notes

database = Database(sqlite_url(Path({path!r})))
notes.metadata.create_all(database.engine)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
kept = fill(database)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
database.write(lambda connection: connection.execute(notes.insert().values(text="after")))
print(kept, flush=True)
"""


def fill(database: Database) -> int:
    """Write until the store refuses ten times; how many writes were acknowledged."""
    kept = refused = 0
    while refused < 10:
        try:
            database.write(
                lambda connection: connection.execute(notes.insert().values(text="x" * 3000))
            )
            kept += 1
        except StoreUnavailable:
            refused += 1
        assert kept < 5000
    return kept


def rows(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        (count,) = connection.execute("SELECT count(*) FROM note").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()
    return int(count)


def test_no_page_left(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    database = Database(sqlite_url(path))
    notes.metadata.create_all(database.engine)
    database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=60"))
    sa.event.listen(
        database.engine,
        "begin",
        lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={limit[0]}"),
    )
    limit = [60]
    kept = fill(database)
    assert rows(path) == kept > 10
    limit[0] = 10_000
    database.write(lambda connection: connection.execute(notes.insert().values(text="after")))
    database.close()
    assert rows(path) == kept + 1


def test_the_system_refuses_to_write(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    root = str(Path(__file__).resolve().parents[2])
    child = subprocess.run(
        [sys.executable, "-c", _CHILD.format(root=root, path=str(path))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    kept = int(child.stdout)
    assert kept > 10
    assert rows(path) == kept + 1
