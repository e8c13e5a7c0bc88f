"""Tables of the roll."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_roll"
down_revision = "0001_platform"


def upgrade() -> None:
    op.create_table(
        "congress",
        sa.Column("congress_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("congress_id", name=op.f("pk_congress")),
    )
    op.create_table(
        "delegation",
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("name", name=op.f("uq_delegation_name")),
    )
    op.create_table(
        "session",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session")),
        sa.UniqueConstraint("name", name=op.f("uq_session_name")),
    )
    op.create_table(
        "delegate",
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("convening_member", sa.Boolean(), nullable=False),
        sa.Column("head_of_delegation", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.delegation_id"],
            name=op.f("fk_delegate_delegation_id_delegation"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["delegate.delegate_id"], name=op.f("fk_delegate_replaces_id_delegate")
        ),
        sa.PrimaryKeyConstraint("delegate_id", name=op.f("pk_delegate")),
        sa.UniqueConstraint("number", name=op.f("uq_delegate_number")),
        sa.UniqueConstraint("person_key", name=op.f("uq_delegate_person_key")),
    )
    op.create_index(op.f("ix_delegate_name_folded"), "delegate", ["name_folded"], unique=False)
    op.create_table(
        "badge",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.delegate_id"], name=op.f("fk_badge_delegate_id_delegate")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_badge")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_badge_delegate_id"), "badge", ["delegate_id"], unique=False)
