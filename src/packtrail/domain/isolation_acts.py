"""解除隔离 and the word of the second person; and which hot units are to be looked at again, and when.

Sources: ``practice.md`` 9, 12, 14, ``platform.md`` 10.1, features 29 and 30. The way back to storage is
``safety.isolation`` and nothing else; it is asked when a release is written and again when it is confirmed,
since something may have been found in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from packtrail.domain.acting import Acting, new_record, reason_faults, refuse_faults
from packtrail.domain.custody import HERE, may
from packtrail.domain.errors_handoff_way import ExitNotPossible, ExitPending, ReturnTooDangerous
from packtrail.domain.errors_unit import NothingToConfirm, NotIsolated, ReleasePending
from packtrail.domain.exits import return_lacks
from packtrail.domain.records import (
    Attachment,
    Body,
    IncidentClosed,
    NewRecord,
    QuarantineRelease,
    Record,
    ReturnedToSource,
    SecondConfirmation,
)
from packtrail.domain.safety import (
    Lack,
    MustStayIsolated,
    RecheckRule,
    isolated_case,
    may_be_released_to_storage,
)
from packtrail.domain.second_person import ConfirmedBy, SamePersonTwice
from packtrail.domain.unit import Identity, Unit

CONFIRMABLE = (QuarantineRelease, ReturnedToSource, IncidentClosed)
"""Records that can wait for a second person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recheck:
    """定时复检 of one unit: when it was found hot, and when it has to be looked at again."""

    unit_id: str
    label: str
    zone: str | None
    slot: str | None
    condition_class: str
    hot_at: datetime
    due_at: datetime
    left: timedelta  # until then; negative once it is over

    @property
    def is_due(self) -> bool:
        """Whether the time has come."""
        return self.left <= timedelta()


def release_lacks(
    unit: Unit, *, rule: RecheckRule, released_by: str, confirmed_by: str | None
) -> tuple[Lack, ...]:
    """What keeps an isolated unit from storage; without ``confirmed_by`` all but the second person."""
    case = isolated_case(
        unit.safety,
        rule=rule,
        has_settled_identity=unit.identity is not Identity.CONFLICT,
        released_by=released_by,
        confirmed_by=confirmed_by,
    )
    lacks = may_be_released_to_storage(case)
    return lacks if confirmed_by else tuple(lack for lack in lacks if lack is not Lack.SECOND_PERSON)


def release_from_isolation(
    unit: Unit,
    reason_text: str,
    *,
    second_ref: str | None,
    rule: RecheckRule,
    stands_on: tuple[str, ...],
    photos: tuple[Attachment, ...] = (),
    acting: Acting,
) -> NewRecord:
    """解除隔离; without ``second_ref`` it waits, and the unit stays isolated.

    ``stands_on`` are the treatment and the check that it rests on, beside the determination. Raises
    NotIsolated, ReleasePending, ExitPending, MustStayIsolated or DraftIncomplete.
    """
    refuse_pending(unit)
    if not may(QuarantineRelease, unit.custody):
        raise NotIsolated(unit.label, unit.custody)
    lacks = release_lacks(unit, rule=rule, released_by=acting.operator_ref, confirmed_by=second_ref)
    if lacks or unit.safety_id is None:
        raise MustStayIsolated(unit.label, lacks or (Lack.DETERMINATION,))
    refuse_faults(reason_faults(reason_text))
    body = QuarantineRelease(
        intake_record_id=unit.unit_id,
        safety_record_id=unit.safety_id,
        second_operator_ref=second_ref,
        reason_text=reason_text.strip(),
    )
    named = tuple(dict.fromkeys((unit.unit_id, unit.safety_id, *stands_on)))
    return new_record(body, acting.at, acting, *named, attachments=photos)


def refuse_pending(unit: Unit) -> None:
    """Raise ReleasePending or ExitPending while a second person's word is awaited."""
    if unit.pending_exit is not None:
        raise ExitPending(unit.label)
    if unit.pending_release is not None:
        raise ReleasePending(unit.label)


def confirm(
    unit: Unit, target: Record, *, confirmed: bool, way: ConfirmedBy, rule: RecheckRule, acting: Acting
) -> NewRecord:
    """第二人确认, or 否决, of what waits for it; a confirmed way out is asked for once more.

    Raises SamePersonTwice, NothingToConfirm, MustStayIsolated, ReturnTooDangerous or ExitNotPossible.
    """
    if target.record_id not in {unit.pending_release, unit.pending_exit}:
        raise NothingToConfirm(unit.label)
    if target.operator_ref == acting.operator_ref:
        raise SamePersonTwice
    if confirmed:
        _refuse_closed_way(unit, target, rule, acting)
    body = SecondConfirmation(target_record_id=target.record_id, confirmed=confirmed, way=way.value)
    return new_record(body, acting.at, acting, target.record_id)


def rechecks(units: Iterable[Unit], rule: RecheckRule, now: datetime) -> tuple[Recheck, ...]:
    """The units here that heat or fire was found of, the first due first; none that was looked at in time."""
    found = (_recheck(unit, rule, now) for unit in units if unit.custody in HERE)
    return tuple(sorted((each for each in found if each), key=lambda each: (each.due_at, each.unit_id)))


def _recheck(unit: Unit, rule: RecheckRule, now: datetime) -> Recheck | None:
    safety = unit.safety
    due_at = safety.recheck_due_at(rule)
    if due_at is None or safety.hot_at is None or (safety.cool_at and safety.cool_at >= due_at):
        return None
    return Recheck(
        unit_id=unit.unit_id,
        label=unit.label,
        zone=unit.zone,
        slot=unit.slot,
        condition_class=unit.condition_class,
        hot_at=safety.hot_at,
        due_at=due_at,
        left=due_at - now,
    )


def _refuse_closed_way(unit: Unit, target: Record, rule: RecheckRule, acting: Acting) -> None:
    body: Body = target.body
    if isinstance(body, QuarantineRelease):
        lacks = release_lacks(
            unit, rule=rule, released_by=target.operator_ref, confirmed_by=acting.operator_ref
        )
        if lacks:
            raise MustStayIsolated(unit.label, lacks)
        return
    if not may(type(body), unit.custody):
        raise ExitNotPossible(unit.label, unit.custody)
    if isinstance(body, ReturnedToSource) and (found := return_lacks(unit)):
        raise ReturnTooDangerous(unit.label, found)
