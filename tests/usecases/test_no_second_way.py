"""Roads that looked like a second way out of isolation, or twice out of the gate, and are none."""

from dataclasses import fields
from datetime import timedelta

import pytest

from packtrail.domain.consignee import AckDraft, AckSource, LineAnswer
from packtrail.domain.correctable import Bar, bar_of
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed
from packtrail.domain.errors_correcting import (
    FindingNotCorrectable,
    HasDependents,
    NewCodeLive,
    SecondPersonMissing,
    SupervisorMissing,
)
from packtrail.domain.group_intake import GroupDraft
from packtrail.domain.identity import IdentityDraft
from packtrail.domain.load import WeighingDraft
from packtrail.domain.opening_stock import OpeningLine
from packtrail.domain.party import PartyDraft
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.rewriting import CodeReading
from packtrail.domain.safety import Lack, WayOutClosed
from packtrail.usecases.acknowledge_lines import acknowledge_lines
from packtrail.usecases.close_opening_stock import close_opening_stock
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.exceptions_register import exceptions_register
from packtrail.usecases.keep_party import keep_party
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.take_in_group import record_group
from packtrail.usecases.take_opening_stock import take_opening_stock
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN
from tests.trade import CODE, OTHER_CODE, REPAIR_SHOP, delivery, load, pack
from tests.usecases.floor import OPERATOR, SUPERVISOR, module, together
from tests.usecases.yard import Yard

pytestmark = pytest.mark.practice(9)
NEW_CODE = "0TXPB01A000001A5A0000999"


@pytest.fixture
def yard(station, clock):
    return Yard(station, clock)


@pytest.fixture
def later(clock):
    """Past the undo window."""

    def run():
        clock.at += timedelta(minutes=5)

    return run


@pytest.fixture
def void(act):
    def run(record_id, **more):
        return act(void_record, record_id, "did_not_occur", "登记错了", **{"by": OPERATOR, **more})

    return run


def full_width(code):
    return "".join(chr(ord(each) + 0xFEE0) for each in code)


def draft_of(card, **changes):
    said = {each.name: getattr(card, each.name) for each in fields(PartyDraft)}
    return PartyDraft(**{**said, **changes})


def only(yard, record_type):
    (found,) = yard.records(record_type)
    return found.record_id


def leaking(yard):
    return yard.take_in(CODE, condition_class="leaking", photos=(yard.photo(b"x", "damage"),))


def disputed(yard):
    """Two packs, each isolated because both claim one code."""
    first = yard.take_in(CODE)
    torn = {"code_status": "partial", "code_reason": "torn", "photos": (yard.photo(),)}
    second = yard.take_in_unit(pack(OTHER_CODE, **torn))
    draft = IdentityDraft(
        code=CODE, basis="second_reading", reason_text="复读", photos=(yard.photo(),), other_is_wrong=True
    )
    yard.resolve(second.unit_id, draft, by=SUPERVISOR)
    return first, second


def test_a_pack_found_leaking_after_its_load_was_cancelled_is_not_sent_by_voiding_the_cancellation(
    yard, void, later
):
    unit = yard.take_in(CODE)
    yard.hand_over(unit)
    yard.cancel(yard.unit(unit.unit_id))
    yard.check(yard.unit(unit.unit_id), "leaking")
    later()
    with pytest.raises(HasDependents) as refusal:
        void(only(yard, "handoff_cancelled"), second=SUPERVISOR, attachments=(yard.proof,))
    assert refusal.value.record_type == "condition_check"
    assert yard.unit(unit.unit_id).custody is Custody.QUARANTINED


@pytest.mark.practice(12)
def test_nobody_sends_a_cancelled_load_after_all_alone(yard, void, later):
    unit = yard.take_in(CODE)
    yard.hand_over(unit)
    yard.cancel(yard.unit(unit.unit_id))
    later()
    with pytest.raises(SecondPersonMissing):
        void(only(yard, "handoff_cancelled"))
    void(only(yard, "handoff_cancelled"), second=SUPERVISOR, attachments=(yard.proof,))
    assert yard.unit(unit.unit_id).custody is Custody.IN_TRANSIT


