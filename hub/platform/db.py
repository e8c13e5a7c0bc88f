"""The database: many readers, one writer that answers each caller after the shared commit.

SQLite runs in WAL mode with `synchronous=FULL`: what was answered survives a power cut
(https://www.sqlite.org/pragma.html#pragma_synchronous). A real disk syncs a few hundred
times a second, so writes that wait together share one commit.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

T = TypeVar("T")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Where every slice's tables.py puts its tables."""

_GROUP = 64
_BUSY_MS = 5000


class StoreUnavailable(Exception):
    """Nothing can be stored just now (disk full, locked, gone); nothing of the write was kept."""


@dataclass
class _Job(Generic[T]):
    work: Callable[[sa.Connection], T]
    answer: Future[T]
    truncate_wal: bool


class Database:
    """One database, shared by all threads of a process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._jobs: queue.Queue[_Job[Any] | None] = queue.Queue()
        self._writer: threading.Thread | None = None
        self._starting = threading.Lock()
        self._truncate_due = False

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one consistent state and must not write."""
        with self.engine.connect() as connection:
            yield connection

    def write(self, work: Callable[[sa.Connection], T], *, truncate_wal: bool = False) -> T:
        """What `work` returned, after its changes were committed durably.

        `work` runs in the writer's thread inside a savepoint: if it raises, its own changes
        are undone and the exception comes out here, while others of the group commit. With
        `truncate_wal` the write-ahead log is emptied before this returns. Raises
        StoreUnavailable if the commit failed.
        """
        self._start_writer()
        job: _Job[T] = _Job(work, Future(), truncate_wal)
        self._jobs.put(job)
        return job.answer.result()

    def close(self) -> None:
        """Let waiting writes finish, then let go of the file."""
        if self._writer is not None:
            self._jobs.put(None)
            self._writer.join()
            self._writer = None
        self.engine.dispose()

    def _start_writer(self) -> None:
        # Not at construction: a server that forks must start threads in the child.
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._run, name="db-writer", daemon=True)
                self._writer.start()

    def _run(self) -> None:
        while True:
            first = self._jobs.get()
            if first is None:
                return
            group = [first]
            stop = False
            while len(group) < _GROUP:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    stop = True
                    break
                group.append(job)
            self._commit(group)
            if stop:
                return

    def _commit(self, group: list[_Job[Any]]) -> None:
        done: list[tuple[_Job[Any], Any]] = []
        failed: list[tuple[_Job[Any], BaseException]] = []
        try:
            with self.engine.connect() as connection:
                with connection.begin():
                    for job in group:
                        try:
                            with connection.begin_nested():
                                done.append((job, job.work(connection)))
                        except sa.exc.OperationalError:
                            raise
                        except BaseException as wrong:
                            failed.append((job, wrong))
        except sa.exc.OperationalError as wrong:
            for job in group:
                unavailable = StoreUnavailable(str(wrong.orig))
                unavailable.__cause__ = wrong
                job.answer.set_exception(unavailable)
            return
        self._truncate_due = self._truncate_due or any(job.truncate_wal for job in group)
        if self._truncate_due:
            self._truncate_due = not self._truncate_wal()
        for job, result in done:
            job.answer.set_result(result)
        for job, reason in failed:
            job.answer.set_exception(reason)

    def _truncate_wal(self) -> bool:
        """Whether the log is empty now; a reader in the middle of a long look can delay it."""
        if self.engine.dialect.name != "sqlite":
            return True
        raw = self.engine.raw_connection()
        try:
            busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False  # still locked: tried again after the next commit
        finally:
            raw.close()
        return not busy


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite database in a file."""
    return f"sqlite:///{path}"


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours, not the driver's
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writer = threading.current_thread().name == "db-writer"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
