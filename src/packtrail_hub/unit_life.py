"""Answers what the hub knows of battery codes: each line with who said it and when, as far as one may see.

An outlet sees its own records whole. Of others' it sees what custody needs (decision 0014): that a unit was
fitted, taken in, handed on, received or lost, by which outlet, when; no person, price, place or number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from packtrail.protocol import dsse, messages, problems, unit_life
from packtrail.protocol.battery_models import filing_code_of
from packtrail.protocol.receipt import HELD_VALID
from packtrail.protocol.unit_life import (
    FITTED,
    LINES_IN_LOOKUP,
    MAX_LIFE_BYTES,
    MAX_LINES,
    MISSING,
    TAKEN_OFF,
    VOIDED,
    LifeLine,
    ModelKnown,
    UnitLife,
    UnitLives,
    UnitLookup,
    vin_digest,
)
from packtrail_hub import database, stations
from packtrail_hub.filed_models import FiledModels, filed_models
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_text, id_text, moment, safe_text
from packtrail_hub.refused import Refused
from packtrail_hub.unit_records import Found, Told, find_records

_ROOM: Final = MAX_LIFE_BYTES // 2
"""For the lines; models and heads have the other half."""

SHOWN_TO_OTHERS: Final = frozenset(
    {
        "vehicle_received",
        "expected_codes_named",
        "battery_replaced",
        "battery_removed",
        "intake",
        "handoff_release",
        "handoff_cancelled",
        "consignee_ack",
        "return_in",
        "returned_to_source",
        "incident_closed",
        "pack_opened",
        "stock_check",
    }
)
_NOT_BY_THEMSELVES: Final = frozenset({"handoff", "handoff_line"})
"""What a release says better: a line that was written but not released moved nothing."""

_EXITS: Final = frozenset({"returned_to_source", "incident_closed"})
"""These count once a second person stood by them, which the unit's custody says."""


@dataclass(frozen=True)
class _Asker:
    """Who asks, and how much he gets of each unit."""

    outlet_id: int
    station_id: str
    limit: int
    is_whole: bool


def read_life(hub: Hub, station_id: str, battery_code: str) -> bytes:
    """The signed life of one code, with the bodies of the asker's own records. Raises Refused."""
    return _answer(hub, station_id, (battery_code,), is_whole=True)


def look_up(hub: Hub, station_id: str, body: bytes) -> bytes:
    """The signed lives of the codes in ``body``, without bodies. Raises Refused."""
    try:
        codes = messages.decode(UnitLookup, body).battery_codes
    except messages.BadMessage as error:
        raise Refused(problems.SCHEMA_VIOLATION, 422, faults=error.faults) from error
    return _answer(hub, station_id, tuple(dict.fromkeys(codes)), is_whole=False)


