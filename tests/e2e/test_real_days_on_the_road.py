"""The days on which a load, its scale or its papers were not as they should be (``practice.md``)."""

import pytest

from packtrail.domain.consignee import LineReturn, RefusalReason
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffDocument, HandoffItem, HandoffState, LineState
from packtrail.domain.errors_correcting import HasDependents, IdentityNotCorrectable
from packtrail.domain.exits import ExitReason, Incident
from packtrail.domain.handoff_way import settled_state
from packtrail.domain.load import ScaleOf, WeighedLoad, WeighingDraft
from packtrail.domain.rewriting import CodeReading
from packtrail.domain.second_person import ConfirmedBy
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.answer_correction import answer_correction, awaiting_counterparty
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.confirm_as_second import confirm_as_second
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.note_arrival import note_arrival
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.take_back import take_units_back
from packtrail.usecases.void_record import void_record
from packtrail.usecases.weigh_load import weigh_load
from tests.e2e.real_days import BY_PHONE, NEVER, SUPERVISOR
from tests.trade import REPAIR_SHOP

PACK_G = 312_500


def on_the_road(day, codes):
    """A load that left and has arrived."""
    document, items = day.release(*codes)
    day.act(depart_handoff, document.handoff_id)
    day.next_day()
    return day.act(note_arrival, document.handoff_id), items


def ticket(day, document, net_g, *, agreed, line_ids=()):
    """The recipient's scale says this of the load."""
    draft = WeighingDraft(
        ticket_number=f"DB-{net_g}",
        gross_g=net_g + 16_000_000,
        tare_g=16_000_000,
        net_g=net_g,
        agreed=agreed,
        scale_of=ScaleOf.CONSIGNEE,
        line_ids=line_ids,
        photos=(day.photo(f"ticket {net_g}"),),
    )
    return day.act(weigh_load, document.handoff_id, draft, rules=day.rules.load)


def so_far(day):
    return day.read(lambda view: mass_balance(view, NEVER, day.clock.at))


def state_of(day, document):
    """The load's state with 已办结 in it, once nothing is owed to the hub any more."""
    found = day.read(lambda view: view.handoff(document.handoff_id))
    unsent = day.read(lambda view: view.backlog("hub")).unsent
    return settled_state(found, acknowledged=unsent == 0)


@pytest.mark.practice(4)
@pytest.mark.practice(12)
def test_a_recipient_refuses_three_of_forty_and_his_scale_shows_two_percent_less(day_of):
    with day_of() as day:
        codes = day.codes(40)
        day.take_in(*codes)
        document, items = on_the_road(day, codes)
        refused = {item.line_id: RefusalReason.MASS_DISCREPANCY for item in items[:3]}
        kept = tuple(item.line_id for item in items[3:])
        answered = day.act(acknowledge_all, document.handoff_id, BY_PHONE, refused=refused).document
        assert answered.state is HandoffState.PARTIALLY_ACCEPTED
        assert answered.accepted_count + answered.refused_count == answered.line_count == 40
        net_g = 37 * PACK_G * 98 // 100
        weighed = ticket(day, document, net_g, agreed=True, line_ids=kept)
        assert weighed.difference_g == 37 * PACK_G * 2 // 100
        day.next_day()
        back = [
            LineReturn(line_id=line_id, condition_class="normal", mass_g=PACK_G - 100, mass_basis="weighed")
            for line_id in refused
        ]
        returned = day.act(take_units_back, document.handoff_id, back)
        assert returned.document.state is HandoffState.RETURNED
        assert {each.custody for each in returned.units} == {Custody.IN_STORAGE}
        balance = so_far(day)
        assert balance.taken_in.mass_g == 40 * PACK_G
        assert (balance.delivered_by_scale_g, balance.closing.mass_g) == (net_g, 3 * (PACK_G - 100))
        assert balance.weighing_difference_g == 37 * PACK_G * 2 // 100 + 300
        assert balance.is_even
        day.enrol()
        assert state_of(day, document) is HandoffState.RETURNED
        day.sync()
        assert state_of(day, document) is HandoffState.SETTLED
        day.hand_over(*codes[:3])


@pytest.mark.practice(4)
def test_a_load_in_dispute_on_the_scale_is_booked_nowhere_until_both_agree(day_of):
    with day_of() as day:
        codes = day.codes(4)
        day.take_in(*codes)
        document, _ = on_the_road(day, codes)
        ticket(day, document, 4 * PACK_G - 90_000, agreed=False)
        day.act(acknowledge_all, document.handoff_id, BY_PHONE)
        disputed = so_far(day)
        assert (disputed.scale_difference_g, len(disputed.disputed)) == (0, 1)
        assert disputed.delivered_by_scale_g == 4 * PACK_G
        day.sync()
        day.next_day()
        ticket(day, document, 4 * PACK_G - 2_000, agreed=True)
        agreed = so_far(day)
        assert (agreed.scale_difference_g, agreed.delivered_by_scale_g) == (2_000, 4 * PACK_G - 2_000)
        tickets = day.read(lambda view: view.in_order(WeighedLoad, document_id=document.handoff_id))
        assert [(each.agreed, each.is_within_tolerance) for each in tickets] == [(False, False), (True, True)]


