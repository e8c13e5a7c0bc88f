"""The database on real files: grouping, isolation, durability, a full disk."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.platform.db import Database, StoreUnavailable, sqlite_url

notes = sa.Table(
    "note",
    sa.MetaData(),
    sa.Column("note_id", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False, unique=True),
)


Work = Callable[[sa.Connection], object]


class Broken(Exception):
    """What a broken disk raises here."""


def put(text: str) -> sa.Insert:
    return notes.insert().values(text=text)


def putting(text: str) -> Work:
    """A work that puts one row and says how many."""
    return lambda connection: connection.execute(put(text)).rowcount


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hub.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database(sqlite_url(path))
    notes.metadata.create_all(database.engine)
    yield database
    database.close()


def stored(path: Path) -> list[str]:
    """What another process would see in the file."""
    other = sqlite3.connect(path)
    try:
        return [text for (text,) in other.execute("SELECT text FROM note ORDER BY text")]
    finally:
        other.close()


def held(database: Database) -> tuple[threading.Event, threading.Thread]:
    """Keep the writer busy until the event is set."""
    started, release = threading.Event(), threading.Event()

    def work(_connection: sa.Connection) -> None:
        started.set()
        assert release.wait(20)

    def write() -> None:
        with contextlib.suppress(Broken):
            database.write(work)

    thread = threading.Thread(target=write)
    thread.start()
    assert started.wait(20)
    return release, thread


def grouped(database: Database, works: list[Work]) -> list[object]:
    """Run the works as one group; each one's result, or what it raised."""
    release, blocker = held(database)
    with ThreadPoolExecutor(len(works)) as pool:
        waiting = [pool.submit(database.write, work) for work in works]
        while database._jobs.qsize() < len(works):
            release.wait(0.005)
        release.set()
        outcomes: list[object] = [future.exception(20) or future.result(20) for future in waiting]
    blocker.join()
    return outcomes


def test_a_write_is_in_the_file_when_it_returns(database: Database, path: Path) -> None:
    for text in ("một", "hai"):
        database.write(putting(text))
        assert text in stored(path)


