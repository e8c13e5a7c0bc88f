"""The log of what people and kiosks did, in the same transaction as what they did."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from hub.platform import tables


def log_event(
    connection: sa.Connection,
    at_ms: int,
    actor: str,
    kind: str,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Put one event into the log.

    `actor` is a login name, a kiosk id or "hub"; `kind` is dotted and stable ("poll.opened").
    Never a line a ballot, nor a person next to a choice.
    """
    connection.execute(
        tables.event_log.insert().values(
            at_ms=at_ms, actor=actor, kind=kind, details=dict(details or {})
        )
    )
