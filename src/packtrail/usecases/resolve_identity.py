"""Say which code a unit has after all, with what shows it; its earlier names keep finding it (编码认定)."""

from packtrail.domain.identity import (
    CarriedAs,
    Claims,
    CodeLife,
    IdentityDraft,
    life_of_unit,
    plain_code,
    resolve,
)
from packtrail.domain.operators import Act, Operator, Role, require
from packtrail.domain.records import IdentityResolution
from packtrail.domain.second_person import second_ref
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import BatteryInCase, VehicleCase
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import Clock, NewId, Store, View

_SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def resolve_identity(
    unit_id: str,
    draft: IdentityDraft,
    *,
    second: Operator | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> tuple[Unit, ...]:
    """Record what somebody found out; the unit comes first, then others that the outcome touches.

    Raises CodeOnAnotherUnit, EarlierLifeUnexplained, CodeNotInDoubt, ConflictNeedsSupervisor, UnitNotHere,
    ReleasePending, ExitPending, SamePersonTwice, DraftIncomplete or NotAllowed.
    """
    require(by, Act.RESOLVE_IDENTITY)
    stood_by = second_ref(by, second)
    with store.act() as tx:
        unit = standing_unit(tx, unit_id)
        code = plain_code(draft.code)
        claims = Claims(
            of_new=tuple(tx.units_with_code(code)) if code else (),
            of_old=tuple(tx.units_with_code(unit.battery_code)) if unit.battery_code else (),
            lives=earlier_lives(tx, code, besides=unit) if code else (),
        )
        written = tx.append(
            *resolve(
                unit,
                draft,
                claims,
                is_supervised=any(each.role in _SUPERVISORS for each in (by, second) if each),
                second_ref=stood_by,
                acting=acting(by, now, new_id),
            )
        )
        bodies = (each.body for each in written)
        return tuple(
            known_unit(tx, body.intake_record_id) for body in bodies if isinstance(body, IdentityResolution)
        )


def earlier_lives(view: View, code: str, *, besides: Unit | None = None) -> tuple[CodeLife, ...]:
    """Every life of ``code`` here, the newest unit first, then vehicles' cases; ``besides`` is left out.

    So are the voided records in whose place another stands: they are the same life.
    """
    units = view.units_with_code(code)
    same = {unit.replaces_id for unit in units}
    own = {besides.unit_id, besides.replaces_id} if besides else set()
    lives = [life_of_unit(unit, code) for unit in units if unit.unit_id not in same | own]
    cases = dict.fromkeys(each.case_id for each in view.newest(BatteryInCase, battery_code=code))
    for case_id in cases:
        case = view.one(VehicleCase, case_id)
        if case is None or (besides and besides.vehicle_id == case_id):
            continue
        lives.append(
            CodeLife(
                record_id=case.case_id,
                number=case.case_number,
                carried_as=CarriedAs.IN_VEHICLE,
                custody=None,
                vin=case.vin,
                began_at=case.received_at,
                left_at=case.closed_at,
            )
        )
    return tuple(lives)
