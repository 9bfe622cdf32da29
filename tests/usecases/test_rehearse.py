"""What the platform would say, asked of its own rules before anything is sent."""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain import records as r
from packtrail.domain.records import NewRecord
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.usecases.port_values import Destination, Verdict
from packtrail.usecases.rehearse import rehearse
from tests.station import take_in
from tests.trade import CODE, MORNING, OTHER_CODE, OUTLET, RECYCLER

HUB = Destination(
    name="hub",
    title="测试平台",
    base_url="https://hub.example",
    outlet_uscc=OUTLET,
    hub_keys={"ed25519:0011223344556677": bytes(32)},
    station_signature=b"s" * 64,
    enrolled_at=MORNING,
)


def codes_of(rehearsal):
    return [
        (each.record_type, each.state.value, [(one["code"], one["pointer"]) for one in each.issues])
        for each in rehearsal.refused
    ]


@pytest.fixture
def rehearsed(station, clock):
    def run(destination=None, **more):
        with station.read() as view:
            return rehearse(view, destination, clock.at, **more)

    return run


@pytest.fixture
def bound(station):
    """A hub that answers as it is told: ``accept`` settles everything so far."""
    with station.act() as tx:
        tx.add_destination(HUB)

    def settle(state=SubmissionState.ACCEPTED, only=None):
        with station.act() as tx:
            waiting = tx.submissions("hub", limit=1000)
            tx.settle(
                "hub",
                [
                    Verdict(
                        record_id=each.record_id,
                        state=state,
                        ack_level=AckLevel.RELAY_ACCEPTED,
                        remote_no="R1",
                        issues=(),
                        said_at=MORNING,
                    )
                    for each in waiting
                    if only is None or each.record_type in only
                ],
            )

    return settle


@pytest.fixture
def second_intake(write, station):
    """A unit of this code taken in past the counter, which would refuse it."""

    def run(code=CODE):
        with station.read() as view:
            first = view.units_with_code(code)[0]
            body = view.record(first.unit_id).body
        return write(
            dataclasses.replace(body, intake_id="IN-9", private_sha256=None, delivery_record_id=None)
        )

    return run


def test_an_ordinary_day_is_foreseen_to_be_accepted(station, clock, rehearsed):
    take_in(station, clock, CODE, OTHER_CODE)
    found = rehearsed()
    assert found.refused == ()
    assert found.judged == found.accepted > 3


def test_a_code_that_lives_already_is_foreseen_to_be_refused(station, clock, rehearsed, second_intake):
    take_in(station, clock, CODE)
    second_intake()
    assert codes_of(rehearsed()) == [("intake", "rejected", [("BT-3001", "/body/battery_code")])]


def test_what_was_answered_before_counts_in_what_is_foreseen(station, clock, bound, rehearsed, second_intake):
    take_in(station, clock, CODE)
    bound()
    second_intake()
    found = rehearsed("hub")
    assert found.judged == 1
    assert codes_of(found) == [("intake", "rejected", [("BT-3001", "/body/battery_code")])]


def test_what_the_platform_refused_before_does_not_count_there(
    station, clock, bound, rehearsed, second_intake
):
    take_in(station, clock, CODE)
    bound(SubmissionState.REJECTED, only={"intake"})
    bound(only={"epoch_open", "outlet_profile", "delivery"})
    second_intake()
    assert rehearsed("hub").refused == ()


def test_a_record_that_waits_for_a_refused_one_is_foreseen_to_wait(
    station, clock, write, rehearsed, second_intake
):
    take_in(station, clock, CODE)
    (twice,) = second_intake()
    with station.act() as tx:
        tx.append(
            NewRecord(
                record_id=new_id(),
                body=r.Treatment(
                    intake_record_id=twice.record_id, treatment_code="discharge", description="放电"
                ),
                occurred_at=clock.at,
                operator_ref="op_1",
                depends_on=(twice.record_id,),
            )
        )
    assert (
        codes_of(rehearsed())
        == [
            ("treatment", "blocked", [("BT-3009", "/depends_on/0")]),
            ("intake", "rejected", [("BT-3001", "/body/battery_code")]),
        ][::-1]
    )


def test_a_time_yet_to_come_is_foreseen(station, clock, rehearsed):
    take_in(station, clock, CODE)
    clock.at -= timedelta(hours=3)
    assert {code for _, _, found in codes_of(rehearsed()) for code, _ in found} == {
        "BT-3006",
        "BT-1008",
    }


def test_a_long_backlog_is_judged_as_far_as_asked_and_says_so(station, clock, rehearsed):
    take_in(station, clock, CODE, OTHER_CODE)
    found = rehearsed(limit=2)
    assert (found.judged, found.is_cut) == (2, True)


def test_a_wrong_uscc_is_foreseen(write, rehearsed):
    (header,) = write(
        r.Handoff(
            handoff_id="HO-1",
            consignee_uscc=RECYCLER[:-1] + "9",
            consignee_role="utilisation_enterprise",
            carrier_uscc=None,
            vehicle_plate=None,
            packaging=None,
            line_count=0,
            total_gross_mass_g=0,
        )
    )
    found = rehearsed()
    assert [each.record_id for each in found.refused] == [header.record_id]
    assert codes_of(found) == [("handoff", "rejected", [("BT-4002", "/body/consignee_uscc")])]
