"""Views after amendments: whatever was corrected, voided, purged or written anew, a rebuild agrees."""

import dataclasses
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffItem, LineState
from packtrail.domain.records import (
    ConditionCheck,
    ConsigneeAck,
    Correction,
    CorrectionAnswered,
    FieldChange,
    HandoffLine,
    Intake,
    NewRecord,
    PackOpened,
    PrivatePurged,
    QuarantineRelease,
    ReturnIn,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
    UnitMoved,
    Void,
)
from packtrail.store import connection as connections
from packtrail.store import projections, verify, views
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.store.statements import filled
from packtrail.usecases.open_station import open_station


class Bench:
    """A ledger, its records by kind, and a second connection that makes the views anew beside it."""

    def __init__(self, folder, key, outlet):
        self.ledger = open_ledger(folder, key, clock=outlet.now)
        self.outlet = outlet
        self.connection = connections.writing(folder / LEDGER_FILE, key)
        self.written = []

    def close(self):
        self.connection.close()
        self.ledger.close()

    def write(self, *new):
        with self.ledger.act() as tx:
            written = list(tx.append(*new))
        self.written += written
        return written

    def record(self, body, **more):
        return self.outlet.record(body, **more)

    def of(self, kind):
        return [each for each in self.written if isinstance(each.body, kind)]

    def differing(self):
        """The tables in which the views as they are differ from those made anew."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        try:
            projections.create_tables(self.connection, projections.SHADOW)
            anew = projections.Projection(self.connection, projections.SHADOW)
            projections.fold_all(self.connection, anew, after=0, limit=10_000)
            return {table: rows for table in views.TABLES if (rows := self._rows(table))}
        finally:
            run("ROLLBACK")

    def _rows(self, table):
        pieces = {"table": table, "order": views.ORDER[table]}
        have, want = (
            list(
                verify.rows(
                    self.connection, filled(f"SELECT * FROM {p}{{table}} ORDER BY {{order}}", **pieces)
                )
            )
            for p in ("", projections.SHADOW)
        )
        return None if have == want else (have, want)

    def unit(self, unit_id):
        with self.ledger.read() as view:
            return view.unit(unit_id)


@pytest.fixture
def bench(folder, key, outlet):
    made = Bench(folder, key, outlet)
    start(made)
    yield made
    made.close()


def start(bench):
    open_station(
        bench.ledger, label="S1", private_key=bytes(32), operator_ref="op_1", now=bench.outlet.now,
        new_id=bench.outlet.new_id,
    )  # fmt: skip


def void(bench, target, *replacements):
    return bench.record(
        Void(
            target_record_id=target.record_id,
            target_head_hash=target.record_hash,
            reason_code="did_not_occur",
            reason_text="x",
            replacement_record_ids=replacements,
        ),
        depends_on=(target.record_id,),
    )


def correct(bench, target, field, new, **more):
    return bench.record(
        Correction(
            target_record_id=target.record_id,
            target_head_hash=target.record_hash,
            reason_code="typo",
            reason_text="x",
            changes=(FieldChange(path=f"/{field}", old=None, new=new),),
            **more,
        )
    )


def answer(bench, correction, outcome="applied"):
    return bench.record(
        CorrectionAnswered(
            correction_record_id=correction.record_id, outcome=outcome, answered_on=date(2026, 11, 20),
            answer_source="phone",
        )
    )  # fmt: skip


def check(bench, unit_id, condition):
    return bench.record(
        ConditionCheck(
            intake_record_id=unit_id, condition_class=condition, residual_voltage_mv=None,
            insulation_kohm=None, surface_celsius=None, recheck_at=None, remark=None,
        )
    )  # fmt: skip


def treat(bench, unit_id):
    return bench.record(Treatment(intake_record_id=unit_id, treatment_code="other", description="x"))


def determine(bench, unit_id, *, passed=True):
    return bench.record(
        SafetyDetermination(
            intake_record_id=unit_id, checklist="x", checklist_version="1", answers=(), passed=passed,
            consignor_name="x", consignee_name=None, consignee_uscc=None,
        )
    )  # fmt: skip


def ask_release(bench, unit_id, safety_id, second=None):
    return bench.record(
        QuarantineRelease(
            intake_record_id=unit_id, safety_record_id=safety_id, second_operator_ref=second, reason_text="x"
        )
    )


def confirm(bench, target_id, *, confirmed=True):
    return bench.record(SecondConfirmation(target_record_id=target_id, confirmed=confirmed, way="later"))


def move(bench, unit_id, zone):
    return bench.record(UnitMoved(intake_record_id=unit_id), private={"zone": zone})


def ack(bench, line, outcome="accepted", mass=990):
    return bench.record(
        ConsigneeAck(
            handoff_id=line.body.handoff_id, line_no=1, outcome=outcome, received_gross_mass_g=mass,
            refusal_reason=None, acknowledged_at=bench.outlet.now(), ack_source="phone",
            paper_evidence_digest=None, line_record_id=line.record_id,
        )
    )  # fmt: skip


def came_back(bench, line, condition="normal"):
    return bench.record(
        ReturnIn(
            line_record_id=line.record_id, intake_record_id=line.body.intake_record_id, gross_mass_g=980,
            mass_basis="weighed", condition_class=condition,
        )
    )  # fmt: skip


def opening(bench, unit_id, residue):
    return bench.record(
        PackOpened(parent_record_id=unit_id, child_record_ids=(), residue_mass_g=residue, reason_code="x")
    )


def anew(bench, intake, code, *lines):
    """编码录错 as records: lines and intake voided, and written anew in their place."""
    new_intake = bench.outlet.new_id()
    ids = [bench.outlet.new_id() for _ in lines]
    again = NewRecord(
        record_id=new_intake,
        body=dataclasses.replace(
            intake.body, battery_code=code, replaces_record_id=intake.record_id, private_sha256=None,
            former_codes=(intake.body.battery_code,),
        ),
        occurred_at=intake.occurred_at,
        operator_ref="op_1",
    )  # fmt: skip
    lines_again = [
        NewRecord(
            record_id=record_id,
            body=dataclasses.replace(
                line.body, battery_code=code, intake_record_id=new_intake, replaces_record_id=line.record_id
            ),
            occurred_at=line.occurred_at,
            operator_ref="op_1",
        )
        for record_id, line in zip(ids, lines, strict=True)
    ]
    voids = [
        void(bench, line, record_id) for line, record_id in zip(reversed(lines), reversed(ids), strict=True)
    ]
    return [*voids, void(bench, intake, new_intake), again, *lines_again]


# -- whatever happens


def pick(found, number):
    return found[number % len(found)] if found else None


def one_of(bench, step, a, b):
    """The records of one step of a random history, none when there is nothing that it could be about."""
    intake, line = pick(bench.of(Intake), a), pick(bench.of(HandoffLine), a)
    amendable = pick([each for each in bench.written if not isinstance(each.body, PrivatePurged)], a * 7 + b)
    correction = pick(bench.of(Correction), a)
    steps = {
        "take_in": lambda: [
            bench.outlet.intake(
                f"IN-{len(bench.written)}",
                private={"storage_location": "A"} if a % 2 else None,
                condition_class="leaking" if b == 0 else "normal",
            )
        ],
        "load": lambda: bench.outlet.load(intake, number=f"HO-{len(bench.written)}", release=b < 7),
        "ack": lambda: [ack(bench, line, "refused" if b % 3 else "accepted", 1000 - b)] if line else [],
        "return": lambda: [came_back(bench, line)] if line else [],
        "check": lambda: [check(bench, intake.record_id, ["normal", "leaking", "deformed"][b % 3])],
        "treat": lambda: [treat(bench, intake.record_id), determine(bench, intake.record_id)],
        "release": lambda: [ask_release(bench, intake.record_id, intake.record_id)],
        "confirm": lambda: [
            confirm(bench, each.record_id, confirmed=b < 7) for each in bench.of(QuarantineRelease)[-1:]
        ],
        "move": lambda: [move(bench, intake.record_id, f"Z{b}")],
        "open": lambda: [opening(bench, intake.record_id, b)],
        "correct": lambda: [correct(bench, intake, "gross_mass_g", 1000 + b, needs_counterparty=a % 3 == 0)],
        "correct_line": lambda: [correct(bench, line, "gross_mass_g", 900 + b)] if line else [],
        "answer": lambda: (
            [answer(bench, correction, "applied" if b < 7 else "declined")] if correction else []
        ),
        "void": lambda: [void(bench, amendable)],
        "purge": lambda: [
            bench.record(PrivatePurged(target_record_ids=(intake.record_id, amendable.record_id), basis="x"))
        ],
        "anew": lambda: anew(
            bench, intake, f"NEW{len(bench.written)}",
            *(each for each in bench.of(HandoffLine) if each.body.intake_record_id == intake.record_id),
        ),
    }  # fmt: skip
    return steps[step]() if intake or step == "take_in" else []


STEPS = [
    "take_in", "load", "ack", "return", "check", "treat", "release", "confirm", "move", "open", "correct",
    "correct_line", "answer", "void", "void", "purge", "anew", "anew",
]  # fmt: skip


def test_after_every_act_the_views_are_what_a_rebuild_makes(outlet, key):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=18
        )
    )
    def agree(history):
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder), key, type(outlet)())
            try:
                start(bench)
                bench.write(bench.outlet.intake("IN-0"))
                for step, a, b in history:
                    records = one_of(bench, step, a, b)
                    if records:
                        bench.write(*records)
                    assert bench.differing() == {}
            finally:
                bench.close()

    agree()


# -- what exactly comes of it


@pytest.fixture
def sound(bench):
    """After the test the views are what a rebuild makes."""
    yield bench
    assert bench.differing() == {}


def taken(bench, **more):
    intake = bench.outlet.intake(**more)
    bench.write(intake)
    return intake.record_id


def on_the_road(bench, unit_id):
    return bench.write(*bench.outlet.load(bench.of(Intake)[-1]))[1]


def test_a_void_of_a_void_brings_back_what_it_took(sound):
    unit_id = taken(sound)
    (first,) = sound.write(void(sound, sound.of(Intake)[0]))
    (second,) = sound.write(void(sound, first))
    assert sound.unit(unit_id).custody is Custody.IN_STORAGE
    sound.write(void(sound, second))
    assert sound.unit(unit_id).custody is Custody.VOIDED


def test_a_voided_answer_leaves_its_correction_waiting(sound):
    unit_id = taken(sound)
    (asked,) = sound.write(correct(sound, sound.of(Intake)[0], "gross_mass_g", 1200, needs_counterparty=True))
    assert sound.unit(unit_id).mass_g == 1000
    (told,) = sound.write(answer(sound, asked))
    assert sound.unit(unit_id).mass_g == 1200
    sound.write(void(sound, told))
    assert sound.unit(unit_id).mass_g == 1000
    with sound.ledger.read() as view:
        assert [each.record_id for each in view.amended(unit_id).pending] == [asked.record_id]


def test_a_line_written_anew_has_its_say_where_the_first_stood(sound):
    unit_id = taken(sound)
    line = on_the_road(sound, unit_id)
    sound.write(ack(sound, line, mass=990))
    before = sound.unit(unit_id)
    written = sound.write(*anew(sound, sound.of(Intake)[0], "RIGHT", line))
    after = sound.unit(written[2].record_id)
    assert (after.custody, after.mass_g, after.difference_g) == (Custody.DELIVERED, 990, 10)
    assert (before.mass_g, before.difference_g) == (after.mass_g, after.difference_g)
    with sound.ledger.read() as view:
        (item,) = view.in_order(HandoffItem)
    assert (item.state, item.battery_code) == (LineState.ACCEPTED, "RIGHT")


def test_an_answer_that_names_a_line_by_its_former_record_reaches_the_unit(sound):
    line = on_the_road(sound, taken(sound))
    written = sound.write(*anew(sound, sound.of(Intake)[0], "RIGHT", line))
    sound.write(ack(sound, line, "refused"))
    assert sound.unit(written[2].record_id).custody is Custody.RETURNING
    sound.write(came_back(sound, line))
    assert sound.unit(written[2].record_id).custody is Custody.IN_STORAGE


def test_what_names_a_record_names_what_stands_in_its_place(sound):
    line = on_the_road(sound, taken(sound))
    sound.write(ack(sound, line))
    written = sound.write(*anew(sound, sound.of(Intake)[0], "RIGHT", line))
    with sound.ledger.read() as view:
        held = {each.record_type for each in view.dependents(written[3].record_id)}
    assert {"handoff_release", "consignee_ack"} <= held


def test_a_void_that_promises_a_replacement_is_folded_alike_before_and_after_it_came(sound):
    unit_id = taken(sound)
    promised = sound.outlet.new_id()
    sound.write(void(sound, sound.of(Intake)[0], promised))
    assert sound.differing() == {}
    again = dataclasses.replace(sound.outlet.intake(replaces_record_id=unit_id), record_id=promised)
    sound.write(again)
    assert sound.unit(promised).custody is Custody.IN_STORAGE


def test_a_place_is_forgotten_with_its_private_part(sound):
    unit_id = taken(sound, private={"storage_location": "A-1"})
    sound.write(move(sound, unit_id, "B-2"))
    moved = sound.of(UnitMoved)[0]
    sound.write(sound.record(PrivatePurged(target_record_ids=(unit_id, moved.record_id), basis="x")))
    with sound.ledger.read() as view:
        assert {each.zone for each in view.units_as_of(sound.outlet.now())} == {None}


def test_many_amendments_of_one_act_fold_a_document_anew_once(sound, monkeypatch):
    delivery = sound.outlet.delivery()
    intakes = [sound.outlet.intake(f"IN-{n}", delivery_record_id=delivery.record_id) for n in range(5)]
    written = sound.write(delivery, *intakes)
    folded, fold_anew = [], projections.Projection.fold_anew

    def counted(self, number, subject):
        folded.append(views.VIEWS[number].name)
        fold_anew(self, number, subject)

    monkeypatch.setattr(projections.Projection, "fold_anew", counted)
    sound.write(*(void(sound, each) for each in reversed(written)))
    monkeypatch.undo()
    assert folded.count("delivery_view") == 1
    with sound.ledger.read() as view:
        assert (view.deliveries()[0].unit_count, view.deliveries()[0].is_voided) == (0, True)
