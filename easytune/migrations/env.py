"""Run by Alembic with a connection that schema.py opened. Knows no address of a database."""

from alembic import context
from sqlalchemy.engine import Connection

from easytune.migrations.metadata import metadata

connection = context.config.attributes["connection"]
assert isinstance(connection, Connection)
# batch: SQLite cannot alter a table, so it is copied
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
