"""What the rules stop of a load and what they only warn of; and that danger has one way out."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.app.recipients import load_recipient_rules
from packtrail.app.safety_checklist import load_safety
from packtrail.domain.custody import Custody
from packtrail.domain.eligibility.recipient import Override, Recipient, RecipientNotEligible
from packtrail.domain.errors import NotInStock, UnitIsolated
from packtrail.domain.errors_handoff_way import ExitPending, SealBroken, SealSigned, SignedUnsealed
from packtrail.domain.handoff import release
from packtrail.domain.load_seal import seal, sign, unlock
from packtrail.domain.records import Attachment, PartyPaper
from packtrail.domain.release_rules import (
    PAPERS_EXPIRE_SOON,
    RECIPIENT_UNCHECKED,
    Card,
    LoadFacts,
    ReleaseRules,
    judge_load,
)
from packtrail.domain.safety.history import Checked, Determined, SafetyState, Treated, fold_safety
from packtrail.domain.safety.isolation import Lack, WayOutClosed
from packtrail.domain.unit import Identity
from tests.trade import AFTERNOON, CODE, MORNING, OUTLET, RECYCLER, ids, load, stored

RULES = ReleaseRules(
    recipients=load_recipient_rules(),
    dangerous_goods=load_dangerous_goods(),
    recheck=load_safety().rules.recheck,
)
TODAY = AFTERNOON.date()
PROFILE_ID = "01a1f684-8f48-7a11-8a00-00000000cc01"
SAFETY_ID = "01a1f684-8f48-7a11-8a00-00000000cc02"
SIGNATURE = Attachment(digest="sha256:" + "1" * 64, media_type="image/png", size=1, role="signature")


def all_papers(role="utilisation_enterprise", **changes):
    rule = RULES.recipients.of_role(role, TODAY)
    needed = [min(RULES.recipients.requirements[name].papers) for name in rule.requirements]
    return tuple(
        PartyPaper(paper=paper, checked_on=TODAY, **changes) for paper in needed if paper != "set_up_by"
    )


def card(**changes):
    fields = {
        "uscc": RECYCLER,
        "name": "株洲测试再生利用有限公司",
        "role": "utilisation_enterprise",
        "papers": all_papers(),
    }
    return Card(recipient=Recipient(**fields | changes), profile_id=PROFILE_ID)


def judged(*units, with_card=None, **facts):
    facts = LoadFacts(on=TODAY, card=with_card, outlet_uscc=OUTLET, outlet_kind="collection", **facts)
    return judge_load(units, facts, RULES)


def released(draft, *units, **more):
    return release(draft, units, number="HO-1", at=AFTERNOON, operator_ref="op_1", new_id=ids(), **more)


def test_a_recipient_without_a_card_is_said_to_be_unchecked_and_goes():
    header = released(load(CODE), stored(), judged=judged(stored()))[0].body
    assert RECIPIENT_UNCHECKED in header.confirmed_warnings
    assert (header.consignee_evidence, header.takes_damaged) == ((), False)
    assert released(load(CODE), stored())[0].body.confirmed_warnings == (RECIPIENT_UNCHECKED,)


@pytest.mark.practice(11)
def test_the_paper_names_the_evidence_that_was_seen_and_by_which_rules():
    records = released(
        load(CODE, un_number="3480", packing_instruction="p903", transfer_filing_no="湘-1"),
        stored(),
        judged=judged(stored(), with_card=card()),
    )
    header = records[0].body
    assert header.consignee_evidence == tuple(paper.paper for paper in all_papers())
    assert (header.evidence_checked_on, header.consignee_role) == (TODAY, "utilisation_enterprise")
    assert RULES.recipients.version in header.rules_version
    assert (header.un_number, header.packing_instruction, header.transfer_filing_no) == (
        "3480",
        "p903",
        "湘-1",
    )
    assert records[0].depends_on == (PROFILE_ID,)


@pytest.mark.practice(11)
def test_a_recipient_whose_papers_are_missing_or_expired_is_refused_or_let_go_with_a_reason():
    old = card(papers=all_papers(expires_on=TODAY - timedelta(days=1)))
    found = judged(stored(), with_card=old)
    with pytest.raises(RecipientNotEligible) as refusal:
        released(load(CODE), stored(), judged=found)
    assert refusal.value.papers == found.wanting
    override = Override(reason="换证中，已电话核实", by="op_2")
    header = released(load(CODE), stored(), judged=found, override=override)[0].body
    assert (header.override_reason, header.override_by) == ("换证中，已电话核实", "op_2")


def test_an_override_that_nobody_needed_is_not_on_the_paper():
    found = judged(stored(), with_card=card())
    header = released(load(CODE), stored(), judged=found, override=Override(reason="x", by="op_2"))[0].body
    assert (header.override_reason, header.override_by) == (None, None)


def test_only_warnings_that_were_there_and_were_confirmed_are_on_the_record():
    soon = card(papers=all_papers(expires_on=TODAY + timedelta(days=5)))
    found = judged(stored(), with_card=soon)
    assert PAPERS_EXPIRE_SOON in found.warnings
    draft = load(CODE, confirmed_warnings=(PAPERS_EXPIRE_SOON, "something_else"))
    assert released(draft, stored(), judged=found)[0].body.confirmed_warnings == (PAPERS_EXPIRE_SOON,)


def isolated(*facts, **changes):
    state = SafetyState()
    for fact in facts:
        state = fold_safety(state, fact)
    fields = {
        "custody": Custody.QUARANTINED, "safety": state, "condition_class": state.condition_class,
        "is_dangerous": True, "is_high_risk": True,
        "safety_id": SAFETY_ID if state.determination else None,
    }  # fmt: skip
    return stored(**fields | changes)


LEAKING = Checked(at=MORNING, condition_class="leaking")
TREATED = Treated(at=MORNING)
PASSED = Determined(at=MORNING, passed=True, is_joint=True, consignee_uscc=RECYCLER)
ABLE = card(takes_damaged=True)
PACKED = "p908"


@pytest.mark.practice(9)
def test_a_leaking_pack_goes_once_everything_that_it_needs_is_there():
    unit = isolated(LEAKING, TREATED, PASSED)
    found = judged(unit, with_card=ABLE, packing_instruction=PACKED)
    assert found.lacks(unit) == ()
    header, line, _ = released(load(CODE, packing_instruction=PACKED), unit, judged=found)
    assert header.body.takes_damaged
    assert line.body.safety_record_id == SAFETY_ID
    assert line.depends_on[:2] == (unit.unit_id, SAFETY_ID)


@pytest.mark.practice(9)
@pytest.mark.parametrize(
    ("unit", "facts", "lack"),
    [
        (isolated(LEAKING, PASSED), {}, Lack.TREATMENT),
        (isolated(LEAKING, TREATED), {}, Lack.DETERMINATION),
        (isolated(LEAKING, TREATED, dataclasses.replace(PASSED, is_joint=False)), {}, Lack.BOTH_PARTIES),
        (
            isolated(LEAKING, TREATED, dataclasses.replace(PASSED, consignee_uscc=OUTLET)),
            {},
            Lack.BOTH_PARTIES,
        ),
        (isolated(LEAKING, TREATED, PASSED, identity=Identity.CONFLICT), {}, Lack.IDENTITY_IN_CONFLICT),
        (isolated(LEAKING, TREATED, PASSED), {"with_card": card()}, Lack.RECIPIENT_UNABLE),
        (isolated(LEAKING, TREATED, PASSED), {"with_card": None}, Lack.RECIPIENT_UNABLE),
        (isolated(LEAKING, TREATED, PASSED), {"packing_instruction": "p903"}, Lack.DAMAGED_PACKING),
        (isolated(Checked(at=MORNING, condition_class="overheating"), TREATED, PASSED), {}, Lack.RECHECK),
    ],
    ids=lambda part: getattr(part, "value", None),
)
def test_a_dangerous_pack_stays_and_is_told_what_it_lacks(unit, facts, lack):
    found = judged(unit, **{"with_card": ABLE, "packing_instruction": PACKED, **facts})
    assert lack in found.lacks(unit)
    with pytest.raises(WayOutClosed) as refusal:
        released(load(CODE, packing_instruction=PACKED), unit, judged=found)
    assert lack in refusal.value.lacks


def test_without_rules_nothing_isolated_goes():
    with pytest.raises(UnitIsolated):
        released(load(CODE), isolated(LEAKING, TREATED, PASSED))


def test_a_unit_that_waits_for_a_second_person_goes_nowhere():
    waiting = isolated(LEAKING, TREATED, PASSED, pending_exit=SAFETY_ID)
    with pytest.raises(ExitPending):
        released(load(CODE), waiting, judged=judged(waiting, with_card=ABLE, packing_instruction=PACKED))


_FACTS = st.one_of(
    st.builds(
        Checked,
        at=st.just(MORNING),
        condition_class=st.sampled_from(["normal", "leaking", "damaged_casing", "undetermined"]),
    ),
    st.just(TREATED),
    st.builds(
        Determined,
        at=st.just(MORNING),
        passed=st.booleans(),
        is_high_risk=st.booleans(),
        is_joint=st.booleans(),
        consignee_uscc=st.sampled_from([RECYCLER, OUTLET, None]),
    ),
)


@pytest.mark.practice(9)
@given(
    facts=st.lists(_FACTS, max_size=7),
    takes_damaged=st.booleans(),
    packing=st.sampled_from([None, "p903", PACKED]),
)
def test_there_is_no_second_way_out(facts, takes_damaged, packing):
    unit = isolated(LEAKING, *facts)
    found = judged(unit, with_card=card(takes_damaged=takes_damaged), packing_instruction=packing)
    try:
        released(load(CODE), unit, judged=found)
    except (WayOutClosed, UnitIsolated):
        return
    assert (takes_damaged, packing) == (True, PACKED)
    last_leak = max(
        n for n, fact in enumerate([LEAKING, *facts]) if getattr(fact, "condition_class", "") == "leaking"
    )
    after = [LEAKING, *facts][last_leak:]
    assert TREATED in after
    accepted = [
        fact for fact in after[after.index(TREATED) :]
        if isinstance(fact, Determined) and fact.is_joint and fact.consignee_uscc == RECYCLER
    ]  # fmt: skip
    assert accepted


@pytest.mark.parametrize(
    "custody", [Custody.ALLOCATED, Custody.IN_TRANSIT, Custody.RETURNING, Custody.OPENED]
)
def test_no_rules_let_go_what_is_not_here(custody):
    gone = stored(custody=custody)
    with pytest.raises(NotInStock):
        released(load(CODE), gone, judged=judged(gone, with_card=ABLE, packing_instruction=PACKED))


# --- 锁单 ----------------------------------------------------------------------------------------------


def sealed(**changes):
    return seal(load(CODE, **changes), [stored()], at=AFTERNOON)


def test_a_locked_load_is_released_with_its_signatures():
    draft = sign(sealed(), SIGNATURE)
    *_, last = released(draft, stored())
    assert last.attachments == (SIGNATURE,)


def test_a_locked_load_that_comes_to_something_else_is_refused():
    with pytest.raises(SealBroken) as refusal:
        released(sealed(), stored(mass_g=300_000))
    assert (refusal.value.sealed_g, refusal.value.mass_g) == (312_500, 300_000)
    other = "01a1f684-8f48-7a11-8a00-0000000000bb"
    with pytest.raises(SealBroken):
        released(sealed(), stored(unit_id=other))


def test_a_load_is_unlocked_until_somebody_has_signed_it():
    assert unlock(sealed()) == load(CODE)
    signed = sign(sealed(), SIGNATURE)
    with pytest.raises(SealSigned):
        unlock(signed)
    with pytest.raises(SealSigned):
        seal(signed, [stored()], at=AFTERNOON)


def test_nobody_signs_a_load_that_is_open():
    with pytest.raises(SignedUnsealed):
        sign(load(CODE), SIGNATURE)
    with pytest.raises(SignedUnsealed):
        released(load(CODE, signatures=(SIGNATURE,)), stored())


def test_what_may_not_go_is_not_locked():
    with pytest.raises(UnitIsolated):
        seal(load(CODE), [isolated(LEAKING)], at=AFTERNOON)


def test_the_day_of_a_load_decides_which_rule_holds():
    before = LoadFacts(
        on=date(2026, 3, 31), card=card(papers=()), outlet_uscc=OUTLET, outlet_kind="collection"
    )
    assert (
        judge_load([stored()], before, RULES).wanting
        != judge_load([stored()], dataclasses.replace(before, on=TODAY), RULES).wanting
    )
