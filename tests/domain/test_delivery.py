"""Taking in: what is required, what is refused, and the records it becomes."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.delivery import (
    HEAVIEST_G,
    DeliveryNumbers,
    delivery_faults,
    draft_of_code,
    plain_uscc,
    take_in,
)
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive
from packtrail.domain.records import Attachment, Delivery, Intake
from packtrail.domain.records.gate import CodeStatus, MassBasis, SourceType
from tests.trade import CODE, MORNING, OTHER_CODE, delivery, ids, pack, stored

PHOTO = Attachment(digest="sha256:" + "1" * 64, media_type="image/jpeg", size=9, role="nameplate")


def taken_in(draft, live=None):
    count = len(draft.units)
    numbers = DeliveryNumbers(
        delivery="DL-S1a-20261120-0001",
        intakes=tuple(f"IN-S1a-20261120-{n:04d}" for n in range(1, count + 1)),
        local_ids=tuple("TMP-1" if unit.battery_code is None else None for unit in draft.units),
    )
    return take_in(draft, live=live or {}, numbers=numbers, at=MORNING, operator_ref="op_1", new_id=ids())


def kinds(draft):
    return [(fault.kind, fault.line) for fault in delivery_faults(draft)]


def test_a_delivery_becomes_its_document_and_one_intake_for_each_unit():
    header, *intakes = taken_in(delivery(pack(CODE), pack(OTHER_CODE)))
    assert isinstance(header.body, Delivery)
    assert header.body.claimed_count == 2
    assert [intake.body.battery_code for intake in intakes] == [CODE, OTHER_CODE]
    assert [intake.body.line_no for intake in intakes] == [1, 2]
    assert {intake.body.delivery_record_id for intake in intakes} == {header.record_id}
    assert {intake.depends_on for intake in intakes} == {(header.record_id,)}


def test_only_the_digest_of_a_scan_is_public():
    _, intake = taken_in(delivery(pack(CODE, raw_scan="[>16secret" + CODE, storage_location="A-03")))
    assert isinstance(intake.body, Intake)
    assert "secret" not in repr(intake.body)
    assert "A-03" not in repr(intake.body)
    assert intake.private == {"storage_location": "A-03", "raw_scan": "[>16secret" + CODE}
    assert len(intake.body.raw_scan_sha256) == 64


def test_a_person_at_the_gate_stays_private():
    header, _ = taken_in(
        delivery(pack(), source_type=SourceType.VEHICLE_OWNER, deliverer_name=None, deliverer_uscc=None,
                 deliverer_person="王㛃", deliverer_phone="13800000000")
    )  # fmt: skip
    assert "王㛃" not in repr(header.body)
    assert header.private == {"deliverer_person": "王㛃", "deliverer_phone": "13800000000"}


def test_a_persons_name_in_the_companys_field_stays_private_too():
    owner = delivery(pack(), source_type=SourceType.VEHICLE_OWNER, deliverer_name="王㛃", deliverer_uscc=None)
    header, intake = taken_in(owner)
    assert "王㛃" not in repr((header.body, intake.body))
    assert header.private == {"deliverer_person": "王㛃"}


def test_a_company_that_owns_vehicles_is_named():
    header, intake = taken_in(delivery(pack(), source_type=SourceType.VEHICLE_OWNER))
    assert header.body.deliverer_name == intake.body.source_name == "长沙测试汽修有限公司"
    assert not header.private


def test_a_live_code_is_refused_until_somebody_says_it_is_a_second_pack():
    with pytest.raises(CodeAlreadyLive) as refusal:
        taken_in(delivery(pack(CODE)), live={CODE: stored()})
    assert refusal.value.taken_in_at == MORNING


def test_a_second_pack_with_a_live_code_is_taken_in_as_a_conflict_that_names_the_first():
    _, intake = taken_in(delivery(pack(CODE, as_conflict=True)), live={CODE: stored()})
    assert intake.body.code_status == CodeStatus.CONFLICT
    assert intake.body.conflicts_with == stored().unit_id


def test_the_same_code_twice_in_one_delivery_is_refused_as_well():
    with pytest.raises(CodeAlreadyLive) as refusal:
        taken_in(delivery(pack(CODE), pack(CODE)))
    assert refusal.value.unit_id is None


def test_the_second_of_two_alike_in_one_delivery_can_be_a_conflict():
    _, first, second = taken_in(delivery(pack(CODE), pack(CODE, as_conflict=True)))
    assert first.body.code_status == CodeStatus.READ
    assert second.body.code_status == CodeStatus.CONFLICT


def test_a_label_that_nobody_can_read_comes_in_by_reason_and_photo():
    burnt = pack(None, code_status=CodeStatus.UNREADABLE, code_reason="burnt", photos=(PHOTO,), raw_scan=None)
    _, intake = taken_in(delivery(burnt))
    assert intake.body.battery_code is None
    assert intake.body.local_id == "TMP-1"
    assert intake.body.code_reason == "burnt"
    assert intake.attachments == (PHOTO,)


def test_an_unreadable_label_without_reason_and_photo_is_not_ready():
    draft = delivery(pack(None, code_status=CodeStatus.ABSENT))
    assert kinds(draft) == [(FaultKind.REASON_MISSING, 1), (FaultKind.PHOTO_MISSING, 1)]


def test_all_faults_are_told_at_once():
    draft = delivery(
        pack(None),
        pack(OTHER_CODE, mass_g=0),
        pack(CODE, mass_g=10_000_000, mass_basis=MassBasis.UNKNOWN, vin="NOT-A-VIN"),
        source_type=SourceType.UNKNOWN,
        deliverer_name=None,
        deliverer_uscc="91430100MA0FAKE014",
        claimed_count=0,
    )
    assert kinds(draft) == [
        (FaultKind.DELIVERER_MISSING, 0),
        (FaultKind.SOURCE_MISSING, 0),
        (FaultKind.USCC_WRONG, 0),
        (FaultKind.COUNT_MISSING, 0),
        (FaultKind.CODE_MISSING, 1),
        (FaultKind.MASS_NOT_POSITIVE, 2),
        (FaultKind.MASS_IMPLAUSIBLE, 3),
        (FaultKind.MASS_WITHOUT_BASIS, 3),
        (FaultKind.VIN_WRONG, 3),
    ]
    with pytest.raises(DraftIncomplete) as refusal:
        taken_in(draft)
    assert len(refusal.value.faults) == 9


def test_a_delivery_without_batteries_is_not_ready():
    assert kinds(delivery()) == [(FaultKind.NOTHING_BROUGHT, 0)]


def test_a_text_that_no_record_has_room_for_is_told_before_anything_is_written():
    draft = delivery(pack(responsible_maker="长" * 201), deliverer_name="长" * 201, vehicle_plate="湘" * 17)
    assert [(f.kind, f.field, f.line) for f in delivery_faults(draft)] == [
        (FaultKind.TEXT_TOO_LONG, "deliverer_name", 0),
        (FaultKind.TEXT_TOO_LONG, "vehicle_plate", 0),
        (FaultKind.TEXT_TOO_LONG, "responsible_maker", 1),
    ]


def test_more_units_than_a_document_holds_are_told_as_such():
    assert kinds(delivery(*[pack()] * 501)) == [(FaultKind.TOO_MANY, 0)]
    assert kinds(delivery(*[pack()] * 500)) == []


def test_only_deliverer_count_and_code_status_are_required():
    bare = dataclasses.replace(pack(), mass_g=None, mass_basis=MassBasis.UNKNOWN, vin=None)
    assert delivery_faults(delivery(bare, deliverer_uscc=None)) == ()


@pytest.mark.parametrize("level", list(HEAVIEST_G))
def test_the_heaviest_plausible_mass_of_a_level_passes_and_a_gram_more_does_not(level):
    heaviest, maker = HEAVIEST_G[level], SourceType.BATTERY_MAKER  # who alone brings lots
    assert kinds(delivery(pack(level=level, mass_g=heaviest), source_type=maker)) == []
    too_heavy = delivery(pack(level=level, mass_g=heaviest + 1), source_type=maker)
    assert kinds(too_heavy) == [(FaultKind.MASS_IMPLAUSIBLE, 1)]


def test_a_credit_code_is_recorded_in_its_plain_form():
    header, intake = taken_in(delivery(pack(), deliverer_uscc=" 9143 0100-ma0fake039"))
    assert header.body.deliverer_uscc == intake.body.source_uscc == "91430100MA0FAKE039"
    assert plain_uscc(None) is None


def test_a_maker_that_delivers_answers_for_its_batteries_unless_somebody_says_otherwise():
    from_maker = delivery(
        pack(CODE), pack(OTHER_CODE, responsible_maker="另一家"), source_type="vehicle_maker"
    )
    _, first, second = taken_in(from_maker)
    assert first.body.responsible_maker == from_maker.deliverer_name
    assert second.body.responsible_maker == "另一家"
    assert taken_in(delivery(pack()))[1].body.responsible_maker is None


def test_a_unit_is_filled_in_from_its_code(code_tables):
    from packtrail.domain.battery_code import parse

    full = draft_of_code(parse(CODE, code_tables).code, "scan_qr", CODE)
    reuse = draft_of_code(parse("04QPB76BC40000903RP", code_tables).code, "scan_qr", "x")
    assert (full.level, full.chemistry_code, full.code_scheme) == ("pack", "B", "gbt34014_full")
    assert reuse.code_scheme == "gbt34014_reuse"


@given(st.lists(st.sampled_from([CODE, OTHER_CODE]), min_size=1, max_size=4), st.booleans())
def test_no_two_intakes_of_one_delivery_carry_a_code_without_one_being_a_conflict(codes, conflicts):
    draft = delivery(*(pack(code, as_conflict=conflicts and n > 0) for n, code in enumerate(codes)))
    try:
        _, *intakes = taken_in(draft)
    except CodeAlreadyLive:
        return
    plain = [i.body.battery_code for i in intakes if i.body.code_status != CodeStatus.CONFLICT]
    assert len(plain) == len(set(plain))
