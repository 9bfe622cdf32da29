"""The hub's tables, portable between SQLite and PostgreSQL; ``migrations`` is what makes them.

Ids and hashes are bytes, times are seconds since 1970 (what was signed keeps its own text). ``record`` is
append-only but for the verdict, which may become better when what it waited for arrives.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only an INTEGER PRIMARY KEY


class Bytes(LargeBinary):
    """Bytes as both drivers take them; wrapping each value first was a tenth of the hub's time."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Nothing is done to a value on its way."""


Uid = Bytes(16)
Hash = Bytes(32)

hub_key = Table(
    "hub_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key_id", String(40), nullable=False, unique=True),
    Column("private_key", Hash, nullable=False),
    Column("public_key", Hash, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
)

outlet = Table(
    "outlet",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uscc", String(18), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("arrivals", BigInteger, nullable=False, server_default="0"),  # how many its feed has counted
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code_hash", Hash, nullable=False, unique=True),
    Column("outlet_uscc", String(18), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("used_by", Uid),
)

station = Table(
    "station",
    metadata,
    Column("id", Id, primary_key=True),
    Column("station_uid", Uid, nullable=False, unique=True),
    Column("outlet_id", Id, ForeignKey("outlet.id"), nullable=False, index=True),
    Column("label", String(300), nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_from_seq", BigInteger),
    Column("receipt_seq", BigInteger, nullable=False),
    Column("receipt_digest", Hash, nullable=False),
)

station_key = Table(
    "station_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False),
    Column("key_id", String(40), nullable=False),
    Column("public_key", Hash, nullable=False),
    Column("bound_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    Column("retired_from_seq", BigInteger),  # what it signed before that stays good
    UniqueConstraint("station_id", "public_key"),
)

epoch = Table(
    "epoch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("install_nonce", Bytes(256), nullable=False),
    Column("opened_seq", BigInteger, nullable=False),
    Column("next_seq", BigInteger, nullable=False),
    Column("head_hash", Hash, nullable=False),
    Column("forked_from_seq", BigInteger),
    Column("opened_at", BigInteger, nullable=False),
    UniqueConstraint("station_id", "number", "install_nonce"),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False),
    Column("epoch_id", Id, ForeignKey("epoch.id"), nullable=False),
    Column("digest", Hash, nullable=False),
    Column("batch_uid", Uid, nullable=False),
    Column("seq_first", BigInteger, nullable=False),
    Column("seq_last", BigInteger, nullable=False),
    Column("state", String(32), nullable=False),
    Column("envelope", Bytes, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("key_id", String(40)),  # whose signature was found good
    Column("fresh_from", BigInteger),  # the first seq that was new with it; None where nothing was
    Column("arrival", BigInteger),  # of its last record among the changes of the outlet; it counts back
    UniqueConstraint("station_id", "digest"),
)
Index("ix_batch_arrival", batch.c.station_id, batch.c.arrival)

receipt = Table(
    "receipt",
    metadata,
    Column("batch_id", Id, ForeignKey("batch.id"), primary_key=True, autoincrement=False),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False),
    Column("receipt_uid", Uid, nullable=False),
    Column("receipt_seq", BigInteger, nullable=False),
    Column("digest", Hash, nullable=False),
    Column("envelope", Bytes, nullable=False),
    UniqueConstraint("station_id", "receipt_seq"),
)

record = Table(
    "record",
    metadata,
    Column("epoch_id", Id, ForeignKey("epoch.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("record_uid", Uid, nullable=False, index=True),
    Column("outlet_id", Id, ForeignKey("outlet.id"), nullable=False),
    Column("batch_id", Id, ForeignKey("batch.id"), nullable=False),
    Column("record_type", String(64), nullable=False),
    Column("canonical", Bytes, nullable=False),
    Column("hash", Hash, nullable=False),
    Column("status", String(32), nullable=False),
    Column("issue_code", String(16)),  # of its first issue, for the list of what is unresolved
    Column("head_hash", Hash, nullable=False),
    Column("is_voided", Boolean, nullable=False),
    Column("subject_uid", Uid),
    Column("corrected", Bytes),  # the body with its corrections applied, once there is one
)
UNRESOLVED: Final = ("rejected", "blocked", "deferred")
IS_UNRESOLVED: Final = record.c.status.in_([literal_column(f"'{status}'") for status in UNRESOLVED])
"""Spelled out in the query: SQLite sees only so that the index below holds all of them."""
Index(
    "ix_record_unresolved",
    record.c.epoch_id,
    record.c.seq,
    sqlite_where=IS_UNRESOLVED,
    postgresql_where=IS_UNRESOLVED,
)

dependency = Table(
    "dependency",
    metadata,
    Column("depends_on", Uid, primary_key=True),
    Column("record_uid", Uid, primary_key=True),
)

unit_state = Table(
    "unit_state",
    metadata,
    Column("unit_uid", Uid, primary_key=True),  # the record id of its intake
    Column("outlet_id", Id, ForeignKey("outlet.id"), nullable=False),
    Column("level", String(64), nullable=False),
    Column("custody", String(32), nullable=False),
    Column("battery_code", String(128), index=True),
    Column("taken_in_at", BigInteger, nullable=False),
    Column("mass_g", BigInteger),
    Column("load_uid", Uid, index=True),
    Column("line_uid", Uid, index=True),
)
code_named = Table(
    "code_named",
    metadata,
    Column("battery_code", String(128), primary_key=True),
    Column("record_uid", Uid, primary_key=True),
    Column("outlet_id", Id, ForeignKey("outlet.id"), primary_key=True, autoincrement=False),
)
Index(  # with the mass in it, so that sums of a whole floor read no row
    "ix_unit_state_stock",
    unit_state.c.outlet_id,
    unit_state.c.custody,
    unit_state.c.level,
    unit_state.c.mass_g,
)

change = Table(
    "change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outlet_id", Id, ForeignKey("outlet.id"), nullable=False),
    Column("station_id", Id, ForeignKey("station.id")),  # None tells all stations of the outlet
    Column("arrival", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("body", Bytes, nullable=False),
    Column("digest", Hash, nullable=False),  # of the body
    Column("told_at", BigInteger, nullable=False),
    UniqueConstraint("outlet_id", "arrival"),
    Index("ix_change_digest", "outlet_id", "digest"),
)

authority_state = Table(
    "authority_state",
    metadata,
    Column("record_uid", Uid, primary_key=True),
    Column("destination", String(64), primary_key=True),
    Column("status", String(32), nullable=False),
    Column("ack_level", String(32), nullable=False),  # the highest ever reached there
    Column("issue_code", String(300)),
    Column("authority_record_no", String(300)),
    Column("updated_at", BigInteger, nullable=False),
)

blob = Table(
    "blob",
    metadata,
    Column("digest", Hash, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)

blob_named = Table(
    "blob_named",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outlet_id", Id, ForeignKey("outlet.id"), nullable=False),
    Column("digest", Hash, nullable=False, index=True),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False),  # who named it first
    Column("size", BigInteger, nullable=False),
    Column("is_held", Boolean, nullable=False),
    UniqueConstraint("outlet_id", "digest"),
)
Index(
    "ix_blob_named_missing",
    blob_named.c.station_id,
    blob_named.c.id,
    sqlite_where=blob_named.c.is_held.is_(False),
    postgresql_where=blob_named.c.is_held.is_(False),
)

stock_check = Table(
    "stock_check",
    metadata,
    Column("station_id", Id, ForeignKey("station.id"), primary_key=True, autoincrement=False),
    Column("checked_at", BigInteger, nullable=False),
    Column("is_equal", Boolean, nullable=False),
    Column("answer", Bytes, nullable=False),
)

refdata_pack = Table(
    "refdata_pack",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dataset", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("digest", Hash, nullable=False),
    Column("pack_digest", Hash, nullable=False),
    Column("effective_from", String(10), nullable=False),
    Column("effective_to", String(10)),
    Column("signed_by", String(40), nullable=False),
    Column("packed", Bytes, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    UniqueConstraint("dataset", "version"),
)

key_rotation = Table(
    "key_rotation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", Bytes, nullable=False),  # the change that told of it
)

maintenance = Table(
    "maintenance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

portal_batch = Table(
    "portal_batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(64), nullable=False, unique=True),
    Column("portal", String(220), nullable=False, index=True),  # the maker's name as it is compared
    Column("road", String(16), nullable=False),  # workbook, legacy
    Column("profile", String(64), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("mass_unit", String(2)),
    Column("row_count", Integer, nullable=False),
    Column("digest", Hash, nullable=False),
    Column("content", Bytes, nullable=False),  # the workbook, or the request before it was encrypted
    Column("sealed_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),  # open, confirmed, unknown, withdrawn
    Column("confirmed_count", Integer),
)

portal_row = Table(
    "portal_row",
    metadata,
    Column("batch_id", Id, ForeignKey("portal_batch.id"), primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("record_uid", Uid, nullable=False, index=True),
    Column("code", String(128), nullable=False),
    Column("verdict", String(16)),  # accepted, duplicate, rejected
    Column("problem_code", String(16)),
    Column("text", String(500)),  # as the portal wrote it
)

portal_reply = Table(
    "portal_reply",
    metadata,
    Column("id", Id, primary_key=True),
    Column("batch_id", Id, ForeignKey("portal_batch.id"), nullable=False, index=True),
    Column("heard_at", BigInteger, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("digest", Hash, nullable=False),
    Column("content", Bytes, nullable=False),
    Column("outcome", String(32), nullable=False),  # read, or why nothing of it counts
    Column("failures", Bytes, nullable=False),  # JSON
)

next_hub = Table(
    "next_hub",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outlet_uscc", String(18), nullable=False, unique=True),
    Column("url", String(500), nullable=False),
    Column("ca_file", String(500)),
    Column("station_uid", Uid, nullable=False),  # as whom we are bound there
    Column("label", String(300), nullable=False),
    Column("private_key", Bytes, nullable=False),  # sealed as the hub's own is
    Column("public_key", Hash, nullable=False),
    Column("name", String(200)),  # None until it has bound us, as the two behind
    Column("hub_keys", Bytes),  # JSON: key id to hex, pinned
    Column("bound_at", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("cause", String(64)),
)

forward_state = Table(
    "forward_state",
    metadata,
    Column("station_id", Id, ForeignKey("station.id"), primary_key=True, autoincrement=False),
    Column("done_to", BigInteger, nullable=False),  # the arrival of the last batch that was answered
    Column("went_back", Boolean, nullable=False),  # the next hub lost what it had answered
    Column("failures", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("cause", String(64)),
    Column("reply", Bytes),  # what was no answer, as it came
)

forward_answer = Table(
    "forward_answer",
    metadata,
    Column("batch_id", Id, ForeignKey("batch.id"), primary_key=True, autoincrement=False),
    Column("batch_status", String(32), nullable=False),
    Column("digest", Hash, nullable=False),  # of the receipt that was told on
    Column("answered_at", BigInteger, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

consignee_told = Table(
    "consignee_told",
    metadata,
    Column("line_uid", Uid, primary_key=True),
    Column("intake_uid", Uid, nullable=False, index=True),
    Column("outcome", String(32), nullable=False),  # the last that its giver was told
    Column("told_at", BigInteger, nullable=False),
)

hub_nature = Table(
    "hub_nature",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("is_practice", Boolean, nullable=False),  # one row, never written over
    Column("marked_at", BigInteger, nullable=False),
)

forward_key = Table(
    "forward_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("station_id", Id, ForeignKey("station.id"), nullable=False, index=True),
    Column("envelope", Bytes, nullable=False),  # as the station asked, signed by both keys
    Column("is_told", Boolean, nullable=False),
)

forward_feed = Table(
    "forward_feed",
    metadata,
    Column("station_id", Id, ForeignKey("station.id"), primary_key=True, autoincrement=False),
    Column("cursor", String(128)),  # of the next hub's feed for the station; None at its beginning
    Column("next_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("cause", String(64)),
)
