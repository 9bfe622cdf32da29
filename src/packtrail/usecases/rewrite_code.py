"""编码录错 as one guided act: line and intake voided and written anew, same unit, original dates."""

from dataclasses import dataclass

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended
from packtrail.domain.custody import LIVE
from packtrail.domain.delivery import WITHOUT_CODE
from packtrail.domain.documents import HandoffItem, LineState
from packtrail.domain.errors_correcting import TargetUnknown
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, HandoffLine, IdentityResolution, Intake, Record
from packtrail.domain.rewriting import (
    CodeReading,
    CorrectionSheet,
    Rewriting,
    SheetLine,
    sheet,
    write_anew,
)
from packtrail.domain.second_person import second_ref
from packtrail.domain.unit import Unit
from packtrail.domain.voiding import number_of
from packtrail.usecases.amending import target_of
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, View


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The unit under its new code, its lines written anew, and what is printed about it."""

    unit: Unit
    items: tuple[HandoffItem, ...]
    sheet: CorrectionSheet
    records: tuple[Record, ...]


def rewrite_code(
    unit_id: str,
    reading: CodeReading,
    *,
    reason_text: str,
    evidence: tuple[Attachment, ...],
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    second: Operator | None = None,
) -> Rewritten:
    """Write a unit that was recorded under a wrong code anew, wherever it is now.

    Everything that happened to it stays its history; the old code keeps finding it. A line that the recipient
    had acknowledged waits for his answer (``awaiting_counterparty``) and counts meanwhile. Raises
    TargetUnknown, DraftIncomplete, NewCodeLive, CorrectionPending, RewriteImpossible, SamePersonTwice or
    NotAllowed.
    """
    require(by, Act.RESOLVE_IDENTITY)
    with store.act() as tx:
        acting = Acting(at=now(), operator_ref=by.ref, new_id=new_id)
        case = _case(tx, unit_id, reading)
        needs_number = reading.code_status in WITHOUT_CODE and case.unit.local_id is None
        local_id = tx.next_number(DocumentKind.LOCAL_ID, legal_day(acting.at)) if needs_number else None
        records = tx.append(
            *write_anew(
                case,
                reading,
                reason_text=reason_text,
                evidence=evidence,
                acting=acting,
                second_ref=second_ref(by, second),
                local_id=local_id,
            )
        )
        intake = next(each for each in records if isinstance(each.body, Intake))
        unit = tx.unit(intake.record_id)
        if unit is None:
            raise LookupError(intake.record_id)
        items = [tx.one(HandoffItem, each.record_id) for each in records]
        lines = tuple(each for each in items if each is not None)
        paper = sheet(
            case,
            unit,
            reason_text=reason_text,
            acting=acting,
            second_ref=second_ref(by, second),
            documents=_documents(tx, case),
            awaits_answer=any(each.state is not LineState.OPEN for each in lines),
        )
        return Rewritten(unit, lines, paper, tuple(records))


def _case(view: View, unit_id: str, reading: CodeReading) -> Rewriting:
    unit = view.unit(unit_id)
    if unit is None:
        raise TargetUnknown(unit_id)
    history = [each for each in view.history(Unit, unit_id) if not each.is_voided]
    found = view.units_with_code(reading.battery_code) if reading.battery_code else ()
    return Rewriting(
        unit=unit,
        intake=target_of(view, unit_id),
        private=dict(view.private_part(unit_id)),
        lines=_of(history, HandoffLine),
        resolutions=_of(history, IdentityResolution),
        other=next(
            (
                each
                for each in found
                if each.custody in LIVE
                and each.battery_code == reading.battery_code
                and each.unit_id != unit_id
            ),
            None,
        ),
    )


def _of(history: list[Amended], kind: type) -> tuple[Amended, ...]:
    return tuple(each for each in history if isinstance(each.record.body, kind))


def _documents(view: View, case: Rewriting) -> tuple[SheetLine, ...]:
    """Every document with the wrong code: delivery, intake, and each load the unit was on."""
    found = []
    delivery = view.delivery(case.unit.delivery_id) if case.unit.delivery_id else None
    if delivery is not None:
        found.append(
            SheetLine(
                record_type="delivery",
                number=delivery.number,
                line_no=None,
                happened_at=delivery.taken_in_at,
                party=delivery.deliverer_name,
            )
        )
    for each in (case.intake, *case.lines):
        record, body = each.record, each.record.body
        load_id = body.handoff_record_id if isinstance(body, HandoffLine) else None
        load = view.handoff(load_id) if load_id else None
        found.append(
            SheetLine(
                record_type=record.record_type,
                number=number_of(record) or "",
                line_no=getattr(body, "line_no", None),
                happened_at=record.occurred_at,
                party=load.consignee_name if load else None,
            )
        )
    return tuple(found)
