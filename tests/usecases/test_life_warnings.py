"""What a hub knows against taking a battery in, and when it is nothing."""

import pytest

from packtrail.protocol.unit_life import UnitLife, vin_digest
from packtrail.usecases.life_warnings import TO_BE_CONFIRMED, EarlyWarning, life_warnings
from tests.trade import OUTLET, RECYCLER
from tests.usecases.feed import LATER
from tests.usecases.test_unit_life import CODE, OTHER, line

VIN, OTHER_VIN = "LSVAA49J132047371", "LSVAA49J132047372"


def warned(*lines, vin=None, model_known="no_list"):
    life = UnitLife(battery_code=CODE, lines=lines, model_known=model_known)
    return life_warnings(life, vin=vin, our_uscc=OUTLET, told_by="hub", told_at=LATER)


def kinds(*lines, **more):
    return [each.kind for each in warned(*lines, **more)]


def of_vehicle(vin, **more):
    return line("vehicle_received", vin_digest=vin_digest(CODE, vin), **more)


def test_a_battery_that_was_last_told_of_with_another_vehicle_is_warned_of():
    (found,) = warned(of_vehicle(VIN), of_vehicle(OTHER_VIN), vin=VIN)
    assert (found.kind, found.outlet_uscc, found.confidence) == (
        EarlyWarning.OTHER_VEHICLE,
        OTHER,
        TO_BE_CONFIRMED,
    )
    assert kinds(of_vehicle(OTHER_VIN), of_vehicle(VIN), vin=VIN) == []
    assert kinds(of_vehicle(OTHER_VIN)) == []


def test_a_battery_that_came_off_the_other_vehicle_is_bound_to_it_no_more():
    off = line("battery_replaced", vin_digest=vin_digest(CODE, OTHER_VIN), outcome="taken_off")
    assert kinds(of_vehicle(OTHER_VIN), off, vin=VIN) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line()], [EarlyWarning.STANDS_ELSEWHERE]),
        ([line(), line("handoff_release", to_uscc=RECYCLER)], [EarlyWarning.HANDED_ON]),
        ([line(), line("handoff_release", to_uscc=OUTLET)], []),
        (
            [line("handoff_release", to_uscc=RECYCLER), line("handoff_cancelled")],
            [EarlyWarning.STANDS_ELSEWHERE],
        ),
        ([line(), line("stock_check", outcome="missing")], [EarlyWarning.REPORTED_MISSING]),
        ([line(), line("incident_closed", outcome="theft")], [EarlyWarning.REPORTED_LOST]),
        ([line(), line("pack_opened")], [EarlyWarning.OPENED]),
        ([line(), line("returned_to_source")], []),
        ([line(is_own=True)], []),
        ([line(status="voided")], []),
        ([], []),
    ],
)
def test_the_last_move_at_another_outlet_decides(lines, expected):
    assert kinds(*lines) == expected


def test_each_other_outlet_is_heard():
    third = "91430100MA0FAKE05X"
    found = kinds(line("handoff_release", to_uscc=RECYCLER), line(outlet_uscc=third))
    assert found == [EarlyWarning.STANDS_ELSEWHERE, EarlyWarning.HANDED_ON]


def test_a_model_is_unknown_only_where_there_is_a_list():
    assert kinds(model_known="unknown") == [EarlyWarning.UNKNOWN_MODEL]
    assert [kinds(model_known=each) for each in ("known", "no_list", "no_filing_code", "newer")] == [[]] * 4


def test_the_recipient_and_the_incident_are_said():
    assert warned(line("handoff_release", to_uscc=RECYCLER))[0].detail == RECYCLER
    assert warned(line("incident_closed", outcome="theft"))[0].detail == "theft"
