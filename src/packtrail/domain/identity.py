"""编码认定: which code a unit has after all, once somebody found out; its earlier names keep finding it.

Sources: ``practice.md`` 12 (a code with an earlier life is explained, a live one is a conflict),
``domain.md`` 4.1 (a reused battery carries two codes), features 14. A code that was read well and is wrong
is another act, 编码录错, since papers with it are outside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.acting import Acting, long_text, new_record, reason_faults, refuse_faults
from packtrail.domain.battery_code import Scheme
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import LIVE, Custody
from packtrail.domain.draft_faults import LONGEST, DraftFault, FaultKind
from packtrail.domain.errors_unit import (
    CodeNotInDoubt,
    CodeOnAnotherUnit,
    ConflictNeedsSupervisor,
    EarlierLifeUnexplained,
    UnitNotHere,
)
from packtrail.domain.isolation_acts import refuse_pending
from packtrail.domain.records import Attachment, IdentityResolution, NewRecord
from packtrail.domain.records.gate import CodeStatus
from packtrail.domain.unit import Identity, Unit

_SURE = frozenset({Identity.FORMAT_VALID, Identity.PLATFORM_KNOWN})


class ResolutionBasis(StrEnum):
    """认定依据: what shows which battery it is."""

    RELABELLED = "relabelled"
    MAKER_CONFIRMED = "maker_confirmed"
    CERTIFICATE = "certificate"
    PLATFORM_BY_VIN = "platform_by_vin"
    SECOND_READING = "second_reading"


class CarriedAs(StrEnum):
    """As what a thing was known under a code."""

    CODE = "code"
    ORIGINAL = "original"  # of a reused battery: the code that it had first
    FORMER = "former"  # until somebody found out that it was another
    IN_VEHICLE = "in_vehicle"  # of a battery in a vehicle's case


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeLife:
    """One earlier or other life of a code at this outlet."""

    record_id: str  # of the unit's intake, or of the vehicle's case
    number: str  # of the intake or case, as papers have it
    carried_as: CarriedAs
    custody: Custody | None  # None for a vehicle's case
    vin: str | None
    began_at: datetime
    left_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether a unit that is here or on the road carries the code now."""
        return self.custody in LIVE and self.carried_as is CarriedAs.CODE


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityDraft:
    """What somebody found out about a unit's code."""

    code: str | None  # None: this unit has none of its own, the one on it is another's
    basis: str
    reason_text: str
    code_scheme: str = Scheme.NONE
    original_code: str | None = None  # 梯次: the code that it had first
    photos: tuple[Attachment, ...] = ()
    other_is_wrong: bool = False  # the unit that carries this code is not the one
    explanation: str | None = None  # of the earlier lives of the code


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """Who else is concerned: units that carry the new code, the old one, and lives of the new one."""

    of_new: tuple[Unit, ...] = ()
    of_old: tuple[Unit, ...] = ()
    lives: tuple[CodeLife, ...] = ()


def life_of_unit(unit: Unit, code: str) -> CodeLife:
    """How ``unit`` was known under ``code``."""
    carried_as = CarriedAs.FORMER
    if code in {unit.battery_code, unit.local_id}:
        carried_as = CarriedAs.CODE
    elif code == unit.original_code:
        carried_as = CarriedAs.ORIGINAL
    return CodeLife(
        record_id=unit.unit_id,
        number=unit.intake_number,
        carried_as=carried_as,
        custody=unit.custody,
        vin=unit.vin,
        began_at=unit.taken_in_at,
        left_at=unit.left_at,
    )


def plain_code(code: str | None) -> str | None:
    """A code as records carry it: upper case, half width, without blanks; None for nothing."""
    return fold(code).text or None if code else None


