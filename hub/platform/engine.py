"""The engine under the database, and which of its errors mean "nothing can be stored now"."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa

WRITING = "daihoi_writing"
READING = "daihoi_reading"
"""Execution options of a connection: what its transactions are for."""

_QUERY_ONLY = "daihoi_query_only"
_BUSY_MS = 5000
_STORE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)


def make_engine(url: str) -> sa.Engine:
    """An engine for that URL; on SQLite with a durable write-ahead log.

    Its errors do not tell what a statement was about: they are logged with the time, and it
    may have been a ballot.
    """
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    # Looks are short; a thread that streams events must not hold a connection.
    engine = sa.create_engine(url, pool_size=8, max_overflow=24, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def is_store_error(wrong: BaseException) -> bool:
    """Whether the disk or the server failed, rather than the statement being wrong."""
    orig = wrong.orig if isinstance(wrong, sa.exc.DBAPIError) else wrong
    if isinstance(orig, sqlite3.Error):
        code = getattr(orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _STORE_CODES
    if isinstance(wrong, sa.exc.TimeoutError):
        return True  # no connection became free
    return isinstance(wrong, sa.exc.OperationalError)


def still_in_transaction(connection: sa.Connection) -> bool:
    """Whether SQLite did not roll the whole transaction back by itself, as on a full disk."""
    if connection.dialect.name != "sqlite":
        return True
    raw = connection.connection.dbapi_connection
    return raw is not None and bool(raw.in_transaction)


def truncate_wal(engine: sa.Engine) -> bool:
    """Whether the write-ahead log is empty now; a reader in the middle of a look can delay it."""
    if engine.dialect.name != "sqlite":
        return True
    try:
        raw = engine.raw_connection()
    except (sqlite3.Error, sa.exc.SQLAlchemyError):
        return False  # none to be had just now; the writer that asks must live on
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA busy_timeout=500")  # the writer waits here: not for long
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    except sqlite3.Error:
        raw.invalidate()
        return False
    finally:
        raw.close()
    return row is not None and row[0] == 0


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours, not the driver's
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-1024",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    only = "ON" if options.get(READING) else "OFF"
    if connection.info.get(_QUERY_ONLY) != only:
        connection.exec_driver_sql(f"PRAGMA query_only={only}")
        connection.info[_QUERY_ONLY] = only  # belongs to the connection in the pool
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")
