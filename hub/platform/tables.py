"""Tables of the platform: who may log in, and the log of what people and kiosks did."""

from __future__ import annotations

import sqlalchemy as sa

from hub.platform.db import metadata

login = sa.Table(
    "login",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

event_log = sa.Table(
    "event_log",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),  # a login name, a kiosk id, or "hub"
    sa.Column("kind", sa.Text, nullable=False),  # dotted, stable: "poll.opened"
    sa.Column("details", sa.JSON, nullable=False),
)
"""Never holds a name next to a choice, nor one line a ballot."""