def resolve(
    unit: Unit,
    draft: IdentityDraft,
    claims: Claims,
    *,
    is_supervised: bool,
    second_ref: str | None,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """The 编码认定 of ``unit``, then of every unit that its outcome touches.

    A code on a live unit is refused, unless the draft says that the other one is wrong: both are in conflict
    and isolated then, until one of them turns out to be another; that act settles the one that is left.
    Raises UnitNotHere for a voided unit, ReleasePending, ExitPending, CodeNotInDoubt, DraftIncomplete,
    CodeOnAnotherUnit, EarlierLifeUnexplained or ConflictNeedsSupervisor.
    """
    if unit.custody is Custody.VOIDED:
        raise UnitNotHere(unit.label, unit.custody)
    refuse_pending(unit)
    if not is_in_doubt(unit, claims):
        raise CodeNotInDoubt(unit.label)
    code = plain_code(draft.code)
    refuse_faults(_faults(unit, draft, code))
    others = _carriers(claims.of_new, code, unit)
    _refuse_unclear(unit, draft, code, others, claims.lives)
    if (others or unit.identity is Identity.CONFLICT) and not is_supervised:
        raise ConflictNeedsSupervisor(unit.label)
    own = _body(unit, draft, code, claims.lives, second_ref)
    if others:
        return (
            _record(own, draft, acting, conflicts_with=others[0].unit_id),
            *(
                _record(_kept(other, draft, second_ref), draft, acting, conflicts_with=unit.unit_id)
                for other in others
            ),
        )
    left = _carriers(claims.of_old, unit.battery_code, unit) if code != unit.battery_code else ()
    freed = left if len(left) == 1 and left[0].identity is Identity.CONFLICT else ()
    return (
        _record(own, draft, acting),
        *(_record(_kept(other, draft, second_ref), draft, acting) for other in freed),
    )


def is_in_doubt(unit: Unit, claims: Claims) -> bool:
    """Whether it is open which battery this is; a code that was read well and is wrong is 编码录错."""
    if unit.code_status != CodeStatus.READ or unit.identity not in _SURE:
        return True
    return bool(_carriers(claims.of_old, unit.battery_code, unit))


def _carriers(units: Sequence[Unit], code: str | None, unit: Unit) -> tuple[Unit, ...]:
    """The other live units that carry ``code`` now."""
    return tuple(
        other
        for other in units
        if code and other.battery_code == code and other.unit_id != unit.unit_id and other.custody in LIVE
    )


def _refuse_unclear(
    unit: Unit, draft: IdentityDraft, code: str | None, others: Sequence[Unit], lives: Sequence[CodeLife]
) -> None:
    """Raise while it is not said how the code comes to be on this unit."""
    if code is None:
        return
    is_said_already = unit.identity is Identity.CONFLICT and code == unit.battery_code
    for other in others:
        in_dispute = is_said_already and other.identity is Identity.CONFLICT
        if not draft.other_is_wrong or in_dispute:
            raise CodeOnAnotherUnit(code, other.unit_id, other.taken_in_at, other.custody)
    past = [life for life in lives if not life.is_live]
    if past and not (draft.explanation or "").strip():
        raise EarlierLifeUnexplained(code, tuple(life.number for life in past))


def _faults(unit: Unit, draft: IdentityDraft, code: str | None) -> Iterator[DraftFault]:
    if code is None and unit.identity is not Identity.CONFLICT:
        yield DraftFault(FaultKind.CODE_MISSING, "code")
    for field, text in (("code", code), ("original_code", plain_code(draft.original_code))):
        if len(text or "") > LONGEST["battery_code"]:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, field, value=str(LONGEST["battery_code"]))
    if code and plain_code(draft.original_code) == code:
        yield DraftFault(FaultKind.ORIGINAL_CODE_SAME, "original_code")
    if draft.basis not in set(ResolutionBasis):
        yield DraftFault(FaultKind.BASIS_MISSING, "basis")
    if not draft.photos:
        yield DraftFault(FaultKind.PHOTO_MISSING, "photos")
    yield from reason_faults(draft.reason_text)
    yield from long_text("explanation", draft.explanation)


def _body(
    unit: Unit,
    draft: IdentityDraft,
    code: str | None,
    lives: Sequence[CodeLife],
    second_ref: str | None,
) -> IdentityResolution:
    explained = (draft.explanation or "").strip() or None
    return IdentityResolution(
        intake_record_id=unit.unit_id,
        battery_code=code,
        code_scheme=draft.code_scheme if code else Scheme.NONE,
        basis=draft.basis,
        reason_text=draft.reason_text.strip(),
        second_operator_ref=second_ref,
        original_battery_code=plain_code(draft.original_code),
        earlier_life_ids=tuple(life.record_id for life in lives if explained and not life.is_live)[:100],
        earlier_life_text=explained,
    )


def _kept(other: Unit, draft: IdentityDraft, second_ref: str | None) -> IdentityResolution:
    """What the act says of another unit that carries the code: it keeps it, in conflict or freed of it."""
    return IdentityResolution(
        intake_record_id=other.unit_id,
        battery_code=other.battery_code,
        code_scheme=other.code_scheme,
        basis=draft.basis,
        reason_text=draft.reason_text.strip(),
        second_operator_ref=second_ref,
    )


def _record(
    body: IdentityResolution, draft: IdentityDraft, acting: Acting, *, conflicts_with: str | None = None
) -> NewRecord:
    said = replace(body, conflicts_with=conflicts_with)
    return new_record(said, acting.at, acting, body.intake_record_id, attachments=draft.photos)
