"""The stock of any past moment is what a replay of the log gives, late entries and corrections included."""

import dataclasses
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.domain.custody import HERE, LIVE, Custody
from packtrail.domain.entry import Entry
from packtrail.domain.places import Place
from packtrail.domain.records import (
    ConditionCheck,
    Correction,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    Intake,
    UnitMoved,
    Void,
)
from packtrail.domain.records.ledger import FieldChange
from packtrail.domain.unit_folds import fold_unit
from packtrail.protocol import records
from packtrail.store.check import check
from packtrail.store.ledger import open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.stock_on import shelf_on, stock_on

HOUR = timedelta(hours=1)


class Yard:
    """Writes what a test says, each record with its own true time, and replays the log by itself."""

    def __init__(self, ledger, outlet):
        self.ledger, self.outlet, self.written = ledger, outlet, []
        self.start = outlet.now()

    def write(self, hour, *new):
        new = [dataclasses.replace(each, occurred_at=self.start + hour * HOUR) for each in new]
        with self.ledger.act() as tx:
            self.written += tx.append(*new)
        return new[0]

    def take_in(self, hour, zone=None, **more):
        number = f"IN-{len(self.written)}"
        return self.write(
            hour, self.outlet.intake(number, private={"storage_location": zone} if zone else None, **more)
        )

    def move(self, hour, intake, zone, slot=None):
        place = {"zone": zone} | ({"slot": slot} if slot else {})
        return self.write(
            hour, self.outlet.record(UnitMoved(intake_record_id=intake.record_id), private=place)
        )

    def check(self, hour, intake, condition):
        body = ConditionCheck(
            intake_record_id=intake.record_id, condition_class=condition, residual_voltage_mv=None,
            insulation_kohm=None, surface_celsius=None, recheck_at=None, remark=None,
        )  # fmt: skip
        return self.write(hour, self.outlet.record(body))

    def load(self, hour, *intakes):
        return self.write(hour, *self.outlet.load(*intakes, number=f"HO-{len(self.written)}"))

    def void(self, hour, target):
        body = Void(
            target_record_id=target.record_id, target_head_hash="sha256:" + "0" * 64,
            reason_code="did_not_occur", reason_text="x", replacement_record_ids=(),
        )  # fmt: skip
        return self.write(hour, self.outlet.record(body))

    def correct(self, hour, target, mass_g):
        body = Correction(
            target_record_id=target.record_id, target_head_hash="sha256:" + "0" * 64, reason_code="typo",
            reason_text="x", changes=(FieldChange(path="/gross_mass_g", old=None, new=mass_g),),
        )  # fmt: skip
        return self.write(hour, self.outlet.record(body))

    def of(self, kind):
        return [each for each in self.written if isinstance(each.body, kind)]

    def replayed(self, at):
        """Each unit as of ``at``, from the bytes of the log alone."""
        with self.ledger.read() as view:
            lines = [line for _, line in view.canonical_lines(1, 0, 10_000)]
            log = [records.read(line) for line in lines]
            private = {each.record_id: view.private_part(each.record_id) for each in log}
        gone = voided(log)
        log = [corrected(each, log, gone) for each in log if each.record_id not in gone]
        units = []
        for intake in log:
            if isinstance(intake.body, Intake) and intake.occurred_at <= at:
                unit = None
                for each in log:
                    if each.occurred_at <= at and speaks_of(each, intake.record_id, log):
                        unit = fold_unit(unit, Entry(record=each, private=private[each.record_id]))
                units.append(unit)
        return units

    def moments(self):
        happened = {each.occurred_at for each in self.written}
        return sorted({at + step for at in happened for step in (-timedelta(seconds=1), timedelta(0))})

    def assert_as_replayed(self, at):
        units = self.replayed(at)
        live = [unit for unit in units if unit.custody in LIVE]
        counted, mass, unknown = Counter(), Counter(), Counter()
        for unit in live:
            key = (unit.custody, unit.level, unit.zone)
            counted[key] += 1
            mass[key] += unit.mass_g or 0
            unknown[key] += unit.mass_g is None
        with self.ledger.read() as view:
            lines = view.stock_as_of(at)
            placed = view.units_as_of(at)
        assert {(x.custody, x.level, x.zone): (x.count, x.mass_g, x.without_mass) for x in lines} == {
            key: (counted[key], mass[key], unknown[key]) for key in counted
        }
        assert {(x.unit_id, x.custody, x.zone, x.slot, x.mass_g) for x in placed} == {
            (x.unit_id, x.custody, x.zone, x.slot, x.mass_g) for x in live if x.custody in HERE
        }


