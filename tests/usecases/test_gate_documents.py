"""The documents of the gate on the real ledger: announced, refused, on the floor, grouped, owed, declared."""

import dataclasses
from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.announcement import (
    Announcement,
    AnnouncementDraft,
    AnnouncementState,
    from_announcement,
)
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed
from packtrail.domain.errors_gate import (
    AnnouncementGone,
    OpeningCountDiffers,
    OpeningStockIsClosed,
    PaperNotOwed,
    ReceiptUnreadable,
    SubjectUnknown,
)
from packtrail.domain.group_intake import GroupDraft
from packtrail.domain.opening_stock import OpeningItem, OpeningLine, batches
from packtrail.domain.operators import Operator, Role
from packtrail.domain.owed_papers import OwedDraft, OwedPaper
from packtrail.domain.records import Void
from packtrail.domain.records.envelope import NewRecord
from packtrail.domain.records.gate import SourceType, UnitLevel
from packtrail.domain.refused_delivery import GateRefusalReason, RefusedDelivery
from packtrail.domain.source_declaration import DeclarationDraft
from packtrail.domain.stock_rules import LimitKind
from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.paper_code import PaperContent, sign_paper
from packtrail.usecases.announce_delivery import (
    announce_delivery,
    announced_by_receipt,
    room_for,
    ticked_off,
    ticked_off_delivery,
)
from packtrail.usecases.close_opening_stock import close_opening_stock
from packtrail.usecases.declare_source import declarations, declare_source
from packtrail.usecases.drafts import DELIVERY, OPENING_LINE, draft_content, draft_from
from packtrail.usecases.name_maker import name_responsible_maker
from packtrail.usecases.owe_paper import owe_paper, owed, owed_by
from packtrail.usecases.ports import Destination, Draft
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.refuse_delivery import refuse_delivery
from packtrail.usecases.supply_paper import supply_paper
from packtrail.usecases.take_in_group import record_group
from packtrail.usecases.take_opening_stock import take_opening_stock
from tests.station import ADMIN, STATION_KEY, codes, take_in
from tests.trade import CODE, MORNING, OUTLET, delivery, pack

ID = "360426199101010071"
TODAY = MORNING.date()
DISPATCHER = Operator("op_2", "移交员", Role.DISPATCHER)
CLERK = Operator("op_3", "操作员", Role.OPERATOR)


@pytest.fixture
def act(station, clock):
    """Any use case on the station, by the administrator unless it says otherwise."""

    def run(use_case, *facts, by=ADMIN, **more):
        return use_case(*facts, by=by, store=station, now=clock, new_id=new_id, **more)

    return run


@pytest.fixture
def photo(station):
    with station.act() as tx:
        return tx.keep_blob(b"a photograph", "image/jpeg", "overall")


def view_of(station, read):
    with station.read() as view:
        return read(view)


def hub(station, name="hub", **more):
    fields = {
        "name": name, "title": "演示平台", "base_url": "https://hub.example/v1", "outlet_uscc": OUTLET,
        "hub_keys": {"ed25519:0011223344556677": bytes(32)}, "station_signature": b"s" * 64,
        "enrolled_at": MORNING,
    }  # fmt: skip
    with station.act() as tx:
        tx.add_destination(Destination(**fields | more))


def void(station, clock, record_id):
    with station.act() as tx:
        tx.append(
            NewRecord(
                record_id=new_id(),
                body=Void(
                    target_record_id=record_id,
                    target_head_hash=tx.amended(record_id).head_hash,
                    reason_code="typo",
                    reason_text="登错",
                    replacement_record_ids=(),
                ),
                occurred_at=clock(),
                operator_ref="op_1",
            )
        )


def announced(act, *listed, **changes):
    fields = {
        "source_type": SourceType.SWAP_OPERATOR, "deliverer_name": "测试换电有限公司", "codes": listed,
        "mass_g": 12_000_000,
    }  # fmt: skip
    return act(announce_delivery, AnnouncementDraft(**fields | changes))


# Announcements: point one


