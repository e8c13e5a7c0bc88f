"""Presence as voting asks for it, kept in the memory of one test."""

from __future__ import annotations

import sqlalchemy as sa


class FakePresence:
    """Remembers whom it was told of; a transaction that is undone is not noticed."""

    def __init__(self) -> None:
        self.since: dict[int, int] = {}

    def mark(self, connection: sa.Connection, delegate_id: int, at_ms: int) -> None:
        assert connection.in_transaction()
        self.since.setdefault(delegate_id, at_ms)

    def count(self, connection: sa.Connection) -> int:
        return len(self.since)
