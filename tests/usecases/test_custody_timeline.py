"""The page of one unit's life: when, who, what, where, by which paper, with which proof, amended or void."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.records import ConditionCheck, Correction, FieldChange, NewRecord, Void
from packtrail.usecases.custody_timeline import custody_timeline
from tests.station import ADMIN, codes
from tests.trade import CODE
from tests.usecases.floor import SUPERVISOR, Floor, module
from tests.usecases.road import BY_PHONE, Road

M1 = codes(1, first=700)[0]


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


def life(floor, unit):
    with floor.station.read() as view:
        return custody_timeline(view, unit.unit_id)


def amend(floor, record, body):
    with floor.station.act() as tx:
        head = tx.amended(record.record_id).head_hash
        new = NewRecord(
            record_id=new_id(),
            body=body(head),
            occurred_at=floor.clock.at,
            operator_ref=ADMIN.ref,
            depends_on=(record.record_id,),
        )
        tx.append(new)


def void(record):
    return lambda head: Void(
        target_record_id=record.record_id,
        target_head_hash=head,
        reason_code="did_not_occur",
        reason_text="另一件的检查",
        replacement_record_ids=(),
    )


def test_a_life_is_told_from_the_gate_to_the_receiver_in_order(floor):
    road = Road(floor.station, floor.clock)
    unit = floor.take_in(CODE, storage_location="A-01", condition_class="deformed")
    floor.passed(unit)
    floor.release(unit.unit_id, "x", second=SUPERVISOR)
    handoff_id, items = road.sent_again(CODE)
    road.answer_all(handoff_id, BY_PHONE)
    told = life(floor, unit)
    assert [event.kind for event in told.events] == [
        "intake", "treatment", "safety_determination", "quarantine_release", "handoff_line",
        "handoff_release", "consignee_ack",
    ]  # fmt: skip
    assert [event.custody for event in told.events] == [
        *[Custody.QUARANTINED] * 3, Custody.IN_STORAGE, Custody.ALLOCATED, Custody.IN_TRANSIT,
        Custody.DELIVERED,
    ]  # fmt: skip
    intake, *_, ack = told.events
    assert (intake.place, intake.paper.kind) == (("A-01", None), "delivery")
    assert (ack.paper.document_id, ack.paper.number) == (handoff_id, told.handoff.number)
    assert told.events[3].second_ref == SUPERVISOR.ref
    assert told.delivery.delivery_id == unit.delivery_id
    assert len(items) == 1


def test_proofs_stand_at_their_event(floor):
    unit = floor.take_in(CODE)
    photo = floor.photo(role="damage")
    floor.check(unit, "deformed", photos=(photo,))
    assert life(floor, unit).events[-1].proofs == (photo,)


def test_a_void_check_stays_in_sight_and_counts_for_nothing(floor):
    unit = floor.take_in(CODE)
    floor.check(unit, "deformed")
    (check,) = floor.records("condition_check")
    amend(floor, check, void(check))
    told = life(floor, unit)
    assert told.unit.custody is Custody.IN_STORAGE
    event = told.events[-1]
    assert (event.kind, event.custody, event.void.reason_text) == ("condition_check", None, "另一件的检查")


def test_a_correction_shows_what_was_said_before(floor):
    unit = floor.take_in(CODE)
    floor.check(unit, remark="左则")
    (check,) = floor.records("condition_check")
    change = FieldChange(path="/remark", old="左则", new="左侧")
    amend(
        floor,
        check,
        lambda head: Correction(
            target_record_id=check.record_id,
            target_head_hash=head,
            reason_code="typo",
            reason_text="错字",
            changes=(change,),
        ),
    )
    event = life(floor, unit).events[-1]
    assert isinstance(event.body, ConditionCheck)
    assert event.body.remark == "左侧"
    assert [(one.reason_code, one.changes) for one in event.corrections] == [
        ("typo", (("remark", "左则", "左侧"),))
    ]


def test_a_part_names_its_pack_and_the_pack_its_parts(floor):
    unit = floor.take_in(CODE)
    (part,) = floor.open(unit, module(M1)).parts
    assert life(floor, part).parent.unit_id == unit.unit_id
    told = life(floor, unit)
    assert [each.unit_id for each in told.parts] == [part.unit_id]
    assert told.events[-1].custody is Custody.OPENED


def test_an_unknown_unit_has_no_life(floor):
    with pytest.raises(LookupError), floor.station.read() as view:
        custody_timeline(view, new_id())