@pytest.mark.practice(1)
def test_a_lorry_with_40_packs_is_ticked_off_against_what_was_announced(station, act):
    listed = codes(40)
    coming = announced(act, *listed)
    assert (coming.state, coming.claimed_count) == (AnnouncementState.EXPECTED, 40)
    brought = [pack(code) for code in (*listed[:39], codes(1, 900)[0])]
    head = dataclasses.replace(from_announcement(coming), units=tuple(brought))
    taken = act(record_delivery, head)
    assert taken.document.announced_id == coming.announcement_id
    ticked = view_of(station, lambda view: ticked_off(view, coming.announcement_id))
    assert (len(ticked.arrived), ticked.missing, ticked.extra) == (39, (listed[39],), (codes(1, 900)[0],))
    came = view_of(station, lambda view: view.one(Announcement, coming.announcement_id))
    assert (came.state, came.delivery_ids) == (AnnouncementState.ARRIVED, (taken.document.delivery_id,))


@pytest.mark.practice(1)
def test_a_pack_that_was_recorded_by_mistake_is_missing_again_once_it_is_void(station, act, clock):
    coming = announced(act, CODE)
    taken = act(record_delivery, dataclasses.replace(from_announcement(coming), units=(pack(CODE),)))
    void(station, clock, taken.units[0].unit_id)
    assert view_of(station, lambda view: ticked_off(view, coming.announcement_id)).missing == (CODE,)


@pytest.mark.practice(1)
def test_a_list_that_came_with_the_lorry_is_kept_and_ticked_off(station, act):
    taken = act(record_delivery, delivery(pack(CODE), expected_codes=(CODE, codes(1, 7)[0])))
    delivery_id = taken.document.delivery_id
    ticked = view_of(station, lambda view: ticked_off_delivery(view, delivery_id))
    assert (ticked.arrived, ticked.missing) == ((CODE,), (codes(1, 7)[0],))
    bare = act(record_delivery, delivery(pack(codes(1, 8)[0]))).document.delivery_id
    assert view_of(station, lambda view: ticked_off_delivery(view, bare)) is None


@pytest.mark.practice(1)
def test_the_qr_of_another_outlets_receipt_announces_count_and_mass_but_no_codes():
    content = PaperContent(
        outlet_uscc=OUTLET, document_number="HO-S9a-20261120-0001", release_record_hash="sha256:" + "0" * 64,
        line_count=40, mass_g=12_345_000, at=MORNING,
    )  # fmt: skip
    text = sign_paper(content, Ed25519Signer(STATION_KEY))
    draft = announced_by_receipt(text, {})
    assert (draft.claimed_count, draft.mass_g, draft.codes) == (40, 12_345_000, ())
    assert draft.source_type == SourceType.OTHER_OUTLET
    for spoilt in ("https://example.com", "PT1:" + text[8:]):
        with pytest.raises(ReceiptUnreadable):
            announced_by_receipt(spoilt, {})


@pytest.mark.practice(1)
def test_an_announcement_that_was_taken_back_takes_no_delivery(station, act, clock):
    coming = announced(act, CODE)
    void(station, clock, coming.announcement_id)
    with pytest.raises(AnnouncementGone):
        act(record_delivery, delivery(pack(CODE), announced_id=coming.announcement_id))
    with pytest.raises(AnnouncementGone):
        view_of(station, lambda view: ticked_off(view, new_id()))


@pytest.mark.practice(1)
def test_nobody_announces_nothing(act):
    with pytest.raises(DraftIncomplete) as caught:
        announced(act, deliverer_name=None, mass_g=0)
    assert {fault.kind for fault in caught.value.faults} == {
        FaultKind.DELIVERER_MISSING,
        FaultKind.COUNT_MISSING,
        FaultKind.MASS_NOT_POSITIVE,
    }
    with pytest.raises(NotAllowed):
        act(announce_delivery, AnnouncementDraft(source_type="dealer"), by=DISPATCHER)


def test_a_person_who_announces_is_not_named_in_public(station, act):
    coming = announced(act, CODE, source_type=SourceType.VEHICLE_OWNER, deliverer_name="王女士")
    assert coming.deliverer_name is None
    private = view_of(station, lambda view: view.private_part(coming.announcement_id))
    assert private == {"deliverer_person": "王女士"}


@pytest.mark.practice(1)
def test_what_is_announced_is_held_against_the_stock_before_it_is_unloaded(station, act, clock):
    ceiling = load_stock_rules().limit("collection", LimitKind.CEILING, TODAY)
    take_in(station, clock, *codes(4))  # 1,250 kg
    with station.read() as view:
        assert room_for(view, 3_750_000, ceiling) is None
        assert room_for(view, 3_750_001, ceiling).over_g == 1


