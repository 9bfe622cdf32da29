"""A load on its way, on the real ledger: departure, answers, returns, another load, weighings."""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.consignee import AckDraft, AckSource, LineReturn, RefusalReason
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState, LineState
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed, UnitIsolated
from packtrail.domain.errors_handoff_way import (
    HandoffStepClosed,
    LineNotSent,
    NotOnThisDocument,
    TicketWeighedAlready,
)
from packtrail.domain.load import ScaleOf, WeighedLoad, WeighingDraft, scale_difference
from packtrail.domain.operators import Operator, Role
from packtrail.usecases.acknowledge_lines import acknowledge_lines
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.unacknowledged import unacknowledged
from tests.station import ADMIN, codes, take_in
from tests.trade import CODE, delivery, load, pack
from tests.usecases.road import BY_PHONE, Road

THREE = codes(3)


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


def refused(items, *numbers):
    return {items[number - 1].line_id: RefusalReason.MASS_DISCREPANCY for number in numbers}


def back(item, **changes):
    return LineReturn(line_id=item.line_id, condition_class="normal", **changes)


def test_a_load_leaves_arrives_and_is_accepted_whole(road):
    handoff_id, items = road.sent(*THREE)
    arrived = road.arrive(handoff_id)
    assert arrived.state is HandoffState.ARRIVED
    answered = road.answer_all(handoff_id, BY_PHONE)
    assert (answered.document.state, answered.document.accepted_count) == (HandoffState.ACCEPTED, 3)
    assert {item.state for item in answered.items} == {LineState.ACCEPTED}
    assert {road.unit(code).custody for code in THREE} == {Custody.DELIVERED}
    assert len(items) == 3


@pytest.mark.practice(4)
def test_a_recipient_who_refuses_one_of_three_gets_it_off_his_load_and_we_get_it_back(road):
    handoff_id, items = road.sent(*THREE)
    answered = road.answer_all(handoff_id, BY_PHONE, refused=refused(items, 2))
    assert answered.document.state is HandoffState.PARTIALLY_ACCEPTED
    assert answered.items[1].refusal_reason == "mass_discrepancy"
    assert road.unit(THREE[1]).custody is Custody.RETURNING
    taken = road.take_back(handoff_id, [back(items[1], mass_g=312_000, mass_basis="weighed")])
    assert taken.document.state is HandoffState.RETURNED
    (unit,) = taken.units
    assert (unit.custody, unit.mass_g, unit.difference_g) == (Custody.IN_STORAGE, 312_000, 500)


@pytest.mark.practice(12)
def test_a_unit_that_came_back_goes_again_and_both_loads_stay_readable(road):
    first, items = road.sent(CODE)
    road.answer_all(first, BY_PHONE, refused=refused(items, 1))
    road.take_back(first, [back(items[0])])
    second, _ = road.sent_again(CODE)
    road.answer_all(second, BY_PHONE)
    with road.station.read() as view:
        assert view.handoff(first).state is HandoffState.RETURNED
        assert view.handoff(second).state is HandoffState.ACCEPTED
        assert [view.items_of_handoff(each)[0].battery_code for each in (first, second)] == [CODE, CODE]
        assert len({view.items_of_handoff(each)[0].unit_id for each in (first, second)}) == 1


@pytest.mark.practice(9)
def test_what_comes_back_damaged_is_isolated_and_goes_on_no_ordinary_load(road):
    handoff_id, items = road.sent(CODE)
    road.answer_all(handoff_id, BY_PHONE, refused={items[0].line_id: RefusalReason.CONDITION_UNSAFE})
    leaking = LineReturn(line_id=items[0].line_id, condition_class="leaking")
    (unit,) = road.take_back(handoff_id, [leaking]).units
    assert (unit.custody, unit.is_high_risk) == (Custody.QUARANTINED, True)
    with pytest.raises(UnitIsolated):
        road.release(load(CODE))


