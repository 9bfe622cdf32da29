"""Read the exceptions of a period, and draw a sample of the stock to check on the floor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.amendments import Amended
from packtrail.domain.custody import HERE, Custody
from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.exceptions_register import (
    ExceptionKind,
    ExceptionRow,
    ExceptionsRegister,
    SampleUnit,
    random_sample,
    register,
)
from packtrail.domain.records import (
    Evidence,
    Handoff,
    IncidentClosed,
    Intake,
    Record,
    ReturnedToSource,
    SecondConfirmation,
    Void,
)
from packtrail.domain.records.gate import CodeSource, CodeStatus
from packtrail.domain.records.handoff import PickedBy
from packtrail.domain.unit import Identity, Unit
from packtrail.domain.voiding import is_in_window, number_of
from packtrail.usecases.ports import View
from packtrail.usecases.unacknowledged import unacknowledged

MOST_OF_A_KIND = 2000
"""Rows of one kind; an outlet that types every code by hand is shown as such, not printed for days."""

ALL_OF_A_TYPE = 1_000_000
"""Records that one station may have of a type; exits and voids are few."""


@dataclass(frozen=True, slots=True)
class _Time:
    after: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.after < at <= self.until


UNCODED = frozenset({CodeStatus.UNREADABLE.value, CodeStatus.ABSENT.value, CodeStatus.PARTIAL.value})
DOUBTED = frozenset(
    {
        Identity.UNREADABLE,
        Identity.ABSENT,
        Identity.CONFLICT,
        Identity.RESOLVED_MANUALLY,
    }
)
"""A unit that came in without a code stays an exception when somebody says later which it is."""

HAND_TYPED = frozenset({CodeSource.MANUAL_DOUBLE_ENTRY.value, CodeSource.MANUAL_SINGLE.value})


def exceptions_register(view: View, after: datetime, until: datetime) -> ExceptionsRegister:
    """Every exception after ``after`` and up to ``until``, and every load that waits for its answer now."""
    time = _Time(after, until)
    kinds = {
        ExceptionKind.RETURNED_TO_SOURCE: _exits(view, ReturnedToSource),
        ExceptionKind.WRITTEN_OFF: _exits(view, IncidentClosed),
        ExceptionKind.VOIDED: _voids(view),
        ExceptionKind.OVERRIDE: _overrides(view, time),
        ExceptionKind.UNACKNOWLEDGED: _waiting(view, until),
        ExceptionKind.UNCODED: _units(
            view, ExceptionKind.UNCODED, view.in_order(Unit, identity=DOUBTED), time
        ),
        ExceptionKind.HAND_TYPED: _units(
            view, ExceptionKind.HAND_TYPED, view.in_order(Unit, code_source=HAND_TYPED), time
        ),
        ExceptionKind.LIST_PICKED: _list_picked(view, time),
    }
    rows, cut = list[ExceptionRow](), set[ExceptionKind]()
    for kind, found in kinds.items():
        is_timeless = kind is ExceptionKind.UNACKNOWLEDGED
        in_time = [row for row in found if is_timeless or row.happened_at in time]
        rows += in_time[:MOST_OF_A_KIND]
        if len(in_time) > MOST_OF_A_KIND:
            cut.add(kind)
    return register(after, until, rows, cut)


def floor_sample(view: View, seed: str, count: int) -> tuple[SampleUnit, ...]:
    """Units to look for on the floor with their places, drawn by the inspector's ``seed``."""
    return random_sample(view.in_order(Unit, custody=HERE), seed, count)


def _exits(view: View, kind: type[ReturnedToSource | IncidentClosed]) -> Iterator[ExceptionRow]:
    for each in view.of_type(kind.record_type, limit=ALL_OF_A_TYPE):
        body = each.record.body
        if each.is_voided or not isinstance(body, ReturnedToSource | IncidentClosed):
            continue
        dependents = view.dependents(each.record.record_id)
        answers = [
            (other.body.confirmed, other.operator_ref)
            for other in dependents
            if isinstance(other.body, SecondConfirmation)
        ]
        if any(not confirmed for confirmed, _ in answers):
            continue  # declined: it never left
        second = body.second_operator_ref or next((ref for _, ref in answers), None)
        unit = view.unit(body.intake_record_id)
        is_return = isinstance(body, ReturnedToSource)
        yield ExceptionRow(
            kind=ExceptionKind.RETURNED_TO_SOURCE if is_return else ExceptionKind.WRITTEN_OFF,
            happened_at=each.record.occurred_at,
            subject=unit.label if unit else body.intake_record_id,
            subject_id=body.intake_record_id,
            record_id=each.record.record_id,
            operator_ref=each.record.operator_ref,
            second_ref=second,
            is_pending=bool(unit and unit.pending_exit == each.record.record_id),
            reason_code=body.reason_code if isinstance(body, ReturnedToSource) else body.incident,
            reason_text=body.reason_text,
            evidence=_digests(each.record, *dependents),
        )


