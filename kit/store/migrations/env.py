"""Alembic's entry: runs inside the transaction that :func:`kit.store.upgrade.migrate` has begun."""

from alembic import context

from kit.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
