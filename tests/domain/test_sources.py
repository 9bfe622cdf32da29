"""Each kind of source has its own fields and papers; what lacks is listed and stops nothing."""

import copy
import tomllib
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.sources import load_source_rules, source_rules_from
from packtrail.domain.delivery_faults import delivery_faults
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.records.gate import SourceType
from packtrail.domain.sources import source_gaps
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.gate import gap_text
from tests.trade import MORNING, delivery, pack

pytestmark = [pytest.mark.practice(14), pytest.mark.rule("S30")]

DAY = date(2026, 11, 20)
VIN = "LSVAA123456789012"


def gaps(*units, **changes):
    found = source_gaps(delivery(*units, **changes), load_source_rules(), DAY)
    return {gap.name: gap.lines for gap in found}


def test_a_repair_shop_lacks_its_work_order_and_the_delivery_is_recorded_all_the_same():
    draft = delivery(pack(vin=VIN), pack("0TXPB01A000001A5A0000124"), papers_present=("replacement_record",))
    found = {gap.name: gap.lines for gap in source_gaps(draft, load_source_rules(), DAY)}
    assert found == {"vin": (2,), "work_order_no": (1, 2)}
    assert delivery_faults(draft, MORNING) == ()


def test_what_is_owed_with_a_reason_is_no_gap_any_more():
    owed = tuple(
        OwedDraft(paper=name, reason="补开", due_on=DAY)
        for name in ("vin", "work_order_no", "replacement_record")
    )
    assert gaps(pack(), papers_owed=owed) == {}


def test_an_owner_with_one_damaged_pack_and_no_papers_is_asked_for_a_declaration_and_no_credit_code():
    found = gaps(
        pack(condition_class="damaged_casing"), source_type=SourceType.VEHICLE_OWNER, deliverer_uscc=None
    )
    assert found == {"vin": (1,), "vehicle_plate": (), "source_declaration": ()}


def test_packs_of_a_swap_operator_need_no_vin():
    assert "vin" not in gaps(pack(), source_type=SourceType.SWAP_OPERATOR)


@pytest.mark.rule("S28")
def test_a_dismantler_is_asked_for_the_certificate_and_its_number():
    found = gaps(pack(vin=VIN), source_type=SourceType.SCRAP_DISMANTLER)
    assert {"certificate_no", "scrap_certificate"} <= found.keys()


@pytest.mark.rule("S8")
@pytest.mark.practice(13)
def test_a_pack_that_arrived_opened_is_asked_for_the_records_of_its_opening():
    found = gaps(pack(), pack("0TXPB01A000001A5A0000124", arrived_opened=True))
    assert found["opening_records"] == (2,)


def test_a_reused_battery_is_asked_for_its_first_code():
    assert gaps(pack(code_scheme="gbt34014_reuse"))["original_battery_code"] == (1,)
    reused = pack(code_scheme="gbt34014_reuse", original_battery_code="0TXPB01A000001A5A0000999")
    assert "original_battery_code" not in gaps(reused)


@pytest.mark.parametrize("source", sorted(set(SourceType) - {SourceType.UNKNOWN}))
def test_every_kind_of_source_has_its_rule_and_every_gap_its_sentence(source):
    rules = load_source_rules()
    assert rules.of(source, DAY) is not None
    for gap in source_gaps(delivery(pack(), source_type=source, deliverer_uscc=None), rules, DAY):
        for language in (CHINESE, ENGLISH):
            assert gap.name not in gap_text(wording(language), gap)


def test_before_a_rule_is_in_force_nothing_is_asked():
    assert load_source_rules().of(SourceType.REPAIR_SHOP, date(2018, 1, 1)) is None


def document():
    return tomllib.loads(resources.path("rules", "sources.toml").read_text(encoding="utf-8"))


def changed(change):
    made = copy.deepcopy(document())
    change(made)
    return made


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["asked"][0].update(source_type="smuggler"),
        lambda d: d["asked"][0].update(fields=["deliverer_phone"]),
        lambda d: d["asked"][0].update(papers=["papers_of_nobody"]),
        lambda d: d["asked"][0].update(fields=["vin", "vin"]),
        lambda d: d["asked"][0].update(source="hearsay"),
        lambda d: d["asked"][0].update(fine=1),
        lambda d: d.update(dataset="recipients"),
        lambda d: d["case"].append(d["case"][0]),
        lambda d: d["asked"][0].update(in_force_to=date(2018, 1, 1)),
    ],
)
def test_rules_that_can_not_be_are_refused(change):
    with pytest.raises(ValueError, match=r"."):
        source_rules_from(changed(change))


def test_two_rules_of_one_kind_on_one_day_are_refused():
    with pytest.raises(RefdataDatesOverlap):
        source_rules_from(changed(lambda d: d["asked"].append(d["asked"][0])))
