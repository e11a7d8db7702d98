"""Datasets of conversations, models that can write, runs that show rows. Knows only the schema before and after it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WRITES = "architecture LIKE '%ForCausalLM' AND task = 'encoder' AND NOT is_adapter"


def upgrade() -> None:
    _check("datasets", "task IN ('classification', 'conversation', 'plain_text')")
    _check("models", "task IN ('encoder', 'language_model', 'classifier')")
    _check("runs", "kind IN ('train', 'pull', 'predict', 'render')", column="kind")
    op.add_column("models", sa.Column("has_chat_template", sa.Boolean(), server_default=sa.false(), nullable=False))
    # every decoder that could be added before this one is among the four that can write
    op.execute(f"UPDATE models SET task = 'language_model' WHERE {WRITES}")  # noqa: S608 - a constant
    op.execute("UPDATE models SET has_chat_template = true WHERE starter_key IN ('minimind2-small', 'smollm2')")


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM datasets WHERE task = 'conversation'")):
        raise RuntimeError("there are datasets of conversations, which the schema before this one cannot hold: delete them first")
    op.execute("DELETE FROM runs WHERE kind = 'render'")  # nothing refers to them
    _check("runs", "kind IN ('train', 'pull', 'predict')", column="kind")
    op.execute("UPDATE models SET task = 'encoder' WHERE task = 'language_model'")
    op.drop_column("models", "has_chat_template")
    _check("models", "task IN ('encoder', 'classifier')")
    _check("datasets", "task IN ('classification', 'plain_text')")


def _check(table: str, condition: str, column: str = "task") -> None:
    """Another rule for a column; SQLite cannot change one in place, so there the table is copied, and ids that were used stay used."""
    name = op.f(f"ck_{table}_{column}")
    last_id = _last_id(table)
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, condition)
    if last_id is not None:
        op.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name").bindparams(name=table))
        op.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)").bindparams(name=table, seq=last_id))


def _last_id(table: str) -> int | None:
    """Of SQLite: the largest id that the table ever gave; None where nothing is counted, or the database counts by itself."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    last: int | None = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=table))
    return last
