"""A table of its own metadata: no real congress's database ever has it."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

bare_commit = sa.Table(
    "rehearsal_commit",
    metadata,
    sa.Column("commit_id", sa.LargeBinary(16), primary_key=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Rows that mean nothing; what storing one costs is the measure of a check-in."""