# Refusals: point one


@pytest.mark.practice(1)
def test_a_lorry_turned_away_has_its_number_and_reason_and_is_no_delivery(station, act):
    coming = announced(act, CODE)
    draft = dataclasses.replace(from_announcement(coming), vehicle_plate="湘A12345")
    refused = act(refuse_delivery, draft, GateRefusalReason.OVER_STOCK_LIMIT, "库满，改日再来")
    assert refused.number == "DL-S1a-20261120-0001"
    assert (refused.reason_code, refused.claimed_count) == ("over_stock_limit", 1)
    with station.read() as view:
        assert view.deliveries() == []
        assert view.newest(RefusedDelivery) == [refused]
        assert view.one(Announcement, coming.announcement_id).state is AnnouncementState.REFUSED
    assert act(record_delivery, delivery(pack())).document.number == "DL-S1a-20261120-0002"


@pytest.mark.practice(1)
def test_nobody_is_turned_away_without_a_reason(act):
    with pytest.raises(DraftIncomplete) as caught:
        act(refuse_delivery, delivery(), GateRefusalReason.OTHER, " ")
    assert [fault.kind for fault in caught.value.faults] == [FaultKind.REASON_TEXT_MISSING]


# Opening stock: point three


def on_the_floor(code, **changes):
    return OpeningLine(**{"unit": pack(code), "original_intake_on": date(2025, 3, 4)} | changes)


def reported(code, to="maker_portal"):
    return on_the_floor(
        code, already_reported=True, reported_where="厂家门户", reported_on=date(2025, 3, 20), reported_to=to
    )


@pytest.mark.practice(3)
def test_day_one_begins_with_packs_on_the_floor_since_last_year(station, act):
    (unit,) = act(take_opening_stock, [on_the_floor(CODE)])
    assert (unit.custody, unit.delivery_id) == (Custody.IN_STORAGE, None)
    assert unit.original_intake_on == date(2025, 3, 4)
    (line,) = view_of(station, lambda view: view.in_order(OpeningItem))
    assert (line.unit_id, line.already_reported) == (unit.unit_id, False)


@pytest.mark.practice(3)
def test_a_line_and_its_saved_form_change_places_in_one_act(station, act, clock):
    line = on_the_floor(CODE)
    with station.act() as tx:
        tx.save_draft(Draft(draft_id="a", kind=OPENING_LINE, content=draft_content(line), updated_at=clock()))
    with pytest.raises(DraftIncomplete):
        act(take_opening_stock, [on_the_floor(CODE, already_reported=True)], draft_id="a")
    assert len(view_of(station, lambda view: view.drafts(OPENING_LINE))) == 1
    act(take_opening_stock, [line], draft_id="a")
    assert view_of(station, lambda view: view.drafts(OPENING_LINE)) == []


@pytest.mark.practice(3)
def test_what_was_reported_is_not_required_there_and_still_owed_elsewhere(station, act):
    hub(station)
    hub(station, "maker_portal")
    told, other = act(take_opening_stock, [reported(codes(2)[0]), on_the_floor(codes(2)[1])])
    with station.read() as view:
        state = lambda unit, name: view.submission(unit.unit_id, name).state  # noqa: E731
        assert state(told, "maker_portal") is SubmissionState.NOT_REQUIRED
        assert state(told, "hub") is SubmissionState.PENDING
        assert state(other, "maker_portal") is SubmissionState.PENDING


@pytest.mark.practice(3)
def test_a_portal_that_is_bound_after_the_count_is_not_owed_what_it_heard_before(station, act, clock):
    told, wrong = act(take_opening_stock, [reported(code) for code in codes(2)])
    lines = view_of(station, lambda view: view.in_order(OpeningItem))
    void(station, clock, next(line.line_id for line in lines if line.unit_id == wrong.unit_id))
    hub(station, "maker_portal")
    with station.read() as view:
        assert view.submission(told.unit_id, "maker_portal").state is SubmissionState.NOT_REQUIRED
        assert view.submission(wrong.unit_id, "maker_portal").state is SubmissionState.PENDING


