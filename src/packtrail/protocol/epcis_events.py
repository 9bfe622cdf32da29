"""What each kind of record is as EPCIS 2.0 events; ``epcis`` puts a document around them.

The mapping of ``platform.md`` 5. Units have private URIs, since EPCIS knows no GB/T 34014 code.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

from packtrail.domain import records as r
from packtrail.domain.records import Record

Event = dict[str, Any]

_CONDITIONS: Final = {"normal": "conformant", "undetermined": "unknown"}
_INCIDENTS: Final = {"stolen": "stolen", "theft": "stolen", "fire": "destroyed", "burnt": "destroyed"}


class Known(Protocol):
    """What has to be looked up of other records of the same log."""

    def record(self, record_id: str) -> Record | None:
        """A record as it was written."""
        ...

    def corrections(self, record_id: str) -> Sequence[Record]:
        """The corrections of it that count, in log order."""
        ...

    def code_of(self, intake_id: str) -> str | None:
        """The battery code of a unit at this point of the log; None without one, or for an unknown unit."""
        ...


@dataclass(frozen=True, slots=True)
class Where:
    """Whose log it is; ``outlet_uscc`` is None before the outlet was named."""

    station_id: str
    outlet_uscc: str | None


@dataclass(frozen=True, slots=True)
class At:
    """The record that an event tells of, and what it may look up."""

    subject_id: str
    known: Known
    where: Where

    def unit(self, intake_id: str) -> str:
        """The URI of a battery at this point of the log."""
        return unit(self.known.code_of(intake_id), intake_id)


def event_id(record_id: str, number: int = 0) -> str:
    """The URI of an event: its record's, or one beside that for a second event of the same record."""
    return f"urn:uuid:{record_id}" if not number else f"urn:x-packtrail:event:{record_id}:{number}"


def party(uscc: str) -> str:
    """The URI of a company."""
    return f"urn:x-packtrail:uscc:{uscc}"


def unit(code: str | None, intake_id: str | None) -> str:
    """The URI of a battery: by its GB/T 34014 code, or by the record that took it in while it has none."""
    if code:
        return f"urn:x-packtrail:gbt34014:{quote(code, safe='')}"
    return f"urn:x-packtrail:unit:{intake_id or 'unknown'}"


def _load(handoff_id: str) -> str:
    return f"urn:x-packtrail:load:{handoff_id}"


def _line_units(line_ids: Sequence[str], at: At) -> list[str]:
    lines = (at.known.record(each) for each in line_ids)
    return [_line_unit(each.body, at) for each in lines if each and isinstance(each.body, r.HandoffLine)]


def _line_unit(line: r.HandoffLine, at: At) -> str:
    if line.intake_record_id and not line.battery_code:
        return at.unit(line.intake_record_id)
    return unit(line.battery_code, line.intake_record_id)


def _observed(units: list[str], step: str, disposition: str | None = None, **more: Any) -> Event:
    event: Event = {"type": "ObjectEvent", "action": "OBSERVE", "epcList": units, "bizStep": step}
    if disposition:
        event["disposition"] = disposition
    return {**event, **more}


def _parties(giver: str | None, taker: str | None) -> Event:
    """From whose hands into whose."""
    event: Event = {}
    if giver:
        event["sourceList"] = [{"type": "possessing_party", "source": party(giver)}]
    if taker:
        event["destinationList"] = [{"type": "possessing_party", "destination": party(taker)}]
    return event


def _documents(*named: tuple[str, str | None]) -> Event:
    listed = [{"type": kind, "bizTransaction": event_id(each)} for kind, each in named if each]
    return {"bizTransactionList": listed} if listed else {}


def _intake(body: r.Intake, at: At) -> Iterator[Event]:
    is_sound = body.condition_class in _CONDITIONS
    event = _observed(
        [unit(body.battery_code, at.subject_id)],
        "receiving",
        "in_progress" if is_sound else "damaged",
        **_parties(body.source_uscc, at.where.outlet_uscc),
        **_documents(("desadv", body.delivery_record_id)),
    )
    facts = {
        "unitLevel": body.unit_level,
        "codeStatus": body.code_status,
        "conditionClass": body.condition_class,
        "massBasis": body.mass_basis,
        "grossMassG": body.gross_mass_g,
        "originalCode": body.original_battery_code,
    }
    yield {**event, **{f"packtrail:{name}": value for name, value in facts.items() if value is not None}}


def _condition_check(body: r.ConditionCheck, at: At) -> Iterator[Event]:
    yield _observed(
        [at.unit(body.intake_record_id)],
        "inspecting",
        _CONDITIONS.get(body.condition_class, "damaged"),
        **{"packtrail:conditionClass": body.condition_class},
    )


def _safety(body: r.SafetyDetermination, at: At) -> Iterator[Event]:
    disposition = "conformant" if body.passed else "non_conformant"
    yield _observed([at.unit(body.intake_record_id)], "inspecting", disposition)


def _identity(body: r.IdentityResolution, at: At) -> Iterator[Event]:
    """Which code it has after all; a new code of a reused battery turns the one thing into the other."""
    before = at.unit(body.intake_record_id)
    after = unit(body.battery_code, body.intake_record_id)
    disposition = "mismatch_instance" if body.conflicts_with else "completeness_verified"
    yield _observed([after], "inspecting", disposition)
    if after != before:
        yield {
            "type": "TransformationEvent",
            "inputEPCList": [before],
            "outputEPCList": [after],
            "bizStep": "commissioning" if body.original_battery_code else "encoding",
        }


def _opened(body: r.PackOpened, at: At) -> Iterator[Event]:
    yield _taken_apart(
        at.unit(body.parent_record_id),
        [at.unit(each) for each in body.child_record_ids],
        "disassembling",
    )


