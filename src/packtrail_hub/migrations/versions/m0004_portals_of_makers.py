"""What went to makers' portals, and what they said of it. Frozen."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_batch(**options: Any) -> "sa.Column[Any]":
    return sa.Column("batch_id", _number(), sa.ForeignKey("portal_batch.id"), nullable=False, **options)


def upgrade() -> None:
    """Batches first, then what names them."""
    op.create_table(
        "portal_batch",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("number", sa.String(64), nullable=False, unique=True),
        sa.Column("portal", sa.String(220), nullable=False, index=True),
        sa.Column("road", sa.String(16), nullable=False),
        sa.Column("profile", sa.String(64), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("mass_unit", sa.String(2)),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("confirmed_count", sa.Integer()),
    )
    op.create_table(
        "portal_row",
        _of_batch(primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("record_uid", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("code", sa.String(128), nullable=False),
        sa.Column("verdict", sa.String(16)),
        sa.Column("problem_code", sa.String(16)),
        sa.Column("text", sa.String(500)),
    )
    op.create_table(
        "portal_reply",
        sa.Column("id", _number(), primary_key=True),
        _of_batch(index=True),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("failures", sa.LargeBinary(), nullable=False),
    )
