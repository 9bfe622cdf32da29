"""Administrators, their sessions and what they did, and indexes for what they look through. Frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OPEN = "status IN ('rejected', 'blocked', 'deferred') AND is_voided IS {}"


def upgrade() -> None:
    """The tables of the administration page; its indexes fill from the records that are here."""
    _add_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    still_open = sa.text(_OPEN.format("0" if is_sqlite else "false"))
    for name, columns in (
        ("ix_record_open", ["outlet_id", "status", "batch_id", "seq"]),
        ("ix_record_open_code", ["outlet_id", "status", "issue_code", "batch_id", "seq"]),
    ):
        op.create_index(name, "record", columns, sqlite_where=still_open, postgresql_where=still_open)
    op.drop_index("ix_unit_state_stock", "unit_state")
    op.create_index("ix_unit_state_stock", "unit_state", ["outlet_id", "custody", "level", "mass_g"])
    op.create_index("ix_unit_state_listed", "unit_state", ["outlet_id", "custody", "unit_uid"])


def _add_tables() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "admin",
        sa.Column("id", number, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("name", name="uq_admin_name"),
    )
    op.create_table(
        "admin_session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("admin_id", number, sa.ForeignKey("admin.id"), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_admin_session_admin_id", "admin_session", ["admin_id"])
    op.create_index("ix_admin_session_begun_at", "admin_session", ["begun_at"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.LargeBinary(32), primary_key=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
    )
    op.create_index("ix_sign_in_attempt_begun_at", "sign_in_attempt", ["begun_at"])
    op.create_table(
        "admin_act",
        sa.Column("id", number, primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("admin_name", sa.String(64)),
        sa.Column("address", sa.String(64)),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("outlet_uscc", sa.String(18)),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
