"""Take a battery out of its vehicle: the removal and the unit's intake, together or not at all."""

from dataclasses import dataclass

from packtrail.domain.acting import Acting
from packtrail.domain.delivery import WITHOUT_CODE
from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import RemovalDraft, RemovalNumbers, VehicleCase, VehicleRules, remove
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store
from packtrail.usecases.record_delivery import live_unit
from packtrail.usecases.set_profile import current_profile
from packtrail.usecases.vehicle_cases import case_in


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What the act wrote, as the views show it now."""

    case: VehicleCase
    unit: Unit


def remove_battery(
    case_id: str,
    draft: RemovalDraft,
    *,
    rules: VehicleRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> TakenOut:
    """Record a removal; the unit's source is this outlet itself, which dismantles.

    Raises NotAllowed, OutletNotNamed, a refusal of ``vehicle_case.steps``, RemovedBeforeMatched,
    BatteryRemovedAlready, DraftIncomplete, NotConfirmed or CodeAlreadyLive; nothing is written then.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        at = now()
        outlet = current_profile(tx)
        if outlet is None:
            raise OutletNotNamed
        unit = draft.unit
        codes = {code for code in (unit.battery_code, unit.original_battery_code) if code}
        records = remove(
            draft,
            case_in(tx, case_id),
            rules=rules,
            outlet=outlet,
            live={code: live for code in codes if (live := live_unit(tx, code))},
            numbers=RemovalNumbers(
                intake=tx.next_number(DocumentKind.INTAKE, legal_day(at)),
                local_id=tx.next_number(DocumentKind.LOCAL_ID, legal_day(at))
                if unit.code_status in WITHOUT_CODE
                else None,
            ),
            acting=Acting(at=at, operator_ref=by.ref, new_id=new_id),
        )
        unit_id = tx.append(*records)[0].record_id
        taken = tx.unit(unit_id)
        if taken is None:
            raise LookupError(unit_id)
        return TakenOut(case_in(tx, case_id), taken)
