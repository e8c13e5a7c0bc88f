"""Why a copy could not be made, from what the system and SQLite say."""

from __future__ import annotations

import enum
import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


class Trouble(enum.StrEnum):
    """What keeps a copy from being made; the catalogue says what to do."""

    GONE = "gone"
    FULL = "full"
    READ_ONLY = "read_only"
    FAULTY = "faulty"
    BUSY = "busy"
    SOURCE = "source"


class CopyFailed(Exception):
    """No copy was made this time; earlier ones stay as they are."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail


_BY_ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
    errno.ENOENT: Trouble.GONE,
    errno.ENODEV: Trouble.GONE,
    errno.ENXIO: Trouble.GONE,
    errno.ENOTDIR: Trouble.GONE,
    errno.ESTALE: Trouble.GONE,
    errno.EIO: Trouble.FAULTY,
}
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.GONE,
}


@contextmanager
def told(always: Trouble | None = None) -> Iterator[None]:
    """What fails inside comes out as CopyFailed: for that reason, or the one that the error tells.

    What is no error of a disk comes out as it is.
    """
    try:
        yield
    except OSError as wrong:
        trouble = always or _BY_ERRNO.get(wrong.errno or 0, Trouble.FAULTY)
        raise CopyFailed(trouble, str(wrong)) from wrong
    except (sqlite3.Error, sa.exc.DBAPIError) as wrong:
        raised = wrong.orig if isinstance(wrong, sa.exc.DBAPIError) else wrong
        code = getattr(raised, "sqlite_errorcode", 0) & 0xFF
        trouble = always or _BY_SQLITE.get(code, Trouble.FAULTY)
        raise CopyFailed(trouble, str(raised)) from wrong
