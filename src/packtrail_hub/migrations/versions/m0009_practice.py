"""Whether a hub counts or is for practice, marked once. Frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """The mark itself is set by the first start that says which."""
    op.create_table(
        "hub_nature",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.BigInteger(), nullable=False),
    )
