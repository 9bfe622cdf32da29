"""The document of a load moves only as platform 10.3 says; everything else is refused by name."""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.acting import Acting
from packtrail.domain.consignee import (
    AckDraft,
    AckSource,
    LineAnswer,
    LineReturn,
    RefusalReason,
    acknowledge,
    answers_for,
    take_back,
)
from packtrail.domain.custody import Custody
from packtrail.domain.documents import (
    HandoffDocument,
    HandoffItem,
    HandoffState,
    LineState,
    fold_handoff,
    fold_item,
)
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.entry import Entry
from packtrail.domain.errors_handoff_way import (
    HandoffStepClosed,
    HandoffStepTooEarly,
    LineAnsweredAlready,
    LineNotOnItsWayBack,
    LineNotSent,
)
from packtrail.domain.handoff_way import (
    HANDOFF_MAY,
    SETTLES,
    arrive,
    cancel,
    depart,
    refuse_step,
    settled_state,
)
from packtrail.domain.records import (
    Attachment,
    ConsigneeAck,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    Record,
    ReturnIn,
)
from packtrail.domain.records.handoff import AckOutcome
from tests.trade import AFTERNOON, CODE, MORNING, RECYCLER, ids, stored

HASH = "sha256:" + "0" * 64
PAPER = Attachment(digest=HASH, media_type="image/jpeg", size=1, role="signature")


def an_id(number):
    return f"01a1f684-8f48-7a11-8a00-0000000{number:05d}"


def document(state=HandoffState.DEPARTED, **changes):
    fields = {
        "handoff_id": an_id(900), "number": "HO-1", "consignee_uscc": RECYCLER, "consignee_name": None,
        "consignee_role": "utilisation_enterprise", "carrier_name": None, "vehicle_plate": "湘A12345",
        "line_count": 3, "mass_g": 3000, "handed_on_at": MORNING, "state": state, "release_id": an_id(901),
        "release_hash": HASH,
    }  # fmt: skip
    return HandoffDocument(**fields | changes)


def line(number, **changes):
    fields = {
        "line_id": an_id(number), "handoff_id": an_id(900), "line_no": number, "unit_id": an_id(100 + number),
        "battery_code": f"{CODE[:-1]}{number}", "local_id": None, "level": "pack", "chemistry_code": "B",
        "mass_g": 1000, "mass_basis": "weighed", "picked_by": "scan",
    }  # fmt: skip
    return HandoffItem(**fields | changes)


LINES = [line(1), line(2), line(3)]


def acting(at=AFTERNOON):
    return Acting(at=at, operator_ref="op_1", new_id=ids())


STEPS = {
    HandoffDeparted: lambda doc: depart(doc, departed_at=None, vehicle_plate=None, acting=acting()),
    HandoffArrived: lambda doc: arrive(doc, arrived_at=None, acting=acting()),
    HandoffCancelled: lambda doc: cancel(doc, reason_code="weather", reason_text="雨", acting=acting()),
    ConsigneeAck: lambda doc: acknowledge(
        doc, LINES, AckDraft(answers=answers_for(LINES), source=AckSource.PHONE), acting=acting()
    ),
    ReturnIn: lambda doc: take_back(
        doc,
        [line(1, state=LineState.REFUSED)],
        {an_id(101): stored(unit_id=an_id(101), custody=Custody.RETURNING)},
        [LineReturn(line_id=an_id(1), condition_class="normal")],
        acting=acting(),
    ),
}


@pytest.mark.parametrize(
    ("event", "state"),
    [(event, state) for event in HANDOFF_MAY for state in HandoffState if state not in HANDOFF_MAY[event]],
    ids=lambda part: getattr(part, "record_type", part),
)
def test_a_step_that_does_not_lead_on_from_here_is_refused_by_name(event, state):
    with pytest.raises(HandoffStepClosed) as refusal:
        STEPS.get(event, lambda doc: refuse_step(doc, event))(document(state))
    assert refusal.value.handoff_step == event.record_type
    assert refusal.value.handoff_state == state


