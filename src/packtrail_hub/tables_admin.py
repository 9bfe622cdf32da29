"""Tables of the administration: accounts, sessions, what was done; and the indexes that its pages read by."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, and_

from packtrail_hub.tables import IS_UNRESOLVED, Bytes, Hash, Id, metadata, record, unit_state

STILL_OPEN = and_(IS_UNRESOLVED, record.c.is_voided.is_(False))
"""What the indexes of open records hold; told in these words, so that a query with it may use them."""

admin = Table(
    "admin",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("password_hash", String(300), nullable=False),  # argon2id, its parameters and salt with it
    Column("added_at", BigInteger, nullable=False),
)

admin_session = Table(
    "admin_session",
    metadata,
    Column("token_hash", Hash, primary_key=True),  # the token itself is in the browser's cookie only
    Column("admin_id", Id, ForeignKey("admin.id"), nullable=False, index=True),
    Column("begun_at", BigInteger, nullable=False, index=True),
    Column("seen_at", BigInteger, nullable=False),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("key", Hash, primary_key=True),  # of a name, an address, or both
    Column("begun_at", BigInteger, nullable=False, index=True),
    Column("failures", Integer, nullable=False),
)

admin_act = Table(
    "admin_act",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("admin_name", String(64)),  # None is the command line; the text stays when the account goes
    Column("address", String(64)),
    Column("act", String(32), nullable=False),
    Column("outlet_uscc", String(18)),
    Column("facts", Bytes, nullable=False),  # JSON; never a secret
)

for _name, _columns in (  # in the order in which records came
    ("ix_record_open", (record.c.outlet_id, record.c.status, record.c.batch_id, record.c.seq)),
    (
        "ix_record_open_code",
        (record.c.outlet_id, record.c.status, record.c.issue_code, record.c.batch_id, record.c.seq),
    ),
):
    Index(_name, *_columns, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)
Index("ix_unit_state_listed", unit_state.c.outlet_id, unit_state.c.custody, unit_state.c.unit_uid)
