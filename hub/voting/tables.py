"""Tables of voting.

`ballot` knows no delegate, permit, kiosk, time or sequence, and no column joins it to one.
"""

from __future__ import annotations

import sqlalchemy as sa

from hub.platform.db import metadata

poll = sa.Table(
    "poll",
    metadata,
    sa.Column("poll_id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),  # "V1"
    sa.Column("seats", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # draft | open | closed | counted
    sa.Column("summoned", sa.Integer, nullable=False),
    sa.Column("definition", sa.Text),  # canonical JSON of the BallotForm, frozen at opening
    sa.Column("definition_hash", sa.Text),
    sa.Column("base", sa.Integer),  # frozen at opening
    sa.Column("present_at_opening", sa.Integer),
    sa.Column("opened_ms", sa.BigInteger),
    sa.Column("closed_ms", sa.BigInteger),
    sa.Column("result", sa.Text),  # JSON of the count
)

deduction = sa.Table(
    "deduction",
    metadata,
    sa.Column("poll_id", sa.ForeignKey("poll.poll_id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
"""What a person took off the number summoned, and why (Regulation 190-QD/TW on bases)."""

candidate = sa.Table(
    "candidate",
    metadata,
    sa.Column("poll_id", sa.ForeignKey("poll.poll_id"), primary_key=True),
    sa.Column("candidate_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),  # ballot order
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("born", sa.Text, nullable=False),
)

permit = sa.Table(
    "permit",
    metadata,
    sa.Column("permit", sa.Text, primary_key=True),
    sa.Column("poll_id", sa.ForeignKey("poll.poll_id"), nullable=False),
    sa.Column("delegate_id", sa.ForeignKey("delegate.delegate_id"), nullable=False),
    sa.Column("kiosk_id", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False, unique=True),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("poll_id", "delegate_id", name="uq_permit_person"),
    sqlite_with_rowid=False,
)
"""Live permits only: a permit is deleted in the transaction that spends or releases it."""

voter = sa.Table(
    "voter",
    metadata,
    sa.Column("poll_id", sa.ForeignKey("poll.poll_id"), primary_key=True),
    sa.Column("delegate_id", sa.ForeignKey("delegate.delegate_id"), primary_key=True),
    sa.Column("voted", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Who was ever given a permit (issued), and whether it was spent; no time."""

ballot = sa.Table(
    "ballot",
    metadata,
    sa.Column("poll_id", sa.Integer, primary_key=True),
    sa.Column("ballot_id", sa.LargeBinary(16), primary_key=True),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
