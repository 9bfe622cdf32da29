"""A giver hears that the recipient took his battery in, when both report to one hub."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from packtrail.protocol import batch, dsse
from packtrail.protocol.changes import ConsigneeAckChange
from packtrail_hub.consignee import CLOCKS_APART
from packtrail_hub.hub import open_hub
from packtrail_hub.reception import receive
from tests.hub.conftest import OTHER_OUTLET, new_id
from tests.hub.test_changes import read_all


@pytest.fixture
def two(new_station, clock):
    """The giver, with a battery, and the recipient an hour later."""
    giver, taker = new_station(label="S1"), new_station(label="S9", outlet=OTHER_OUTLET)
    taker.send(1, 1)
    pack = giver.take_in()
    load = giver.hand_on(pack, consignee=OTHER_OUTLET)
    clock.at += timedelta(minutes=10)
    return giver, taker, pack, load


def heard(station):
    return [each for each in read_all(station)[0] if isinstance(each, ConsigneeAckChange)]


def taken_in(taker, pack, **more):
    return taker.take_in(battery_code=pack.body.battery_code, source_type="other_outlet", **more)


def test_an_intake_at_the_recipient_answers_the_line_of_the_giver(two):
    giver, taker, pack, load = two
    giver.send(1, giver.head[0])
    intake = taken_in(taker, pack, gross_mass_g=312_000)
    taker.send(2, 2)

    (told,) = heard(giver)
    assert (told.line_record_id, told.line_no) == (load.lines[0].record_id, 1)
    assert (told.consignee_uscc, told.outcome) == (OTHER_OUTLET, "accepted")
    assert told.received_gross_mass_g == 312_000  # short, and for the giver to see
    assert told.acknowledged_at == intake.occurred_at
    assert told.evidence_digest == intake.record_hash
    assert heard(taker) == []


def test_the_line_may_arrive_after_the_intake_that_answers_it(two):
    giver, taker, pack, _ = two
    taken_in(taker, pack)
    taker.send(2, 2)
    assert heard(giver) == []
    giver.send(1, giver.head[0])

    (told,) = heard(giver)
    assert told.outcome == "accepted"


def test_the_same_batch_again_tells_nothing_again(two):
    giver, taker, pack, _ = two
    giver.send(1, giver.head[0])
    taken_in(taker, pack)
    taker.send(2, 2)
    taker.put(taker.freeze(2, 2, batch_no="again"))
    giver.put(giver.freeze(batch_no="again"))
    assert len(heard(giver)) == 1


def test_a_void_of_that_intake_takes_the_word_back_and_a_new_one_gives_it_again(two):
    giver, taker, pack, _ = two
    giver.send(1, giver.head[0])
    intake = taken_in(taker, pack)
    taker.send(2, 2)
    taker.void(intake)
    taken_in(taker, pack, mass_basis="estimated")
    taker.send(3, 3)
    assert [each.outcome for each in heard(giver)] == ["accepted", "withdrawn"]
    taker.send(4, 4)

    *_, told = heard(giver)
    assert (told.outcome, told.received_gross_mass_g) == ("accepted", None)


def test_a_void_and_the_new_intake_in_one_batch_leave_the_line_answered(two):
    giver, taker, pack, _ = two
    giver.send(1, giver.head[0])
    intake = taken_in(taker, pack)
    taker.send(2, 2)
    taker.void(intake)
    anew = taken_in(taker, pack)
    taker.send(3, 4)
    assert [each.outcome for each in heard(giver)] == ["accepted", "withdrawn", "accepted"]
    assert heard(giver)[-1].evidence_digest == anew.record_hash


def test_another_intake_that_stood_when_the_first_was_voided_answers_the_line(two):
    giver, taker, pack, _ = two
    giver.send(1, giver.head[0])
    intake = taken_in(taker, pack)
    taker.send(2, 2)
    anew = taken_in(taker, pack, code_status="conflict")
    taker.send(3, 3)
    taker.void(intake)
    taker.send(4, 4)
    assert [each.outcome for each in heard(giver)] == ["accepted", "withdrawn", "accepted"]
    assert heard(giver)[-1].evidence_digest == anew.record_hash


def test_a_battery_that_came_in_before_it_was_handed_on_is_another_matter(two, clock):
    giver, taker, pack, _ = two
    taken_in(taker, pack, at=clock() - timedelta(hours=3))
    taker.send(2, 2)
    giver.send(1, giver.head[0])
    assert heard(giver) == []


@pytest.mark.parametrize("is_first", [True, False])
def test_a_recipient_whose_clock_is_behind_the_givers_is_matched_and_answers_when_it_was_handed_on(
    two, is_first
):
    giver, taker, pack, load = two
    handed_on_at = load.lines[0].occurred_at
    taken_in(taker, pack, at=handed_on_at - CLOCKS_APART)
    if is_first:
        taker.send(2, 2)
    giver.send(1, giver.head[0])
    if not is_first:
        taker.send(2, 2)
    (told,) = heard(giver)
    assert (told.outcome, told.acknowledged_at) == ("accepted", handed_on_at)


def test_a_clock_that_is_further_behind_than_an_honest_one_matches_nothing(two):
    giver, taker, pack, load = two
    taken_in(taker, pack, at=load.lines[0].occurred_at - CLOCKS_APART - timedelta(seconds=1))
    taker.send(2, 2)
    giver.send(1, giver.head[0])
    assert heard(giver) == []


def test_a_load_for_somebody_else_is_not_answered_by_whoever_has_the_battery(new_station, clock):
    giver, taker = new_station(label="S1"), new_station(label="S9", outlet=OTHER_OUTLET)
    pack = giver.take_in()
    giver.hand_on(pack)
    giver.send(1, giver.head[0])
    clock.at += timedelta(minutes=10)
    taken_in(taker, pack)
    taker.send(1, 2)
    assert heard(giver) == []


def test_line_and_intake_that_arrive_at_two_workers_at_once_find_each_other_once(
    hub, store, clock, new_station
):
    giver, taker = new_station(label="S1"), new_station(label="S9", outlet=OTHER_OUTLET)
    taker.send(1, 1)
    packs = [giver.take_in() for _ in range(4)]
    giver.send(1, 5)
    other = open_hub(store, clock=clock, new_id=new_id, name="x", is_sandbox=True)
    for pack in packs:
        clock.at += timedelta(minutes=1)
        giver.hand_on(pack, consignee=OTHER_OUTLET)
        clock.at += timedelta(minutes=1)
        taken_in(taker, pack)
    with ThreadPoolExecutor(2) as both:
        sent = [
            both.submit(sends, hub, giver, [(6 + 3 * at, 8 + 3 * at) for at in range(4)]),
            both.submit(sends, other, taker, [(2 + at, 2 + at) for at in range(4)]),
        ]
        for each in sent:
            each.result()
    other.engine.dispose()

    told = [each.handoff_id for each in heard(giver)]
    assert len(told) == len(set(told)) == 4


def sends(hub, station, ranges):
    for first, last in ranges:
        frozen = station.freeze(first, last)
        envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))
        receive(hub, station.station_id, batch.digest(frozen), envelope)