@pytest.mark.practice(3)
def test_a_line_that_said_reported_by_mistake_owes_the_report_again_once_it_is_void(station, act, clock):
    hub(station, "maker_portal")
    (unit,) = act(take_opening_stock, [reported(CODE)])
    (line,) = view_of(station, lambda view: view.in_order(OpeningItem))
    void(station, clock, line.line_id)
    with station.read() as view:
        assert view.submission(unit.unit_id, "maker_portal").state is SubmissionState.PENDING
        assert view.in_order(OpeningItem) == []


@pytest.mark.practice(3)
def test_the_opening_stock_ends_with_the_signed_count_sheet_and_takes_nothing_after(station, act, photo):
    act(take_opening_stock, [on_the_floor(code) for code in codes(3)])
    with pytest.raises(OpeningCountDiffers) as caught:
        act(close_opening_stock, 4, photo)
    assert (caught.value.counted, caught.value.recorded) == (4, 3)
    closed = act(close_opening_stock, 3, photo)
    assert (closed.body.unit_count, closed.body.total_mass_g) == (3, 3 * 312_500)
    assert closed.attachments == (photo,)
    with pytest.raises(OpeningStockIsClosed):
        act(take_opening_stock, [on_the_floor(codes(1, 9)[0])])
    with pytest.raises(OpeningStockIsClosed):
        act(close_opening_stock, 3, photo)


@pytest.mark.practice(3)
def test_only_the_administrator_closes_and_only_with_the_sheet(act, photo):
    with pytest.raises(NotAllowed):
        act(close_opening_stock, 0, photo, by=CLERK)
    with pytest.raises(DraftIncomplete):
        act(close_opening_stock, 0, None)


@pytest.mark.practice(3)
def test_a_floor_of_1100_packs_is_taken_in_three_acts():
    lines = [on_the_floor(code) for code in codes(1100)]
    assert [len(run) for run in batches(lines)] == [500, 500, 100]


@pytest.mark.practice(3)
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"original_intake_on": TODAY + timedelta(days=1)}, FaultKind.TIME_IN_FUTURE),
        ({"original_intake_on": date(1900, 1, 1)}, FaultKind.TIME_TOO_EARLY),
        ({"already_reported": True, "reported_on": TODAY}, FaultKind.REPORTED_WHERE_MISSING),
        ({"already_reported": True, "reported_where": "旧平台"}, FaultKind.REPORTED_DAY_MISSING),
        (
            {"already_reported": True, "reported_where": "旧平台", "reported_on": date(2025, 3, 3)},
            FaultKind.REPORTED_BEFORE_INTAKE,
        ),
        ({"source_uscc": "91430100MA0FAKE030"}, FaultKind.USCC_WRONG),
        ({"source_name": "长" * 201}, FaultKind.TEXT_TOO_LONG),
        ({"unit": pack(None)}, FaultKind.CODE_MISSING),
    ],
)
def test_a_line_of_the_floor_that_can_not_be_is_told(act, changes, fault):
    with pytest.raises(DraftIncomplete) as caught:
        act(take_opening_stock, [on_the_floor(CODE, **changes)])
    assert [(each.kind, each.line) for each in caught.value.faults] == [(fault, 1)]


@pytest.mark.practice(3)
def test_a_pack_is_not_on_the_floor_twice_and_nothing_of_such_a_list_is_written(station, act):
    with pytest.raises(CodeAlreadyLive):
        act(take_opening_stock, [on_the_floor(CODE), on_the_floor(CODE)])
    with pytest.raises(DraftIncomplete):
        act(take_opening_stock, [])
    assert view_of(station, lambda view: view.count(OpeningItem)) == 0


# Groups: point six


@pytest.mark.practice(6)
def test_24_loose_modules_are_taken_in_by_one_act_and_weigh_what_the_scale_said(station, act, photo):
    run = tuple(pack(code, level=UnitLevel.MODULE, mass_g=None) for code in codes(22))
    group = act(
        record_group,
        GroupDraft(
            delivery=delivery(*run), group_mass_g=299_999, group_photo=photo, filed_codes=tuple(codes(24))
        ),
    )
    assert sum(unit.mass_g for unit in group.taken.units) == 299_999 == group.taken.document.mass_g
    assert group.counted.missing_codes == tuple(codes(24)[22:])
    body = view_of(station, lambda view: view.record(group.group_id)).body
    assert body.filed_count == 24
    assert set(body.intake_record_ids) == {unit.unit_id for unit in group.taken.units}


