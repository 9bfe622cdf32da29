"""One box finds a unit, a vehicle, a load, a delivery or a company by whatever is at hand."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.party import PartyDraft, PartyKind
from packtrail.usecases.keep_party import keep_party
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.search_ledger import IN_A_GROUP, search_ledger
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, codes, take_in
from tests.trade import RECYCLER, REPAIR_SHOP, delivery, load, pack
from tests.usecases.road import Road


def found(station, text):
    with station.read() as view:
        return search_ledger(view, text)


def labels(station, text):
    return [unit.label for unit in found(station, text).units]


def keep(station, clock, **said):
    draft = PartyDraft(role="utilisation_enterprise", **said)
    return keep_party(draft, by=ADMIN, store=station, now=clock, new_id=new_id)


@pytest.mark.parametrize("text", ["0000002", "0txpb01a000001a5a0000002", "５ａ０００００02"])
def test_a_unit_is_found_by_any_piece_of_its_code_however_it_is_typed(station, clock, text):
    take_in(station, clock, *codes(3))
    assert labels(station, text) == [codes(1, first=2)[0]]


def test_a_code_that_begins_so_comes_before_newer_ones_that_only_have_it(station, clock):
    begins, has = "1A0PB01A000001A5A0000001", "0TXPB01A000001A5A1A0PB01"
    take_in(station, clock, begins)
    take_in(station, clock, has)
    assert labels(station, "1A0PB01") == [begins, has]


def test_of_what_very_many_have_the_newest_are_shown_and_no_more_than_fit(station, clock):
    take_in(station, clock, *codes(IN_A_GROUP + 4))
    assert labels(station, "0TXPB") == codes(IN_A_GROUP + 4)[: -(IN_A_GROUP + 1) : -1]


def test_a_unit_that_was_voided_is_not_offered(station, clock):
    (unit,) = take_in(station, clock, *codes(1)).units
    acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
    void_record(unit.unit_id, "duplicate_entry", "记了两次", **acts)
    assert labels(station, codes(1)[0]) == []


def test_units_that_were_voided_take_no_place_of_those_that_are_there(station, clock, monkeypatch):
    monkeypatch.setattr("packtrail.usecases.search_ledger.IN_A_GROUP", 2)
    begins, has = "0TXPB01A000001A5A0000001", "1A0PB01A000001A5A0TXPB01"
    take_in(station, clock, begins)
    take_in(station, clock, has)
    acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
    for wrong in codes(2, first=2):
        (unit,) = take_in(station, clock, wrong).units
        void_record(unit.unit_id, "duplicate_entry", "记了两次", **acts)
    assert labels(station, "0TXPB01") == [begins, has]


@pytest.mark.parametrize("typed", ["再生（北京）", " 再生（北京） ", "（北京）Ba"])
def test_a_name_is_found_as_it_is_written_on_no_card(station, clock, typed):
    name = "某某再生（北京）Battery Trade"
    taken = delivery(pack(codes(1)[0]), deliverer_name=name)
    record_delivery(taken, by=ADMIN, store=station, now=clock, new_id=new_id)
    release = load(*codes(1), consignee_name=name, carrier_name="乙方（运输） Lines")
    handoff_id = Road(station, clock).release(release).document.handoff_id
    hit = found(station, typed)
    assert [each.deliverer_name for each in hit.deliveries] == [name]
    assert [each.handoff_id for each in hit.loads] == [handoff_id]
    for carrier in ("（运输） li", "（运输） Ｌｉ", "ｌｉｎｅｓ"):
        assert [each.handoff_id for each in found(station, carrier).loads] == [handoff_id]


def test_a_load_and_a_delivery_are_found_by_number_and_by_plate(station, clock):
    road = Road(station, clock)
    draft = delivery(pack(codes(1)[0]), vehicle_plate="湘A·12345")
    taken = record_delivery(draft, by=ADMIN, store=station, now=clock, new_id=new_id)
    handoff_id, _ = road.sent_again(*codes(1))
    load = found(station, "ho-s1").loads[0]
    assert load.handoff_id == handoff_id
    for typed in ("a1234", "湘A·123", "湘a 12345"):
        assert [each.number for each in found(station, typed).deliveries] == [taken.document.number]


def test_a_company_is_found_by_its_initials_with_the_papers_it_stands_on(station, clock):
    road = Road(station, clock)
    handoff_id, _ = road.sent(*codes(1))
    keep(station, clock, uscc=RECYCLER, name="株洲测试再生利用有限公司")
    keep(station, clock, uscc=REPAIR_SHOP, name="长沙测试汽修有限公司", kind=PartyKind.DELIVERER)
    hit = found(station, "zzcs")
    assert [party.name for party in hit.parties] == ["株洲测试再生利用有限公司"]
    assert [load.handoff_id for load in hit.loads] == [handoff_id]
    assert [each.deliverer_uscc for each in found(station, "cscsqx").deliveries] == [REPAIR_SHOP]


def test_a_company_on_no_card_is_found_by_its_initials_on_its_papers(station, clock):
    Road(station, clock).sent(*codes(1))
    found_all = found(station, "cscs")
    assert (found_all.parties, found_all.loads) == ((), ())
    assert [each.deliverer_name for each in found_all.deliveries] == ["长沙测试汽修有限公司"]
    assert [each.consignee_name for each in found(station, "zzcs").loads] == ["株洲测试再生利用有限公司"]
    assert [each.consignee_name for each in found(station, "ZhuZhou").loads] == ["株洲测试再生利用有限公司"]


@pytest.mark.parametrize("text", ["", " ", "0", "%%", "__", "··", "\\'", "没有这个", "x" * 5000, "\x00\x00"])
def test_junk_finds_nothing_and_harms_nothing(station, clock, text):
    take_in(station, clock, *codes(2))
    assert found(station, text).is_empty
