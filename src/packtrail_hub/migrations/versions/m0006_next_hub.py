"""Where a hub passes on what it took in, how far it has come with that, and who is at it. Frozen."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing is passed on before somebody says where to."""
    op.create_table(
        "next_hub",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("outlet_uscc", sa.String(18), nullable=False, unique=True),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("ca_file", sa.String(500)),
        sa.Column("station_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("hub_keys", sa.LargeBinary()),
        sa.Column("bound_at", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(64)),
    )
    op.create_table(
        "forward_state",
        sa.Column(
            "station_id", _number(), sa.ForeignKey("station.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("done_to", sa.BigInteger(), nullable=False),
        sa.Column("went_back", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(64)),
        sa.Column("reply", sa.LargeBinary()),
    )
    op.create_table(
        "forward_answer",
        sa.Column("batch_id", _number(), sa.ForeignKey("batch.id"), primary_key=True, autoincrement=False),
        sa.Column("batch_status", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
