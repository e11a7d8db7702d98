"""Data whose texts have several labels; how a model was tuned, and on which base an adapter stands. Knows only the schema before
and after it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("datasets", sa.Column("multi_label", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("models", sa.Column("tuning", sa.String(length=16), nullable=True))
    op.add_column("models", sa.Column("is_adapter", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("models", sa.Column("multi_label", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in ("multi_label", "is_adapter", "tuning"):
        op.drop_column("models", name)
    op.drop_column("datasets", "multi_label")
