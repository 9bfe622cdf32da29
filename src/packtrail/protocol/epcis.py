"""Our custody records as an EPCIS 2.0 document (GS1, CBV 2.0), for exporters and makers that read it.

Export only: EPCIS has no gap detection and no receipt. Nothing is edited there either: a void or a correction
repeats the earlier event with an ``errorDeclaration`` and names what stands in its place. Persons are never
in a body, so they are in no event.
"""

import json
from datetime import datetime
from typing import Final

from packtrail.domain import records as r
from packtrail.domain.amendments import corrected
from packtrail.domain.records import Body, Record
from packtrail.protocol.epcis_events import TELL, At, Event, Known, Where, event_id, off_load, party

CONTEXT: Final = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"packtrail": "urn:x-packtrail:epcis:"},
]
SCHEMA_VERSION: Final = "2.0"

_DID_NOT_OCCUR: Final = frozenset({"did_not_occur", "duplicate_entry", "test_data"})


def opening(created_at: datetime) -> str:
    """What stands before the events of a document; ``CLOSING`` stands behind them."""
    head = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": created_at.isoformat(),
    }
    return _json(head).removesuffix("}") + ',"epcisBody":{"eventList":[\n'


CLOSING: Final = "\n]}}\n"


def as_line(event: Event) -> str:
    """One event as it stands in the list."""
    return _json(event)


def events_of(record: Record, known: Known, where: Where) -> list[Event]:
    """The events that a record is, in order; none for one that moves no battery."""
    body = record.body
    if isinstance(body, r.Void):
        return _declared_wrong(record, body, known, where)
    if isinstance(body, r.Correction):
        return _corrected(record, body, known, where)
    return _events(record, record, body, known, where)


def _events(subject: Record, written: Record, body: Body, known: Known, where: Where) -> list[Event]:
    """What happened to ``subject``, as the record ``written`` has it: itself, or a correction of it."""
    told = TELL.get(subject.record_type)
    if told is None:
        return []
    return [
        {**_common(subject, written, number, where), **event}
        for number, event in enumerate(told(body, At(subject.record_id, known, where)))
    ]


def _corrected(record: Record, body: r.Correction, known: Known, where: Where) -> list[Event]:
    """The target's events as they stood declared wrong, and the same anew; none if it doesn't count."""
    target = known.record(body.target_record_id)
    counting = {each.record_id for each in known.corrections(body.target_record_id)}
    if target is None or record.record_id not in counting:
        return []
    newest, before = _as_it_stood(target, known, record)
    anew = _events(target, record, corrected(before, body.changes), known, where)
    old = _events(target, newest, before, known, where)
    wrong = [
        _wrong(event, record, "incorrect_data", [right["eventID"]])
        for event, right in zip(old, anew, strict=False)
    ]
    return [*wrong, *anew]


def _declared_wrong(record: Record, body: r.Void, known: Known, where: Where) -> list[Event]:
    target = known.record(body.target_record_id)
    if target is None:
        return []
    if isinstance(target.body, r.HandoffLine):  # which is no event by itself
        taken_off = off_load(target.body, At(target.record_id, known, where))
        return [{**_common(record, record, 0, where), **taken_off}]
    reason = "did_not_occur" if body.reason_code in _DID_NOT_OCCUR else "incorrect_data"
    instead = [event_id(each) for each in body.replacement_record_ids]
    newest, before = _as_it_stood(target, known, record)
    return [_wrong(event, record, reason, instead) for event in _events(target, newest, before, known, where)]


def _as_it_stood(target: Record, known: Known, before: Record) -> tuple[Record, Body]:
    """The newest record of a target's content before another record, and that content."""
    earlier = [each for each in known.corrections(target.record_id) if each.station_seq < before.station_seq]
    changes = [
        change for each in earlier if isinstance(each.body, r.Correction) for change in each.body.changes
    ]
    return [target, *earlier][-1], corrected(target.body, changes)


def _wrong(event: Event, record: Record, reason: str, instead: list[str]) -> Event:
    declared = {
        "declarationTime": record.recorded_at.isoformat(),
        "reason": reason,
        "correctiveEventIDs": instead,
    }
    return {**event, "errorDeclaration": declared}


def _common(subject: Record, written: Record, number: int, where: Where) -> Event:
    site = {"bizLocation": {"id": party(where.outlet_uscc)}} if where.outlet_uscc else {}
    return {
        "eventID": event_id(written.record_id, number),
        "eventTime": subject.occurred_at.isoformat(),
        "eventTimeZoneOffset": subject.occurred_at.isoformat()[-6:],
        "recordTime": written.recorded_at.isoformat(),
        "readPoint": {"id": f"urn:x-packtrail:station:{where.station_id}"},
        **site,
        "packtrail:recordType": subject.record_type,
        "packtrail:stationSeq": written.station_seq,
        "packtrail:recordHash": written.record_hash,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