def test_a_signed_paper_is_kept_with_each_answer(road):
    handoff_id, _ = road.sent(*THREE)
    paper = road.photo()
    draft = AckDraft(answers=(), source=AckSource.SIGNED_PAPER, evidence=(paper,))
    road.answer_all(handoff_id, draft, received_g={})
    with road.station.read() as view:
        acks = view.of_type("consignee_ack")
        assert {ack.record.body.paper_evidence_digest for ack in acks} == {paper.digest}
        assert all(ack.record.attachments == (paper,) for ack in acks)


@pytest.mark.practice(4)
def test_received_masses_line_by_line_are_weighed_and_leave_their_difference(road):
    handoff_id, items = road.sent(CODE)
    answered = road.answer_all(handoff_id, BY_PHONE, received_g={items[0].line_id: 306_250})
    assert answered.document.received_mass_g == 306_250
    unit = road.unit(CODE)
    assert (unit.mass_g, unit.mass_in_g, unit.difference_g) == (306_250, 312_500, 6_250)


def test_a_line_of_another_load_writes_nothing(road):
    first, items = road.sent(CODE)
    second, _ = road.sent(THREE[0])
    with pytest.raises(LineNotSent):
        road.answer_all(second, BY_PHONE, refused=refused(items, 1))
    with road.station.read() as view:
        assert view.handoff(second).accepted_count == 0
        assert view.handoff(first).state is HandoffState.DEPARTED


def test_a_released_load_can_be_cancelled_and_a_departed_one_cannot(road):
    take_in(road.station, road.clock, *THREE[:2])
    waiting = road.release(load(THREE[0])).document.handoff_id
    assert road.cancel(waiting, reason_code="no_lorry", reason_text="车没来").state is HandoffState.CANCELLED
    assert road.unit(THREE[0]).custody is Custody.IN_STORAGE
    gone, _ = road.sent_again(THREE[1])
    with pytest.raises(HandoffStepClosed):
        road.cancel(gone, reason_code="no_lorry", reason_text="车没来")


def test_whoever_takes_in_does_not_follow_loads(road):
    handoff_id, _ = road.sent(CODE)
    keeper = Operator("op_7", "收货员", Role.OPERATOR)
    for act in (road.arrive, road.depart):
        with pytest.raises(NotAllowed):
            act(handoff_id, by=keeper)
    with pytest.raises(NotAllowed):
        road.answer_all(handoff_id, BY_PHONE, by=keeper)


def test_answers_can_come_line_by_line_on_different_days(road):
    handoff_id, items = road.sent(*THREE)
    from packtrail.domain.consignee import answers_for

    for answer in answers_for(items):
        draft = AckDraft(answers=(answer,), source=AckSource.SYSTEM)
        answered = acknowledge_lines(
            handoff_id, draft, by=ADMIN, store=road.station, now=road.clock, new_id=new_id
        )
    assert answered.document.state is HandoffState.ACCEPTED


@pytest.mark.rule("S31")
@pytest.mark.practice(17)
def test_loads_without_an_answer_are_told_with_their_days_the_longest_first(road):
    old, _ = road.sent(CODE)
    road.clock.at += timedelta(days=4)
    new, items = road.sent(*THREE[:2])
    road.answer_all(new, BY_PHONE, refused=None, received_g=None)
    newer, _ = road.sent(THREE[2])
    with road.station.read() as view:
        found = unacknowledged(view, road.clock(), overdue_after_days=3)
    assert [(each.document.handoff_id, each.days, each.is_overdue) for each in found] == [
        (old, 4, True),
        (newer, 0, False),
    ]
    assert [each.open_count for each in found] == [1, 1]
    assert len(items) == 2


def ticket(net_g=937_500, **changes):
    fields = {
        "ticket_number": "磅-0007", "gross_g": net_g + 8_000_000, "tare_g": 8_000_000, "net_g": net_g,
        "agreed": True, "scale_of": ScaleOf.CONSIGNEE,
    }  # fmt: skip
    return WeighingDraft(**fields | changes)


