"""Tables of attendance."""

from __future__ import annotations

import sqlalchemy as sa

from hub.platform.db import metadata

scan = sa.Table(
    "scan",
    metadata,
    sa.Column("scan_id", sa.Text, primary_key=True),
    sa.Column("kiosk_id", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("session_id", sa.ForeignKey("session.session_id")),
    sa.Column("delegate_id", sa.ForeignKey("delegate.delegate_id")),
    sa.Column("verdict", sa.Text, nullable=False),  # hub.contract.attendance.CheckInVerdict
    sa.Column("since_ms", sa.BigInteger),
    sa.Column("scanned_ms", sa.BigInteger, nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Every scan that was answered, by its id: a repeat gets the first answer."""

presence = sa.Table(
    "presence",
    metadata,
    sa.Column("session_id", sa.ForeignKey("session.session_id"), primary_key=True),
    sa.Column("delegate_id", sa.ForeignKey("delegate.delegate_id"), primary_key=True),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),  # scan | permit
    sqlite_with_rowid=False,
)
"""Who is present in which session; set, never toggled."""
