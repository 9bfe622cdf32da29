"""What an inspector opens first has every exit, every doubt and who stands behind it."""

import random
from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.exceptions_register import ExceptionKind, random_sample
from packtrail.domain.exits import ExitReason, Incident, ReturnReason
from packtrail.domain.handoff import LineDraft
from packtrail.domain.records import Evidence, NewRecord, SecondConfirmation, Void
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.exceptions_register import exceptions_register, floor_sample
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.station import ADMIN, codes, take_in
from tests.trade import CODE, MORNING, delivery, load, pack, stored
from tests.usecases.road import BY_PHONE, SUPERVISOR, Road

FROM, TO = MORNING - timedelta(days=1), MORNING + timedelta(days=1)


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


def wrote(road, body, by=ADMIN, attachments=()):
    with road.station.act() as tx:
        new = NewRecord(
            record_id=new_id(),
            body=body,
            occurred_at=road.clock(),
            operator_ref=by.ref,
            attachments=attachments,
        )
        return tx.append(new)[0]


def rows(road, kind, after=FROM, until=TO):
    with road.station.read() as view:
        return [row for row in exceptions_register(view, after, until).rows if row.kind is kind]


def exit_of(road, act, unit, *more, code, second):
    reason = ExitReason(code=code, text="说明附后", evidence=(road.photo(b"why"),))
    acts = {"by": ADMIN, "store": road.station, "now": road.clock, "new_id": new_id}
    return act(unit.unit_id, *more, reason, second=second, **acts)


@pytest.mark.practice(12)
def test_exits_stand_there_with_reason_evidence_and_both_persons(road):
    one, other = take_in(road.station, road.clock, *codes(2)).units
    exit_of(road, return_unit_to_source, one, one.delivery_id, code=ReturnReason.NOT_OURS, second=SUPERVISOR)
    waiting = exit_of(road, write_unit_off, other, code=Incident.THEFT, second=None)
    (back,) = rows(road, ExceptionKind.RETURNED_TO_SOURCE)
    assert (back.subject, back.operator_ref, back.second_ref) == (one.battery_code, ADMIN.ref, SUPERVISOR.ref)
    assert (back.reason_code, back.reason_text, len(back.evidence)) == ("not_ours", "说明附后", 1)
    (off,) = rows(road, ExceptionKind.WRITTEN_OFF)
    assert (off.second_ref, off.is_pending, off.reason_code) == (None, True, "theft")
    later = road.photo(b"police", role="overall")
    wrote(road, Evidence(target_record_id=waiting.pending_exit, remark=None), attachments=(later,))
    wrote(
        road,
        SecondConfirmation(target_record_id=waiting.pending_exit, confirmed=True, way="later"),
        by=SUPERVISOR,
    )
    (off,) = rows(road, ExceptionKind.WRITTEN_OFF)
    assert (off.second_ref, off.is_pending, off.evidence[-1]) == (SUPERVISOR.ref, False, later.digest)


@pytest.mark.practice(12)
@pytest.mark.parametrize(("waited_s", "listed"), [(3, 0), (3600, 1)])
def test_a_void_is_listed_once_the_time_to_undo_is_over(road, waited_s, listed):
    unit = take_in(road.station, road.clock, CODE).units[0]
    road.clock.at += timedelta(seconds=waited_s)
    with road.station.read() as view:
        head = view.amended(unit.unit_id).head_hash
    wrote(
        road,
        Void(
            target_record_id=unit.unit_id, target_head_hash=head, reason_code="duplicate_entry",
            reason_text="重复", replacement_record_ids=(), second_operator_ref=SUPERVISOR.ref,
        ),
    )  # fmt: skip
    found = rows(road, ExceptionKind.VOIDED)
    assert len(found) == listed
    assert all((row.subject, row.second_ref) == (CODE, SUPERVISOR.ref) for row in found)


