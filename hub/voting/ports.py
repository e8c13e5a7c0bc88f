"""What voting needs of other slices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import sqlalchemy as sa


class Presence(Protocol):
    """Who is in the hall; kept by attendance."""

    def mark(self, connection: sa.Connection, delegate_id: int, at_ms: int) -> None:
        """Mark a delegate present in the open session, in this transaction; harmless if so."""
        ...

    def count(self, connection: sa.Connection) -> int:
        """How many delegates are present in the open session."""
        ...


Publish = Callable[[str, dict[str, Any]], None]
"""Shows the latest value of a topic on every open page."""
