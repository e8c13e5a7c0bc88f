"""The database: many readers, one writer that answers each caller after the shared commit.

SQLite runs in WAL mode with `synchronous=FULL`: what was answered survives a power cut
(https://www.sqlite.org/pragma.html#pragma_synchronous). A real disk syncs a few hundred
times a second, so writes that wait together share one commit.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from hub.platform.engine import (
    READING,
    WRITING,
    is_store_error,
    make_engine,
    still_in_transaction,
    truncate_wal,
)

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
_TRUNCATE_AGAIN_S = 0.5


class StoreUnavailable(Exception):
    """Nothing can be stored just now (disk full, locked, gone); nothing of the write shows."""


@dataclass
class _Job(Generic[T]):
    work: Callable[[sa.Connection], T]
    answer: Future[T]
    truncate_wal: bool


@dataclass
class _Outcome:
    """What a job came to, held back until the commit."""

    job: _Job[Any]
    result: Any = None
    wrong: BaseException | None = None


class Database:
    """One database, shared by all threads of the process that made it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._jobs: queue.Queue[_Job[Any] | None] = queue.Queue()
        self._writer: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._pid = os.getpid()
        self._truncate_due = False

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one consistent state and cannot write.

        Raises StoreUnavailable where the database cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                yield connection.execution_options(**{READING: True})
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as wrong:
            if is_store_error(wrong):
                raise StoreUnavailable(str(wrong)) from wrong
            raise

    def write(self, work: Callable[[sa.Connection], T], *, truncate_wal: bool = False) -> T:
        """What `work` returned, after its changes were committed durably.

        `work` runs in the writer's thread inside a savepoint: if it raises, its own changes
        are undone and the exception comes out here, while others of the group commit. With
        `truncate_wal` the write-ahead log is emptied before this returns, or, where a reader
        is in the middle of a look, within half a second after it ended. Raises
        StoreUnavailable if the commit failed.
        """
        job: _Job[T] = _Job(work, Future(), truncate_wal)
        self._submit(job)
        return job.answer.result()

    def close(self) -> None:
        """Let waiting writes finish, then let go of the file; later writes are unavailable."""
        with self._lock:
            self._closed = True
            writer, self._writer = self._writer, None
            if writer is not None:
                self._jobs.put(None)
        if writer is not None:
            writer.join()
        self.engine.dispose()

    def _submit(self, job: _Job[Any]) -> None:
        if os.getpid() != self._pid:
            raise RuntimeError("a database is opened after the fork, not before")
        with self._lock:
            if self._closed:
                raise StoreUnavailable("closed")
            if threading.current_thread() is self._writer:
                raise RuntimeError("a write inside a write would wait for itself")
            if self._writer is None:
                self._writer = threading.Thread(target=self._run, name="db-writer", daemon=True)
                self._writer.start()
            self._jobs.put(job)

    def _run(self) -> None:
        while True:
            group, stop = self._take_group()
            if group:
                _answer(self._commit(group))
            elif self._truncate_due:
                self._truncate_due = not truncate_wal(self.engine)
            if stop:
                return

    def _take_group(self) -> tuple[list[_Job[Any]], bool]:
        """Every job that waits, up to a limit, and whether the end was asked for."""
        group: list[_Job[Any]] = []
        while len(group) < _GROUP:
            try:
                if group:
                    job = self._jobs.get_nowait()
                else:
                    job = self._jobs.get(timeout=_TRUNCATE_AGAIN_S if self._truncate_due else None)
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: list[_Job[Any]]) -> list[_Outcome]:
        """The outcome of each job; whatever goes wrong here ends in outcomes, not in the thread."""
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{WRITING: True})
                with connection.begin():
                    outcomes = [_attempt(connection, job) for job in group]
        except BaseException as wrong:  # the thread must live on, and every caller be answered
            if isinstance(wrong, _StoreFailed) or is_store_error(wrong):
                unavailable = StoreUnavailable(str(wrong))
                unavailable.__cause__ = wrong
                return [_Outcome(job, wrong=unavailable) for job in group]
            return [_Outcome(job, wrong=wrong) for job in group]
        if self._truncate_due or any(job.truncate_wal for job in group):
            self._truncate_due = not truncate_wal(self.engine)
        return outcomes


class _StoreFailed(Exception):
    """The store failed under one job, and with it the transaction of the whole group."""


def _attempt(connection: sa.Connection, job: _Job[Any]) -> _Outcome:
    try:
        with _savepoint(connection):
            result = job.work(connection)
        outcome = _Outcome(job, result)
    except BaseException as wrong:
        if is_store_error(wrong):
            raise _StoreFailed(str(wrong)) from wrong
        outcome = _Outcome(job, wrong=wrong)
    if not still_in_transaction(connection):
        raise _StoreFailed("the transaction was rolled back by the database")
    return outcome


@contextmanager
def _savepoint(connection: sa.Connection) -> Iterator[None]:
    """What `begin_nested` does, without compiling its statements anew for every write."""
    connection.exec_driver_sql("SAVEPOINT one_write")
    try:
        yield
    except BaseException:
        if still_in_transaction(connection):
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT one_write")
            connection.exec_driver_sql("RELEASE SAVEPOINT one_write")
        raise
    connection.exec_driver_sql("RELEASE SAVEPOINT one_write")


def _answer(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        if outcome.wrong is not None:
            outcome.job.answer.set_exception(outcome.wrong)
        else:
            outcome.job.answer.set_result(outcome.result)


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite database in a file."""
    return f"sqlite:///{path}"