def _answer(hub: Hub, station_id: str, codes: tuple[str, ...], *, is_whole: bool) -> bytes:
    now = hub.now()
    with database.look(hub.engine) as connection:
        me = stations.bound_station(connection, station_id)
        found = find_records(connection, codes, me.outlet_id)
        models = filed_models(connection, now.date())
    asker = _Asker(me.outlet_id, station_id, MAX_LINES if is_whole else LINES_IN_LOOKUP, is_whole)
    answer = UnitLives(
        station_id=station_id,
        lives=tuple(_life(code, found, models, asker, _ROOM // len(codes)) for code in codes),
        server_time=now,
        models_version=models.version if models else None,
    )
    return dsse.to_json(dsse.signed(unit_life.UNIT_LIFE, unit_life.encode(answer), hub.signer))


def _life(code: str, found: Found, models: FiledModels | None, asker: _Asker, room: int) -> UnitLife:
    lines = list(_lines(code, found, asker))
    kept: list[LifeLine] = []
    for line in reversed(lines):
        room -= len(messages.encode(line))
        if room < 0 or len(kept) == asker.limit:
            break
        kept.append(line)
    model = models.by_filing_code.get(filing_code_of(code) or "") if models else None
    return UnitLife(
        battery_code=code,
        lines=tuple(reversed(kept)),
        model_known=_model_known(code, models, is_found=model is not None),
        model=model,
        left_out=len(lines) - len(kept),
    )


def _model_known(code: str, models: FiledModels | None, *, is_found: bool) -> ModelKnown:
    if filing_code_of(code) is None:
        return ModelKnown.NO_FILING_CODE
    if models is None:
        return ModelKnown.NO_LIST
    return ModelKnown.KNOWN if is_found else ModelKnown.UNKNOWN


def _lines(code: str, found: Found, asker: _Asker) -> Iterator[LifeLine]:
    for told in sorted(found.about(safe_text(code)), key=_place_in_time):
        if told.row.record_type in _NOT_BY_THEMSELVES:
            continue
        if told.row.outlet_id == asker.outlet_id:
            yield _own(code, told, found, asker)
        elif _may_be_told(told, found):
            yield _line(code, told, found)


def _place_in_time(told: Told) -> tuple[datetime, int, int, int]:
    return told.at, told.row.received_at, told.row.epoch_id, told.row.seq


def _may_be_told(told: Told, found: Found) -> bool:
    row = told.row
    if row.record_type not in SHOWN_TO_OTHERS or row.status not in HELD_VALID or row.is_voided:
        return False
    if row.record_type in _EXITS:
        return bool(found.custody.get(told.body.get("intake_record_id")) == row.record_type)
    return row.record_type != "stock_check" or _outcome("", told) == MISSING


def _own(code: str, told: Told, found: Found, asker: _Asker) -> LifeLine:
    row = told.row
    said = _line(code, told, found)
    whole = told.body if asker.is_whole and row.status in HELD_VALID else None
    return LifeLine(
        **{name: getattr(said, name) for name in _COMMON},
        is_own=True,
        station_id=id_text(row.station_uid),
        station_label=row.label or None,
        station_seq=row.seq,
        record_id=id_text(row.record_uid),
        body=whole,
    )


_COMMON: Final = (
    "kind",
    "at",
    "heard_at",
    "outlet_uscc",
    "record_hash",
    "status",
    "to_uscc",
    "outcome",
    "vin_digest",
)


def _line(code: str, told: Told, found: Found) -> LifeLine:
    row, vin = told.row, _vin(told, found)
    return LifeLine(
        kind=row.record_type,
        at=told.at,
        heard_at=moment(row.received_at),
        outlet_uscc=row.uscc,
        is_own=False,
        record_hash=hash_text(row.hash),
        status=VOIDED if row.is_voided else row.status,
        to_uscc=_recipient(told, found),
        outcome=_outcome(code, told),
        vin_digest=vin_digest(code, vin) if vin else None,
    )


def _vin(told: Told, found: Found) -> str | None:
    """The vehicle that the record says the battery belongs to or came from."""
    said = told.body.get("source_vin") or told.body.get("vin")
    case = found.of_outlet(told.body.get("vehicle_record_id"), told.row.outlet_id)
    said = said or (case.body.get("vin") if case else None)
    return said if isinstance(said, str) else None


def _recipient(told: Told, found: Found) -> str | None:
    header = found.of_outlet(told.body.get("handoff_record_id"), told.row.outlet_id)
    if header is None and told.row.record_type == "consignee_ack":
        line = found.of_outlet(told.body.get("line_record_id"), told.row.outlet_id)
        header = found.of_outlet(line.body.get("handoff_record_id") if line else None, told.row.outlet_id)
    said = header.body.get("consignee_uscc") if header and header.row.status in HELD_VALID else None
    return said if isinstance(said, str) else None


def _outcome(code: str, told: Told) -> str | None:
    body = told.body
    match told.row.record_type:
        case "stock_check":
            missing = body.get("missing_record_ids")
            return MISSING if isinstance(missing, list) and told.unit_id in missing else None
        case "battery_replaced":
            return FITTED if body.get("new_code") == code else TAKEN_OFF
        case "incident_closed":
            said = body.get("incident")
        case _:
            said = body.get("outcome")
    return said if isinstance(said, str) and told.row.status in HELD_VALID else None