def test_settings_that_durability_needs(database: Database) -> None:
    def pragmas(connection: sa.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert database.write(pragmas) == ["wal", 2, 1, 1]


def test_writes_that_wait_share_one_commit(database: Database) -> None:
    commits: list[object] = []
    sa.event.listen(database.engine, "commit", commits.append)
    works: list[Work] = [putting(str(n)) for n in range(20)]
    assert grouped(database, works) == [1] * 20
    assert len(commits) == 2  # the one that held the writer, and the group


def test_nobody_is_answered_before_the_commit(database: Database, path: Path) -> None:
    seen_at_commit: list[int] = []
    answered: list[int] = []
    sa.event.listen(
        database.engine,
        "commit",
        lambda connection: seen_at_commit.append(len(answered)),
    )
    works: list[Work] = [putting(str(n)) for n in range(8)]
    release, blocker = held(database)

    def write(work: Work) -> None:
        database.write(work)
        answered.append(len(stored(path)))

    with ThreadPoolExecutor(8) as pool:
        for work in works:
            pool.submit(write, work)
        while database._jobs.qsize() < 8:
            release.wait(0.005)
        release.set()
    blocker.join()
    assert seen_at_commit == [0, 0]
    assert answered == [8] * 8  # whoever is answered finds the whole group in the file


def test_one_that_fails_undoes_only_itself(database: Database, path: Path) -> None:
    def fails(connection: sa.Connection) -> None:
        connection.execute(put("half"))
        raise ValueError("no")

    outcomes = grouped(
        database,
        [
            putting("a"),
            fails,
            putting("a"),  # breaks the unique rule
            lambda connection: connection.exec_driver_sql("SELECT nothing FROM nowhere"),
            putting("b"),
        ],
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(int) == 2
    assert ValueError in kinds
    assert sa.exc.IntegrityError in kinds
    assert sa.exc.OperationalError in kinds  # a wrong statement is a bug, not a full disk
    assert stored(path) == ["a", "b"]


def test_a_failing_commit_is_told_to_all_and_the_writer_lives(
    database: Database, path: Path
) -> None:
    def refuse(_connection: sa.Connection) -> None:
        raise Broken

    sa.event.listen(database.engine, "commit", refuse)
    outcomes = grouped(
        database,
        [putting(str(n)) for n in range(3)],
    )
    assert [type(outcome) for outcome in outcomes] == [Broken] * 3
    assert stored(path) == []
    sa.event.remove(database.engine, "commit", refuse)
    database.write(putting("after"))
    assert stored(path) == ["after"]


def test_a_work_that_ends_the_transaction_spoils_nothing(database: Database, path: Path) -> None:
    """As SQLite does by itself on a full disk: later works must not run outside of one."""

    def rolls_back(connection: sa.Connection) -> None:
        connection.execute(put("gone"))
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("ROLLBACK")

    outcomes = grouped(database, [rolls_back, putting("too")])
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
    assert stored(path) == []


def test_locked_by_another_process(database: Database, path: Path) -> None:
    sa.event.listen(
        database.engine,
        "connect",
        lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"),
    )
    database.engine.dispose()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        database.write(putting("no"))
    other.execute("ROLLBACK")
    other.close()
    database.write(putting("yes"))
    assert stored(path) == ["yes"]


def test_a_reader_sees_one_state_and_cannot_write(database: Database) -> None:
    database.write(putting("one"))
    with database.read() as connection:
        first = connection.execute(sa.select(notes)).all()
        database.write(putting("two"))
        assert connection.execute(sa.select(notes)).all() == first
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.execute(put("three"))
    database.write(putting("four"))


def test_the_log_is_emptied_when_asked(database: Database, path: Path) -> None:
    log = path.with_name("hub.db-wal")
    database.write(putting("x" * 10_000))
    assert log.stat().st_size > 0
    database.write(putting("y"), truncate_wal=True)
    assert log.stat().st_size == 0


def test_a_reader_only_delays_the_emptying(database: Database, path: Path) -> None:
    log = path.with_name("hub.db-wal")
    with database.read() as connection:
        connection.execute(sa.select(notes)).all()
        database.write(putting("y"), truncate_wal=True)
        assert log.stat().st_size > 0
    pause = threading.Event()
    for _ in range(400):  # by itself, with no further write
        if log.stat().st_size == 0:
            break
        pause.wait(0.05)
    assert log.stat().st_size == 0


@pytest.mark.parametrize(
    "failure", [sqlite3.OperationalError("no more files"), sa.exc.TimeoutError()]
)
def test_a_log_that_cannot_be_emptied_now_is_emptied_later(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """As when a process is out of file descriptors: what is committed stays committed."""
    real, calls = database.engine.raw_connection, [0]

    def fails_behind_the_commit() -> object:
        calls[0] += 1
        if calls[0] == 2:
            raise failure
        return real()

    monkeypatch.setattr(database.engine, "raw_connection", fails_behind_the_commit)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lambda: database.write(putting("one"), truncate_wal=True))
        assert first.result(20) == 1
        assert pool.submit(lambda: database.write(putting("two"))).result(20) == 1
    assert stored(path) == ["one", "two"]
    pause, log = threading.Event(), path.with_name("hub.db-wal")
    for _ in range(400):
        if log.stat().st_size == 0:
            break
        pause.wait(0.05)
    assert log.stat().st_size == 0


def test_no_error_tells_what_was_written(database: Database) -> None:
    """A log line of it stands beside the time, and what was written may be a ballot."""
    secret = "ab" * 30
    database.write(putting(secret))
    with pytest.raises(sa.exc.IntegrityError) as twice:
        database.write(putting(secret))
    sa.event.listen(
        database.engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count=2")
    )
    with pytest.raises(StoreUnavailable) as full:
        database.write(putting(secret * 1000))
    for wrong in (twice.value, full.value, full.value.__cause__):
        assert secret not in "".join(traceback.format_exception(wrong)), wrong


def test_mistakes_of_ours_are_told_at_once(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside a write"):
        database.write(lambda _connection: database.write(lambda _inner: None))
    child = os.fork()
    if child == 0:
        try:
            database.write(lambda _connection: None)
        except RuntimeError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_after_the_end_nothing_hangs(database: Database, path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        writes = [pool.submit(database.write, putting(str(n))) for n in range(50)]
        database.close()
        outcomes = [future.exception(20) for future in writes]
    refused = [type(wrong) for wrong in outcomes if wrong is not None]
    assert set(refused) <= {StoreUnavailable}
    assert len(stored(path)) == 50 - len(refused)