def test_a_load_whose_answers_have_come_has_departed_for_good(yard, act, void, later):
    """Else it could be cancelled, and a pack that the recipient has would stand in our stock again."""
    for code in (CODE, OTHER_CODE):
        yard.take_in(code)
    handed = yard.road.release(load(CODE, OTHER_CODE))
    yard.road.depart(handed.document.handoff_id)
    answer = LineAnswer(line_id=handed.items[0].line_id, outcome=AckOutcome.ACCEPTED)
    act(acknowledge_lines, handed.document.handoff_id, AckDraft(answers=(answer,), source=AckSource.PHONE))
    later()
    with pytest.raises(HasDependents) as refusal:
        void(only(yard, "handoff_departed"))
    assert refusal.value.record_type == "consignee_ack"


def test_a_departure_that_nothing_followed_is_voided(yard, void):
    unit = yard.take_in(CODE)
    handed = yard.hand_over(unit, departs=True)
    void(only(yard, "handoff_departed"))
    yard.road.depart(handed.document.handoff_id)


def test_a_refused_pack_goes_on_the_road_again_only_after_a_new_determination(yard):
    yard.keep_able_recipient()
    unit = leaking(yard)
    yard.passed(unit, together())
    yard.hand_over(yard.unit(unit.unit_id), departs=True)
    yard.answer(yard.unit(unit.unit_id), refused=True)
    yard.take_back(yard.unit(unit.unit_id))
    with pytest.raises(WayOutClosed) as refusal:
        yard.hand_over(yard.unit(unit.unit_id))
    assert refusal.value.lacks == (Lack.DETERMINATION,)
    yard.determine(unit, draft=together())
    assert yard.hand_over(yard.unit(unit.unit_id)).document.takes_damaged


def test_the_packing_that_let_a_dangerous_pack_go_is_not_corrected_into_an_ordinary_one(yard, act, later):
    yard.keep_able_recipient()
    unit = leaking(yard)
    yard.passed(unit, together())
    handed = yard.hand_over(yard.unit(unit.unit_id))
    later()
    with pytest.raises(FindingNotCorrectable):
        act(
            correct_record, handed.document.handoff_id, {"packing_instruction": "p903"},
            reason_code="typo", reason_text="写错了",
        )  # fmt: skip


@pytest.mark.practice(11)
@pytest.mark.parametrize("field", ["consignee_uscc", "consignee_role", "evidence_checked_on"])
def test_a_load_is_not_turned_over_to_a_recipient_whose_papers_nobody_saw(field):
    seen = {"consignee_evidence": ("business_licence",)}
    assert bar_of("handoff", seen, field, "x") is Bar.FINDING
    assert bar_of("handoff", {"override_by": "op_2"}, field, "x") is Bar.FINDING
    assert bar_of("handoff", seen, "consignee_name", "x") is None


@pytest.mark.practice(12)
def test_nobody_writes_a_disputed_code_anew_to_end_the_dispute(yard, act):
    first, second = disputed(yard)
    reading = CodeReading(battery_code=NEW_CODE, code_scheme="gbt34014_full")
    done = act(
        rewrite_code, first.unit_id, reading, reason_text="读错了", evidence=(yard.proof,), by=OPERATOR
    )
    assert (done.unit.custody, done.unit.conflicts_with) == (Custody.QUARANTINED, second.unit_id)


@pytest.mark.practice(12)
def test_what_two_packs_of_one_code_are_isolated_for_is_not_voided_alone(yard, void, later):
    units = disputed(yard)
    later()
    for record in yard.records("identity_resolution"):
        with pytest.raises(SupervisorMissing):
            void(record.record_id)
    assert {yard.unit(each.unit_id).custody for each in units} == {Custody.QUARANTINED}


@pytest.mark.practice(12)
@pytest.mark.parametrize("second", [SUPERVISOR, None], ids=["at_once", "later"])
def test_an_exit_that_two_persons_stood_by_is_not_voided_by_one(yard, void, later, second):
    unit = yard.take_in(CODE)
    yard.send_home(unit, second=second)
    if second is None:
        yard.confirm_as(only(yard, "returned_to_source"), confirmed=True)
    later()
    with pytest.raises(SecondPersonMissing):
        void(only(yard, "returned_to_source"))


