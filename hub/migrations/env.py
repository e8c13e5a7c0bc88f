"""What Alembic runs: on the connection that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from hub.migrations.upgrade import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