def voided(log):
    gone = set()
    for each in reversed(log):
        if isinstance(each.body, Void) and each.record_id not in gone:
            gone.add(each.body.target_record_id)
    return gone


def corrected(record, log, gone):
    for each in log:
        is_correction = isinstance(each.body, Correction) and each.record_id not in gone
        if is_correction and each.body.target_record_id == record.record_id:
            (change,) = each.body.changes
            body = dataclasses.replace(record.body, gross_mass_g=change.new)
            record = dataclasses.replace(record, body=body)
    return record


def speaks_of(record, unit_id, log):
    if record.record_id == unit_id:
        return True
    if isinstance(record.body, HandoffRelease | HandoffCancelled):
        return any(
            isinstance(each.body, HandoffLine)
            and each.body.handoff_record_id == record.body.handoff_record_id
            and each.body.intake_record_id == unit_id
            for each in log
        )
    return getattr(record.body, "intake_record_id", None) == unit_id


def opened_yard(folder, key, outlet):
    ledger = open_ledger(folder, key, clock=outlet.now)
    open_station(
        ledger, label="S1", private_key=bytes(32), operator_ref="op_1", now=outlet.now, new_id=outlet.new_id
    )
    return Yard(ledger, outlet)


@pytest.fixture
def yard(folder, key, outlet):
    made = opened_yard(folder, key, outlet)
    yield made
    made.ledger.close()


def at_hour(yard, hour):
    with yard.ledger.read() as view:
        return stock_on(view, yard.start + hour * HOUR)


def counts(stock):
    return {custody: each.count for custody, each in stock.by_custody.items()}


@pytest.mark.practice(12)
def test_an_inspector_sees_who_put_which_pack_on_the_shelf_last_tuesday(yard):
    pack, other = yard.take_in(0, "A/01"), yard.take_in(1, "A/02")
    yard.move(5, pack, "B", "01")
    yard.move(9, pack, "C")
    with yard.ledger.read() as view:
        (on_shelf,) = shelf_on(view, yard.start + 6 * HOUR, Place("B", "01"))
        (before,) = shelf_on(view, yard.start + 2 * HOUR, Place("A", "01"))
        assert shelf_on(view, yard.start + 6 * HOUR, Place("A", "01")) == ()
        assert [each.unit.unit_id for each in shelf_on(view, yard.start + 6 * HOUR, Place("A"))] == [
            other.record_id
        ]
    assert (on_shelf.unit.unit_id, on_shelf.put_by, on_shelf.put_at) == (
        pack.record_id,
        "op_1",
        yard.start + 5 * HOUR,
    )
    assert before.put_at == yard.start


@pytest.mark.practice(16)
def test_a_load_entered_from_paper_left_when_the_paper_says(yard):
    pack = yard.take_in(0)
    yard.check(12, pack, "undetermined")
    yard.move(13, pack, "B")  # who noted it didn't know that the lorry had gone
    yard.load(10, pack)  # written on paper at ten, typed in the evening
    assert counts(at_hour(yard, 9)) == {Custody.IN_STORAGE: 1}
    assert counts(at_hour(yard, 10)) == {Custody.IN_TRANSIT: 1}
    assert counts(at_hour(yard, 11)) == {Custody.IN_TRANSIT: 1}
    assert counts(at_hour(yard, 13)) == {Custody.IN_TRANSIT: 1}