@pytest.mark.practice(12)
def test_an_exit_that_was_only_asked_for_is_taken_back_by_who_asked(yard, void, later):
    unit = yard.take_in(CODE)
    yard.send_home(unit, second=None)
    later()
    void(only(yard, "returned_to_source"))
    assert yard.unit(unit.unit_id).custody is Custody.IN_STORAGE


@pytest.mark.practice(12)
def test_a_write_off_that_the_second_person_declined_is_no_exit_in_the_register(yard, clock):
    unit = yard.take_in(CODE)
    yard.write_off(unit, second=None)
    day = timedelta(days=1)

    def kinds():
        with yard.station.read() as view:
            return [row.kind for row in exceptions_register(view, clock.at - day, clock.at + day).rows]

    assert kinds() == ["written_off"]
    yard.confirm_as(only(yard, "incident_closed"), confirmed=False)
    assert kinds() == []


def part_of(parent):
    return module("0TXMB01A000001A5A0000124", parent_id=parent.unit_id, arrived_opened=True)


@pytest.mark.practice(13)
def test_a_module_of_a_dangerous_pack_is_isolated_by_whatever_door_it_comes(yard):
    unit = yard.take_in_unit(part_of(leaking(yard)))
    assert (unit.custody, unit.is_high_risk) == (Custody.QUARANTINED, True)


@pytest.mark.practice(13)
def test_modules_found_later_of_a_hot_pack_are_looked_at_when_it_was_to_be(yard, act):
    hot = yard.take_in(CODE)
    yard.check(hot, "overheating")
    yard.open(hot, module(), photos=(yard.proof,))
    draft = GroupDraft(
        delivery=delivery(module(NEW_CODE)), group_mass_g=9_000, group_photo=yard.proof, parent_id=hot.unit_id
    )
    (found,) = act(record_group, draft).taken.units
    assert (found.custody, found.is_high_risk) == (Custody.QUARANTINED, True)
    assert found.safety.recheck_at == yard.unit(hot.unit_id).safety.recheck_at is not None


@pytest.mark.practice(12)
@pytest.mark.parametrize("written", [str.lower, " {} ".format, full_width], ids=["lower", "blanks", "wide"])
def test_a_live_code_is_one_code_however_it_is_written(yard, act, written):
    yard.take_in(CODE)
    other = yard.take_in(OTHER_CODE)
    with pytest.raises(CodeAlreadyLive):
        yard.take_in(written(CODE))
    with pytest.raises(NewCodeLive):
        act(
            rewrite_code, other.unit_id, CodeReading(battery_code=written(CODE)),
            reason_text="读错了", evidence=(yard.proof,),
        )  # fmt: skip


@pytest.mark.practice(12)
def test_a_pack_that_came_without_a_code_stays_in_the_register_when_it_gets_one(yard, clock):
    torn = {"code_status": "partial", "code_reason": "torn", "photos": (yard.photo(),)}
    unit = yard.take_in_unit(pack(OTHER_CODE, **torn))
    draft = IdentityDraft(
        code=CODE, basis="maker_confirmed", reason_text="厂家确认", photos=(yard.photo(),),
        code_scheme="gbt34014_full",
    )  # fmt: skip
    assert yard.resolve(unit.unit_id, draft)[0].battery_code == CODE
    day = timedelta(days=1)
    with yard.station.read() as view:
        rows = exceptions_register(view, clock.at - day, clock.at + day).rows
    assert [(row.kind, row.subject) for row in rows] == [("uncoded", CODE)]


@pytest.mark.practice(4)
def test_a_unit_without_a_mass_was_not_weighed(yard):
    """The hub refuses a record that says otherwise."""
    unit = yard.take_in(CODE, mass_g=None)
    assert (unit.mass_g, unit.mass_basis) == (None, "unknown")
    (part,) = yard.open(unit, module(mass_basis="weighed"), photos=(yard.proof,)).parts
    assert (part.mass_g, part.mass_basis) == (None, "unknown")


