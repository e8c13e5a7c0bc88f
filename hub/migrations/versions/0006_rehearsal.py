"""Whether a congress is made up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_rehearsal"
down_revision = "0005_voting"


def upgrade() -> None:
    op.add_column(
        "congress",
        sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
