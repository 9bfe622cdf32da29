"""作废: what may be voided, by whom, and what would hang in the air; which record a void becomes.

Sources: ``platform.md`` 8.9 (nothing that something live depends on), ``practice.md`` 9 (no second way out of
isolation), 12 (a void after the undo window is an exit: reason, evidence, second person), features 71 (10 s).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from packtrail.domain.acting import Acting, new_record, reason_faults, refuse_faults
from packtrail.domain.amendments import Amended, replaces, targets_of
from packtrail.domain.custody import HERE, Custody, may
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.entry import Entry
from packtrail.domain.errors_correcting import (
    CancelInstead,
    HasDependents,
    NeverVoided,
    SecondPersonMissing,
    SupervisorMissing,
    TargetVoided,
)
from packtrail.domain.moments import to_moment
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import (
    Attachment,
    Body,
    ConditionCheck,
    Correction,
    HandoffLine,
    IdentityResolution,
    Intake,
    LoadAck,
    NewRecord,
    Record,
    ReturnIn,
    SafetyDetermination,
    Treatment,
    Void,
)
from packtrail.domain.unit import HARMLESS, Unit
from packtrail.domain.unit_folds import fold_unit

UNDO_WINDOW = timedelta(seconds=10)
"""How long an act can simply be taken back (features 71); after it a void is an exit (practice 12)."""


class VoidReason(StrEnum):
    """作废原因, ``platform.md`` 8.9."""

    DID_NOT_OCCUR = "did_not_occur"
    DUPLICATE_ENTRY = "duplicate_entry"
    WRONG_UNIT = "wrong_unit"
    TEST_DATA = "test_data"


CARRYING = frozenset(
    {
        "intake",
        "handoff_line",
        "handoff_release",
        "handoff_departed",
        "consignee_ack",
        "return_in",
        "returned_to_source",
        "incident_closed",
        "quarantine_release",
        "pack_opened",
        "battery_removed",
        "certificate_issued",
        "case_closed",
        "load_ack",
    }
)
"""Records that would hang in the air if what they name were voided; remarks and checks would not."""

NEVER_VOIDED = frozenset(
    {
        "epoch_open",
        "forms_issued",  # the pad is printed
        "key_rotation",
        "outlet_profile",  # a later profile says what is right
        "party_profile",
        "private_purged",
        "refdata_adopted",
        "void",
    }
)

_EXITS = frozenset(
    {
        "consignee_ack",
        "correction_answered",
        "handoff",
        "handoff_cancelled",  # without it the load is on the road
        "handoff_line",
        "intake",
        "pack_opened",
        "return_in",
        "second_confirmation",
    }
)
"""What leaves the floor, or what two sides stood by: after the window nobody voids it alone."""

_SUPERVISORS = frozenset({Role.ADMIN, Role.SUPERVISOR})

_NUMBERS = ("delivery_number", "intake_id", "handoff_id", "case_number", "certificate_no", "document_number")


def is_in_window(recorded_at: datetime, now: datetime) -> bool:
    """Whether a record can still be taken back at once; records carry whole seconds."""
    return timedelta(0) <= to_moment(now) - recorded_at <= UNDO_WINDOW


def number_of(record: Record) -> str | None:
    """The human number by which staff know a record."""
    return next((found for name in _NUMBERS if (found := getattr(record.body, name, None))), None)


def keeps_isolated(body: Body) -> bool:
    """Whether a record is a finding of danger or doubt, so that a unit stays isolated because of it."""
    if isinstance(body, Intake) and body.inherited_danger is not None:
        return True
    if isinstance(body, ConditionCheck | Intake | ReturnIn):
        return body.condition_class not in HARMLESS
    if isinstance(body, Correction):
        return any(
            change.path == "/condition_class" and change.new not in HARMLESS for change in body.changes
        )
    if isinstance(body, IdentityResolution):
        return body.conflicts_with is not None
    return isinstance(body, SafetyDetermination) and not body.passed


def refuse_void(target: Amended, dependents: Sequence[Record], *, beside: Iterable[str] = ()) -> None:
    """Raise NeverVoided, TargetVoided, CancelInstead or HasDependents when ``target`` must stand.

    ``dependents`` are the records that name it and count; those ``beside`` it are voided in the same act.
    """
    record = target.record
    if record.record_type in NEVER_VOIDED:
        raise NeverVoided(record.record_type)
    if target.voided_by is not None:
        raise TargetVoided(record.record_type, target.voided_by.recorded_at)
    left_out = set(beside)
    holding = [each for each in dependents if _carries(each, record) and each.record_id not in left_out]
    released = next((each for each in holding if each.record_type == "handoff_release"), None)
    if released is not None:
        raise CancelInstead(number_of(released) or "")
    if holding:
        raise HasDependents(holding[-1].record_type, number_of(holding[-1]), holding[-1].record_id)


def _carries(dependent: Record, record: Record) -> bool:
    """Whether ``dependent`` hangs in the air without ``record``; a determination rests on the treatment."""
    if isinstance(record.body, Treatment) and isinstance(dependent.body, SafetyDetermination):
        return True
    return dependent.record_type in CARRYING


def refuse_alone(
    target: Amended,
    *,
    now: datetime,
    by: Operator,
    second: Operator | None,
    has_evidence: bool,
    is_confirmed: bool = False,
) -> None:
    """Raise SupervisorMissing, SecondPersonMissing or DraftIncomplete when this void needs more than one.

    Within the undo window whoever made the record takes it back by himself. ``is_confirmed`` says that a
    second person stood by it later; one who stood by it at once is in the record.
    """
    record = target.record
    if is_in_window(record.recorded_at, now) and record.operator_ref == by.ref:
        return
    isolates = keeps_isolated(record.body)
    if isolates and by.role not in _SUPERVISORS and (second is None or second.role not in _SUPERVISORS):
        raise SupervisorMissing(record.record_type)
    if not (isolates or is_confirmed or record.record_type in _EXITS or _was_agreed(record.body)):
        return
    if second is None:
        raise SecondPersonMissing(record.record_type)
    if not has_evidence:
        raise DraftIncomplete((DraftFault(FaultKind.PROOF_MISSING, "attachments"),))


def _was_agreed(body: Body) -> bool:
    """Whether somebody beside the one who wrote it stood by it at once: a second person, the other side."""
    return bool(getattr(body, "second_operator_ref", None)) or (isinstance(body, LoadAck) and body.agreed)


def void(
    target: Amended,
    *,
    reason_code: str,
    reason_text: str,
    acting: Acting,
    second_ref: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    replacements: tuple[str, ...] = (),
) -> NewRecord:
    """The void of ``target``; raises DraftIncomplete without a reason."""
    refuse_faults([*word_faults("reason_code", reason_code, VoidReason), *reason_faults(reason_text)])
    return new_record(
        Void(
            target_record_id=target.record.record_id,
            target_head_hash=target.head_hash,
            reason_code=reason_code,
            reason_text=reason_text.strip(),
            replacement_record_ids=replacements,
            second_operator_ref=second_ref,
        ),
        acting.at,
        acting,
        target.record.record_id,
        attachments=attachments,
    )


def word_faults(field: str, code: str, words: type[StrEnum]) -> Iterator[DraftFault]:
    """What is wrong with a word that has to be one of a list."""
    if code not in set(words):
        yield DraftFault(FaultKind.VALUE_WRONG, field, value=code[:80])


def refuse_broken_history(
    history: Sequence[Amended], *, without: Iterable[str] = (), instead: Record | None = None
) -> None:
    """Raise HasDependents when a later step of a unit rests on what is voided or corrected away.

    ``history`` is everything about one unit in log order; the steps that the table of ``custody`` does not
    allow, told anew without the records ``without`` and with ``instead`` for the one it amends, are compared
    with those that it never allowed.
    """
    gone = set(without)
    told = [each.record for each in _in_place(history) if not each.is_voided]
    before = {each.record_id for each in _unlawful(told)}
    _refuse_nameless(told, gone)
    left = [each for each in told if each.record_id not in gone]
    if instead is not None:
        left = [instead if each.record_id == instead.record_id else each for each in left]
    if not left or not isinstance(left[0].body, Intake):
        return  # the unit itself goes; what hangs on it was asked already
    for record in _unlawful(left):
        if record.record_id not in before:
            raise HasDependents(record.record_type, number_of(record), record.record_id)


def _refuse_nameless(told: Sequence[Record], gone: set[str]) -> None:
    """A line carries the code that somebody settled before it, and papers with it are outside."""
    for n, record in enumerate(told):
        if record.record_id not in gone or not isinstance(record.body, IdentityResolution):
            continue
        line = next(
            (each for each in told[n:] if isinstance(each.body, HandoffLine) and each.record_id not in gone),
            None,
        )
        if line is not None:
            raise HasDependents(line.record_type, number_of(line), line.record_id)


def _in_place(history: Sequence[Amended]) -> list[Amended]:
    """``history`` without amendments, each replacement where the first of its kind stood."""
    at: dict[str, int] = {}
    for order, each in enumerate(history):
        at[each.record.record_id] = at.get(replaces(each.record) or "", order)
    speaking = [each for each in history if not targets_of(each.record)]
    return sorted(speaking, key=lambda each: at[each.record.record_id])


def _unlawful(records: Sequence[Record]) -> list[Record]:
    """The steps that could not follow where the unit was then."""
    unit: Unit | None = None
    found = []
    for record in records:
        if unit is None and not isinstance(record.body, Intake):
            continue
        if unit is not None and not _could_follow(record.body, unit):
            found.append(record)
        unit = fold_unit(unit, Entry(record=record))
    return found


def _could_follow(body: Body, unit: Unit) -> bool:
    if isinstance(body, ConditionCheck | SafetyDetermination | Treatment):
        return unit.custody in HERE  # nobody looks at what is on the road
    if isinstance(body, Intake) or not _moves(body):
        return True
    if isinstance(body, HandoffLine) and unit.custody is Custody.QUARANTINED:
        return body.safety_record_id is not None
    return may(type(body), unit.custody)


def _moves(body: Body) -> bool:
    return any(may(type(body), custody) for custody in Custody)