@pytest.mark.practice(16)
def test_a_delivery_entered_in_the_evening_stood_here_since_the_morning(yard):
    yard.take_in(17)
    yard.take_in(9, "A")
    assert at_hour(yard, 12).by_zone == {"A": at_hour(yard, 12).here}
    assert at_hour(yard, 8).here.count == 0


@pytest.mark.practice(15)
def test_a_voided_intake_never_was_and_a_corrected_mass_was_always_so(yard):
    wrong, right = yard.take_in(0), yard.take_in(0, gross_mass_g=400_000)
    assert at_hour(yard, 1).here.count == 2
    yard.void(20, wrong)
    yard.correct(21, right, 40_000)
    assert (at_hour(yard, 1).here.count, at_hour(yard, 1).here.mass_g) == (1, 40_000)


def test_a_move_that_was_voided_took_place_nowhere(yard):
    pack = yard.take_in(0, "A")
    moved = yard.move(5, pack, "B")
    yard.void(6, moved)
    assert set(at_hour(yard, 5).by_zone) == {"A"}


def test_a_moment_before_everything_has_no_stock(yard):
    yard.take_in(0)
    assert at_hour(yard, -1).lines == ()
    with yard.ledger.read() as view, pytest.raises(ValueError, match="offset"):
        stock_on(view, (yard.start).replace(tzinfo=None))


def test_as_of_now_is_the_stock_of_now(yard):
    packs = [yard.take_in(n, "A") for n in range(4)]
    yard.load(6, packs[0])
    yard.check(7, packs[1], "leaking")
    with yard.ledger.read() as view:
        now = {line.custody: (line.count, line.mass_g) for line in view.stock()}
        then = stock_on(view, yard.start + 100 * HOUR).by_custody
    assert {custody: (each.count, each.mass_g) for custody, each in then.items()} == now


STEPS = ("take_in", "take_in", "move", "move", "check", "load", "cancel", "correct", "void")


def one_more(yard, step, hour, a, b):
    intake = yard.of(Intake)[a % len(yard.of(Intake))]
    if step == "take_in":
        yard.take_in(hour, ("A", "B/1", None)[b % 3], gross_mass_g=None if b == 4 else 1000 + b)
    elif step == "move":
        yard.move(hour, intake, "ABC"[b % 3], str(b) if b % 2 else None)
    elif step == "check":
        yard.check(hour, intake, ("normal", "leaking", "undetermined")[b % 3])
    elif step == "load":
        yard.load(hour, intake)
    elif step == "cancel" and yard.of(HandoffRelease):
        released = yard.of(HandoffRelease)[a % len(yard.of(HandoffRelease))].body
        cancelled = HandoffCancelled(
            handoff_record_id=released.handoff_record_id, reason_code="no_lorry", reason_text="x"
        )
        yard.write(hour, yard.outlet.record(cancelled))
    elif step == "correct":
        yard.correct(hour, intake, 5000 + b)
    elif step == "void":
        targets = [*yard.of(Intake), *yard.of(UnitMoved), *yard.of(ConditionCheck), *yard.of(Correction)]
        yard.void(hour, targets[(a * 7 + b) % len(targets)])


def test_any_history_with_late_entries_and_corrections_is_what_a_replay_gives(outlet, key):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(0, 30), st.integers(0, 9), st.integers(0, 9)),
            min_size=3,
            max_size=16,
        ),
        st.booleans(),
    )
    def agree(history, late):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            yard = opened_yard(folder, key, type(outlet)())
            try:
                yard.take_in(0, "A")
                for n, (step, hour, a, b) in enumerate(history):
                    one_more(yard, step, hour if late else n, a, b)
                for at in yard.moments():
                    yard.assert_as_replayed(at)
            finally:
                yard.ledger.close()
            assert check(folder, key, rebuild=True).problems == ()

    agree()