@pytest.mark.practice(12)
def test_the_code_that_stands_on_a_load_is_not_taken_from_its_pack(yard, void, later):
    """Else the code on the recipient's paper finds nothing, and a second pack with it no earlier life."""
    torn = {"battery_code": None, "code_status": "unreadable", "code_reason": "torn"}
    unit = yard.take_in_unit(pack(**torn, photos=(yard.photo(),)))
    draft = IdentityDraft(code=CODE, basis="maker_confirmed", reason_text="厂家确认", photos=(yard.photo(),))
    yard.resolve(unit.unit_id, draft)
    yard.hand_over(yard.unit(unit.unit_id), departs=True)
    later()
    with pytest.raises(HasDependents) as refusal:
        void(only(yard, "identity_resolution"))
    assert refusal.value.record_type == "handoff_line"


@pytest.mark.parametrize(
    "said", ["车主360426199101010071要求", "电话13812345678", "电话１３８１２３４５６７８"]
)
def test_a_reason_that_says_somebodys_number_is_not_sent_on(yard, said):
    unit = yard.take_in(CODE)
    with pytest.raises(DraftIncomplete) as refusal:
        yard.void(unit.unit_id, "did_not_occur", said)
    assert refusal.value.faults == (DraftFault(FaultKind.ID_IN_PUBLIC, "reason_text"),)


def test_a_ticket_or_battery_number_in_a_reason_is_nobodys(yard):
    unit = yard.take_in(CODE)
    said = f"{CODE} 与 IN-S1a-20261120-0001、360426199101010072、20261120091200 重复"
    yard.void(unit.unit_id, "duplicate_entry", said)
    assert yard.unit(unit.unit_id).custody is Custody.VOIDED


@pytest.mark.practice(4)
@pytest.mark.practice(12)
@pytest.mark.parametrize("agreed", [True, False])
def test_a_weighing_that_both_sides_agreed_to_is_not_voided_by_one(yard, void, later, agreed):
    yard.take_in(CODE)
    handed = yard.road.release(load(CODE))
    draft = WeighingDraft(
        ticket_number="B-1", gross_g=20_000_000, tare_g=19_690_000, net_g=310_000, agreed=agreed,
        scale_of="consignee",
    )  # fmt: skip
    yard.road.weigh(handed.document.handoff_id, draft)
    later()
    if agreed:
        with pytest.raises(SecondPersonMissing):
            void(only(yard, "load_ack"))
    else:
        void(only(yard, "load_ack"))


@pytest.mark.practice(3)
def test_who_may_not_close_the_opening_stock_may_not_open_it_again(yard, act, void, later):
    """Else packs come in past the gate, without a delivery."""
    act(take_opening_stock, [OpeningLine(unit=pack(CODE))])
    act(close_opening_stock, 1, yard.photo(b"sheet", "count_sheet"))
    later()
    for by in (OPERATOR, SUPERVISOR):
        with pytest.raises(NotAllowed):
            void(only(yard, "opening_stock_closed"), by=by)
    void(only(yard, "opening_stock_closed"), by=ADMIN)
    act(take_opening_stock, [OpeningLine(unit=pack(OTHER_CODE))])


def test_a_recipient_retired_meanwhile_takes_no_dangerous_pack(yard, act):
    card = yard.keep_able_recipient()
    act(keep_party, draft_of(card, is_retired=True), party_id=card.party_id)
    unit = leaking(yard)
    yard.passed(unit, together())
    with pytest.raises(WayOutClosed) as refusal:
        yard.hand_over(yard.unit(unit.unit_id))
    assert refusal.value.lacks == (Lack.RECIPIENT_UNABLE,)


@pytest.mark.practice(11)
def test_a_card_with_its_papers_does_not_become_another_companys(yard, act):
    card = yard.keep_able_recipient()
    with pytest.raises(DraftIncomplete):
        act(keep_party, draft_of(card, uscc=REPAIR_SHOP), party_id=card.party_id)