@pytest.mark.parametrize(
    ("event", "state"),
    [(event, state) for event in STEPS for state in sorted(HANDOFF_MAY[event])],
    ids=lambda part: getattr(part, "record_type", part),
)
def test_a_step_that_leads_on_is_written(event, state):
    written = STEPS[event](document(state))
    records = written if isinstance(written, tuple) else (written,)
    assert {type(record.body) for record in records} == {event}
    assert all(record.depends_on for record in records)


@pytest.mark.parametrize("state", list(HandoffState))
def test_a_load_is_settled_once_it_is_answered_and_everybody_knows(state):
    assert settled_state(document(state), acknowledged=False) is state
    settled = settled_state(document(state), acknowledged=True)
    assert settled is (HandoffState.SETTLED if state in SETTLES else state)


def test_departure_keeps_the_plate_that_came_and_the_time_that_was_told():
    told = MORNING + timedelta(hours=2)
    record = depart(
        document(HandoffState.RELEASED), departed_at=told, vehicle_plate=" 湘B99999 ", acting=acting()
    )
    assert (record.body.vehicle_plate, record.body.departed_at, record.occurred_at) == (
        "湘B99999",
        told,
        told,
    )


def test_nobody_leaves_before_the_release_and_nobody_arrives_before_leaving():
    with pytest.raises(HandoffStepTooEarly) as refusal:
        depart(
            document(HandoffState.RELEASED),
            departed_at=MORNING - timedelta(minutes=1),
            vehicle_plate=None,
            acting=acting(),
        )
    assert refusal.value.not_before == MORNING
    on_road = document(departed_at=AFTERNOON)
    with pytest.raises(HandoffStepTooEarly):
        arrive(on_road, arrived_at=MORNING, acting=acting(AFTERNOON + timedelta(hours=1)))


def test_a_clock_that_was_set_back_keeps_no_step_from_being_noted():
    record = arrive(document(departed_at=AFTERNOON), arrived_at=None, acting=acting(MORNING))
    assert record.body.arrived_at == AFTERNOON


def test_a_time_in_the_future_and_a_plate_without_end_are_told_at_their_fields():
    with pytest.raises(DraftIncomplete) as refusal:
        depart(
            document(HandoffState.RELEASED),
            departed_at=AFTERNOON + timedelta(days=1),
            vehicle_plate="湘" * 17,
            acting=acting(),
        )
    assert {(fault.kind, fault.field) for fault in refusal.value.faults} == {
        (FaultKind.TEXT_TOO_LONG, "vehicle_plate"),
        (FaultKind.TIME_IN_FUTURE, "departed_at"),
    }


def test_a_load_is_not_cancelled_without_a_reason():
    with pytest.raises(DraftIncomplete):
        cancel(document(HandoffState.RELEASED), reason_code="other", reason_text="  ", acting=acting())


def answer(items, answers, **changes):
    draft = AckDraft(answers=tuple(answers), source=AckSource.PHONE, **changes)
    return acknowledge(document(), items, draft, acting=acting())


def test_what_was_not_sent_is_not_answered():
    stranger = LineAnswer(line_id=an_id(77), outcome=AckOutcome.ACCEPTED)
    with pytest.raises(LineNotSent):
        answer(LINES, [stranger])


def test_a_line_is_answered_once():
    yes = LineAnswer(line_id=an_id(1), outcome=AckOutcome.ACCEPTED)
    with pytest.raises(LineAnsweredAlready):
        answer(LINES, [yes, yes])
    with pytest.raises(LineAnsweredAlready) as refusal:
        answer([line(1, state=LineState.REFUSED)], [yes])
    assert refusal.value.line_state == "refused"


def test_a_line_refused_by_name_that_is_not_on_the_load_is_no_acceptance_of_all():
    with pytest.raises(LineNotSent):
        answer(LINES, answers_for(LINES, refused={an_id(77): RefusalReason.CAPACITY}))


def test_a_refusal_needs_its_reason_and_a_signed_paper_its_photograph():
    no = LineAnswer(line_id=an_id(2), outcome=AckOutcome.REFUSED)
    with pytest.raises(DraftIncomplete) as refusal:
        acknowledge(
            document(), LINES, AckDraft(answers=(no,), source=AckSource.SIGNED_PAPER), acting=acting()
        )
    assert {(fault.kind, fault.line) for fault in refusal.value.faults} == {
        (FaultKind.EVIDENCE_MISSING, 0),
        (FaultKind.REASON_TEXT_MISSING, 2),
    }


