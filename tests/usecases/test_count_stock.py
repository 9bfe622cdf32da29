"""A stock-take from its first scan to its record, and that it moves nothing by itself."""

from dataclasses import replace

import pytest

from packtrail.app.ids import new_id
from packtrail.app.refdata import load_code_tables
from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_places import CountNotOfPlan, PlaceUnknown
from packtrail.domain.operators import Operator, Role
from packtrail.domain.unit import Unit
from packtrail.usecases.count_stock import begin_stock_take, close_stock_take, scan_into, stock_count
from packtrail.usecases.drafts import STOCK_TAKE, draft_content, draft_from
from packtrail.usecases.move_units import Move, move_units
from packtrail.usecases.ports import Draft
from packtrail.usecases.release_handoff import release_handoff
from tests.station import ADMIN, codes, take_in
from tests.trade import load

TABLES = load_code_tables()
DRIVER = Operator("op_2", "司机调度", Role.DISPATCHER)


@pytest.fixture
def shelves(station, clock):
    """Four packs on two slots of 普通区, a fifth handed on."""
    some = codes(5)
    take_in(station, clock, *some)
    moves = [Move(each, f"普通区/0{n // 2 + 1}") for n, each in enumerate(some[:4])]
    move_units(moves, rules=load_stock_rules(), by=ADMIN, store=station, now=clock, new_id=new_id)
    release_handoff(load(some[4]), by=ADMIN, store=station, now=clock, new_id=new_id)
    return station, some


def scanned(store, draft, *texts):
    with store.read() as view:
        for text in texts:
            draft = scan_into(draft, text, view, TABLES)
        return draft


def with_photo(store, draft):
    with store.act() as tx:
        return replace(draft, photos=(tx.keep_blob(b"picture", "image/jpeg", "overall"),))


def test_an_evenings_count_finds_what_is_missing_extra_and_misplaced_and_moves_nothing(shelves, clock):
    store, some = shelves
    draft = begin_stock_take("普通区", by=ADMIN, store=store, now=clock)
    draft = scanned(
        store, draft, "LOC:普通区/01", some[0], some[2], "LOC:普通区/02", some[3], some[4].lower()
    )
    with store.act() as tx:
        tx.save_draft(Draft(draft_id="d", kind=STOCK_TAKE, content=draft_content(draft), updated_at=clock()))
    done = close_stock_take(
        with_photo(store, draft), by=ADMIN, store=store, now=clock, new_id=new_id, draft_id="d"
    )
    found = done.differences
    assert [each.battery_code for each in found.missing] == [some[1]]
    assert [(each.unit.battery_code, each.scan.place) for each in found.misplaced] == [(some[2], "普通区/01")]
    assert [(each.unit.battery_code, each.unit.custody) for each in found.extra] == [
        (some[4], Custody.IN_TRANSIT)
    ]
    with store.read() as view:
        body = view.record(done.record.record_id).body
        assert (body.counted, body.expected, body.extra_codes) == (4, 4, (some[4],))
        assert view.drafts(STOCK_TAKE) == []
        assert [(unit.zone, unit.slot, unit.custody) for unit in view.in_order(Unit)][:4] == [
            ("普通区", "01", Custody.IN_STORAGE),
            ("普通区", "01", Custody.IN_STORAGE),
            ("普通区", "02", Custody.IN_STORAGE),
            ("普通区", "02", Custody.IN_STORAGE),
        ]


def test_a_count_under_way_is_found_again_after_a_crash(shelves, clock):
    store, some = shelves
    draft = begin_stock_take(None, by=ADMIN, store=store, now=clock)
    draft = with_photo(store, scanned(store, draft, "LOC:普通区/01", some[0]))
    assert draft_from(STOCK_TAKE, draft_content(draft)) == draft
    assert draft_from(STOCK_TAKE, {"scans": "seven"}) is None


def test_a_whole_floor_counted_without_place_labels_is_clean(shelves, clock):
    store, some = shelves
    draft = scanned(store, begin_stock_take(None, by=ADMIN, store=store, now=clock), *some[:4])
    with store.read() as view:
        count = stock_count(view, draft)
        assert count.differences().is_clean
        assert count.add(draft.scans[0]).kind == "again"
    close_stock_take(draft, by=ADMIN, store=store, now=clock, new_id=new_id)


def test_a_label_with_more_on_it_than_the_code_is_counted_as_its_unit(shelves, clock):
    store, some = shelves
    one, two, three, four, _ = some
    draft = begin_stock_take(None, by=ADMIN, store=store, now=clock)
    draft = scanned(store, draft, f"P7.05.0113 {one}", f"{two}B", f"{'7' * 200}\r\n{three}", four.lower())
    with store.read() as view:
        assert stock_count(view, draft).differences().is_clean


def test_a_difference_without_a_photograph_writes_nothing_and_keeps_the_draft(shelves, clock):
    store, _ = shelves
    draft = begin_stock_take("普通区", by=ADMIN, store=store, now=clock)
    with store.act() as tx:
        tx.save_draft(Draft(draft_id="d", kind=STOCK_TAKE, content=draft_content(draft), updated_at=clock()))
    with pytest.raises(DraftIncomplete):
        close_stock_take(draft, by=ADMIN, store=store, now=clock, new_id=new_id, draft_id="d")
    with store.read() as view:
        assert view.latest("stock_check") is None
        assert len(view.drafts(STOCK_TAKE)) == 1


def test_places_and_zones_that_are_not_there_are_named(shelves, clock):
    store, _ = shelves
    with pytest.raises(CountNotOfPlan):
        begin_stock_take("屋顶", by=ADMIN, store=store, now=clock)
    draft = begin_stock_take(None, by=ADMIN, store=store, now=clock)
    with pytest.raises(PlaceUnknown):
        scanned(store, draft, "LOC:屋顶")


def test_who_drives_the_lorry_counts_no_stock(shelves, clock):
    store, _ = shelves
    with pytest.raises(NotAllowed):
        begin_stock_take(None, by=DRIVER, store=store, now=clock)
