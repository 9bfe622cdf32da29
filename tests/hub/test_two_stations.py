"""One unit and two stations that did not know of each other: the hub finds it, and tells both."""

import dataclasses
import json
from datetime import timedelta

import pytest

from packtrail.domain import records as r
from packtrail.protocol.changes import LaterVerdict, StationRecord
from tests.hub.test_changes import read_all
from tests.hub.test_judging import issues, stock

TAKEN_IN_ELSEWHERE = "taken_in_elsewhere"


@pytest.fixture
def other(new_station):
    """Another station of the outlet, its opening sent."""
    made = new_station(label="S2")
    made.send()
    return made


def load_of(station, code, beside=None):
    """A released load with a line that names no intake, and one of a unit ``beside``."""
    header = station.write(
        r.Handoff(
            handoff_id="HO-elsewhere", consignee_uscc="91430200MA0FAKE02B",
            consignee_role="regeneration_enterprise", carrier_uscc=None, vehicle_plate=None,
            packaging="insulated_crate", line_count=1, total_gross_mass_g=0,
        )
    )  # fmt: skip
    line = station.write(
        r.HandoffLine(
            handoff_id="HO-elsewhere", line_no=1, unit_level="pack", battery_code=code, chemistry_code=None,
            gross_mass_g=None, mass_basis="unknown", handoff_record_id=header.record_id,
            unconfirmed_reason=TAKEN_IN_ELSEWHERE,
        ),
        depends_on=(header.record_id,),
    )  # fmt: skip
    lines = [line.record_id]
    if beside is not None:
        named = dataclasses.replace(
            line.body, line_no=2, battery_code=beside.body.battery_code, unconfirmed_reason=None,
            intake_record_id=beside.record_id,
        )  # fmt: skip
        lines.append(station.write(named, depends_on=(header.record_id, beside.record_id)).record_id)
    station.write(
        r.HandoffRelease(
            handoff_record_id=header.record_id, handoff_id="HO-elsewhere", line_count=len(lines),
            line_record_ids=tuple(lines), total_gross_mass_g=0,
        ),
        depends_on=(header.record_id, *lines),
    )  # fmt: skip
    return header, line


def cancel(station, load):
    body = r.HandoffCancelled(handoff_record_id=load, reason_code="other", reason_text="x")
    return station.write(body, depends_on=(load,))


def test_a_double_hand_out_is_refused_the_second_and_told_to_the_first(station, other):
    pack = station.take_in()
    station.send()
    station.hand_on(pack)
    station.send_new()
    theirs = other.hand_on(pack)
    refused = other.send_new()
    assert [each.status for each in refused.results] == ["accepted", "rejected", "blocked"]
    told = [each for each in read_all(station)[0] if isinstance(each, StationRecord)]
    assert [each.status for each in told if each.hash == theirs.lines[0].record_hash] == ["rejected"]


def test_taking_the_first_back_lets_the_second_count_and_both_are_told(station, other):
    pack = station.take_in()
    station.send()
    ours = station.hand_on(pack)
    station.send_new()
    theirs = other.hand_on(pack)
    other.send_new()
    cancel(station, ours.header.record_id)
    assert station.send_new().updates == ()  # none of its own
    for each in (station, other):
        told = [one for one in read_all(each)[0] if isinstance(one, LaterVerdict)]
        assert [(one.record_id, one.status) for one in told] == [
            (theirs.lines[0].record_id, "accepted"),
            (theirs.release.record_id, "accepted"),
        ]
    assert stock(station) == (0, 1)


def test_taking_the_second_back_changes_nothing_for_the_first(station, other):
    pack = station.take_in()
    station.send()
    station.hand_on(pack)
    station.send_new()
    theirs = other.hand_on(pack)
    other.send_new()
    other.void(theirs.lines[0])
    other.send_new()
    assert not [one for one in read_all(station)[0] if isinstance(one, LaterVerdict)]
    assert stock(station) == (0, 1)


def test_a_line_of_a_unit_taken_in_elsewhere_moves_it_once_its_intake_comes(station, other):
    pack = station.take_in()
    load_of(other, pack.body.battery_code)
    sent = other.send_new()
    assert [each.status for each in sent.results] == ["accepted", "accepted_with_warnings", "accepted"]
    station.send()
    assert stock(station) == (0, 1)


def test_a_line_of_a_unit_taken_in_elsewhere_moves_it_at_once_where_its_intake_is_here(station, other):
    pack = station.take_in()
    station.send()
    load_of(other, pack.body.battery_code)
    assert [each.status for each in other.send_new().results] == ["accepted", "accepted", "accepted"]
    assert stock(station) == (0, 1)


