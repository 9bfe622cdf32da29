"""Key changes of stations that a relay has to tell the next hub. Frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What was changed before this was never to be told on."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "forward_key",
        sa.Column("id", number, primary_key=True),
        sa.Column("station_id", number, sa.ForeignKey("station.id"), nullable=False, index=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
    )
