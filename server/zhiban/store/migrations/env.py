"""Alembic's entry: runs on the connection it is handed, inside its transaction."""

from alembic import context

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes.get("metadata"),
    render_as_batch=True,
    include_object=lambda thing, name, kind, reflected, compare_to: not str(name).startswith("console_"),
)
with context.begin_transaction():
    context.run_migrations()