def test_a_cancelled_load_leaves_no_line_open(station, other):
    pack = station.take_in()
    header, _ = load_of(other, pack.body.battery_code)
    cancel(other, header.record_id)
    other.send_new()
    station.send()
    assert stock(station) == (1, 0)


def test_a_unit_that_has_left_is_not_handed_on_as_taken_in_elsewhere(station, other):
    pack = station.take_in()
    station.hand_on(pack)
    station.send()
    load_of(other, pack.body.battery_code)
    assert ("BT-3010", "/body/intake_record_id") in issues(other.send_new())[3]


@pytest.fixture
def third(new_station):
    made = new_station(label="S3")
    made.send()
    return made


def verdicts(station):
    return [(one.record_id, one.status) for one in read_all(station)[0] if isinstance(one, LaterVerdict)]


def test_of_two_lines_that_came_before_their_intake_the_one_recorded_first_stands(
    station, other, third, clock
):
    pack = station.take_in()
    load_of(other, pack.body.battery_code)
    clock.at += timedelta(minutes=1)
    second = load_of(third, pack.body.battery_code)
    assert [each.status for each in third.send_new().results][1] == "accepted_with_warnings"
    other.send_new()  # written before, and here after

    station.send()

    for each in (station, other, third):
        assert verdicts(each) == [(second[1].record_id, "rejected"), (release_of(third), "blocked")]
    assert stock(station) == (0, 1)


def test_a_refused_line_of_a_unit_taken_in_elsewhere_counts_once_the_first_load_is_cancelled(station, other):
    pack = station.take_in()
    ours = station.hand_on(pack)
    station.send()
    _, line = load_of(other, pack.body.battery_code)
    assert [each.status for each in other.send_new().results] == ["accepted", "rejected", "blocked"]
    cancel(station, ours.header.record_id)
    station.send_new()
    assert verdicts(other) == [(line.record_id, "accepted"), (release_of(other), "accepted")]
    assert stock(station) == (0, 1)


def test_a_line_that_was_refused_when_the_intake_came_counts_once_the_other_load_is_cancelled(
    station, other, third, clock
):
    pack = station.take_in()
    first, _ = load_of(other, pack.body.battery_code)
    other.send_new()
    clock.at += timedelta(minutes=1)
    _, line = load_of(third, pack.body.battery_code)
    third.send_new()
    station.send()
    cancel(other, first.record_id)
    other.send_new()
    assert verdicts(third)[2:] == [(line.record_id, "accepted"), (release_of(third), "accepted")]
    assert stock(station) == (0, 1)


def test_what_was_on_the_load_beside_a_line_that_was_refused_leaves_with_it_again(
    station, other, third, clock
):
    pack, beside = station.take_in(), third.take_in(battery_code="0TXPB01A000001A5A0000099")
    first, _ = load_of(other, pack.body.battery_code)
    other.send_new()
    clock.at += timedelta(minutes=1)
    load_of(third, pack.body.battery_code, beside)
    third.send_new()
    assert stock(third) == (0, 1)
    station.send()
    assert stock(third) == (1, 1)  # what was beside it has not left, as if the line had come after the intake
    cancel(other, first.record_id)
    other.send_new()
    assert stock(third) == (0, 2)


def test_a_line_of_a_cancelled_load_is_not_refused_when_its_intake_comes(station, other, third, clock):
    pack = station.take_in()
    load_of(other, pack.body.battery_code)
    other.send_new()
    clock.at += timedelta(minutes=1)
    header, _ = load_of(third, pack.body.battery_code)
    cancel(third, header.record_id)
    third.send_new()
    station.send()
    assert verdicts(third) == []
    assert stock(station) == (0, 1)


def test_where_the_first_load_was_cancelled_before_the_intake_came_the_second_has_the_unit(
    station, other, third, clock
):
    pack = station.take_in()
    header, _ = load_of(other, pack.body.battery_code)
    cancel(other, header.record_id)
    other.send_new()
    clock.at += timedelta(minutes=1)
    _, line = load_of(third, pack.body.battery_code)
    third.send_new()
    station.send()
    assert verdicts(third) == [(line.record_id, "accepted")]
    assert stock(station) == (0, 1)


def release_of(station):
    """The id of the last release in its log."""
    return next(
        value["record_id"]
        for value in map(json.loads, reversed(station.log))
        if value["record_type"] == "handoff_release"
    )
