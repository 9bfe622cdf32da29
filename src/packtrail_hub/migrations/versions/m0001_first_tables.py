"""The first tables. Frozen: a later step changes them, this file never does."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None

UNRESOLVED = sa.text("status IN ('rejected', 'blocked', 'deferred')")


def _number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> "sa.Column[Any]":
    return sa.Column("id", _number(), primary_key=True)


def _to(name: str, target: str, **options: Any) -> "sa.Column[Any]":
    return sa.Column(name, _number(), sa.ForeignKey(f"{target}.id"), nullable=False, **options)


def _need(name: str, kind: Any) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Keys and codes, then outlets and stations, then what stations send, then what follows from it."""
    _trust()
    _stations()
    _log()
    _stock()
    if op.get_bind().dialect.name == "sqlite":
        _append_only()


def _table(name: str, *items: SchemaItem) -> None:
    op.create_table(name, *items)


def _trust() -> None:
    _table(
        "hub_key",
        _id(),
        sa.Column("key_id", sa.String(40), nullable=False, unique=True),
        _need("private_key", sa.LargeBinary(32)),
        _need("public_key", sa.LargeBinary(32)),
        _need("created_at", sa.BigInteger()),
        sa.Column("retired_at", sa.BigInteger()),
    )
    _table(
        "enrolment_code",
        _id(),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("outlet_uscc", sa.String(18), nullable=False, index=True),
        _need("expires_at", sa.BigInteger()),
        _need("failures", sa.Integer()),
        sa.Column("used_by", sa.LargeBinary(16)),
    )


def _stations() -> None:
    _table(
        "outlet",
        _id(),
        sa.Column("uscc", sa.String(18), nullable=False, unique=True),
        _need("name", sa.String(200)),
    )
    _table(
        "station",
        _id(),
        sa.Column("station_uid", sa.LargeBinary(16), nullable=False, unique=True),
        _to("outlet_id", "outlet", index=True),
        _need("label", sa.String(300)),
        _need("enrolled_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        _need("receipt_seq", sa.BigInteger()),
        _need("receipt_digest", sa.LargeBinary(32)),
    )
    _table(
        "station_key",
        _id(),
        _to("station_id", "station"),
        _need("key_id", sa.String(40)),
        _need("public_key", sa.LargeBinary(32)),
        _need("bound_at", sa.BigInteger()),
        sa.Column("retired_at", sa.BigInteger()),
        sa.UniqueConstraint("station_id", "public_key"),
    )


def _log() -> None:
    _table(
        "epoch",
        _id(),
        _to("station_id", "station"),
        _need("number", sa.Integer()),
        _need("install_nonce", sa.LargeBinary(256)),
        _need("opened_seq", sa.BigInteger()),
        _need("next_seq", sa.BigInteger()),
        _need("head_hash", sa.LargeBinary(32)),
        sa.Column("forked_from_seq", sa.BigInteger()),
        _need("opened_at", sa.BigInteger()),
        sa.UniqueConstraint("station_id", "number", "install_nonce"),
    )
    _table(
        "batch",
        _id(),
        _to("station_id", "station"),
        _to("epoch_id", "epoch"),
        _need("digest", sa.LargeBinary(32)),
        _need("batch_uid", sa.LargeBinary(16)),
        _need("seq_first", sa.BigInteger()),
        _need("seq_last", sa.BigInteger()),
        _need("state", sa.String(32)),
        _need("envelope", sa.LargeBinary()),
        _need("received_at", sa.BigInteger()),
        sa.UniqueConstraint("station_id", "digest"),
    )
    _table(
        "receipt",
        _to("batch_id", "batch", primary_key=True, autoincrement=False),
        _to("station_id", "station"),
        _need("receipt_uid", sa.LargeBinary(16)),
        _need("receipt_seq", sa.BigInteger()),
        _need("digest", sa.LargeBinary(32)),
        _need("envelope", sa.LargeBinary()),
        sa.UniqueConstraint("station_id", "receipt_seq"),
    )
    _table(
        "record",
        _to("epoch_id", "epoch", primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("record_uid", sa.LargeBinary(16), nullable=False, index=True),
        _to("outlet_id", "outlet"),
        _to("batch_id", "batch"),
        _need("record_type", sa.String(64)),
        _need("canonical", sa.LargeBinary()),
        _need("hash", sa.LargeBinary(32)),
        _need("status", sa.String(32)),
        sa.Column("issue_code", sa.String(16)),
        _need("head_hash", sa.LargeBinary(32)),
        _need("is_voided", sa.Boolean()),
        sa.Column("subject_uid", sa.LargeBinary(16)),
        sa.Column("corrected", sa.LargeBinary()),
    )
    op.create_index(
        "ix_record_unresolved",
        "record",
        ["epoch_id", "seq"],
        sqlite_where=UNRESOLVED,
        postgresql_where=UNRESOLVED,
    )


def _stock() -> None:
    _table(
        "dependency",
        sa.Column("depends_on", sa.LargeBinary(16), primary_key=True),
        sa.Column("record_uid", sa.LargeBinary(16), primary_key=True),
    )
    _table(
        "unit_state",
        sa.Column("unit_uid", sa.LargeBinary(16), primary_key=True),
        _to("outlet_id", "outlet"),
        _need("level", sa.String(64)),
        _need("custody", sa.String(32)),
        sa.Column("battery_code", sa.String(128), index=True),
        _need("taken_in_at", sa.BigInteger()),
        sa.Column("mass_g", sa.BigInteger()),
        sa.Column("load_uid", sa.LargeBinary(16), index=True),
        sa.Column("line_uid", sa.LargeBinary(16), index=True),
    )
    op.create_index("ix_unit_state_stock", "unit_state", ["outlet_id", "custody", "level"])


def _append_only() -> None:
    """What a station signed and what the hub answered stays as it was, whoever opens the file."""
    for table, columns in (
        ("record", "epoch_id, seq, record_uid, canonical, hash"),
        ("batch", "station_id, digest, envelope"),
        ("receipt", "station_id, receipt_seq, digest, envelope"),
    ):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} {refuse}")
