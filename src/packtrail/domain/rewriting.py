"""编码录错: a unit was recorded under a wrong code; its line and intake are voided and written anew.

One guided act (``practice.md`` 15): same unit, original dates, numbers, delivery and handoff. What happened
to the unit stays its history, the wrong code keeps finding it, and one 更正单 tells recipient and maker.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from packtrail.domain.acting import Acting, reason_faults, refuse_faults
from packtrail.domain.amendments import Amended
from packtrail.domain.battery_code import Scheme
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import Custody
from packtrail.domain.delivery import WITHOUT_CODE, raw_scan_sha256
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.errors_correcting import CorrectionPending, NewCodeLive, RewriteImpossible
from packtrail.domain.records import (
    Attachment,
    HandoffLine,
    Intake,
    NewRecord,
    Record,
)
from packtrail.domain.records.gate import CodeSource, CodeStatus, UnitLevel
from packtrail.domain.unit import Identity, Unit
from packtrail.domain.voiding import VoidReason, void

LONGEST_CODE = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeReading:
    """What the label says after all."""

    battery_code: str | None
    code_scheme: str = Scheme.NONE
    code_status: str = CodeStatus.READ
    code_source: str = CodeSource.NONE
    level: str | None = None  # None: as it was
    chemistry_code: str | None = None  # None: as it was
    raw_scan: str | None = None
    code_reason: str | None = None  # why there is no code

    def __post_init__(self) -> None:
        """The code as records carry it: one pack is not two by case, width or blanks."""
        if self.battery_code:
            object.__setattr__(self, "battery_code", fold(self.battery_code).text or None)


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetLine:
    """One document that carries the wrong code."""

    record_type: str
    number: str
    line_no: int | None
    happened_at: datetime
    party: str | None  # who holds the document beside us: the recipient of a handoff


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionSheet:
    """更正单: what is printed for the recipient and the maker."""

    unit_id: str
    old_code: str  # or the provisional number
    new_code: str
    level: str
    responsible_maker: str | None
    taken_in_at: datetime
    documents: tuple[SheetLine, ...]
    reason_text: str
    made_at: datetime
    operator_ref: str
    second_ref: str | None
    awaits_answer: bool  # a recipient had acknowledged the unit under the wrong code


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewriting:
    """Everything about a unit that is to be written anew."""

    unit: Unit
    intake: Amended
    private: dict[str, object]  # of the intake
    lines: tuple[Amended, ...]  # those that count, in log order
    resolutions: tuple[Amended, ...]  # of its code, those that count
    other: Unit | None  # another live unit that carries the new code


def reading_faults(
    reading: CodeReading, unit: Unit, reason_text: str, evidence: Sequence[Attachment]
) -> tuple[DraftFault, ...]:
    """Everything that keeps the code from being written anew, whatever the stock says."""
    code = (reading.battery_code or "").strip()
    faults = [*reason_faults(reason_text)]
    if not evidence:
        faults.append(DraftFault(FaultKind.PROOF_MISSING, "evidence"))
    if reading.level not in {None, *UnitLevel}:
        faults.append(DraftFault(FaultKind.VALUE_WRONG, "level", value=reading.level or ""))
    if reading.code_status in WITHOUT_CODE:
        if not reading.code_reason:
            faults.append(DraftFault(FaultKind.REASON_MISSING, "code_reason"))
        if code:
            faults.append(DraftFault(FaultKind.VALUE_WRONG, "battery_code", value=code[:80]))
    elif not code:
        faults.append(DraftFault(FaultKind.CODE_MISSING, "battery_code"))
    elif len(code) > LONGEST_CODE:
        faults.append(DraftFault(FaultKind.TEXT_TOO_LONG, "battery_code", value=str(LONGEST_CODE)))
    same = (reading.battery_code, reading.code_status, reading.level or unit.level)
    if same == (unit.battery_code, unit.code_status, unit.level):
        faults.append(DraftFault(FaultKind.NOTHING_CHANGED, "battery_code", value=unit.label))
    return tuple(faults)


def write_anew(
    case: Rewriting,
    reading: CodeReading,
    *,
    reason_text: str,
    evidence: tuple[Attachment, ...],
    acting: Acting,
    second_ref: str | None,
    local_id: str | None,
) -> tuple[NewRecord, ...]:
    """The voids of lines, resolutions and intake, then the intake and its lines anew.

    ``local_id`` is the provisional number of a unit that turns out to have no code. Raises DraftIncomplete,
    RewriteImpossible, CorrectionPending or NewCodeLive.
    """
    refuse_faults(reading_faults(reading, case.unit, reason_text, evidence))
    _refuse(case, reading)
    intake_id = acting.new_id()
    lines = [(each, acting.new_id()) for each in case.lines]

    def voided(target: Amended, *replacements: str) -> NewRecord:
        return void(
            target,
            reason_code=VoidReason.WRONG_UNIT,
            reason_text=reason_text,
            acting=acting,
            second_ref=second_ref,
            attachments=evidence if replacements == (intake_id,) else (),
            replacements=replacements,
        )

    return (
        *(voided(line, line_id) for line, line_id in reversed(lines)),
        *(voided(each) for each in reversed(case.resolutions)),
        voided(case.intake, intake_id),
        _intake(case, reading, intake_id, evidence, acting, local_id),
        *(_line(case, reading, line.record, line_id, intake_id, acting) for line, line_id in lines),
    )


def sheet(
    case: Rewriting,
    rewritten: Unit,
    *,
    reason_text: str,
    acting: Acting,
    second_ref: str | None,
    documents: tuple[SheetLine, ...],
    awaits_answer: bool,
) -> CorrectionSheet:
    """The 更正单 of what was written."""
    return CorrectionSheet(
        unit_id=rewritten.unit_id,
        old_code=case.unit.label,
        new_code=rewritten.label,
        level=rewritten.level,
        responsible_maker=rewritten.responsible_maker,
        taken_in_at=rewritten.taken_in_at,
        documents=documents,
        reason_text=reason_text.strip(),
        made_at=acting.at,
        operator_ref=acting.operator_ref,
        second_ref=second_ref,
        awaits_answer=awaits_answer,
    )


def _refuse(case: Rewriting, reading: CodeReading) -> None:
    if case.unit.custody in {Custody.VOIDED, Custody.OPENED}:
        raise RewriteImpossible(case.unit.label, case.unit.custody)
    for each in (case.intake, *case.lines):
        if each.pending:
            raise CorrectionPending(each.record.record_type, each.pending[0].recorded_at)
    if case.other is not None and reading.battery_code:
        raise NewCodeLive(reading.battery_code, case.other.intake_number, case.other.taken_in_at)


def _intake(
    case: Rewriting,
    reading: CodeReading,
    intake_id: str,
    evidence: tuple[Attachment, ...],
    acting: Acting,
    local_id: str | None,
) -> NewRecord:
    """The intake as it should have been; a conflict stays one until somebody settles which unit it is."""
    was = case.intake.record
    body = _intake_of(was)
    is_open_conflict = case.unit.identity is Identity.CONFLICT
    private = {name: entry for name, entry in case.private.items() if name != "raw_scan"}
    photos = {each.digest: each for each in (*was.attachments, *evidence)}
    return NewRecord(
        record_id=intake_id,
        body=replace(
            body,
            private_sha256=None,
            unit_level=reading.level or body.unit_level,
            code_scheme=reading.code_scheme,
            battery_code=reading.battery_code,
            code_status=CodeStatus.CONFLICT if is_open_conflict else reading.code_status,
            code_source=reading.code_source,
            raw_scan_sha256=raw_scan_sha256(reading.raw_scan),
            chemistry_code=reading.chemistry_code or body.chemistry_code,
            code_reason=reading.code_reason,
            conflicts_with=case.unit.conflicts_with if is_open_conflict else body.conflicts_with,
            local_id=body.local_id or local_id,
            replaces_record_id=was.record_id,
            former_codes=_former(case.unit, reading),
        ),
        occurred_at=was.occurred_at,
        operator_ref=acting.operator_ref,
        depends_on=was.depends_on,
        attachments=tuple(photos.values()),
        private=private | ({"raw_scan": reading.raw_scan} if reading.raw_scan else {}),
    )


def _former(unit: Unit, reading: CodeReading) -> tuple[str, ...]:
    codes = (*unit.former_codes, unit.battery_code)
    return tuple(dict.fromkeys(code for code in codes if code and code != reading.battery_code))


def _line(
    case: Rewriting, reading: CodeReading, was: Record, line_id: str, intake_id: str, acting: Acting
) -> NewRecord:
    body = _line_of(was)
    old = case.intake.record.record_id
    return NewRecord(
        record_id=line_id,
        body=replace(
            body,
            private_sha256=None,
            unit_level=reading.level or body.unit_level,
            battery_code=reading.battery_code,
            chemistry_code=reading.chemistry_code or body.chemistry_code,
            intake_record_id=intake_id,
            replaces_record_id=was.record_id,
        ),
        occurred_at=was.occurred_at,
        operator_ref=acting.operator_ref,
        depends_on=tuple(intake_id if each == old else each for each in was.depends_on) or (intake_id,),
        attachments=was.attachments,
    )


def _intake_of(record: Record) -> Intake:
    if not isinstance(record.body, Intake):
        raise TypeError(f"{record.record_id} is a {record.record_type}")
    return record.body


def _line_of(record: Record) -> HandoffLine:
    if not isinstance(record.body, HandoffLine):
        raise TypeError(f"{record.record_id} is a {record.record_type}")
    return record.body
