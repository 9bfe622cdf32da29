"""Signing a load away by the rules, on the real ledger: the recipient's card, overrides, the one way out."""

import pytest

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.app.ids import new_id
from packtrail.app.recipients import load_recipient_rules
from packtrail.app.safety_checklist import load_safety
from packtrail.domain.consignee import AckSource, RefusalReason
from packtrail.domain.custody import Custody
from packtrail.domain.eligibility.recipient import RecipientNotEligible
from packtrail.domain.errors import NotAllowed, UnitIsolated
from packtrail.domain.exceptions_register import ExceptionKind
from packtrail.domain.handoff import LineDraft
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import NewRecord, PartyPaper, PartyProfile, SafetyDetermination, Treatment
from packtrail.domain.release_rules import MARKED, RECIPIENT_UNCHECKED, ReleaseRules
from packtrail.domain.safety.isolation import Lack, WayOutClosed
from packtrail.usecases.drafts import HANDOFF, draft_content, draft_from
from packtrail.usecases.exceptions_register import exceptions_register
from packtrail.usecases.judge_load import judge_draft, seal_draft
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import pick_unit
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.station import ADMIN, take_in
from tests.trade import CODE, MORNING, RECYCLER, delivery, load, pack
from tests.usecases.road import SUPERVISOR, Road

RULES = ReleaseRules(
    recipients=load_recipient_rules(),
    dangerous_goods=load_dangerous_goods(),
    recheck=load_safety().rules.recheck,
)
DISPATCHER = Operator("op_5", "移交员", Role.DISPATCHER)


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


def wrote(road, body):
    with road.station.act() as tx:
        return tx.append(
            NewRecord(record_id=new_id(), body=body, occurred_at=road.clock(), operator_ref=ADMIN.ref)
        )[0]


def card(road, *, papers=True, first=None, **changes):
    day = road.clock().date()
    rule = RULES.recipients.of_role("utilisation_enterprise", day)
    needed = [min(RULES.recipients.requirements[name].papers) for name in rule.requirements] if papers else []
    seen = tuple(PartyPaper(paper=paper, checked_on=day) for paper in needed)
    fields = {
        "party_kind": "recipient", "uscc": RECYCLER, "name": "株洲测试再生利用有限公司",
        "role": "utilisation_enterprise", "evidence": tuple(needed), "checked_on": day, "expires_on": None,
        "papers": seen, "party_record_id": first.record_id if first else None,
    }  # fmt: skip
    return wrote(road, PartyProfile(**fields | changes))


def header(road, handed):
    with road.station.read() as view:
        return view.record(handed.document.handoff_id)


def test_a_recipient_that_nobody_keeps_is_unchecked_in_the_result_and_on_the_record(road):
    take_in(road.station, road.clock, CODE)
    handed = road.release(load(CODE), rules=RULES)
    assert RECIPIENT_UNCHECKED in handed.judged.warnings
    assert header(road, handed).body.confirmed_warnings == (RECIPIENT_UNCHECKED,)


@pytest.mark.practice(11)
def test_the_newest_card_is_the_one_that_counts_and_that_the_record_stands_on(road):
    take_in(road.station, road.clock, CODE)
    first = card(road, papers=False)
    newest = card(road, first=first)
    handed = road.release(load(CODE), rules=RULES)
    record = header(road, handed)
    assert record.depends_on == (newest.record_id,)
    assert record.body.consignee_evidence


@pytest.mark.practice(11)
def test_papers_that_are_wanting_stop_a_load_until_a_supervisor_says_why_it_goes(road):
    take_in(road.station, road.clock, CODE)
    card(road, papers=False)
    with pytest.raises(RecipientNotEligible):
        road.release(load(CODE), rules=RULES)
    draft = load(CODE, override_reason="证照在换发，已核实")
    with pytest.raises(NotAllowed) as refusal:
        road.release(draft, rules=RULES, by=DISPATCHER)
    assert refusal.value.act == "override"
    handed = road.release(draft, rules=RULES, by=DISPATCHER, override_by=SUPERVISOR)
    record = header(road, handed)
    assert (record.operator_ref, record.body.override_by) == (DISPATCHER.ref, SUPERVISOR.ref)
    assert record.body.override_reason == "证照在换发，已核实"
    with road.station.read() as view:
        listed = exceptions_register(view, MORNING, road.clock()).rows
    (row,) = [each for each in listed if each.kind is ExceptionKind.OVERRIDE]
    assert (row.subject, row.operator_ref, row.second_ref, row.reason_text) == (
        handed.document.number,
        DISPATCHER.ref,
        SUPERVISOR.ref,
        "证照在换发，已核实",
    )


@pytest.mark.practice(9)
def test_a_leaking_pack_leaves_by_the_one_way_out_and_comes_back_isolated(road):
    leaking = delivery(pack(CODE, condition_class="leaking"))
    unit = record_delivery(leaking, by=ADMIN, store=road.station, now=road.clock, new_id=new_id).units[0]
    card(road, takes_damaged=True)
    draft = load(CODE, packing_instruction="p908", un_number="3480")
    line = LineDraft(code=CODE)
    with pytest.raises(WayOutClosed) as refusal:
        pick_unit(line, store=road.station, now=road.clock, draft=draft, rules=RULES)
    assert Lack.TREATMENT in refusal.value.lacks
    with pytest.raises(UnitIsolated):
        pick_unit(line, store=road.station, now=road.clock)
    wrote(
        road,
        Treatment(intake_record_id=unit.unit_id, treatment_code="contain_leakage", description="收集并密封"),
    )
    determined = wrote(
        road,
        SafetyDetermination(
            intake_record_id=unit.unit_id, checklist="gbt38698", checklist_version="1", answers=(),
            passed=True, consignor_name="我方", consignee_name="对方", consignee_uscc=RECYCLER, is_joint=True,
        ),
    )  # fmt: skip
    assert judge_draft(draft, store=road.station, now=road.clock, rules=RULES).lacks(road.unit(CODE)) == ()
    assert (
        pick_unit(line, store=road.station, now=road.clock, draft=draft, rules=RULES).unit_id == unit.unit_id
    )
    handed = road.release(draft, rules=RULES)
    assert handed.document.takes_damaged
    with road.station.read() as view:
        assert view.record(handed.items[0].line_id).body.safety_record_id == determined.record_id
    road.cancel(handed.document.handoff_id, reason_code="no_lorry", reason_text="车没来")
    assert road.unit(CODE).custody is Custody.QUARANTINED


def test_a_locked_draft_survives_as_json_and_is_released_as_it_was_locked(road):
    take_in(road.station, road.clock, CODE)
    sealed = seal_draft(load(CODE), by=ADMIN, store=road.station, now=road.clock, rules=RULES)
    assert draft_from(HANDOFF, draft_content(sealed)) == sealed
    assert road.release(sealed, rules=RULES).document.mass_g == sealed.sealed.mass_g


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_value_of_a_load_has_its_words(language):
    w = wording(language)
    lists = {
        "load_warning": MARKED,
        "ack_source": tuple(AckSource),
        "refusal_reason": tuple(RefusalReason),
    }
    for vocabulary, values in lists.items():
        assert all(w.knows(f"words.{vocabulary}.{value}") for value in values)
