"""Days with packs that are opened, and with the small papers of every week (``practice.md``)."""

import dataclasses

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.deadlines import DestinationKind, Proof
from packtrail.domain.load import MILLION
from packtrail.domain.opening import OpeningDraft
from packtrail.domain.refused_delivery import GateRefusalReason
from packtrail.domain.settlement import SettlementDraft
from packtrail.domain.stock_take import StockTakeDraft
from packtrail.domain.vehicle_case import ReplacementDraft
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.count_stock import close_stock_take
from packtrail.usecases.determine_safety import determine_safety
from packtrail.usecases.name_maker import name_responsible_maker
from packtrail.usecases.note_settlement import note_settlement
from packtrail.usecases.open_pack import genealogy, open_pack
from packtrail.usecases.prove_report import ProofDraft, prove_report
from packtrail.usecases.record_replacement import record_replacement
from packtrail.usecases.refuse_delivery import refuse_delivery
from packtrail.usecases.void_record import void_record
from tests.e2e.real_days import SUPERVISOR
from tests.trade import delivery, pack
from tests.usecases.floor import EVERY_WARNING, weighed

KG = MILLION // 1000


def opened(day, parent, *children, **changes):
    """The pack, opened into these parts."""
    draft = OpeningDraft(
        parent_id=parent.unit_id,
        children=children,
        reason_code="sorting",
        confirmed_warnings=EVERY_WARNING,
        photos=(day.photo("opened"),),
        **changes,
    )
    return day.act(open_pack, draft, rules=day.rules.opening, recheck=day.rules.safety.recheck)


@pytest.mark.practice(13)
@pytest.mark.practice(9)
def test_a_cracked_pack_is_opened_and_its_modules_stay_isolated_with_it(day_of):
    with day_of() as day:
        code, first, second = day.codes(3)
        (parent,) = day.take_in(code).units
        day.sync()
        cracked = day.determination("case_cracked")
        rules = {"checklist": day.rules.checklist, "rules": day.rules.safety}
        day.act(determine_safety, [parent.unit_id], cracked, **rules)
        out = opened(
            day, parent, weighed(first, 100 * KG), weighed(second, 101 * KG), residue_mass_g=90 * KG,
            filed_count=3,
        )  # fmt: skip
        assert [part.custody for part in out.parts] == [Custody.QUARANTINED] * 2
        assert (out.mass.difference_g, out.counted.here, out.counted.filed) == (21_500, 2, 3)
        day.sync()
        family = day.read(lambda view: genealogy(view, out.parts[0].unit_id))
        assert family.unit.unit_id == parent.unit_id
        assert day.unit(code).custody is Custody.OPENED


@pytest.mark.practice(13)
@pytest.mark.practice(12)
def test_an_opening_that_never_was_is_voided_with_all_that_came_out_of_it(day_of):
    with day_of() as day:
        code, first, second = day.codes(3)
        (parent,) = day.take_in(code).units
        opened(day, parent, weighed(first, 100 * KG), weighed(second, 101 * KG))
        day.sync()
        day.next_day()
        (opening,) = day.read(lambda view: view.of_type("pack_opened"))
        proof = (day.photo("the pack is whole"),)
        day.act(
            void_record, opening.record.record_id, "did_not_occur", "登记错电池", second=SUPERVISOR,
            attachments=proof,
        )  # fmt: skip
        assert day.unit(code).custody is Custody.IN_STORAGE
        assert {day.unit(each).custody for each in (first, second)} == {Custody.VOIDED}
        day.sync()
        day.hand_over(code)


@pytest.mark.practice(7)
@pytest.mark.practice(10)
@pytest.mark.practice(18)
def test_the_small_papers_of_a_week_are_all_accepted_and_money_never_leaves(day_of):
    with day_of() as day:
        old, new, extra = day.codes(3)
        taken = day.take_in(old)
        (unit,) = taken.units
        day.act(name_responsible_maker, unit.unit_id, "测试汽车有限公司", "铭牌上的企业")
        why = {"reason_code": "reweighed", "reason_text": "复称"}
        day.act(correct_record, unit.unit_id, {"gross_mass_g": 300_000}, **why)
        day.act(
            record_replacement,
            ReplacementDraft(
                vin="1M8GDM9AXKP042788", old_code=old, new_code=new, replaced_on=day.today(),
                work_order_no="GD-7", unit_id=unit.unit_id,
            ),
        )  # fmt: skip
        refused = day.act(
            refuse_delivery, delivery(pack(extra)), GateRefusalReason.NOT_TRACTION_BATTERY, "是储能柜",
            photos=(day.photo("cabinet"),),
        )  # fmt: skip
        assert refused.number > taken.document.number
        scanned = StockTakeDraft(photos=(day.photo("floor"),)).with_scan(old).with_scan(extra)
        counted = day.act(close_stock_take, scanned)
        assert counted.record.body.extra_codes == (extra,)
        day.act(
            prove_report,
            ProofDraft(
                proof=Proof.PORTAL_READBACK, destination=DestinationKind.MAKER_PORTAL, confirmed_count=1,
                target_record_ids=(unit.unit_id,), reported_on=day.today(), pictures=(day.photo("portal"),),
            ),
        )  # fmt: skip
        records = day.read(lambda view: view.station()).head_seq
        day.lane(
            lambda: note_settlement(
                taken.document.delivery_id, SettlementDraft(amount_fen=120_000),
                by=day.outlet.operator, store=day.outlet.store, now=day.outlet.now,
            )
        )  # fmt: skip
        assert day.read(lambda view: view.station()).head_seq == records
        day.hand_over(old)
        held = dataclasses.astuple(day.unit(old))
        assert 300_000 in held
