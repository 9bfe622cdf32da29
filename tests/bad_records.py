"""Bad records over all record types and rules: what station and hub have to say the same of.

``broken_bodies`` break the shape of one field each; ``unlawful`` are well formed and break a rule.
Everything is made from the record classes, so a new type or field is in it at once.
"""

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from packtrail.domain import records as r
from packtrail.domain import shapes as s

UNKNOWN = "01a1f684-8f48-7a11-8a00-00000000dead"
GOOD_USCC = "91430100MA0FAKE013"
BAD_USCC = "91430100MA0FAKE014"

_GOOD = {
    s.RecordId: UNKNOWN,
    s.Digest: "sha256:" + "a" * 64,
    s.Sha256Hex: "b" * 64,
    s.Hex: "ab" * 4,
    s.Token: "other",
    s.OperatorRef: "op_1",
    s.Uscc: GOOD_USCC,
    s.Vin: "LSVAA4182E2184847",
    s.Plate: "湘A12345",
    bool: False,
    date: "2026-11-20",
    datetime: "2026-11-20T09:00:00+08:00",
}
_NUMBERS = (s.Grams, s.Count, s.Millivolts, s.Seq, s.Version, int)
_BOUNDED_TEXTS = {
    s.Name: 200,
    s.Line: 300,
    s.Remark: 2000,
    s.DocumentNumber: 64,
    s.CodeText: 128,
    s.Plate: 16,
}
_NOT_EMPTY = (s.Name, s.DocumentNumber, s.CodeText, s.Plate)
_PATTERNED = (s.RecordId, s.Digest, s.Sha256Hex, s.Hex, s.Token, s.OperatorRef, s.Uscc, s.Vin)


def types() -> list[str]:
    """Every record type that may stand inside an epoch."""
    return sorted(set(r.record_types()) - {"epoch_open"})


def fields_of(body: type) -> dict[str, tuple[Any, bool, bool]]:
    """Each field's shape, whether it may be null and whether it may be left out."""
    hints = get_type_hints(body, include_extras=True)
    found = {}
    for field in dataclasses.fields(body):
        members = [each for each in s.members(hints[field.name]) if each is not NoneType]
        is_nullable = len(members) < len(s.members(hints[field.name]))
        found[field.name] = (members[0], is_nullable, field.default is not dataclasses.MISSING)
    return found


def good(shape: Any) -> Any:
    """A value that a field of this shape takes."""
    if shape in _GOOD:
        return _GOOD[shape]
    if shape in _NUMBERS:
        return 1
    if get_origin(shape) is tuple:
        return []
    return "x"


def good_body(record_type: str) -> dict[str, Any]:
    """A body in which every field without a default is there."""
    of = fields_of(r.record_types()[record_type])
    return {
        name: None if is_nullable else good(shape)
        for name, (shape, is_nullable, is_optional) in of.items()
        if not is_optional
    }


def bad(shape: Any) -> Iterator[tuple[str, Any]]:
    """Values that a field of this shape doesn't take, each with what is wrong with it."""
    if get_origin(shape) is tuple:
        yield "no list", "x"
        inner = get_args(shape)[0]
        yield "bad entry", [next(iter(bad(inner)))[1]]
    elif shape in _NUMBERS:
        yield from (("a text", "1"), ("a fraction as text", "1.5"))
        if shape is not int:
            yield from (("below", -1), ("above", 2**53 - 1))
    elif shape is bool:
        yield "a word", "yes"
    elif shape in {date, datetime}:
        yield from (("no date", "2026-13-40"), ("a number", 20261120))
    elif dataclasses.is_dataclass(shape):
        yield "no object", "x"
    else:
        yield "a number", 7
        if shape in _PATTERNED:
            yield "other letters", "!?"
        if shape in _BOUNDED_TEXTS:
            yield "too long", "长" * (_BOUNDED_TEXTS[shape] + 1)
        if shape in _NOT_EMPTY:
            yield "empty", ""


