"""Which package a model was taken from, when a user named it. Knows only the schema before and after it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("models", sa.Column("package", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("models", "package")
