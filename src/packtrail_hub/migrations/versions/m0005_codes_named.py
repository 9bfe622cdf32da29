"""Which records name which battery codes, for a battery's life. Frozen."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

FIELDS = ("battery_code", "original_battery_code", "old_code", "new_code", "expected_code")
LISTS = ("expected_codes", "codes", "printed_codes")
PAGE = 1000
KEEP = sa.text(
    "INSERT INTO code_named (battery_code, record_uid, outlet_id) VALUES (:code, :uid, :outlet)"
    " ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    """The table, and what the records that are here already name."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "code_named",
        sa.Column("battery_code", sa.String(128), primary_key=True),
        sa.Column("record_uid", sa.LargeBinary(16), primary_key=True),
        sa.Column("outlet_id", number, sa.ForeignKey("outlet.id"), primary_key=True, autoincrement=False),
    )
    for page in _pages():
        rows = [
            {"code": code, "uid": uid, "outlet": row.outlet_id}
            for row in page
            for code, uid in _named(row.record_uid, row.canonical)
        ]
        if rows:
            op.get_bind().execute(KEEP, rows)


def _pages() -> Iterator[Any]:
    """Every record, so many at a time."""
    columns: list[Any] = [
        sa.column(name) for name in ("epoch_id", "seq", "record_uid", "outlet_id", "canonical")
    ]
    at = (-1, -1)
    while True:
        after = sa.tuple_(columns[0], columns[1]) > sa.tuple_(*at)
        query = sa.select(*columns).select_from(sa.table("record")).where(after).order_by(*columns[:2])
        page = op.get_bind().execute(query.limit(PAGE)).all()
        yield page
        if len(page) < PAGE:
            return
        at = (page[-1].epoch_id, page[-1].seq)


def _named(uid: bytes, line: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        body = json.loads(line)["body"]
        found = [body.get(name) for name in FIELDS]
        found += [each for name in LISTS for each in body.get(name, ())]
        yield from ((code, uid) for code in _texts(found)[:64])
    except (AttributeError, KeyError, TypeError, ValueError):
        return  # a record that was refused for its shape


def _texts(found: list[Any]) -> list[str]:
    fitting = (text for text in found if isinstance(text, str) and 0 < len(text) <= 128)
    return list(dict.fromkeys(text.replace("\0", "\N{REPLACEMENT CHARACTER}") for text in fitting))
