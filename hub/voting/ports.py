"""What voting needs of other slices."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa


class Presence(Protocol):
    """Who is in the hall; kept by attendance."""

    def mark(self, connection: sa.Connection, delegate_id: int, at_ms: int) -> None:
        """Mark a delegate present in the open session, in this transaction; harmless if so."""
        ...

    def count(self, connection: sa.Connection) -> int:
        """How many delegates are present in the open session."""
        ...
