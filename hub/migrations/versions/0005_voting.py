"""Tables of voting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_voting"
down_revision = "0004_attendance"


def upgrade() -> None:
    op.create_table(
        "ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "ballot_id", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("summoned", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=True),
        sa.Column("definition_hash", sa.Text(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("present_at_opening", sa.Integer(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll")),
    )
    op.create_table(
        "candidate",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("born", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.poll_id"], name=op.f("fk_candidate_poll_id_poll")
        ),
        sa.PrimaryKeyConstraint("poll_id", "candidate_id", name=op.f("pk_candidate")),
    )
    op.create_table(
        "deduction",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.poll_id"], name=op.f("fk_deduction_poll_id_poll")
        ),
        sa.PrimaryKeyConstraint("poll_id", "position", name=op.f("pk_deduction")),
    )
    op.create_table(
        "permit",
        sa.Column("permit", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.delegate_id"], name=op.f("fk_permit_delegate_id_delegate")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.poll_id"], name=op.f("fk_permit_poll_id_poll")),
        sa.PrimaryKeyConstraint("permit", name=op.f("pk_permit")),
        sa.UniqueConstraint("poll_id", "delegate_id", name="uq_permit_person"),
        sa.UniqueConstraint("request_id", name=op.f("uq_permit_request_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voter",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.delegate_id"], name=op.f("fk_voter_delegate_id_delegate")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.poll_id"], name=op.f("fk_voter_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "delegate_id", name=op.f("pk_voter")),
        sqlite_with_rowid=False,
    )