@pytest.mark.rule("S31")
@pytest.mark.practice(4)
@pytest.mark.parametrize(
    ("net_g", "difference_g", "is_within"), [(935_000, 2_500, True), (918_750, 18_750, False)]
)
def test_a_scale_that_shows_less_is_held_against_the_lines_and_the_tolerance(
    road, net_g, difference_g, is_within
):
    handoff_id, _ = road.sent(*THREE)
    weighed = road.weigh(handoff_id, ticket(net_g, agreed=False))
    assert (weighed.difference_g, weighed.is_within_tolerance) == (difference_g, is_within)
    assert weighed.rests_on_weighed
    with road.station.read() as view:
        assert view.in_order(WeighedLoad, agreed=False) == [weighed]


@pytest.mark.practice(4)
def test_masses_by_nameplate_are_counted_apart_and_unknown_ones_leave_nothing_to_compare(road):
    draft = delivery(
        pack(THREE[0]),
        pack(THREE[1], mass_basis="nameplate"),
        pack(THREE[2], mass_g=None, mass_basis="unknown"),
    )
    taken = record_delivery(draft, by=ADMIN, store=road.station, now=road.clock, new_id=new_id)
    whole = road.weigh(taken.document.delivery_id, ticket(scale_of=ScaleOf.DELIVERER))
    assert (whole.known_mass_g, whole.unweighed_count, whole.unknown_count) == (625_000, 1, 1)
    assert (whole.difference_g, whole.is_within_tolerance) == (None, None)
    two = tuple(unit.unit_id for unit in taken.units[:2])
    part = road.weigh(
        taken.document.delivery_id,
        ticket(620_000, ticket_number="磅-0008", line_ids=two, tolerance_ppm=10_000),
    )
    assert (part.difference_g, part.is_within_tolerance, part.rests_on_weighed) == (5_000, True, False)


@pytest.mark.practice(4)
def test_a_ticket_adds_up_has_a_number_and_weighs_something(road):
    handoff_id, _ = road.sent(CODE)
    wrong = ticket(ticket_number=" ", net_g=0, gross_g=1, tare_g=2, tolerance_ppm=-1)
    with pytest.raises(DraftIncomplete) as refusal:
        road.weigh(handoff_id, wrong)
    assert {fault.kind for fault in refusal.value.faults} == {
        FaultKind.TICKET_MISSING,
        FaultKind.MASS_NOT_POSITIVE,
        FaultKind.NET_WRONG,
        FaultKind.TOLERANCE_WRONG,
    }
    with pytest.raises(DraftIncomplete):
        road.weigh(handoff_id, ticket(net_g=100_000_001))


def test_a_ticket_is_of_its_document_and_is_recorded_once(road):
    handoff_id, _ = road.sent(CODE)
    other, others = road.sent(THREE[0])
    with pytest.raises(NotOnThisDocument):
        road.weigh(handoff_id, ticket(line_ids=(others[0].line_id,)))
    road.weigh(handoff_id, ticket(312_500))
    with pytest.raises(TicketWeighedAlready):
        road.weigh(handoff_id, ticket(312_500))
    assert road.weigh(other, ticket(312_500)).difference_g == 0


def test_a_load_that_was_cancelled_is_weighed_no_more(road):
    take_in(road.station, road.clock, CODE)
    handoff_id = road.release(load(CODE)).document.handoff_id
    road.cancel(handoff_id, reason_code="weather", reason_text="暴雨")
    with pytest.raises(HandoffStepClosed):
        road.weigh(handoff_id, ticket())


def test_a_difference_by_todays_masses_needs_all_of_them(road):
    handoff_id, items = road.sent(*THREE[:2])
    weighed = road.weigh(handoff_id, ticket(620_000))
    masses = {item.line_id: item.mass_g for item in items}
    assert scale_difference(weighed, masses) == 5_000
    assert scale_difference(weighed, {**masses, items[0].line_id: None}) is None
    assert scale_difference(dataclasses.replace(weighed, line_ids=()), masses) is None
