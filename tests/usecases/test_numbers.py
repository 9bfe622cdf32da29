"""Pads of blank forms, what is entered from them later, and what is said of numbers without a document."""

from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed
from packtrail.domain.errors_numbers import NoGap, NotOnAPad, PadNumberUsed, PadOfAnotherForm
from packtrail.domain.moments import legal_day
from packtrail.domain.numbers import PaperForm
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import FormsIssued, GapExplained, NewRecord, Void
from packtrail.usecases.issue_forms import MOST_ON_A_PAD, issue_forms
from packtrail.usecases.numbers import GapState, explain_gap, number_gaps
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import DocumentKind
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from tests.station import ADMIN, STATION_KEY, SteppedClock, codes, opened, take_in
from tests.trade import MORNING, delivery, load, pack

pytestmark = pytest.mark.practice(16)

DAY = date(2026, 11, 20)
OPERATOR = Operator("op_2", "操作员", Role.OPERATOR)
BEFORE = MORNING - timedelta(days=1)


@pytest.fixture
def acts(station, clock):
    """What every act wants to be given."""
    return {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}


@pytest.fixture
def photo(station):
    with station.act() as tx:
        return tx.keep_blob(b"a picture of a form", "image/jpeg", "paper_original")


@pytest.fixture
def enter(acts, photo):
    """Enters a delivery or a load from its paper."""

    def entered(form, number, code, **changes):
        paper = {"late_entry": True, "occurred_at": BEFORE, "paper_number": number, "paper_photos": (photo,)}
        if form is PaperForm.DELIVERY:
            return record_delivery(delivery(pack(code), **(paper | changes)), **acts).document
        return release_handoff(load(code, **(paper | changes)), **acts).document

    return entered


def gaps(station, kind=DocumentKind.DELIVERY, from_day=DAY, to_day=DAY):
    with station.read() as view:
        return number_gaps(view, kind, from_day, to_day)


def listed(station, kind=DocumentKind.DELIVERY):
    return [(gap.number[-4:], gap.state.value, gap.reason_text) for gap in gaps(station, kind).gaps]


def void(station, clock, record_id):
    with station.act() as tx:
        head = tx.record(record_id).record_hash
        body = Void(
            target_record_id=record_id,
            target_head_hash=head,
            reason_code="typing_error",
            reason_text="录错",
            replacement_record_ids=(),
        )
        tx.append(
            NewRecord(
                record_id=new_id(),
                body=body,
                occurred_at=clock(),
                operator_ref="op_1",
                depends_on=(record_id,),
            )
        )


def test_a_pad_reserves_its_numbers_and_the_next_document_gets_the_one_after(station, clock, acts):
    pad = issue_forms(PaperForm.DELIVERY, 3, **acts)
    assert pad.numbers == tuple(f"DL-S1a-20261120-000{n}" for n in (1, 2, 3))
    with station.read() as view:
        body = view.record(pad.record_id).body
    assert body == FormsIssued(form="delivery", numbers=pad.numbers)
    assert take_in(station, clock).document.number == "DL-S1a-20261120-0004"


@pytest.mark.parametrize("count", [-1, 0, MOST_ON_A_PAD + 1, 10**9])
def test_a_pad_of_no_forms_or_of_too_many_is_refused_and_draws_no_number(station, clock, acts, count):
    with pytest.raises(DraftIncomplete) as refused:
        issue_forms(PaperForm.HANDOFF, count, **acts)
    assert [fault.kind for fault in refused.value.faults] == [FaultKind.PAD_SIZE]
    assert gaps(station, DocumentKind.HANDOFF).drawn == 0


def test_pads_and_explanations_are_a_supervisors(acts):
    with pytest.raises(NotAllowed):
        issue_forms(PaperForm.DELIVERY, 1, **(acts | {"by": OPERATOR}))
    with pytest.raises(NotAllowed):
        explain_gap(["DL-S1a-20261120-0001"], "丢失", **(acts | {"by": OPERATOR}))


