"""How far a relay read the next hub's feeds. Frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Every feed is read from its beginning."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "forward_feed",
        sa.Column("station_id", number, sa.ForeignKey("station.id"), primary_key=True, autoincrement=False),
        sa.Column("cursor", sa.String(128)),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(64)),
    )
