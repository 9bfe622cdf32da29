"""A record under what was written about it later: only what counts, in order, and never the original."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.amendments import amended, corrected, said_now, targets_of
from packtrail.domain.records import (
    Correction,
    CorrectionAnswered,
    FieldChange,
    HandoffDeparted,
    Intake,
    NewRecord,
    PrivatePurged,
    Void,
)
from packtrail.protocol.records import ZERO_HASH, chain
from tests.domain.test_folds import a_day
from tests.trade import AFTERNOON, MORNING, ids


class Log:
    """Records one after the other, each a link of a chain."""

    def __init__(self):
        self._new_id, self._seq, self._prev = ids(), 0, ZERO_HASH

    def write(self, body):
        new = NewRecord(record_id=self._new_id(), body=body, occurred_at=MORNING, operator_ref="op_1")
        self._seq += 1
        record = chain(new, station_seq=self._seq, prev_hash=self._prev, recorded_at=AFTERNOON).record
        self._prev = record.record_hash
        return record

    def intake(self):
        return self.write(next(each.body for each in a_day() if isinstance(each.body, Intake)))

    def correct(self, target, mass, **more):
        return self.write(
            Correction(
                target_record_id=target.record_id, target_head_hash=target.record_hash, reason_code="typo",
                reason_text="x", changes=(FieldChange(path="/gross_mass_g", old=None, new=mass),), **more,
            )
        )  # fmt: skip

    def void(self, target):
        return self.write(
            Void(
                target_record_id=target.record_id, target_head_hash=target.record_hash,
                reason_code="did_not_occur", reason_text="x", replacement_record_ids=(),
            )
        )  # fmt: skip

    def answer(self, correction, outcome):
        return self.write(
            CorrectionAnswered(
                correction_record_id=correction.record_id, outcome=outcome, answered_on=date(2026, 11, 20),
                answer_source="phone",
            )
        )  # fmt: skip


@pytest.fixture
def log():
    return Log()


def test_the_last_correction_counts_and_is_the_head(log):
    intake = log.intake()
    first, second = log.correct(intake, 1), log.correct(intake, 2)
    found = amended(intake, [first, second])
    assert found.record.body.gross_mass_g == 2
    assert found.head_hash == second.record_hash
    assert intake.body.gross_mass_g == 312_500


def test_a_voided_correction_counts_no_more_and_its_void_is_no_head(log):
    intake = log.intake()
    first, second = log.correct(intake, 1), log.correct(intake, 2)
    found = amended(intake, [first, second, log.void(second)])
    assert (found.record.body.gross_mass_g, found.head_hash) == (1, first.record_hash)


@pytest.mark.parametrize(
    ("outcome", "mass", "is_pending"),
    [(None, 312_500, True), ("applied", 1, False), ("declined", 312_500, False)],
)
def test_a_correction_that_needs_the_other_side_waits_for_him(log, outcome, mass, is_pending):
    intake = log.intake()
    asked = log.correct(intake, 1, needs_counterparty=True)
    answers = [log.answer(asked, outcome)] if outcome else []
    found = amended(intake, [asked, *answers])
    assert (found.record.body.gross_mass_g, bool(found.pending)) == (mass, is_pending)


def test_a_voided_answer_is_none(log):
    intake = log.intake()
    asked = log.correct(intake, 1, needs_counterparty=True)
    told = log.answer(asked, "applied")
    assert amended(intake, [asked, told, log.void(told)]).pending == (asked,)


@given(st.integers(1, 9))
def test_every_second_void_of_a_void_lets_the_record_count(depth):
    log = Log()
    target = intake = log.intake()
    voids = []
    for _ in range(depth):
        target = log.void(target)
        voids.append(target)
    assert amended(intake, voids).is_voided is (depth % 2 == 1)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_with_every_correction_voided_the_record_says_what_it_said(masses):
    log = Log()
    intake = log.intake()
    corrections = [log.correct(intake, mass) for mass in masses]
    found = amended(intake, [*corrections, *(log.void(each) for each in corrections)])
    assert (found.record, found.head_hash) == (intake, intake.record_hash)


def test_each_amendment_names_what_it_amends(log):
    intake = log.intake()
    correction = log.correct(intake, 1)
    purge = log.write(PrivatePurged(target_record_ids=(intake.record_id, correction.record_id), basis="x"))
    assert targets_of(intake) == ()
    assert targets_of(correction) == targets_of(log.void(intake)) == (intake.record_id,)
    assert targets_of(log.answer(correction, "applied")) == (correction.record_id,)
    assert targets_of(purge) == (intake.record_id, correction.record_id)


def test_a_moment_goes_through_a_correction_and_comes_back(log):
    body = HandoffDeparted(handoff_record_id=log.intake().record_id, departed_at=MORNING, vehicle_plate=None)
    change = FieldChange(path="/departed_at", old=None, new=said_now(body, "departed_at"))
    assert corrected(body, [change]) == body


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        ("/gross_mass_g", "heavy", ValueError),
        ("/late_entry", 1, ValueError),
        ("/gross_mass_g", True, ValueError),
        ("/unit_level", None, ValueError),
        ("/no_such_field", 1, KeyError),
        ("/private_sha256", None, KeyError),
    ],
)
def test_a_value_of_another_type_is_none_of_the_field(log, path, value, error):
    with pytest.raises(error):
        corrected(log.intake().body, [FieldChange(path=path, old=None, new=value)])