def test_a_week_on_paper_is_entered_under_the_numbers_that_were_printed(station, acts, enter):
    taken, handed = issue_forms(PaperForm.DELIVERY, 3, **acts), issue_forms(PaperForm.HANDOFF, 3, **acts)
    code = codes(1)[0]
    delivery_number = enter(PaperForm.DELIVERY, taken.numbers[1], code).number
    document = enter(PaperForm.HANDOFF, handed.numbers[0], code, occurred_at=BEFORE + timedelta(hours=1))
    assert delivery_number == taken.numbers[1]
    assert (document.number, document.handed_on_at) == (handed.numbers[0], BEFORE + timedelta(hours=1))
    assert listed(station) == [("0001", "on_pad", None), ("0003", "on_pad", None)]
    assert listed(station, DocumentKind.HANDOFF) == [("0002", "on_pad", None), ("0003", "on_pad", None)]
    assert listed(station, DocumentKind.INTAKE) == []


def test_the_number_of_a_form_is_found_however_it_was_typed(acts, enter):
    pad = issue_forms(PaperForm.DELIVERY, 1, **acts)
    assert enter(PaperForm.DELIVERY, " dl-s1A-20261120-1 ", codes(1)[0]).number == pad.numbers[0]


def test_a_form_is_entered_once(station, acts, enter):
    pad = issue_forms(PaperForm.DELIVERY, 2, **acts)
    first, second = codes(2)
    document = enter(PaperForm.DELIVERY, pad.numbers[0], first)
    with pytest.raises(PadNumberUsed):
        enter(PaperForm.DELIVERY, pad.numbers[0], second)
    with station.read() as view:
        assert [each.delivery_id for each in view.deliveries()] == [document.delivery_id]


def test_a_form_whose_document_was_voided_is_not_entered_again(station, clock, acts, enter):
    pad = issue_forms(PaperForm.HANDOFF, 1, **acts)
    first, second = codes(2)
    for code in (first, second):
        record_delivery(delivery(pack(code)), **acts)
    after = {"occurred_at": clock() + timedelta(minutes=1)}
    document = enter(PaperForm.HANDOFF, pad.numbers[0], first, **after)
    void(station, clock, document.handoff_id)
    with pytest.raises(PadNumberUsed):
        enter(PaperForm.HANDOFF, pad.numbers[0], second, **after)


@pytest.mark.parametrize(
    "typed", ["DL-S1a-20261120-0009", "DL-S2a-20261120-0001", "DL-S1b-20261120-0001", "0001", "收据本 0042"]
)
def test_a_number_of_another_station_or_of_no_pad_is_refused(acts, enter, typed):
    issue_forms(PaperForm.DELIVERY, 1, **acts)
    with pytest.raises(NotOnAPad):
        enter(PaperForm.DELIVERY, typed, codes(1)[0])


def test_a_number_that_was_drawn_for_no_pad_is_refused(station, clock, enter):
    number = take_in(station, clock).document.number
    with pytest.raises(NotOnAPad):
        enter(PaperForm.DELIVERY, number, codes(1, first=9)[0])


def test_a_handoff_form_is_no_delivery(acts, enter):
    pad = issue_forms(PaperForm.HANDOFF, 1, **acts)
    with pytest.raises(PadOfAnotherForm) as refused:
        enter(PaperForm.DELIVERY, pad.numbers[0], codes(1)[0])
    assert refused.value.form == PaperForm.HANDOFF


def test_an_act_that_failed_leaves_no_gap(station, clock, acts):
    take_in(station, clock)
    with pytest.raises(CodeAlreadyLive):
        take_in(station, clock)
    with pytest.raises(DraftIncomplete):
        record_delivery(delivery(), **acts)
    found = gaps(station)
    assert (found.drawn, found.gaps) == (1, ())
    assert listed(station, DocumentKind.INTAKE) == []


def test_a_voided_document_keeps_its_number_and_is_no_gap(station, clock):
    taken = take_in(station, clock)
    for record_id in (taken.document.delivery_id, taken.units[0].unit_id):
        void(station, clock, record_id)
    assert listed(station) == listed(station, DocumentKind.INTAKE) == []


