"""Safety, dangerous goods, recipients and carriers have words in both languages."""

from datetime import date

import pytest

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.app.recipients import load_recipient_rules
from packtrail.app.safety_checklist import load_safety
from packtrail.domain.eligibility import (
    PROVINCES,
    SET_UP_BY,
    CarrierWarning,
    CarrierWarningKind,
    Eligibility,
    EligibilityWarning,
    RecipientNotEligible,
)
from packtrail.domain.safety import (
    Checklist,
    DangerLevel,
    Lack,
    MeasurementKind,
    MeasurementWarning,
    PackingProposal,
    PackingState,
    TransportWarning,
    WayOutClosed,
)
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain
from packtrail.wording.recipients import carrier_text, eligibility_lines
from packtrail.wording.safety import item_text, measurement_text, package_text, what_bad_looks_like

ZH = wording(CHINESE)
LIST: Checklist = load_safety().checklist
GOODS, RULES = load_dangerous_goods(), load_recipient_rules()
DAY = date(2026, 5, 4)

WORDS = {
    "lack": list(Lack),
    "danger": [level.name.lower() for level in DangerLevel],
    "treatment": [item.treatment for item in LIST.items],
    "picture": [item.picture for item in LIST.items],
    "packing_state": list(PackingState),
    "packing": [packing for entry in GOODS.entries for packing in entry.packings],
    "family": [family.name for family in GOODS.families],
    "transport_mode": [refusal.mode for refusal in GOODS.refusals],
    "transport_warning": list(TransportWarning),
    "requirement": list(RULES.requirements),
    "party_paper": [p for need in RULES.requirements.values() for p in need.papers if p != SET_UP_BY],
    "eligibility_warning": list(EligibilityWarning),
    "province": sorted(PROVINCES),
}


@pytest.fixture(params=[CHINESE, ENGLISH])
def w(request):
    return wording(request.param)


@pytest.mark.parametrize("vocabulary", WORDS)
def test_every_word_of_a_list_is_there_and_differs_from_the_others(w, vocabulary):
    tokens = set(WORDS[vocabulary])
    assert len({w.say(f"words.{vocabulary}.{token}") for token in tokens}) == len(tokens) > 1


@pytest.mark.parametrize("item", LIST.items, ids=lambda item: item.item_id)
def test_every_item_says_what_is_asked_and_what_bad_looks_like(w, item):
    assert item_text(w, item) != what_bad_looks_like(w, item) != ""


def test_an_item_of_ones_own_speaks_its_own_words():
    (item, *_) = LIST.items
    fields = {name: getattr(item, name) for name in item.__dataclass_fields__}
    own = type(item)(**fields | {"item_id": "seal", "text_zh": "封签破损", "text_en": "Seal broken"})
    assert (item_text(ZH, own), item_text(wording(ENGLISH), own)) == ("封签破损", "Seal broken")
    assert what_bad_looks_like(ZH, own) == ""


@pytest.mark.parametrize("kind", list(MeasurementKind))
def test_a_measurement_says_both_figures_and_that_the_limit_is_to_be_confirmed(w, kind):
    text = measurement_text(w, MeasurementWarning(kind, 77, 66))
    assert "77" in text
    assert "66" in text
    assert w.say("safety.to_be_confirmed") in text


def package(un_number, packings):
    return PackingProposal(
        family=None,
        un_number=un_number,
        state=PackingState.DAMAGED,
        packings=packings,
        special_provision=None,
        confidence=None,
        labels=(),
    )


@pytest.mark.parametrize(
    ("un_number", "packings", "text"),
    [
        ("3480", ("p908", "lp904"), "UN 3480 · 破损（不致危险反应） · P908（破损）、LP904（破损，大包装）"),
        ("3496", (), "UN 3496 · 破损（不致危险反应） · 包装规范未收录，请问有资格的人员"),
        (None, (), "破损（不致危险反应） · 没有可建议的 UN 编号，请问有资格的人员"),
    ],
)
def test_a_package_is_said_in_one_line(un_number, packings, text):
    assert package_text(ZH, package(un_number, packings)) == text


@pytest.mark.parametrize("kind", list(CarrierWarningKind))
def test_every_warning_of_a_carrier_has_its_sentence(w, kind):
    text = carrier_text(w, CarrierWarning(kind, "driver_certificate", DAY))
    assert text
    assert "driver_certificate" not in text


def test_what_stops_a_handoff_is_said_before_what_only_warns():
    found = Eligibility(
        is_code_right=True,
        missing=("eia",),
        expired=("pollutant_discharge",),
        expiring_soon={"business_licence": DAY},
        stale_check=("project_approval",),
        warnings=(EligibilityWarning.LEFT_A_LIST,),
        rules=(),
        rules_version="2026-11-23.1",
    )
    assert eligibility_lines(ZH, found) == (
        "缺少：环境影响评价",
        "已过期：排污许可证或排污登记",
        "项目核准或备案很久没有核对，或没有写核对日期",
        "营业执照于 2026-05-04 到期",
        "曾在名单上，现已不在；名单只作参考",
    )


def test_a_closed_way_out_names_everything_that_is_lacking():
    said = explain(ZH, WayOutClosed("0TXPB01A000001A5A0000123", (Lack.TREATMENT, Lack.RECHECK)))
    assert "发现危险后还没有处置记录；发热或过火后还没有到时复检" in said.what


def test_a_recipient_that_may_not_receive_is_told_which_papers():
    said = explain(ZH, RecipientNotEligible("测试有限公司", ("eia", "set_up_by")))
    assert "环境影响评价；设立/委托企业" in said.what
    assert "主管" in said.next_step