def broken_bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, record type and body of each; one field is wrong in each of them."""
    for record_type in types():
        sound = good_body(record_type)
        for name, (shape, is_nullable, is_optional) in fields_of(r.record_types()[record_type]).items():
            if not is_optional:
                yield (
                    f"{record_type}.{name} left out",
                    record_type,
                    {each: value for each, value in sound.items() if each != name},
                )
            if not is_nullable:
                yield f"{record_type}.{name} null", record_type, sound | {name: None}
            for what, value in bad(shape):
                yield f"{record_type}.{name} {what}", record_type, sound | {name: value}


def _made(record_type: str, **changes: Any) -> r.Body:
    """A sound body as a value; ``changes`` as they are."""
    body = r.record_types()[record_type]
    values: dict[str, Any] = {}
    for name, (shape, _, _) in fields_of(body).items():
        if name in good_body(record_type):
            value = good_body(record_type)[name]
            if shape is date and value is not None:
                value = date.fromisoformat(value)
            elif shape is datetime and value is not None:
                value = datetime.fromisoformat(value)
            values[name] = tuple(value) if isinstance(value, list) else value
    return body(**values | changes)


def unlawful(station: Any) -> int:
    """Write them all into a station's log; how many there are.

    ``station`` writes as the one of ``tests/hub/conftest.py`` does.
    """
    cases = [*_everywhere(station), *_at_the_gate(station), *_on_the_way(station), *_about_others(station)]
    return len(cases)


def _everywhere(station: Any) -> Iterator[object]:
    now, opened = station.clock(), station.take_in()
    for record_type in types():
        yield station.write(_made(record_type), at=now + timedelta(days=2))
        yield station.write(_made(record_type), at=now - timedelta(days=9000))
        yield station.write(_made(record_type), depends_on=(UNKNOWN,))
        yield station.write(_made(record_type), depends_on=(opened.record_id, UNKNOWN))
        yield station.write(_made(record_type))  # what it names is not there
        for name in fields_of(r.record_types()[record_type]):
            if name.endswith("uscc"):
                yield station.write(_made(record_type, **{name: BAD_USCC}))


def _at_the_gate(station: Any) -> Iterator[object]:
    first = station.take_in()
    code = first.body.battery_code
    yield station.take_in(battery_code=code)
    yield station.take_in(battery_code=code, code_status="conflict")
    yield station.take_in(gross_mass_g=None)
    yield station.take_in(gross_mass_g=0)
    yield station.take_in(gross_mass_g=90_000_000)
    yield station.take_in(battery_code="NOT-A-CODE")
    yield station.take_in(replaces_record_id=UNKNOWN)
    yield station.take_in(replaces_record_id=first.record_id)
    yield station.write(
        _made(
            "battery_replaced", old_code="A", new_code="A", replaced_on=date(2026, 11, 20), unit_level="pack"
        )
    )
    yield station.write(_made("outlet_profile", outlet_uscc="91430200MA0FAKE02B"))
    yield station.write(_made("pack_opened", parent_record_id=UNKNOWN))
    gone = station.take_in()
    station.hand_on(gone)
    yield station.write(_made("pack_opened", parent_record_id=gone.record_id))
    yield station.write(_made("returned_to_source", intake_record_id=gone.record_id))
    yield station.write(_made("return_in", intake_record_id=gone.record_id, mass_basis="unknown"))
    yield station.write(_made("return_in", intake_record_id=first.record_id))
    voided = station.take_in()
    station.void(voided)
    for record_type in ("condition_check", "quarantine_release", "incident_closed", "identity_resolution"):
        yield station.write(_made(record_type, intake_record_id=voided.record_id))
    yield station.write(
        _made("identity_resolution", intake_record_id=first.record_id, code_scheme="gbt34014_full")
    )


def _on_the_way(station: Any) -> Iterator[object]:
    unit, other = station.take_in(), station.take_in()
    load = station.hand_on(unit)
    yield station.line(load.header, unit)
    yield station.line(load.header, other)
    yield station.line(load.header, other, handoff_record_id=UNKNOWN)
    yield station.line(load.header, other, handoff_record_id=other.record_id)
    yield station.write(dataclasses.replace(load.lines[0].body, intake_record_id=UNKNOWN))
    yield station.write(
        dataclasses.replace(
            load.lines[0].body, intake_record_id=UNKNOWN, unconfirmed_reason="taken_in_elsewhere"
        )
    )
    yield station.line(load.header, other, at=station.clock() - timedelta(days=30))
    yield station.line(load.header, other, gross_mass_g=None)
    yield station.write(load.release.body)
    release = load.release.body
    header = station.write(dataclasses.replace(load.header.body, handoff_id="HO-77"))
    opened = dataclasses.replace(release, handoff_record_id=header.record_id)
    yield station.write(dataclasses.replace(opened, line_record_ids=(UNKNOWN,)))
    yield station.write(dataclasses.replace(opened, line_record_ids=(), line_count=3))
    yield station.write(dataclasses.replace(opened, line_record_ids=(), line_count=0, total_gross_mass_g=5))
    for record_type in ("handoff_departed", "handoff_arrived", "handoff_cancelled"):
        fresh = station.write(dataclasses.replace(load.header.body, handoff_id=f"HO-{record_type}"))
        yield station.write(_made(record_type, handoff_record_id=fresh.record_id))
    ack = _made("consignee_ack", line_record_id=load.lines[0].record_id, outcome="accepted")
    yield station.write(dataclasses.replace(ack, line_record_id=UNKNOWN))
    station.write(ack)
    yield station.write(ack)
    yield station.correct(load.lines[0].record_id, load.lines[0].record_hash, ("/gross_mass_g", 312_500, 1))
    yield station.void(load.lines[0])
    yield station.void(unit)
    waits = station.write(_made("correction", target_record_id=UNKNOWN, needs_counterparty=True))
    yield station.write(_made("correction_answered", correction_record_id=waits.record_id))


def _about_others(station: Any) -> Iterator[object]:
    unit = station.take_in()
    yield station.correct(UNKNOWN, unit.record_hash, ("/chemistry_code", "B", "C"))
    yield station.correct(unit.record_id, "sha256:" + "0" * 64, ("/chemistry_code", "B", "C"))
    yield station.correct(unit.record_id, unit.record_hash, ("/chemistry_code", "Z", "C"))
    yield station.correct(unit.record_id, unit.record_hash, ("/battery_code", unit.body.battery_code, "X"))
    yield station.correct(unit.record_id, unit.record_hash, ("/no_such", None, "X"))
    yield station.correct(unit.record_id, unit.record_hash, ("/condition_class", "normal", "undetermined"))
    profile = station.write(_made("party_profile"))
    yield station.correct(profile.record_id, profile.record_hash, ("/name", "x", "y"))
    done = station.correct(unit.record_id, unit.record_hash, ("/chemistry_code", "B", "C"))
    yield station.write(_made("correction_answered", correction_record_id=done.record_id))
    yield station.write(_made("correction_answered", correction_record_id=UNKNOWN))
    yield station.void(unit)  # its head is the correction's now
    yield station.void(unit, head="sha256:" + "0" * 64)
    other = station.take_in()
    station.void(other)
    yield station.void(other)
    yield station.write(_made("evidence", target_record_id=other.record_id))
    yield station.write(_made("resubmit", target_record_id=unit.record_id))
    yield station.write(_made("second_confirmation", target_record_id=unit.record_id))
    rotation = station.write(_made("treatment", intake_record_id=unit.record_id))
    yield station.void(rotation, head=unit.record_hash)
    yield station.void(done)
    confirmed = station.write(_made("second_confirmation", target_record_id=UNKNOWN))
    yield station.void(confirmed)
