"""What is found of a unit that stands here and what is done about it: 状态检查, 安全判定, 处置.

Sources: ``practice.md`` 9 (danger never blocks recording), ``domain.md`` 5.3 (GB/T 38698.1-2020, 4.1-4.4),
features 26-30. A finding is written whatever else waits for the unit; only one that is gone has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packtrail.domain.acting import Acting, long_text, new_record, refuse_faults
from packtrail.domain.custody import HERE
from packtrail.domain.delivery import plain_uscc
from packtrail.domain.delivery_draft import MOST_MILLIVOLTS
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_unit import UnitNotHere, WarningsUnconfirmed
from packtrail.domain.records import (
    Attachment,
    ConditionCheck,
    NewRecord,
    SafetyAnswer,
    SafetyDetermination,
    SafetyPrivate,
    Treatment,
    private_part,
)
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.safety import (
    Checklist,
    Determination,
    Measured,
    MeasurementWarning,
    Persons,
    SafetyRules,
    condition_danger,
    determine,
    measurement_warnings,
    recheck_due,
)
from packtrail.domain.unit import Unit
from packtrail.domain.uscc import check_uscc

MOST_KOHM = 1_000_000
COLDEST, HOTTEST = -60, 1_500
"""°C between which a surface can be measured at an outlet, a burning pack included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckDraft:
    """One look at a unit: what is seen, and what the instruments say where somebody measured."""

    condition_class: str
    voltage_mv: int | None = None
    insulation_kohm: int | None = None
    surface_celsius: int | None = None
    remark: str | None = None
    photos: tuple[Attachment, ...] = ()
    confirmed_warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyDraft:
    """The answers to the checklist and who gave them; without a consignee it is 单方判定."""

    answers: tuple[SafetyAnswer, ...]
    consignor_person: str
    consignee_person: str | None = None
    consignee_name: str | None = None  # the company of that person
    consignee_uscc: str | None = None
    photos: tuple[Attachment, ...] = ()  # of what was found, and of the signatures


def refuse_unless_here(unit: Unit) -> None:
    """Raise UnitNotHere unless the unit stands on our floor."""
    if unit.custody not in HERE:
        raise UnitNotHere(unit.label, unit.custody)


def warnings_of_check(draft: CheckDraft, rules: SafetyRules) -> tuple[MeasurementWarning, ...]:
    """What the figures of a check warn of."""
    measured = Measured(
        residual_voltage_mv=draft.voltage_mv,
        insulation_kohm=draft.insulation_kohm,
        surface_celsius=draft.surface_celsius,
    )
    return measurement_warnings(measured, rules.measurements)


def check(unit: Unit, draft: CheckDraft, *, rules: SafetyRules, acting: Acting) -> NewRecord:
    """状态检查: the latest counts; heat or fire promises the time of the next look.

    Raises UnitNotHere, DraftIncomplete, or WarningsUnconfirmed for figures past their threshold.
    """
    refuse_unless_here(unit)
    refuse_faults(_check_faults(draft))
    warned = [warning.kind.value for warning in warnings_of_check(draft, rules)]
    require_confirmed(warned, draft.confirmed_warnings)
    is_thermal = condition_danger(draft.condition_class).is_thermal
    body = ConditionCheck(
        intake_record_id=unit.unit_id,
        condition_class=draft.condition_class,
        residual_voltage_mv=draft.voltage_mv,
        insulation_kohm=draft.insulation_kohm,
        surface_celsius=draft.surface_celsius,
        recheck_at=recheck_due(acting.at, rules.recheck) if is_thermal else None,
        remark=(draft.remark or "").strip() or None,
        confirmed_warnings=tuple(warned),
    )
    return new_record(body, acting.at, acting, unit.unit_id, attachments=draft.photos)


def require_confirmed(warned: Sequence[str], confirmed: Sequence[str]) -> None:
    """Raise WarningsUnconfirmed with those of ``warned`` that nobody confirmed."""
    lacking = tuple(kind for kind in dict.fromkeys(warned) if kind not in confirmed)
    if lacking:
        raise WarningsUnconfirmed(lacking)


def treat(
    unit: Unit,
    treatment_code: str,
    description: str,
    *,
    photos: tuple[Attachment, ...] = (),
    acting: Acting,
) -> NewRecord:
    """处置: what was done to the unit; a determination made before it counts no more.

    Raises UnitNotHere or DraftIncomplete.
    """
    refuse_unless_here(unit)
    faults = [*long_text("description", description)]
    if not treatment_code:
        faults.append(DraftFault(FaultKind.TREATMENT_MISSING, "treatment_code"))
    if not description.strip():
        faults.append(DraftFault(FaultKind.REASON_TEXT_MISSING, "description"))
    refuse_faults(faults)
    body = Treatment(
        intake_record_id=unit.unit_id, treatment_code=treatment_code, description=description.strip()
    )
    return new_record(body, acting.at, acting, unit.unit_id, attachments=photos)


