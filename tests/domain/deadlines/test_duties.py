"""Where a duty stands and by which proof: ranked, never merged, what a person says counted apart."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import (
    DestinationKind,
    DutyState,
    Proof,
    ProofGiven,
    Reported,
    best_proof,
    due,
    duty_standing,
    duty_state,
    proofs_that_count,
    tally,
)
from packtrail.domain.sync_state import AckLevel

BOOK = load_rulebook()
WORSE = [DutyState.ON_TRACK, DutyState.DUE_SOON, DutyState.OVERDUE]


def rule(rule_id: str):
    return next(one for one in BOOK.rules if one.rule_id == rule_id)


OUTLET_IN = rule("assumed-outlet-in")
DUE = due(date(2026, 9, 21), OUTLET_IN, BOOK.calendar)  # target 2026-10-21, a Wednesday
DAY = DUE.target


def receipt(given_on: date = DAY, level: AckLevel = AckLevel.RELAY_ACCEPTED) -> ProofGiven:
    return ProofGiven(
        proof=Proof.SIGNED_RECEIPT, destination_kind=DestinationKind.HUB, given_on=given_on, ack_level=level
    )


def readback(given_on: date = DAY, *, count: int | None = 3, picture: bool = True) -> ProofGiven:
    return ProofGiven(
        proof=Proof.PORTAL_READBACK,
        destination_kind=DestinationKind.MAKER_PORTAL,
        given_on=given_on,
        confirmed_count=count,
        has_picture=picture,
    )


def statement(given_on: date = DAY) -> ProofGiven:
    return ProofGiven(
        proof=Proof.OPERATOR_STATEMENT, destination_kind=DestinationKind.MAKER_PORTAL, given_on=given_on
    )


PROOFS = st.one_of(
    st.builds(receipt, st.dates(date(2026, 9, 22), date(2026, 12, 31)), st.sampled_from(AckLevel)),
    st.builds(
        readback,
        st.dates(date(2026, 9, 22), date(2026, 12, 31)),
        count=st.none() | st.integers(0, 9),
        picture=st.booleans(),
    ),
    st.builds(statement, st.dates(date(2026, 9, 22), date(2026, 12, 31))),
)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-09-21", DutyState.ON_TRACK),
        ("2026-10-15", DutyState.ON_TRACK),
        ("2026-10-16", DutyState.DUE_SOON),  # 19, 20 and 21 are the three working days left
        ("2026-10-21", DutyState.DUE_SOON),
        ("2026-10-22", DutyState.OVERDUE),
        ("2031-01-01", DutyState.OVERDUE),
    ],
)
def test_a_duty_is_due_soon_from_three_working_days_before_the_target(today, state):
    assert duty_state(DUE, None, date.fromisoformat(today)) is state


def test_a_report_on_the_target_is_in_time_and_a_day_after_it_is_late():
    today = date(2026, 12, 1)
    assert duty_state(DUE, DAY, today) is DutyState.MET
    assert duty_state(DUE, DAY + timedelta(days=1), today) is DutyState.MET_LATE


def test_a_clock_set_back_changes_nothing_that_is_met():
    assert duty_state(DUE, DAY, date(2020, 1, 1)) is DutyState.MET
    assert duty_state(DUE, None, date(2020, 1, 1)) is DutyState.ON_TRACK


@given(st.dates(date(2026, 9, 1), date(2027, 12, 31)), st.dates(date(2026, 9, 1), date(2027, 12, 31)))
def test_without_a_proof_a_duty_never_gets_better_as_days_go_by(one, other):
    earlier, later = sorted((one, other))
    before, after = duty_state(DUE, None, earlier), duty_state(DUE, None, later)
    assert WORSE.index(before) <= WORSE.index(after)


@given(st.dates(date(2026, 9, 1), date(2027, 12, 31)), st.dates(date(2026, 9, 1), date(2027, 12, 31)))
def test_what_was_overdue_when_it_was_reported_stays_late_and_nothing_else_does(met_on, today):
    was_overdue = duty_state(DUE, None, met_on) is DutyState.OVERDUE
    assert (duty_state(DUE, met_on, today) is DutyState.MET_LATE) == was_overdue


@pytest.mark.practice(10)
def test_a_signed_receipt_outranks_a_portal_result_and_that_an_operator_s_word():
    given_ = [statement(), readback(), receipt()]
    assert [one.proof for one in proofs_that_count(given_, OUTLET_IN)] == list(Proof)
    assert best_proof(given_, OUTLET_IN) == receipt()
    assert best_proof([], OUTLET_IN) is None


@pytest.mark.practice(10)
def test_a_receipt_that_came_late_does_not_borrow_the_day_of_the_operator_s_word():
    standing = duty_standing(DUE, [statement(date(2026, 9, 25)), receipt(date(2026, 11, 2))], DAY)
    assert standing.state is DutyState.MET_LATE
    assert standing.reported is Reported.CONFIRMED
    assert [one.given_on for one in standing.proofs] == [date(2026, 11, 2), date(2026, 9, 25)]


@pytest.mark.practice(10)
@pytest.mark.parametrize("proof", [statement(), readback()])
def test_what_a_person_confirmed_meets_the_duty_and_is_called_confirmed_by_hand(proof):
    standing = duty_standing(DUE, [proof], DAY)
    assert standing.state is DutyState.MET
    assert standing.reported is Reported.BY_HAND


@pytest.mark.practice(10)
@pytest.mark.parametrize("proof", [readback(count=None), readback(picture=False)])
def test_a_portal_result_without_its_count_or_its_picture_is_the_operator_s_word(proof):
    assert proof.holds_as is Proof.OPERATOR_STATEMENT
    assert best_proof([proof, readback()], OUTLET_IN) == readback()


def test_a_portal_that_counted_none_is_still_read_back():
    assert readback(count=0).holds_as is Proof.PORTAL_READBACK


@pytest.mark.practice(10)
@pytest.mark.parametrize(
    ("level", "outlet", "authority"),
    [
        (AckLevel.NONE, False, False),
        (AckLevel.RELAY_RECEIVED, False, False),
        (AckLevel.RELAY_ACCEPTED, True, False),
        (AckLevel.AUTHORITY_SUBMITTED, True, False),
        (AckLevel.AUTHORITY_ACCEPTED, True, True),
    ],
)
def test_a_receipt_counts_from_the_level_that_the_rule_wants(level, outlet, authority):
    given_ = [receipt(level=level)]
    assert bool(proofs_that_count(given_, OUTLET_IN)) is outlet
    assert bool(proofs_that_count(given_, rule("assumed-dismantler-removal"))) is authority


@pytest.mark.practice(10)
def test_a_proof_from_where_the_rule_does_not_look_meets_nothing():
    standing = duty_standing(
        due(date(2026, 9, 21), rule("assumed-dismantler-removal"), BOOK.calendar), [readback()], DAY
    )
    assert standing.reported is Reported.NOT_REPORTED
    assert standing.state is DutyState.DUE_SOON


@pytest.mark.practice(10)
def test_duties_met_by_hand_are_counted_apart():
    late = DAY + timedelta(days=1)
    counted = tally(
        duty_standing(DUE, proofs, late)
        for proofs in ([], [receipt()], [statement()], [readback(late)], [readback(count=None)], [receipt()])
    )
    assert counted.by_state == {
        DutyState.ON_TRACK: 0,
        DutyState.DUE_SOON: 0,
        DutyState.OVERDUE: 1,
        DutyState.MET: 4,
        DutyState.MET_LATE: 1,
    }
    assert counted.by_proof == {
        Proof.SIGNED_RECEIPT: 2,
        Proof.PORTAL_READBACK: 1,
        Proof.OPERATOR_STATEMENT: 2,
    }


@given(st.lists(PROOFS, max_size=6), st.randoms())
def test_the_best_proof_does_not_depend_on_the_order_in_which_they_came(proofs, random):
    mixed = list(proofs)
    random.shuffle(mixed)
    ranked, also = (
        [(one.holds_as, one.given_on) for one in proofs_that_count(order, OUTLET_IN)]
        for order in (proofs, mixed)
    )
    assert ranked == also


@given(st.lists(PROOFS, max_size=6), PROOFS)
def test_another_proof_never_weakens_what_a_duty_stands_on(proofs, another):
    before, after = best_proof(proofs, OUTLET_IN), best_proof([*proofs, another], OUTLET_IN)
    assert before is None or (after is not None and after.holds_as.rank <= before.holds_as.rank)