def _taken_apart(whole: str, pieces: list[str], step: str) -> Event:
    return {
        "type": "AggregationEvent",
        "action": "DELETE",
        "parentID": whole,
        "childEPCs": pieces,
        "bizStep": step,
    }


def _removed(body: r.BatteryRemoved, at: At) -> Iterator[Event]:
    case = at.known.record(body.vehicle_record_id)
    vin = case.body.vin if case and isinstance(case.body, r.VehicleReceived) else None
    yield _taken_apart(_vehicle(vin, body.vehicle_record_id), [at.unit(body.intake_record_id)], "removing")


def _replaced(body: r.BatteryReplaced, _: At) -> Iterator[Event]:
    vehicle = _vehicle(body.source_vin, body.intake_record_id)
    yield _taken_apart(vehicle, [unit(body.old_code, None)], "removing")
    yield {
        "type": "AggregationEvent",
        "action": "ADD",
        "parentID": vehicle,
        "childEPCs": [unit(body.new_code, None)],
        "bizStep": "installing",
    }


def _vehicle(vin: str | None, record_id: str | None) -> str:
    return f"urn:x-packtrail:vin:{vin}" if vin else f"urn:x-packtrail:vehicle:{record_id or 'unknown'}"


def _released(body: r.HandoffRelease, at: At) -> Iterator[Event]:
    head = at.known.record(body.handoff_record_id)
    taker = head.body.consignee_uscc if head and isinstance(head.body, r.Handoff) else None
    units = _line_units(body.line_record_ids, at)
    papers = _documents(("desadv", body.handoff_record_id))
    yield {
        "type": "AggregationEvent",
        "action": "ADD",
        "parentID": _load(body.handoff_record_id),
        "childEPCs": units,
        "bizStep": "loading",
        **papers,
    }
    yield _observed(
        units,
        "shipping",
        "in_transit",
        **_parties(at.where.outlet_uscc, taker),
        **papers,
        **{"packtrail:totalGrossMassG": body.total_gross_mass_g},
    )


def off_load(line: r.HandoffLine, at: At) -> Event:
    """A line that was voided: its unit is not on the load after all."""
    return _taken_apart(
        _load(line.handoff_record_id or line.handoff_id), [_line_unit(line, at)], "void_shipping"
    )


def _of_load(step: str, disposition: str) -> Callable[[Any, At], Iterator[Event]]:
    def tell(body: Any, _: At) -> Iterator[Event]:
        papers = _documents(("desadv", body.handoff_record_id))
        yield _observed([_load(body.handoff_record_id)], step, disposition, **papers)

    return tell


def _answered(body: r.ConsigneeAck, at: At) -> Iterator[Event]:
    line = at.known.record(body.line_record_id) if body.line_record_id else None
    if line is None or not isinstance(line.body, r.HandoffLine):
        return
    head = at.known.record(line.body.handoff_record_id) if line.body.handoff_record_id else None
    taker = head.body.consignee_uscc if head and isinstance(head.body, r.Handoff) else None
    is_accepted = body.outcome == "accepted"
    yield _observed(
        [_line_unit(line.body, at)],
        "accepting" if is_accepted else "inspecting",
        "in_progress" if is_accepted else "non_conformant",
        **_parties(at.where.outlet_uscc, taker if is_accepted else None),
        **_documents(("recadv", body.line_record_id), ("desadv", line.body.handoff_record_id)),
    )


def _back(body: r.ReturnIn, at: At) -> Iterator[Event]:
    yield _observed(
        [at.unit(body.intake_record_id)], "receiving", "returned", **_parties(None, at.where.outlet_uscc)
    )


def _to_source(body: r.ReturnedToSource, at: At) -> Iterator[Event]:
    brought = at.known.record(body.delivery_record_id)
    taker = brought.body.deliverer_uscc if brought and isinstance(brought.body, r.Delivery) else None
    yield _observed(
        [at.unit(body.intake_record_id)], "shipping", "returned", **_parties(at.where.outlet_uscc, taker)
    )


def _incident(body: r.IncidentClosed, at: At) -> Iterator[Event]:
    event = _observed(
        [at.unit(body.intake_record_id)],
        "decommissioning",
        _INCIDENTS.get(body.incident, "unknown"),
        **{"packtrail:incident": body.incident},
    )
    yield {**event, "action": "DELETE"}


def _treated(body: r.Treatment, at: At) -> Iterator[Event]:
    yield _observed([at.unit(body.intake_record_id)], "repairing", None)


def _moved(body: r.UnitMoved, at: At) -> Iterator[Event]:
    yield _observed([at.unit(body.intake_record_id)], "storing", None)


TELL: Final[dict[str, Callable[[Any, At], Iterator[Event]]]] = {
    r.Intake.record_type: _intake,
    r.ConditionCheck.record_type: _condition_check,
    r.SafetyDetermination.record_type: _safety,
    r.IdentityResolution.record_type: _identity,
    r.PackOpened.record_type: _opened,
    r.BatteryRemoved.record_type: _removed,
    r.BatteryReplaced.record_type: _replaced,
    r.HandoffRelease.record_type: _released,
    r.HandoffDeparted.record_type: _of_load("departing", "in_transit"),
    r.HandoffArrived.record_type: _of_load("arriving", "in_transit"),
    r.HandoffCancelled.record_type: _of_load("void_shipping", "in_progress"),
    r.ConsigneeAck.record_type: _answered,
    r.ReturnIn.record_type: _back,
    r.ReturnedToSource.record_type: _to_source,
    r.IncidentClosed.record_type: _incident,
    r.Treatment.record_type: _treated,
    r.UnitMoved.record_type: _moved,
}