def determine_units(
    units: Sequence[tuple[Unit, tuple[str, ...]]],
    draft: SafetyDraft,
    *,
    checklist: Checklist,
    rules: SafetyRules,
    consignor_name: str,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """安全判定 of each unit by the same answers; with every unit come the treatments that it stands on.

    Several units at once can only pass: a danger is recorded of the one unit that has it. Raises
    UnitNotHere or DraftIncomplete.
    """
    for unit, _ in units:
        refuse_unless_here(unit)
    made = _determined(draft, checklist, len(units))
    records = []
    for unit, stands_on in units:
        body = _determination(unit, draft, made, consignor_name, rules, acting)
        records.append(
            NewRecord(
                record_id=acting.new_id(),
                body=body,
                occurred_at=acting.at,
                operator_ref=acting.operator_ref,
                depends_on=(unit.unit_id, *stands_on),
                attachments=draft.photos,
                private=_persons(draft),
            )
        )
    return tuple(records)


def _determined(draft: SafetyDraft, checklist: Checklist, count: int) -> Determination:
    """The answers by the checklist; raises DraftIncomplete with everything at once."""
    names_other = bool(draft.consignee_name or draft.consignee_uscc)
    faults = tuple(_determination_faults(draft, count))
    try:
        made = determine(
            checklist,
            draft.answers,
            Persons(draft.consignor_person, draft.consignee_person),
            must_be_joint=names_other,
        )
    except DraftIncomplete as incomplete:
        raise DraftIncomplete((*incomplete.faults, *faults)) from None
    if faults:
        raise DraftIncomplete(faults)
    return made


def _determination(
    unit: Unit, draft: SafetyDraft, made: Determination, consignor: str, rules: SafetyRules, acting: Acting
) -> SafetyDetermination:
    return SafetyDetermination(
        intake_record_id=unit.unit_id,
        checklist=made.checklist,
        checklist_version=made.checklist_version,
        answers=made.answers,
        passed=made.passed,
        consignor_name=consignor,
        consignee_name=(draft.consignee_name or "").strip() or None,
        consignee_uscc=plain_uscc(draft.consignee_uscc),
        is_joint=made.is_joint,
        high_risk=made.is_high_risk,
        thermal=made.is_thermal,
        recheck_at=recheck_due(acting.at, rules.recheck) if made.is_thermal else None,
    )


def _persons(draft: SafetyDraft) -> dict[str, object]:
    return private_part(
        SafetyPrivate(
            consignor_person=draft.consignor_person.strip(),
            consignee_person=(draft.consignee_person or "").strip() or None,
        )
    )


def _check_faults(draft: CheckDraft) -> Iterator[DraftFault]:
    if draft.condition_class not in set(ConditionClass):
        yield DraftFault(FaultKind.CONDITION_UNKNOWN, "condition_class", value=draft.condition_class)
    ranges = (
        ("voltage_mv", draft.voltage_mv, 0, MOST_MILLIVOLTS, FaultKind.VOLTAGE_IMPLAUSIBLE),
        ("insulation_kohm", draft.insulation_kohm, 0, MOST_KOHM, FaultKind.INSULATION_IMPLAUSIBLE),
        ("surface_celsius", draft.surface_celsius, COLDEST, HOTTEST, FaultKind.TEMPERATURE_IMPLAUSIBLE),
    )
    for field, found, least, most, kind in ranges:
        if found is not None and not least <= found <= most:
            yield DraftFault(kind, field, value=str(found))
    yield from long_text("remark", draft.remark)


def _determination_faults(draft: SafetyDraft, count: int) -> Iterator[DraftFault]:
    if not count:
        yield DraftFault(FaultKind.NOTHING_CHOSEN, "units")
    if count > MOST_IN_ONE_DOCUMENT:
        yield DraftFault(FaultKind.TOO_MANY, "units", value=str(MOST_IN_ONE_DOCUMENT))
    if count > 1 and any(answer.is_yes for answer in draft.answers):
        yield DraftFault(FaultKind.YES_FOR_MANY, "answers")
    if draft.consignee_person or draft.consignee_name or draft.consignee_uscc:
        if not (draft.consignee_name or "").strip():
            yield DraftFault(FaultKind.RECIPIENT_MISSING, "consignee_name")
        if not draft.consignee_uscc:
            yield DraftFault(FaultKind.USCC_MISSING, "consignee_uscc")
    if draft.consignee_uscc and not check_uscc(draft.consignee_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "consignee_uscc", value=draft.consignee_uscc)
    yield from long_text("consignee_name", draft.consignee_name)
