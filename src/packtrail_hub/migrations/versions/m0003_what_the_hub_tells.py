"""Changes that stations ask for, photographs, key changes, stock checks and reference data. Frozen."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MISSING = sa.text("NOT is_held")


def _number() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> "sa.Column[Any]":
    return sa.Column("id", _number(), primary_key=True)


def _to(name: str, target: str, **options: Any) -> "sa.Column[Any]":
    options = {"nullable": False} | options
    return sa.Column(name, _number(), sa.ForeignKey(f"{target}.id"), **options)


def _need(name: str, kind: Any) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """New columns first, with what older batches have to say in them; then the new tables."""
    _columns()
    _count_arrivals()
    _changes()
    _blobs()
    _lists()
    _append_only()


def _columns() -> None:
    op.add_column("outlet", sa.Column("arrivals", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("station", sa.Column("revoked_from_seq", sa.BigInteger()))
    op.add_column("station_key", sa.Column("retired_from_seq", sa.BigInteger()))
    op.add_column("batch", sa.Column("key_id", sa.String(40)))
    op.add_column("batch", sa.Column("fresh_from", sa.BigInteger()))
    op.add_column("batch", sa.Column("arrival", sa.BigInteger()))


def _count_arrivals() -> None:
    """Numbers what came before, outlet by outlet in the order in which it came."""
    op.execute(
        "UPDATE batch SET fresh_from = (SELECT min(record.seq) FROM record"
        " WHERE record.epoch_id = batch.epoch_id AND record.seq BETWEEN batch.seq_first AND batch.seq_last"
        " AND record.batch_id = batch.id)"
    )
    op.execute(
        "UPDATE batch SET key_id = (SELECT station_key.key_id FROM station_key"
        " WHERE station_key.station_id = batch.station_id ORDER BY station_key.id LIMIT 1)"
    )
    op.execute(
        "UPDATE batch SET arrival = ("
        " SELECT sum(earlier.seq_last - earlier.fresh_from + 1) FROM batch AS earlier"
        " JOIN station AS theirs ON theirs.id = earlier.station_id"
        " JOIN station AS mine ON mine.outlet_id = theirs.outlet_id"
        " WHERE mine.id = batch.station_id AND earlier.id <= batch.id AND earlier.fresh_from IS NOT NULL)"
        " WHERE fresh_from IS NOT NULL"
    )
    op.execute(
        "UPDATE outlet SET arrivals = coalesce((SELECT max(batch.arrival) FROM batch"
        " JOIN station ON station.id = batch.station_id WHERE station.outlet_id = outlet.id), 0)"
    )
    op.create_index("ix_batch_arrival", "batch", ["station_id", "arrival"])


def _changes() -> None:
    op.create_table(
        "change",
        _id(),
        _to("outlet_id", "outlet"),
        _to("station_id", "station", nullable=True),
        _need("arrival", sa.BigInteger()),
        _need("kind", sa.String(64)),
        _need("body", sa.LargeBinary()),
        _need("digest", sa.LargeBinary(32)),
        _need("told_at", sa.BigInteger()),
        sa.UniqueConstraint("outlet_id", "arrival"),
    )
    op.create_index("ix_change_digest", "change", ["outlet_id", "digest"])
    op.create_table(
        "authority_state",
        sa.Column("record_uid", sa.LargeBinary(16), primary_key=True),
        sa.Column("destination", sa.String(64), primary_key=True),
        _need("status", sa.String(32)),
        _need("ack_level", sa.String(32)),
        sa.Column("issue_code", sa.String(300)),
        sa.Column("authority_record_no", sa.String(300)),
        _need("updated_at", sa.BigInteger()),
    )


def _blobs() -> None:
    op.create_table(
        "blob",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        _need("size", sa.BigInteger()),
        _need("stored_at", sa.BigInteger()),
    )
    op.create_table(
        "blob_named",
        _id(),
        _to("outlet_id", "outlet"),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, index=True),
        _to("station_id", "station"),
        _need("size", sa.BigInteger()),
        _need("is_held", sa.Boolean()),
        sa.UniqueConstraint("outlet_id", "digest"),
    )
    op.create_index(
        "ix_blob_named_missing",
        "blob_named",
        ["station_id", "id"],
        sqlite_where=MISSING,
        postgresql_where=MISSING,
    )


def _lists() -> None:
    op.create_table(
        "stock_check",
        _to("station_id", "station", primary_key=True, autoincrement=False),
        _need("checked_at", sa.BigInteger()),
        _need("is_equal", sa.Boolean()),
        _need("answer", sa.LargeBinary()),
    )
    op.create_table(
        "refdata_pack",
        _id(),
        _need("dataset", sa.String(64)),
        _need("version", sa.String(32)),
        _need("digest", sa.LargeBinary(32)),
        _need("pack_digest", sa.LargeBinary(32)),
        _need("effective_from", sa.String(10)),
        sa.Column("effective_to", sa.String(10)),
        _need("signed_by", sa.String(40)),
        _need("packed", sa.LargeBinary()),
        _need("published_at", sa.BigInteger()),
        sa.UniqueConstraint("dataset", "version"),
    )
    op.create_table("key_rotation", _id(), _need("body", sa.LargeBinary()))
    op.create_table(
        "maintenance", _id(), _need("starts_at", sa.BigInteger()), _need("ends_at", sa.BigInteger())
    )


def _append_only() -> None:
    """What the hub has told, and what a publisher signed, stays as it was."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("change", "refdata_pack"):
            for when in ("UPDATE", "DELETE", "TRUNCATE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{when.lower()} BEFORE {when} ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
                )
        return
    for table in ("change", "refdata_pack"):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for when in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{when.lower()} BEFORE {when} ON {table} {refuse}")