def test_an_answer_about_nothing_is_none():
    with pytest.raises(DraftIncomplete):
        answer(LINES, [])


@pytest.mark.parametrize("mass_g", [0, -1, 5_000_001])
def test_a_received_mass_that_no_pack_has_is_a_typing_error(mass_g):
    heavy = LineAnswer(line_id=an_id(1), outcome=AckOutcome.ACCEPTED, received_mass_g=mass_g)
    with pytest.raises(DraftIncomplete):
        answer(LINES, [heavy])


def test_a_lot_by_the_kilogram_may_weigh_more_than_a_pack():
    lots = [line(1, level="lot")]
    heavy = LineAnswer(line_id=an_id(1), outcome=AckOutcome.ACCEPTED, received_mass_g=9_000_000)
    assert answer(lots, [heavy])[0].body.received_gross_mass_g == 9_000_000


@pytest.mark.practice(17)
def test_the_recipient_declares_that_nothing_goes_into_e_bikes():
    records = answer(LINES, answers_for(LINES), declares_no_ebike_use=True, declaration=PAPER)
    assert {record.body.declares_no_ebike_use for record in records} == {True}
    assert {record.body.declaration_digest for record in records} == {PAPER.digest}
    assert all(PAPER in record.attachments for record in records)
    folded = fold_handoff(document(), entry(records[0]))
    assert folded.has_ebike_declaration


def entry(new):
    record = Record(
        record_id=new.record_id, station_seq=1, prev_hash=HASH, record_hash=HASH, occurred_at=new.occurred_at,
        recorded_at=new.occurred_at, operator_ref="op_1", depends_on=new.depends_on, body=new.body,
        attachments=new.attachments,
    )  # fmt: skip
    return Entry(record=record)


@pytest.mark.practice(4)
@given(refused=st.sets(st.integers(1, 3)), order=st.permutations([1, 2, 3]), back=st.permutations([1, 2, 3]))
def test_accepted_and_refused_are_what_was_sent_in_whatever_order_the_answers_come(refused, order, back):
    doc, items = document(), {an_id(item.line_no): item for item in LINES}
    reasons = {an_id(number): RefusalReason.MASS_DISCREPANCY for number in refused}
    answers = {each.line_id: each for each in answers_for(LINES, refused=reasons)}
    for number in order:
        (record,) = answer_in(doc, items, [answers[an_id(number)]])
        doc, items[an_id(number)] = (
            fold_handoff(doc, entry(record)),
            fold_item(items[an_id(number)], entry(record)),
        )
        assert doc.accepted_count + doc.refused_count <= doc.line_count
    assert (doc.accepted_count, doc.refused_count) == (3 - len(refused), len(refused))
    expected = {0: HandoffState.ACCEPTED, 3: HandoffState.REFUSED}
    assert doc.state is expected.get(len(refused), HandoffState.PARTIALLY_ACCEPTED)
    for number in (each for each in back if each in refused):
        (record,) = returned(doc, items, an_id(number))
        doc, items[an_id(number)] = (
            fold_handoff(doc, entry(record)),
            fold_item(items[an_id(number)], entry(record)),
        )
    assert (doc.state is HandoffState.RETURNED) is bool(refused)


def answer_in(doc, items, answers):
    draft = AckDraft(answers=tuple(answers), source=AckSource.PHONE)
    return acknowledge(doc, list(items.values()), draft, acting=acting())


def returned(doc, items, line_id, **changes):
    units = {
        item.unit_id: stored(unit_id=item.unit_id, custody=Custody.RETURNING)
        for item in items.values()
        if item.state is LineState.REFUSED
    }
    back = LineReturn(line_id=line_id, condition_class="normal", **changes)
    return take_back(doc, list(items.values()), units, [back], acting=acting())


def test_a_refused_unit_that_is_back_before_the_last_answer_makes_the_load_returned_in_the_end():
    doc, items = document(line_count=2), {an_id(1): line(1), an_id(2): line(2)}
    answers = answers_for(items.values(), refused={an_id(1): RefusalReason.CAPACITY})
    for record in answer_in(doc, items, answers[:1]):
        doc, items[an_id(1)] = fold_handoff(doc, entry(record)), fold_item(items[an_id(1)], entry(record))
    (back,) = returned(doc, items, an_id(1))
    doc = fold_handoff(doc, entry(back))
    assert doc.state is HandoffState.DEPARTED
    for record in answer_in(doc, items, answers[1:]):
        doc = fold_handoff(doc, entry(record))
    assert doc.state is HandoffState.RETURNED


