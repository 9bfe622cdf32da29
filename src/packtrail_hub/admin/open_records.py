"""Records that did not pass, by who has to act: counted by code, listed in the order in which they came.

Every query is for one outlet, one verdict and one code, so the index of open records answers it and no other
record is touched; pages go on from the last row shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, literal, select, true, tuple_, union_all

from packtrail.protocol import dsse
from packtrail.protocol.problems import CATALOGUE
from packtrail_hub.admin.overview import MOST_COUNTED
from packtrail_hub.ids import id_text, moment, uid
from packtrail_hub.results import record_number
from packtrail_hub.tables import batch, epoch, outlet, receipt, record, station
from packtrail_hub.tables_admin import STILL_OPEN

PAGE: Final = 25
NO_CODE: Final = "none"
MOST_SHOWN: Final = 64 * 1024


@dataclass(frozen=True)
class Issue:
    """One thing that was found, and the place in the record."""

    code: str
    pointer: str


@dataclass(frozen=True)
class OpenRecord:
    """One record of the list; ``pointer`` is None where a later batch changed the verdict."""

    batch_id: int
    seq: int
    record_id: str
    number: str
    record_type: str
    label: str
    code: str | None
    pointer: str | None
    arrived_at: datetime


@dataclass(frozen=True)
class WholeRecord:
    """One record, its verdict and its bytes."""

    record_id: str
    number: str
    record_type: str
    outlet_uscc: str
    outlet_name: str
    station_id: str
    label: str
    seq: int
    status: str
    is_voided: bool
    code: str | None
    arrived_at: datetime
    receipt_seq: int | None
    issues: Sequence[Issue]
    canonical: bytes


def counts_by_code(connection: Connection, outlet_id: int, status: str) -> dict[str | None, int]:
    """How many open records each code has, up to ``MOST_COUNTED`` and one."""
    arms = []
    for code in (None, *CATALOGUE):
        some = select(true().label("one")).where(*_mine(outlet_id, status, code)).limit(MOST_COUNTED + 1)
        counted = select(func.count()).select_from(some.subquery()).scalar_subquery()
        arms.append(select(literal(code or NO_CODE).label("code"), counted.label("times")))
    found = connection.execute(union_all(*arms))
    return {None if row.code == NO_CODE else row.code: row.times for row in found if row.times}


def open_after(
    connection: Connection, outlet_id: int, status: str, code: str | None, after: tuple[int, int]
) -> list[OpenRecord]:
    """A page of records, and one more where there is a next page.

    ``code`` None is any, ``NO_CODE`` those without one.
    """
    mine = _mine(outlet_id, status, None if code == NO_CODE else code)
    if code is None:
        mine = STILL_OPEN, record.c.outlet_id == outlet_id, record.c.status == status
    place = tuple_(record.c.batch_id, record.c.seq)
    some = (
        select(record)
        .where(*mine, place > tuple_(*(literal(each) for each in after)))
        .order_by(record.c.batch_id, record.c.seq)
        .limit(PAGE + 1)
        .subquery()
    )
    query = (
        select(some, batch.c.received_at, station.c.label)
        .join(batch, batch.c.id == some.c.batch_id)
        .join(station, station.c.id == batch.c.station_id)
        .order_by(some.c.batch_id, some.c.seq)
    )
    rows = connection.execute(query).all()
    found = _issues(connection, {row.batch_id for row in rows[:PAGE]})
    return [_listed(row, found) for row in rows]


def whole_record(connection: Connection, record_id: str) -> WholeRecord | None:
    """The record of this id; of several under one id the first."""
    query = (
        select(
            record,
            batch.c.received_at,
            station.c.label,
            station.c.station_uid,
            outlet.c.uscc,
            outlet.c.name,
            receipt.c.receipt_seq,
        )
        .join(batch, batch.c.id == record.c.batch_id)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .join(outlet, outlet.c.id == record.c.outlet_id)
        .outerjoin(receipt, receipt.c.batch_id == record.c.batch_id)
        .where(record.c.record_uid == uid(record_id))
        .order_by(record.c.epoch_id, record.c.seq)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    issues = _issues(connection, {row.batch_id}).get((row.batch_id, row.seq), ())
    return WholeRecord(
        record_id=id_text(row.record_uid),
        number=record_number(row.epoch_id, row.seq),
        record_type=row.record_type,
        outlet_uscc=row.uscc,
        outlet_name=row.name,
        station_id=id_text(row.station_uid),
        label=row.label,
        seq=row.seq,
        status=row.status,
        is_voided=row.is_voided,
        code=row.issue_code,
        arrived_at=moment(row.received_at),
        receipt_seq=row.receipt_seq,
        issues=issues if _still_so(row, issues) else _only(row.issue_code),
        canonical=row.canonical,
    )


def shown_content(canonical: bytes) -> tuple[str, bool]:
    """A record's bytes to be read, and whether they are a record; never more than ``MOST_SHOWN``."""
    try:
        text = json.dumps(json.loads(canonical), ensure_ascii=False, indent=2)
        # a lone surrogate, which no page can hold, is shown as it came: escaped
        return text[:MOST_SHOWN].encode(errors="backslashreplace").decode()[:MOST_SHOWN], True
    except (ValueError, RecursionError):
        return canonical[:MOST_SHOWN].decode(errors="replace"), False


def _mine(outlet_id: int, status: str, code: str | None) -> tuple[Any, ...]:
    of_code = record.c.issue_code.is_(None) if code is None else record.c.issue_code == code
    return STILL_OPEN, record.c.outlet_id == outlet_id, record.c.status == status, of_code


def _listed(row: Row[Any], found: Mapping[tuple[int, int], Sequence[Issue]]) -> OpenRecord:
    issues = found.get((row.batch_id, row.seq), ())
    return OpenRecord(
        batch_id=row.batch_id,
        seq=row.seq,
        record_id=id_text(row.record_uid),
        number=record_number(row.epoch_id, row.seq),
        record_type=row.record_type,
        label=row.label,
        code=row.issue_code,
        pointer=issues[0].pointer if _still_so(row, issues) else None,
        arrived_at=moment(row.received_at),
    )


def _still_so(row: Row[Any], issues: Sequence[Issue]) -> bool:
    """Whether the receipt of its batch still says why; a later batch may have changed the verdict."""
    return bool(issues) and issues[0].code == row.issue_code


def _only(code: str | None) -> tuple[Issue, ...]:
    return () if code is None else (Issue(code, ""),)


def _issues(connection: Connection, batch_ids: set[int]) -> dict[tuple[int, int], tuple[Issue, ...]]:
    """What the receipts of these batches found, by batch and seq; the hub wrote and signed them itself."""
    query = select(receipt.c.batch_id, receipt.c.envelope).where(receipt.c.batch_id.in_(batch_ids))
    found = {}
    for row in connection.execute(query):
        for result in json.loads(dsse.from_json(row.envelope).payload)["results"]:
            issues = tuple(Issue(each["code"], each["pointer"]) for each in result["issues"])
            found[row.batch_id, result["station_seq"]] = issues
    return found
