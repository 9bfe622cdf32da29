"""Scan to match: what the label of a battery in the vehicle says, before anything is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.acting import Acting
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import (
    CaseBattery,
    MatchDraft,
    NearCode,
    VehicleCase,
    VehicleRules,
    code_to_look_for,
    match,
    name_codes,
    near_codes,
)
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.vehicle_cases import case_in, earlier_lives, replacements_of


@dataclass(frozen=True, slots=True)
class Matched:
    """What the act wrote, as the view shows it now."""

    case: VehicleCase
    battery: CaseBattery
    near: tuple[NearCode, ...]  # expected codes that look like one that doesn't fit


def match_battery(
    case_id: str,
    reading: MatchDraft,
    *,
    rules: VehicleRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Matched:
    """Record a look at one battery: scanned, hidden, explained, or looked at again (``reading.match_id``).

    Raises NotAllowed, a refusal of ``vehicle_case.steps``, DraftIncomplete, BatteryMatchedAlready,
    BatterySettled or CodeHasEarlierLife; nothing is written then.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        case = case_in(tx, case_id)
        code = code_to_look_for(reading)
        record = match(
            reading,
            case,
            rules=rules,
            lives=earlier_lives(tx, code, case) if code else (),
            replacements=replacements_of(tx, case),
            acting=Acting(at=now(), operator_ref=by.ref, new_id=new_id),
        )
        tx.append(record)
        case = case_in(tx, case_id)
    battery = _battery_of(case, record.record_id, reading, code)
    near = near_codes(battery.battery_code, case.expected_codes) if battery.battery_code else ()
    return Matched(case, battery, near)


def name_expected_codes(
    case_id: str,
    codes: Sequence[str],
    origin: str,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> VehicleCase:
    """Record which codes a paper or the platform names later, and compare anew what waited for them.

    No codes says that nobody knows any. Raises NotAllowed, a refusal of ``vehicle_case.steps`` or
    DraftIncomplete.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        case = case_in(tx, case_id)
        records = name_codes(
            codes,
            origin,
            case,
            replacements=replacements_of(tx, case),
            acting=Acting(at=now(), operator_ref=by.ref, new_id=new_id),
        )
        tx.append(*records)
        return case_in(tx, case_id)


def _battery_of(case: VehicleCase, record_id: str, reading: MatchDraft, code: str | None) -> CaseBattery:
    """The battery that was just looked at; a hidden label that could be read is the one with that code."""
    found = case.battery(reading.match_id or record_id)
    return found or next(one for one in case.batteries if one.battery_code == code)