def test_a_number_that_nobody_can_account_for_is_listed_until_it_is_explained(station, clock, acts):
    with station.act() as tx:
        lost = tx.next_number(DocumentKind.DELIVERY, DAY)
    take_in(station, clock)
    assert gaps(station).unexplained == gaps(station).gaps
    assert listed(station) == [("0001", "unexplained", None)]
    record = explain_gap([lost, lost.lower()], " 试打印时作废 ", **acts)
    assert record.body == GapExplained(numbers=(lost,), reason_text="试打印时作废")
    assert listed(station) == [("0001", "explained", "试打印时作废")]


def test_a_form_that_was_spoilt_is_explained_and_one_that_turns_up_is_entered_all_the_same(
    station, acts, enter
):
    pad = issue_forms(PaperForm.DELIVERY, 2, **acts)
    explain_gap(pad.numbers, "整本受潮", **acts)
    explain_gap(pad.numbers[:1], "第一张写坏", **acts)
    assert listed(station) == [("0001", "explained", "第一张写坏"), ("0002", "explained", "整本受潮")]
    assert enter(PaperForm.DELIVERY, pad.numbers[1], codes(1)[0]).number == pad.numbers[1]
    assert listed(station) == [("0001", "explained", "第一张写坏")]


def test_only_a_gap_is_explained(station, clock, acts):
    number = take_in(station, clock).document.number
    for typed, document in ((number, number), ("DL-S9a-20261120-0001", None), ("BT-S1a-20261120-0001", None)):
        with pytest.raises(NoGap) as refused:
            explain_gap([typed], "不见了", **acts)
        assert refused.value.document == document


def test_an_explanation_says_something_of_some_numbers(acts):
    with pytest.raises(DraftIncomplete) as refused:
        explain_gap([], "  ", **acts)
    assert [fault.kind for fault in refused.value.faults] == [
        FaultKind.NOTHING_CHOSEN,
        FaultKind.GAP_REASON_MISSING,
    ]
    with pytest.raises(DraftIncomplete) as refused:
        explain_gap(["X"] * 501, "长" * 501, **acts)
    assert [fault.kind for fault in refused.value.faults] == [FaultKind.TOO_MANY, FaultKind.TEXT_TOO_LONG]


def test_gaps_are_asked_for_by_the_days_on_which_numbers_were_drawn(station, clock, acts):
    issue_forms(PaperForm.DELIVERY, 1, **acts)
    clock.at += timedelta(days=1)
    issue_forms(PaperForm.DELIVERY, 2, **acts)
    tomorrow = legal_day(clock.at)
    assert len(gaps(station, to_day=tomorrow).gaps) == 3
    assert [gap.number for gap in gaps(station, from_day=tomorrow, to_day=tomorrow).gaps] == [
        "DL-S1a-20261121-0001",
        "DL-S1a-20261121-0002",
    ]
    assert all(gap.state is GapState.ON_PAD and gap.pad_issued_at for gap in gaps(station).gaps)


def test_a_batch_is_no_document_and_has_no_gaps(station):
    with station.act() as tx:
        tx.next_number(DocumentKind.BATCH, DAY)
    with pytest.raises(KeyError):
        gaps(station, DocumentKind.BATCH)


def test_four_stations_print_no_number_twice(tmp_path):
    printed = []
    for name in ("S1", "S2", "S12", "S121"):
        clock = SteppedClock()
        with opened(tmp_path / name, clock) as ledger:
            facts = {"store": ledger, "now": clock, "new_id": new_id}
            open_station(
                ledger, label=name, private_key=STATION_KEY, operator_ref="op_1", now=clock, new_id=new_id
            )
            for form in PaperForm:
                printed += issue_forms(form, MOST_ON_A_PAD, by=ADMIN, **facts).numbers
            document = take_in(ledger, clock).document
            with ledger.read() as view:
                units = view.units_of_delivery(document.delivery_id)
            printed += [document.number, *(unit.intake_number for unit in units)]
    assert len({number.casefold() for number in printed}) == len(printed) == 4 * (2 * MOST_ON_A_PAD + 2)
