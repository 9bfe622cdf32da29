"""What stands in the columns of each register; the same on the screen and in a spreadsheet."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from packtrail.domain.documents import HandoffState
from packtrail.domain.exceptions_register import ExceptionKind, ExceptionRow
from packtrail.usecases.exceptions_register import MOST_OF_A_KIND
from packtrail.usecases.ports import UnitAt
from packtrail.usecases.registers import HandoffLine, IntakeLine, Line, RegisterAsked, RegisterKind
from packtrail.wording.catalog import Wording
from packtrail.wording.codes import chemistry_name
from packtrail.wording.values import mass_words, moment_words, word


@dataclass(frozen=True, slots=True)
class Mass:
    """Whole grams, which a spreadsheet adds up and a screen shows in kilograms; None: nobody weighed it."""

    grams: int | None
    is_summed: bool = True  # not of a load that was cancelled

    def __str__(self) -> str:
        return mass_words(self.grams)


Entry = str | Mass

COLUMNS: Mapping[RegisterKind, tuple[str, ...]] = {
    RegisterKind.INTAKE: (
        "at", "code", "mass", "deliverer", "source", "level", "chemistry", "condition", "basis", "intake_no",
        "delivery_no", "now",
    ),
    RegisterKind.HANDOFF: (
        "at", "code", "mass", "consignee", "handoff_no", "line", "line_state", "level", "chemistry", "uscc",
        "carrier", "plate", "load_state",
    ),
    RegisterKind.STOCK: ("code", "mass", "custody", "place", "since"),
    RegisterKind.EXCEPTIONS: ("at", "kind", "subject", "why", "who", "second", "evidence"),
}  # fmt: skip
"""Their names, in order; what is looked at first stands first."""


def titles(w: Wording, kind: RegisterKind) -> tuple[str, ...]:
    """What stands above the columns."""
    return tuple(w.say(f"registers.column.{name}") for name in COLUMNS[kind])


def name_of(w: Wording, kind: RegisterKind) -> str:
    """What the register is called."""
    return w.say(f"registers.name.{kind}")


def period_words(w: Wording, asked: RegisterAsked) -> str:
    """The days of a register: one of stock has one."""
    if asked.kind is RegisterKind.STOCK or asked.from_day == asked.to_day:
        return asked.to_day.isoformat()
    return w.say("registers.period", first=asked.from_day.isoformat(), last=asked.to_day.isoformat())


def cut_words(w: Wording, cut: Collection[ExceptionKind]) -> str:
    """Of which kinds of exceptions not all are listed; nothing where all are."""
    kinds = [word(w, "exception", kind) for kind in ExceptionKind if kind in cut]
    said = w.say("registers.joint").join(kinds)
    return w.say("registers.cut", kinds=said, most=MOST_OF_A_KIND) if kinds else ""


def entries(w: Wording, line: Line) -> tuple[Entry, ...]:
    """One line under ``COLUMNS``."""
    return _ENTRIES[type(line)](w, line)


def _intake(w: Wording, line: IntakeLine) -> tuple[Entry, ...]:
    unit, delivery = line.unit, line.delivery
    return (
        moment_words(unit.taken_in_at),
        unit.label,
        Mass(unit.mass_in_g),
        (delivery.deliverer_name if delivery else None) or "—",
        word(w, "source", unit.source_type),
        word(w, "level", unit.level),
        chemistry_name(w, unit.chemistry_code) if unit.chemistry_code else "—",
        word(w, "condition", unit.condition_class),
        word(w, "mass_basis", unit.mass_basis),
        unit.intake_number,
        delivery.number if delivery else "—",
        word(w, "custody", unit.custody),
    )


def _handoff(w: Wording, line: HandoffLine) -> tuple[Entry, ...]:
    item, load = line.item, line.document
    return (
        moment_words(load.handed_on_at),
        item.battery_code or item.local_id or "—",
        Mass(item.mass_g, is_summed=load.state is not HandoffState.CANCELLED),
        load.consignee_name or "—",
        load.number,
        str(item.line_no),
        word(w, "line_state", item.state),
        word(w, "level", item.level),
        chemistry_name(w, item.chemistry_code) if item.chemistry_code else "—",
        load.consignee_uscc,
        load.carrier_name or "—",
        load.vehicle_plate or "—",
        word(w, "handoff_state", load.state),
    )


def _stock(w: Wording, unit: UnitAt) -> tuple[Entry, ...]:
    place = "/".join(filter(None, (unit.zone, unit.slot)))
    custody = word(w, "custody", unit.custody)
    return (unit.label, Mass(unit.mass_g), custody, place or "—", moment_words(unit.since))


def _exception(w: Wording, row: ExceptionRow) -> tuple[Entry, ...]:
    second = w.say("registers.second_awaited") if row.is_pending else row.second_ref
    return (
        moment_words(row.happened_at),
        word(w, "exception", row.kind),
        row.subject,
        _why(w, row),
        row.operator_ref,
        second or "—",
        str(len(row.evidence)),
    )


def _why(w: Wording, row: ExceptionRow) -> str:
    code = row.reason_code and word(w, _REASONS.get(row.kind, ""), row.reason_code)
    return w.say("registers.joint").join(filter(None, (code, row.reason_text))) or "—"


_REASONS = {
    ExceptionKind.RETURNED_TO_SOURCE: "return_reason",
    ExceptionKind.WRITTEN_OFF: "incident",
    ExceptionKind.VOIDED: "void_reason",
    ExceptionKind.UNCODED: "code_reason",
    ExceptionKind.HAND_TYPED: "code_source",
}

_ENTRIES: Mapping[type[Line], Callable[[Wording, Any], tuple[Entry, ...]]] = {
    IntakeLine: _intake,
    HandoffLine: _handoff,
    UnitAt: _stock,
    ExceptionRow: _exception,
}
