"""What a station signed and what the hub answered cannot be changed on PostgreSQL either. Frozen."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SIGNED = (
    ("record", "epoch_id, seq, record_uid, canonical, hash"),
    ("batch", "station_id, digest, envelope"),
    ("receipt", "station_id, receipt_seq, digest, envelope"),
)
_REFUSE = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    """The triggers that a SQLite file has from the first step on."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_REFUSE)
    for table, columns in _SIGNED:
        for when in (f"UPDATE OF {columns}", "DELETE", "TRUNCATE"):
            trigger = f"{table}_no_{when.partition(' ')[0].lower()} BEFORE {when} ON {table}"
            op.execute(f"CREATE TRIGGER {trigger} FOR EACH STATEMENT EXECUTE FUNCTION append_only()")
