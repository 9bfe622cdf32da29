"""Which lines of loads their givers were told of as taken in at the recipient. Frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing that arrived before is told of: its givers have long asked."""
    op.create_table(
        "consignee_told",
        sa.Column("line_uid", sa.LargeBinary(16), primary_key=True),
        sa.Column("intake_uid", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
    )