@pytest.mark.practice(6)
def test_modules_of_a_pack_of_ours_name_it(station, act, photo):
    parent = act(record_delivery, delivery(pack(CODE))).units[0]
    run = (pack(codes(1, 50)[0], level=UnitLevel.MODULE, mass_g=None),)
    group = act(
        record_group,
        GroupDraft(delivery=delivery(*run), group_mass_g=9_000, group_photo=photo, parent_id=parent.unit_id),
    )
    assert group.taken.units[0].parent_id == parent.unit_id


# Owed papers and declarations: point fourteen


@pytest.mark.practice(14)
def test_an_owner_with_one_damaged_pack_and_no_papers_leaves_a_duty_and_not_a_blocked_gate(station, act):
    owes = OwedDraft(paper="source_declaration", reason="证件没带", due_on=TODAY + timedelta(days=3))
    draft = delivery(
        pack(condition_class="damaged_casing"), source_type=SourceType.VEHICLE_OWNER, deliverer_uscc=None,
        deliverer_name="王女士", papers_owed=(owes,),
    )  # fmt: skip
    taken = act(record_delivery, draft)
    assert taken.units[0].custody is Custody.QUARANTINED
    (duty,) = view_of(station, lambda view: owed(view, TODAY))
    assert (duty.owed.subject_id, duty.days_left) == (taken.document.delivery_id, 3)
    late = view_of(station, lambda view: owed(view, TODAY + timedelta(days=4)))
    assert late[0].is_overdue


@pytest.mark.practice(14)
def test_the_declaration_meets_its_duty_and_keeps_the_id_only_with_consent(station, act, photo):
    taken = act(record_delivery, delivery(pack()))
    subject = taken.document.delivery_id
    promise = OwedDraft(paper="source_declaration", reason="明天签", due_on=TODAY)
    act(owe_paper, subject, promise)
    draft = DeclarationDraft(
        subject_id=subject, person_name="王女士", id_number=ID, signed_on=TODAY, photos=(photo,)
    )
    without = act(declare_source, draft)
    assert without.masked_id is None
    assert ID not in str(view_of(station, lambda view: view.private_part(without.declaration_id)))
    assert view_of(station, lambda view: owed(view, TODAY)) == ()
    agreed = act(declare_source, dataclasses.replace(draft, consents=True))
    assert agreed.masked_id == "360***********0071"
    assert view_of(station, lambda view: declarations(view, subject)) == (without, agreed)
    line = view_of(station, lambda view: view.record(agreed.declaration_id))
    assert ID not in str(line)
    assert ID not in repr(draft)


@pytest.mark.practice(14)
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"person_name": " "}, FaultKind.PERSON_MISSING),
        ({"person_name": "长" * 201}, FaultKind.TEXT_TOO_LONG),
        ({"consents": True, "id_number": ID[:-1] + "2"}, FaultKind.RESIDENT_ID_WRONG),
        ({"signed_on": TODAY + timedelta(days=1)}, FaultKind.TIME_IN_FUTURE),
        ({"signed_on": date(1900, 1, 1)}, FaultKind.TIME_TOO_EARLY),
        ({"photos": ()}, FaultKind.EVIDENCE_MISSING),
    ],
)
def test_a_declaration_that_is_none_is_told_without_a_character_of_the_id(act, photo, changes, fault):
    subject = act(record_delivery, delivery(pack())).document.delivery_id
    fields = {"subject_id": subject, "person_name": "王女士", "signed_on": TODAY, "photos": (photo,)}
    with pytest.raises(DraftIncomplete) as caught:
        act(declare_source, DeclarationDraft(**fields | changes))
    assert [each.kind for each in caught.value.faults] == [fault]
    assert ID[:6] not in str(caught.value.faults)


