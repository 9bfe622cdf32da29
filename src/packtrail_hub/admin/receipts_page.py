"""A station's receipts, newest first: which batch, which records, how they were judged; the signed bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from packtrail.protocol import dsse
from packtrail_hub.ids import hash_text, moment, uid
from packtrail_hub.tables import batch, receipt, station

PAGE: Final = 20
"""Each receipt is opened for its counts, so pages are short."""


@dataclass(frozen=True)
class ReceiptFacts:
    """One receipt; ``counts`` by verdict."""

    receipt_seq: int
    batch_digest: str
    seq_first: int
    seq_last: int
    counts: Mapping[str, int]
    received_at: datetime


def receipts_before(connection: Connection, station_pk: int, before: int | None) -> list[ReceiptFacts]:
    """A page of receipts, and one more where there is a next page."""
    query = (
        select(receipt.c.receipt_seq, receipt.c.envelope, batch)
        .join(batch, batch.c.id == receipt.c.batch_id)
        .where(receipt.c.station_id == station_pk)
        .order_by(receipt.c.receipt_seq.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(receipt.c.receipt_seq < before)
    return [_facts(row) for row in connection.execute(query)]


def signed_receipt(connection: Connection, station_id: str, receipt_seq: int) -> bytes | None:
    """The receipt's envelope as the station got it."""
    query = (
        select(receipt.c.envelope)
        .join(station, station.c.id == receipt.c.station_id)
        .where(station.c.station_uid == uid(station_id), receipt.c.receipt_seq == receipt_seq)
    )
    found: bytes | None = connection.execute(query).scalar()
    return found


def _facts(row: Row[Any]) -> ReceiptFacts:
    counts = json.loads(dsse.from_json(row.envelope).payload)["counts"]
    return ReceiptFacts(
        receipt_seq=row.receipt_seq,
        batch_digest=hash_text(row.digest),
        seq_first=row.seq_first,
        seq_last=row.seq_last,
        counts={name: number for name, number in counts.items() if number and name != "total"},
        received_at=moment(row.received_at),
    )