@pytest.mark.practice(15)
def test_a_typo_found_after_acceptance_is_put_right_in_one_act(day_of):
    with day_of() as day:
        wrong, right = day.codes(2)
        (taken,) = day.take_in(wrong).units
        document, _ = on_the_road(day, [wrong])
        day.act(acknowledge_all, document.handoff_id, BY_PHONE)
        day.sync()
        day.next_day()
        proof = day.photo("the label", "nameplate")
        rewritten = day.act(
            rewrite_code,
            taken.unit_id,
            CodeReading(battery_code=right, code_scheme="gbt34014_full", code_source="scan_qr"),
            reason_text="手输看错一位",
            evidence=(proof,),
        )
        unit, sheet = rewritten.unit, rewritten.sheet
        assert (unit.battery_code, unit.custody, unit.taken_in_at) == (
            right, Custody.DELIVERED, taken.taken_in_at,
        )  # fmt: skip
        assert (sheet.old_code, sheet.new_code, sheet.awaits_answer) == (wrong, right, True)
        assert {day.unit(code).unit_id for code in (wrong, right)} == {unit.unit_id}
        (item,) = day.read(lambda view: view.items_of_handoff(document.handoff_id))
        assert (item.battery_code, item.state) == (right, LineState.ACCEPTED)
        day.sync()
        (waiting,) = day.read(awaiting_counterparty)
        assert waiting.counts_already
        day.act(
            answer_correction,
            waiting.record_id,
            "applied",
            answered_on=day.today(),
            answer_source="signed_paper",
            attachments=(day.photo("signed correction sheet"),),
        )
        assert day.read(awaiting_counterparty) == ()


@pytest.mark.practice(15)
def test_a_typo_found_on_the_road_does_not_hold_up_what_follows(day_of):
    with day_of() as day:
        wrong, right = day.codes(2)
        (taken,) = day.take_in(wrong).units
        document, _ = on_the_road(day, [wrong])
        day.sync()
        reading = CodeReading(battery_code=right, code_scheme="gbt34014_full", code_source="scan_qr")
        proof = (day.photo("the label", "nameplate"),)
        day.act(rewrite_code, taken.unit_id, reading, reason_text="手输看错一位", evidence=proof)
        answered = day.act(acknowledge_all, document.handoff_id, BY_PHONE).document
        assert answered.state is HandoffState.ACCEPTED
        assert day.unit(wrong).custody is Custody.DELIVERED


@pytest.mark.practice(15)
def test_a_wrong_party_is_corrected_with_the_recipients_consent(day_of):
    with day_of() as day:
        (code,) = day.codes(1)
        day.take_in(code)
        document, items = on_the_road(day, [code])
        day.act(acknowledge_all, document.handoff_id, BY_PHONE)
        day.sync()
        told = {"reason_code": "wrong_party", "reason_text": "抬头选错"}
        with pytest.raises(IdentityNotCorrectable):
            day.act(correct_record, items[0].line_id, {"battery_code": "X"}, **told)
        asked = day.act(
            correct_record,
            document.handoff_id,
            {"consignee_uscc": REPAIR_SHOP, "consignee_name": "长沙测试汽修有限公司"},
            **told,
        )
        assert asked.waits_for.by == document.consignee_name
        day.sync()
        found = day.read(lambda view: view.one(HandoffDocument, document.handoff_id))
        assert found.consignee_uscc == document.consignee_uscc
        day.act(
            answer_correction,
            asked.correction.record_id,
            "applied",
            answered_on=day.today(),
            answer_source="phone",
        )
        found = day.read(lambda view: view.one(HandoffDocument, document.handoff_id))
        assert (found.consignee_uscc, found.state) == (REPAIR_SHOP, HandoffState.ACCEPTED)


@pytest.mark.practice(12)
def test_a_pack_that_burns_on_the_road_is_written_off_once_a_second_person_confirms(day_of):
    with day_of() as day:
        burnt, fine = day.codes(2)
        (unit, _) = day.take_in(burnt, fine).units
        document, _ = day.release(burnt, fine)
        day.act(depart_handoff, document.handoff_id)
        reason = ExitReason(code=Incident.FIRE, text="京港澳高速起火", evidence=(day.photo("fire"),))
        pending = day.act(write_unit_off, unit.unit_id, reason, second=None)
        assert (pending.custody, pending.pending_custody) == (Custody.IN_TRANSIT, Custody.INCIDENT_CLOSED)
        day.sync()
        day.next_day()
        day.act(
            confirm_as_second,
            pending.pending_exit,
            confirmed=True,
            way=ConfirmedBy.LATER,
            rule=day.rules.safety.recheck,
            by=SUPERVISOR,
        )
        answered = day.act(acknowledge_all, document.handoff_id, BY_PHONE).document
        assert (answered.accepted_count, answered.written_off_count) == (1, 1)
        assert answered.state is HandoffState.PARTIALLY_ACCEPTED
        items = day.read(lambda view: view.in_order(HandoffItem, handoff_id=document.handoff_id))
        assert [each.state for each in items] == [LineState.WRITTEN_OFF, LineState.ACCEPTED]
        assert so_far(day).written_off.mass_g == PACK_G


@pytest.mark.practice(12)
def test_what_a_recipient_took_over_holds_the_intake_in_place(day_of):
    with day_of() as day:
        (code,) = day.codes(1)
        (unit,) = day.take_in(code).units
        day.hand_over(code)
        day.next_day()
        told = ("duplicate_entry", "重复登记")
        with pytest.raises(HasDependents):
            day.act(void_record, unit.unit_id, *told, second=SUPERVISOR, attachments=(day.photo("list"),))
        assert day.unit(unit).custody is Custody.DELIVERED
