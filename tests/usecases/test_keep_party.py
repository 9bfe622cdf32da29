"""Keeping the cards of recipients, carriers and deliverers, and finding them again."""

from dataclasses import replace
from datetime import date

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.operators import Operator, Role
from packtrail.domain.party import Party, PartyDraft, PartyKind, PartyKnown
from packtrail.domain.records import NewRecord, PartyPaper, Void
from packtrail.usecases.keep_party import keep_party
from tests.station import ADMIN
from tests.trade import OUTLET
from tests.trade import RECYCLER as USCC

RECYCLER = PartyDraft(
    uscc=USCC,
    name="长沙贾谊再生利用有限公司",
    role="utilisation_enterprise",
    papers=(PartyPaper(paper="business_licence", number="L-1", checked_on=date(2026, 11, 1)),),
)


@pytest.fixture
def keep(station, clock):
    def kept(draft, *, by=ADMIN, party_id=None):
        return keep_party(draft, by=by, store=station, now=clock, new_id=new_id, party_id=party_id)

    return kept


def found(station, text, **asked):
    with station.read() as view:
        return [party.name for party in view.search_parties(text, **asked)]


@pytest.mark.practice(11)
def test_a_recipient_is_kept_with_the_papers_that_were_seen(station, keep):
    party = keep(RECYCLER)
    assert (party.name, party.uscc, party.papers) == (RECYCLER.name, USCC, RECYCLER.papers)
    with station.read() as view:
        assert view.one(Party, party.party_id) == party


@pytest.mark.parametrize(
    "typed", ["长沙", "再生 利用", "cs", "CSJY", "csgy", "changsha", USCC[:9], USCC.lower()]
)
def test_a_party_is_found_by_a_piece_of_its_name_its_code_or_its_initials(station, keep, typed):
    keep(RECYCLER)
    assert found(station, typed) == [RECYCLER.name]


@pytest.mark.parametrize("typed", ["%", "_", "xyz", "长 沙 市", "\\"])
def test_what_no_party_has_finds_none(station, keep, typed):
    keep(RECYCLER)
    assert found(station, typed) == []


def test_nothing_typed_finds_all_of_a_kind_by_name(station, keep):
    keep(replace(RECYCLER, name="乙公司"))
    keep(replace(RECYCLER, name="甲公司", kind=PartyKind.CARRIER))
    assert found(station, "", kind=PartyKind.CARRIER) == ["甲公司"]
    assert set(found(station, "")) == {"甲公司", "乙公司"}


def test_a_changed_name_is_found_and_the_former_no_more(station, keep):
    first = keep(RECYCLER)
    second = keep(replace(RECYCLER, name="湖南新名公司"), party_id=first.party_id)
    assert second.party_id == first.party_id
    assert found(station, "xm") == ["湖南新名公司"]
    assert found(station, "长沙") == []
    with station.read() as view:
        assert len(view.history(Party, first.party_id)) == 2


def test_a_retired_party_is_offered_no_more_and_stays_readable(station, keep):
    party = keep(RECYCLER)
    keep(replace(RECYCLER, is_retired=True), party_id=party.party_id)
    assert found(station, "cs") == []
    with station.read() as view:
        assert view.one(Party, party.party_id).is_retired


def test_the_same_company_has_one_card_of_a_kind(station, keep):
    keep(RECYCLER)
    with pytest.raises(PartyKnown) as refused:
        keep(replace(RECYCLER, name="同一家"))
    assert refused.value.name == RECYCLER.name
    assert keep(replace(RECYCLER, kind=PartyKind.CARRIER)).kind == PartyKind.CARRIER


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"name": "  "}, FaultKind.NAME_MISSING),
        ({"uscc": ""}, FaultKind.USCC_MISSING),
        ({"uscc": USCC[:-1] + "0"}, FaultKind.USCC_WRONG),
        ({"set_up_by_uscc": OUTLET[:-1] + "0"}, FaultKind.USCC_WRONG),
        ({"name": "长" * 201}, FaultKind.TEXT_TOO_LONG),
        ({"papers": (PartyPaper(paper="eia_approval"),) * 501}, FaultKind.TOO_MANY),
        (
            {"papers": (PartyPaper(paper="a", checked_on=date(2026, 2, 1), expires_on=date(2026, 1, 1)),)},
            FaultKind.PAPER_EXPIRED_WHEN_SEEN,
        ),
    ],
)
def test_a_card_that_is_wrong_is_not_kept(station, keep, change, kind):
    with pytest.raises(DraftIncomplete) as refused:
        keep(replace(RECYCLER, **change))
    assert kind in {fault.kind for fault in refused.value.faults}
    assert found(station, "") == []


def test_who_only_works_at_the_gate_keeps_no_cards(keep):
    with pytest.raises(NotAllowed):
        keep(RECYCLER, by=Operator("op_9", "门卫", Role.OPERATOR))


def test_a_voided_card_is_gone_and_found_no_more(station, keep, clock):
    party = keep(RECYCLER)
    with station.act() as tx:
        head = tx.amended(party.party_id).head_hash
        void = Void(
            target_record_id=party.party_id, target_head_hash=head, reason_code="test_data",
            reason_text="练习", replacement_record_ids=(),
        )  # fmt: skip
        tx.append(NewRecord(record_id=new_id(), body=void, occurred_at=clock(), operator_ref="op_1"))
    assert found(station, "") == []
    with station.read() as view:
        assert view.one(Party, party.party_id) is None
