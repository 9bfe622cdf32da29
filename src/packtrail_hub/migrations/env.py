"""Runs the steps on the connection that ``database.migrate`` hands over."""

from alembic import context

from packtrail_hub.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,  # names constraints, and lets a test compare steps with tables
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