@pytest.mark.practice(14)
def test_a_paper_that_came_closes_its_duty_once(station, act, photo):
    subject = act(record_delivery, delivery(pack())).document.delivery_id
    due = act(owe_paper, subject, OwedDraft(paper="transfer_list", reason="后补", due_on=TODAY))
    with pytest.raises(DraftIncomplete):
        act(supply_paper, due.owed_id, paper_number=" ")
    came = act(supply_paper, due.owed_id, paper_number="JJ-7", photos=(photo,))
    assert (came.is_open, came.paper_number) == (False, "JJ-7")
    with pytest.raises(PaperNotOwed) as caught:
        act(supply_paper, due.owed_id, paper_number="JJ-8")
    assert caught.value.supplied_on == TODAY
    assert view_of(station, lambda view: owed_by(view, subject)) == (came,)


@pytest.mark.practice(14)
def test_a_promise_that_was_taken_back_is_owed_no_more_and_one_supplied_by_mistake_is_open_again(
    station, act, clock
):
    subject = act(record_delivery, delivery(pack())).document.delivery_id
    due = act(owe_paper, subject, OwedDraft(paper="vin", reason="看不清", due_on=TODAY))
    came = act(supply_paper, due.owed_id, paper_number="7")
    void(station, clock, came.supplied_id)
    assert view_of(station, lambda view: view.one(OwedPaper, due.owed_id)).is_open
    void(station, clock, due.owed_id)
    with pytest.raises(PaperNotOwed):
        act(supply_paper, due.owed_id, paper_number="8")


@pytest.mark.practice(14)
def test_nothing_is_owed_or_declared_for_a_document_that_is_not_there(act, photo):
    promise = OwedDraft(paper="vin", reason="看不清", due_on=TODAY)
    with pytest.raises(SubjectUnknown):
        act(owe_paper, new_id(), promise)
    nobody = DeclarationDraft(subject_id=new_id(), person_name="王", signed_on=TODAY, photos=(photo,))
    with pytest.raises(SubjectUnknown):
        act(declare_source, nobody)
    with pytest.raises(DraftIncomplete):
        act(owe_paper, new_id(), dataclasses.replace(promise, reason=""))


# Fields of an intake, and the responsible maker: points eight and seven


@pytest.mark.practice(8)
@pytest.mark.rule("reused-two-codes")
def test_a_reused_battery_is_found_by_both_of_its_codes(station, act):
    reused = pack(
        "04QPB76BC40000903RP", code_scheme="gbt34014_reuse", original_battery_code=CODE, voltage_mv=48_000,
        work_order_no="WX-1", certificate_no="HS-1", parent_code=CODE, arrived_opened=True, opened_by="某厂",
    )  # fmt: skip
    (unit,) = act(record_delivery, delivery(reused)).units
    with station.read() as view:
        assert view.units_with_code(CODE) == view.units_with_code(reused.battery_code) == [unit]
        body = view.record(unit.unit_id).body
    assert (body.source_work_order_no, body.scrap_certificate_no) == ("WX-1", "HS-1")
    assert (body.arrived_opened, body.opened_by, unit.voltage_mv) == (True, "某厂", 48_000)


@pytest.mark.practice(12)
def test_two_products_of_one_pack_may_share_its_code_but_not_with_the_pack_itself(station, act):
    whole = act(record_delivery, delivery(pack(CODE))).units[0]
    reused = pack("04QPB76BC40000903RP", original_battery_code=CODE)
    with pytest.raises(CodeAlreadyLive):
        act(record_delivery, delivery(reused))
    explained = dataclasses.replace(reused, as_conflict=True)
    assert act(record_delivery, delivery(explained)).units[0].conflicts_with == whole.unit_id
    first, second = codes(2, 500)
    pair = (pack(first, original_battery_code="OLD1"), pack(second, original_battery_code="OLD1"))
    assert len(act(record_delivery, delivery(*pair)).units) == 2


def test_a_draft_that_an_older_version_saved_still_loads():
    old = {"source_type": "dealer", "units": [{"battery_code": CODE, "mass_g": 5}]}
    draft = draft_from(DELIVERY, old)
    assert draft.units[0].voltage_mv is None
    assert draft.papers_owed == ()


@pytest.mark.practice(7)
def test_the_responsible_maker_is_named_by_a_correction(station, act, clock):
    unit = take_in(station, clock, CODE).units[0]
    named = act(name_responsible_maker, unit.unit_id, " 测试汽车有限公司 ", "按车辆品牌认定")
    assert named.responsible_maker == "测试汽车有限公司"
    with pytest.raises(SubjectUnknown):
        act(name_responsible_maker, new_id(), "另一家", "改")
