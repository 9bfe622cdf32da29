"""A delivery is recorded whole or not at all, on the real ledger."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records.gate import CodeStatus
from packtrail.domain.scan_way import ScanWay
from packtrail.usecases.drafts import DELIVERY, draft_content, draft_from
from packtrail.usecases.ports import Draft
from packtrail.usecases.record_delivery import live_unit, record_delivery
from tests.station import ADMIN, take_in
from tests.trade import CODE, OTHER_CODE, delivery, pack


def head(ledger):
    with ledger.read() as view:
        return view.station().head_seq


def record(ledger, clock, draft, by=ADMIN, draft_id=None):
    return record_delivery(draft, by=by, store=ledger, now=clock, new_id=new_id, draft_id=draft_id)


def test_units_of_a_delivery_are_in_stock_under_its_number(station, clock):
    taken = take_in(station, clock, CODE, OTHER_CODE)
    assert taken.document.number == "DL-S1a-20261120-0001"
    assert [unit.intake_number for unit in taken.units] == ["IN-S1a-20261120-0001", "IN-S1a-20261120-0002"]
    assert {unit.custody for unit in taken.units} == {Custody.IN_STORAGE}
    assert taken.document.mass_g == 2 * 312_500


def test_a_code_that_is_live_writes_nothing_and_uses_up_no_number(station, clock):
    take_in(station, clock, CODE)
    before = head(station)
    with pytest.raises(CodeAlreadyLive):
        take_in(station, clock, CODE)
    assert head(station) == before
    assert take_in(station, clock, OTHER_CODE).document.number == "DL-S1a-20261120-0002"


def test_a_second_pack_with_a_live_code_is_isolated_beside_the_first(station, clock):
    first = take_in(station, clock, CODE).units[0]
    second = record(station, clock, delivery(pack(CODE, as_conflict=True))).units[0]
    assert second.custody is Custody.QUARANTINED
    assert second.conflicts_with == first.unit_id
    with station.read() as view:
        assert [unit.unit_id for unit in view.units_with_code(CODE)] == [second.unit_id, first.unit_id]
        assert live_unit(view, CODE).unit_id == second.unit_id


def test_a_unit_without_a_code_gets_a_provisional_number_that_finds_it(station, clock):
    with station.act() as tx:
        photo = tx.keep_blob(b"a photograph", "image/jpeg", "nameplate")
    burnt = pack(None, code_status=CodeStatus.UNREADABLE, code_reason="burnt", photos=(photo,), raw_scan=None)
    unit = record(station, clock, delivery(burnt)).units[0]
    assert unit.local_id == "TMP-S1a-20261120-0001"
    with station.read() as view:
        assert view.units_with_code(unit.local_id) == [unit]
        assert view.blob(photo.digest) == b"a photograph"


def test_a_draft_that_became_records_is_gone_and_one_that_did_not_is_kept(station, clock):
    draft = delivery(pack(None))
    for name in ("kept", "used"):
        with station.act() as tx:
            content = draft_content(draft)
            tx.save_draft(Draft(draft_id=name, kind=DELIVERY, content=content, updated_at=clock()))
    with pytest.raises(DraftIncomplete):
        record(station, clock, draft, draft_id="kept")
    record(station, clock, delivery(pack()), draft_id="used")
    with station.read() as view:
        (left,) = view.drafts(DELIVERY)
    assert left.draft_id == "kept"
    assert draft_from(DELIVERY, left.content) == draft


def test_a_draft_of_a_version_that_nobody_knows_is_no_draft():
    assert draft_from(DELIVERY, {"units": "seven"}) is None


def test_a_dispatcher_does_not_take_in(station, clock):
    with pytest.raises(NotAllowed):
        record(station, clock, delivery(pack()), by=Operator("op_2", "移交员", Role.DISPATCHER))


def test_how_a_code_was_read_is_kept_at_the_station_and_never_leaves(station, clock):
    way = ScanWay(
        symbology="code128",
        engine="own",
        stage="own_128",
        corners=(-3, 4, 900, 8, 901, 90, 2, 88),
        at=clock(),
    )
    draft = draft_from(DELIVERY, draft_content(delivery(pack(scan_way=way))))
    unit = record(station, clock, draft).units[0]
    with station.read() as view:
        kept = view.private_part(unit.unit_id)
    assert draft.units[0].scan_way == way
    assert {name: kept[name] for name in kept if name.startswith("scan_")} == {
        "scan_symbology": "code128",
        "scan_engine": "own",
        "scan_stage": "own_128",
        "scan_corners": [-3, 4, 900, 8, 901, 90, 2, 88],
    }
    assert kept["scanned_at"] == way.at.isoformat()