@pytest.mark.parametrize("state", sorted(set(LineState) - {LineState.REFUSED}))
def test_only_what_was_refused_comes_back(state):
    items = {an_id(1): line(1, state=state)}
    with pytest.raises(LineNotOnItsWayBack) as refusal:
        returned(document(), items, an_id(1))
    assert refusal.value.line_state == state


def test_nothing_comes_back_twice_in_one_act():
    refused = line(1, state=LineState.REFUSED)
    units = {refused.unit_id: stored(unit_id=refused.unit_id, custody=Custody.RETURNING)}
    back = LineReturn(line_id=refused.line_id, condition_class="normal")
    with pytest.raises(LineNotOnItsWayBack):
        take_back(document(), [refused], units, [back, back], acting=acting())


def test_a_unit_that_is_not_on_its_way_is_not_taken_back():
    refused = line(1, state=LineState.REFUSED)
    units = {refused.unit_id: stored(unit_id=refused.unit_id, custody=Custody.INCIDENT_CLOSED)}
    back = LineReturn(line_id=refused.line_id, condition_class="normal")
    with pytest.raises(LineNotOnItsWayBack):
        take_back(document(), [refused], units, [back], acting=acting())


def test_a_return_names_a_line_and_says_how_its_mass_is_known():
    with pytest.raises(LineNotSent):
        returned(document(), {an_id(1): line(1, state=LineState.REFUSED)}, an_id(8))
    with pytest.raises(DraftIncomplete) as refusal:
        returned(document(), {an_id(1): line(1, state=LineState.REFUSED)}, an_id(1), mass_g=900)
    assert [fault.kind for fault in refusal.value.faults] == [FaultKind.MASS_WITHOUT_BASIS]


def test_a_return_stands_on_the_answer_that_refused_it():
    items = {an_id(1): dataclasses.replace(line(1), state=LineState.REFUSED, ack_id=an_id(5))}
    (record,) = returned(document(), items, an_id(1), mass_g=900, mass_basis="weighed")
    assert record.depends_on == (an_id(1), an_id(101), an_id(5))
    assert (record.body.gross_mass_g, record.body.mass_basis) == (900, "weighed")


def test_what_was_lost_on_the_road_needs_no_answer():
    from packtrail.domain.records import IncidentClosed, NewRecord, SecondConfirmation

    def loss(number, second):
        body = IncidentClosed(
            intake_record_id=an_id(100 + number), incident="fire", reason_text="途中起火",
            second_operator_ref=second, line_record_id=an_id(number),
        )  # fmt: skip
        return NewRecord(record_id=an_id(200 + number), body=body, occurred_at=AFTERNOON, operator_ref="op_1")

    doc = document(line_count=2)
    doc = fold_handoff(doc, entry(loss(1, "op_2")))
    assert (doc.state, doc.written_off_count) == (HandoffState.DEPARTED, 1)
    waiting = fold_handoff(doc, entry(loss(2, None)))
    assert waiting.pending_exits == (an_id(202),)
    item = fold_item(line(2), entry(loss(2, None)))
    assert (item.state, item.pending_exit) == (LineState.OPEN, an_id(202))
    for confirmed, state, line_state in (
        (True, HandoffState.LOST, LineState.WRITTEN_OFF),
        (False, HandoffState.DEPARTED, LineState.OPEN),
    ):
        second = NewRecord(
            record_id=an_id(300),
            body=SecondConfirmation(target_record_id=an_id(202), confirmed=confirmed, way="later"),
            occurred_at=AFTERNOON,
            operator_ref="op_2",
        )
        assert fold_handoff(waiting, entry(second)).state is state
        assert fold_item(item, entry(second)).state is line_state
    ack = answer_in(doc, {an_id(2): line(2)}, answers_for([line(2)]))[0]
    assert fold_handoff(doc, entry(ack)).state is HandoffState.PARTIALLY_ACCEPTED
