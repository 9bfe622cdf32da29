"""From a case to the papers that are made of it: which case somebody means, and what its card says."""

import re
from datetime import datetime
from typing import Any

from packtrail.app.act_papers.issuing import outlet_of
from packtrail.app.handoff_paper import short_hash
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.moments import legal_day
from packtrail.domain.numbers import parse_number
from packtrail.domain.plate import parse_plate
from packtrail.domain.vehicle_case import CaseState, VehicleCase, VehicleRules
from packtrail.domain.vin import parse_vin
from packtrail.papers.act_content import Issue
from packtrail.papers.vehicle_content import CardSlot, VehicleCard
from packtrail.usecases.ports import View
from packtrail.usecases.rules import RulesInUse

_RECORD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def case_typed(view: View, typed: str) -> str:
    """The id of the newest case with this number, VIN or plate, or the id itself. Raises PaperOfNothing."""
    number = parse_number(typed)
    named: dict[str, Any] = {
        "case_number": number.text if number else "",
        "vin": parse_vin(typed).text,
        "plate": parse_plate(typed).text,
    }
    found = (view.newest(VehicleCase, 1, **{field: text}) for field, text in named.items() if text)
    cases = next((cases for cases in found if cases), ())
    return cases[0].case_id if cases else record_id_in(typed)


def record_id_in(typed: str) -> str:
    """``typed`` where it has the form of a record's id. Raises PaperOfNothing."""
    if not _RECORD_ID.fullmatch(typed):
        raise PaperOfNothing(typed or None)
    return typed


def case_for_paper(view: View, case_id: str) -> VehicleCase:
    """The case of this id. Raises PaperOfNothing."""
    case = view.one(VehicleCase, case_id)
    if case is None:
        raise PaperOfNothing(case_id)
    return case


def issue_of_case(view: View, case: VehicleCase, now: datetime) -> Issue:
    """A paper about a case as it stands ``now``. Raises OutletNotNamed."""
    return Issue(
        number=case.case_number,
        at=now,
        outlet=outlet_of(view),
        ledger_hash=short_hash(case.head_hash),
        record_id=case.case_id,
        is_voided=case.state is CaseState.VOIDED,
    )


def card_content(view: View, case_id: str, now: datetime, rules: RulesInUse) -> VehicleCard:
    """The desk card of a case. Raises PaperOfNothing, OutletNotNamed."""
    case = case_for_paper(view, case_id)
    return VehicleCard(
        issue=issue_of_case(view, case, now),
        plate=parse_plate(case.plate).printed if case.plate else "",
        vin=case.vin or case.vin_as_read or "",
        case_kind=case.case_kind,
        case_state=case.state,
        received_at=case.received_at,
        slots=tuple(
            CardSlot(
                code=(slot.battery.battery_code if slot.battery else None) or slot.expected_code or "",
                state=slot.state,
            )
            for slot in case.slots
        ),
        lacking=lacking_of(case, rules.vehicle, now),
    )


def lacking_of(case: VehicleCase, rules: VehicleRules, now: datetime) -> tuple[str, ...]:
    """The places of its evidence set that nothing fills, by name; none once it is over."""
    if case.state in {CaseState.CLOSED, CaseState.VOIDED}:
        return ()
    rule = rules.of_kind(case.case_kind, legal_day(now))
    return tuple(item.name for item in (rule.evidence if rule else ()) if not case.has(item.kinds))