def _voids(view: View) -> Iterator[ExceptionRow]:
    for each in view.of_type(Void.record_type, limit=ALL_OF_A_TYPE):
        body = each.record.body
        target = view.record(body.target_record_id) if isinstance(body, Void) else None
        if each.is_voided or target is None or not isinstance(body, Void):
            continue
        if is_in_window(target.recorded_at, each.record.recorded_at):
            continue
        yield ExceptionRow(
            kind=ExceptionKind.VOIDED,
            happened_at=each.record.occurred_at,
            subject=_name_of(target),
            subject_id=target.record_id,
            record_id=each.record.record_id,
            operator_ref=each.record.operator_ref,
            second_ref=body.second_operator_ref,
            reason_code=body.reason_code,
            reason_text=body.reason_text,
            evidence=_digests(each.record, *view.dependents(each.record.record_id)),
        )


def _overrides(view: View, time: _Time) -> Iterator[ExceptionRow]:
    for document in view.in_order(HandoffDocument):
        if document.override_by is None or document.handed_on_at not in time:
            continue
        header = _amended(view, document.handoff_id)
        if isinstance(header.record.body, Handoff):
            yield _of_document(
                ExceptionKind.OVERRIDE,
                document,
                header.record,
                second_ref=document.override_by,
                reason_text=header.record.body.override_reason,
            )


def _waiting(view: View, until: datetime) -> Iterator[ExceptionRow]:
    for each in unacknowledged(view, until):
        header = _amended(view, each.document.handoff_id)
        yield _of_document(ExceptionKind.UNACKNOWLEDGED, each.document, header.record, happened_at=each.since)


def _units(view: View, kind: ExceptionKind, units: Iterable[Unit], time: _Time) -> Iterator[ExceptionRow]:
    for unit in units:
        if unit.custody is Custody.VOIDED or unit.taken_in_at not in time:
            continue
        intake = _amended(view, unit.unit_id)
        body = intake.record.body
        if not isinstance(body, Intake):
            continue
        if kind is ExceptionKind.UNCODED and body.code_status not in UNCODED:
            continue
        yield ExceptionRow(
            kind=kind,
            happened_at=unit.taken_in_at,
            subject=unit.label,
            subject_id=unit.unit_id,
            record_id=unit.unit_id,
            operator_ref=intake.record.operator_ref,
            reason_code=body.code_reason if kind is ExceptionKind.UNCODED else body.code_source,
            evidence=_digests(intake.record),
        )


def _list_picked(view: View, time: _Time) -> Iterator[ExceptionRow]:
    loads = {each.handoff_id for each in view.in_order(HandoffDocument) if each.handed_on_at in time}
    for item in view.in_order(HandoffItem, picked_by=PickedBy.LIST.value):
        if item.handoff_id not in loads:
            continue
        line = _amended(view, item.line_id).record
        yield ExceptionRow(
            kind=ExceptionKind.LIST_PICKED,
            happened_at=line.occurred_at,
            subject=item.battery_code or item.local_id or str(item.line_no),
            subject_id=item.unit_id or item.line_id,
            record_id=item.line_id,
            operator_ref=line.operator_ref,
        )


def _of_document(
    kind: ExceptionKind,
    document: HandoffDocument,
    header: Record,
    *,
    happened_at: datetime | None = None,
    second_ref: str | None = None,
    reason_text: str | None = None,
) -> ExceptionRow:
    return ExceptionRow(
        kind=kind,
        happened_at=happened_at or document.handed_on_at,
        subject=document.number,
        subject_id=document.handoff_id,
        record_id=header.record_id,
        operator_ref=header.operator_ref,
        second_ref=second_ref,
        reason_text=reason_text,
        evidence=_digests(header),
    )


def _amended(view: View, record_id: str) -> Amended:
    found = view.amended(record_id)
    if found is None:
        raise LookupError(record_id)
    return found


def _name_of(record: Record) -> str:
    code = getattr(record.body, "battery_code", None)
    return code or number_of(record) or record.record_type


def _digests(record: Record, *others: Record) -> tuple[str, ...]:
    """What is attached to a record, and to the evidence that was added later."""
    added: Iterable[Record] = (other for other in others if isinstance(other.body, Evidence))
    return tuple(dict.fromkeys(each.digest for one in (record, *added) for each in one.attachments))