@pytest.mark.practice(12)
def test_units_without_a_code_and_codes_typed_by_hand_are_told_with_how(road):
    photo = road.photo(b"burnt", role="nameplate")
    burnt = pack(None, code_status="unreadable", code_source="none", code_reason="burnt", photos=(photo,))
    typed = pack(CODE, code_source="manual_single")
    acts = {"by": ADMIN, "store": road.station, "now": road.clock, "new_id": new_id}
    taken = record_delivery(delivery(burnt, typed, pack(codes(1)[0])), **acts)
    (uncoded,) = rows(road, ExceptionKind.UNCODED)
    assert (uncoded.subject, uncoded.reason_code) == (taken.units[0].local_id, "burnt")
    assert uncoded.evidence == (photo.digest,)
    (by_hand,) = rows(road, ExceptionKind.HAND_TYPED)
    assert (by_hand.subject, by_hand.reason_code) == (CODE, "manual_single")


@pytest.mark.practice(5)
def test_lines_that_nobody_scanned_and_loads_without_an_answer_are_told(road):
    take_in(road.station, road.clock, *codes(2))
    one, other = codes(2)
    lines = (LineDraft(code=one, picked_by="list"), LineDraft(code=other))
    handoff = road.release(load(lines=lines)).document
    (picked,) = rows(road, ExceptionKind.LIST_PICKED)
    assert picked.subject == one
    (waiting,) = rows(road, ExceptionKind.UNACKNOWLEDGED)
    assert waiting.subject == handoff.number
    road.depart(handoff.handoff_id)
    road.answer_all(handoff.handoff_id, BY_PHONE)
    assert rows(road, ExceptionKind.UNACKNOWLEDGED) == []


def test_only_the_period_that_was_asked_for_is_listed(road):
    typed = pack(CODE, code_source="manual_double_entry")
    record_delivery(delivery(typed), by=ADMIN, store=road.station, now=road.clock, new_id=new_id)
    assert len(rows(road, ExceptionKind.HAND_TYPED)) == 1
    assert rows(road, ExceptionKind.HAND_TYPED, after=TO, until=TO + timedelta(days=1)) == []


def test_too_many_of_a_kind_are_cut_and_that_is_said(road, monkeypatch):
    monkeypatch.setattr("packtrail.usecases.exceptions_register.MOST_OF_A_KIND", 2)
    typed = [pack(code, code_source="manual_single") for code in codes(3)]
    record_delivery(delivery(*typed), by=ADMIN, store=road.station, now=road.clock, new_id=new_id)
    with road.station.read() as view:
        found = exceptions_register(view, FROM, TO)
    assert found.counts[ExceptionKind.HAND_TYPED] == 2
    assert found.cut == {ExceptionKind.HAND_TYPED}


@pytest.mark.practice(12)
def test_a_sample_is_the_same_for_everybody_who_has_the_seed(road):
    units = [
        stored(unit_id=f"01a1f684-8f48-7a11-8a00-{number:012d}", slot=f"A-{number}") for number in range(40)
    ]
    drawn = random_sample(units, "2026-11-20/检查", 5)
    shuffled = random.Random(7).sample(units, len(units))
    assert random_sample(shuffled, "2026-11-20/检查", 5) == drawn
    assert random_sample(units, "another", 5) != drawn
    assert len(set(drawn)) == 5
    assert all(unit.slot for unit in drawn)
    assert random_sample(units[:3], "x", 5) != ()
    assert random_sample(units, "x", -1) == ()


def test_a_sample_is_drawn_of_what_should_stand_here(road):
    road.sent(CODE)
    here = take_in(road.station, road.clock, *codes(2)).units
    with road.station.read() as view:
        drawn = floor_sample(view, "seed", 10)
    assert {unit.unit_id for unit in drawn} == {unit.unit_id for unit in here}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_kind_has_its_words(language):
    assert all(wording(language).knows(f"words.exception.{kind}") for kind in ExceptionKind)
