"""Passwords of technicians: argon2id, one at a time, slowed down after wrong ones."""

from __future__ import annotations

import hashlib
import secrets
import threading

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from hub.platform import tables
from hub.platform.db import Database

MIN_LENGTH = 10
FREE_TRIES = 5
FREE_TRIES_OF_ALL = 20
"""Under whatever names, from one address."""
PAUSE_MS = 30_000
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else

# OWASP's smaller setting: 19 MiB, so that a hub under 200 MB can afford it.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_ONE_AT_A_TIME = threading.Lock()


def new_password() -> str:
    """A random password that can be read aloud: 16 characters, 79 bits."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def add_login(connection: sa.Connection, name: str, password: str, at_ms: int) -> None:
    """A new login."""
    connection.execute(
        tables.login.insert().values(
            name=name, password_hash=_HASHER.hash(password), created_ms=at_ms
        )
    )


def set_login(connection: sa.Connection, name: str, password: str, at_ms: int) -> bool:
    """Give a login a new password, or make it; whether it was there before."""
    changed = connection.execute(
        tables.login.update()
        .where(tables.login.c.name == name)
        .values(password_hash=_HASHER.hash(password))
    )
    if changed.rowcount:
        return True
    add_login(connection, name, password, at_ms)
    return False


def session_mark(password_hash: str) -> str:
    """What a session remembers of the password, so that a new password ends old sessions."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


class PasswordCheck:
    """Says whether a password is right; after five wrong ones from one place, only every 30 s.

    So too after twenty wrong ones from one place under different names.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._wrong: dict[tuple[str | None, str], tuple[int, int]] = {}
        """By name (None: any) and address: how often, and when last."""
        self._decoy = _HASHER.hash(secrets.token_hex(16))

    def wait_ms(self, name: str, address: str, now_ms: int) -> int:
        """How long this name must wait at this address; 0 where it may try."""
        with self._lock:
            tries, last_ms = self._wrong.get((name, address), (0, 0))
            tries_of_all, last_of_all_ms = self._wrong.get((None, address), (0, 0))
        if tries_of_all >= FREE_TRIES_OF_ALL:
            return max(0, last_of_all_ms + PAUSE_MS - now_ms)
        return max(0, last_ms + PAUSE_MS - now_ms) if tries >= FREE_TRIES else 0

    def check(self, name: str, password: str, address: str, now_ms: int) -> bool:
        """Whether the login exists and the password is its own; as slow for a name unknown."""
        with self._database.read() as connection:
            found = connection.execute(
                sa.select(tables.login.c.password_hash).where(tables.login.c.name == name)
            ).scalar()
        with _ONE_AT_A_TIME:
            right = _matches(found or self._decoy, password) and found is not None
        with self._lock:
            if not right and len(self._wrong) > 1000:
                self._wrong.clear()
            for who in (name, None):
                tries, _ = self._wrong.pop((who, address), (0, 0))
                if not right:
                    self._wrong[(who, address)] = (tries + 1, now_ms)
        return right


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
