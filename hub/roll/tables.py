"""Tables of the roll."""

from __future__ import annotations

import sqlalchemy as sa

from hub.platform.db import metadata

congress = sa.Table(
    "congress",
    metadata,
    sa.Column("congress_id", sa.Text, primary_key=True),  # 128 random bits, hex
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("timezone", sa.Text, nullable=False),
    # Made up from its first moment on, or never: nothing else writes this column.
    sa.Column("rehearsal", sa.Boolean, nullable=False, server_default=sa.false()),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("session_id", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # planned | open | ended
    sa.Column("opened_ms", sa.BigInteger),
    sa.Column("ended_ms", sa.BigInteger),
    sa.UniqueConstraint("name"),
)

delegation = sa.Table(
    "delegation",
    metadata,
    sa.Column("delegation_id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
)

delegate = sa.Table(
    "delegate",
    metadata,
    sa.Column("delegate_id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Text, unique=True),  # printed number; null where the sheet has none
    sa.Column("person_key", sa.Text, nullable=False, unique=True),  # folded name + birth + unit
    sa.Column("name", sa.Text, nullable=False),  # NFC, as typed
    sa.Column("name_folded", sa.Text, nullable=False, index=True),
    sa.Column("born", sa.Date),
    sa.Column("delegation_id", sa.ForeignKey("delegation.delegation_id"), nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("seat", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("photo", sa.Text, nullable=False),  # file name inside the photos folder, or ""
    sa.Column("standing", sa.Text, nullable=False),  # hub.contract.attendance.Standing
    sa.Column("source", sa.Text, nullable=False),  # ex_officio | elected | appointed | ""
    sa.Column("convening_member", sa.Boolean, nullable=False),
    sa.Column("head_of_delegation", sa.Boolean, nullable=False),
    sa.Column("replaces_id", sa.ForeignKey("delegate.delegate_id")),  # an alternate's decision
)

badge = sa.Table(
    "badge",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("delegate_id", sa.ForeignKey("delegate.delegate_id"), nullable=False, index=True),
    sa.Column("issued_ms", sa.BigInteger, nullable=False),
    sa.Column("revoked_ms", sa.BigInteger),
    sqlite_with_rowid=False,
)
