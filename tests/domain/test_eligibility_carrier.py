"""The carrier's card warns and never blocks; the province in a code (practice 11)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.recipients import load_recipient_rules
from packtrail.domain.eligibility import (
    PROVINCES,
    CarrierCard,
    CarrierWarning,
    CarrierWarningKind,
    carrier_warnings,
    province_of,
)
from packtrail.domain.records import PartyPaper
from packtrail.domain.uscc import check_uscc

pytestmark = pytest.mark.practice(11)

RULES = load_recipient_rules()
DAY = date(2026, 5, 4)
KIND = CarrierWarningKind
PERMIT = PartyPaper(paper="road_transport_permit", scope="危险货物运输（第 9 类）")
OTHERS = tuple(
    PartyPaper(paper=name) for name in ("driver_certificate", "escort_certificate", "carrier_insurance")
)
CARD = CarrierCard(
    name="平安物流有限公司", uscc="91330800575349959F", papers=(PERMIT, *OTHERS), waybill_no="YD-0504-1"
)


def warn(card, *, is_dangerous_goods=True):
    return carrier_warnings(card, RULES, DAY, is_dangerous_goods=is_dangerous_goods)


def test_a_whole_card_warns_of_nothing():
    assert warn(CARD) == ()


@pytest.mark.rule("S27")
def test_an_empty_card_says_everything_at_once_and_raises_nothing():
    assert warn(CarrierCard()) == (
        CarrierWarning(KIND.NOT_NAMED),
        CarrierWarning(KIND.WAYBILL_MISSING),
        *(CarrierWarning(KIND.PAPER_MISSING, name) for name in RULES.carrier.requirements),
    )


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"name": " "}, KIND.NOT_NAMED),
        ({"uscc": "91330800575349959X"}, KIND.CODE_WRONG),
        ({"waybill_no": ""}, KIND.WAYBILL_MISSING),
    ],
)
def test_what_the_card_lacks_is_named(change, kind):
    assert warn(replace(CARD, **change)) == (CarrierWarning(kind),)


def test_a_carrier_without_a_code_is_a_person_with_a_lorry_and_no_wrong_code():
    assert warn(replace(CARD, uscc=None)) == ()


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-1, KIND.PAPER_EXPIRED), (0, KIND.PAPER_EXPIRES_SOON), (30, KIND.PAPER_EXPIRES_SOON), (31, None)],
)
def test_a_paper_holds_on_its_last_day_and_is_announced_before(days, kind):
    last = DAY + timedelta(days)
    insurance = PartyPaper(paper="carrier_insurance", expires_on=last)
    found = warn(replace(CARD, papers=(PERMIT, *OTHERS[:2], insurance)))
    assert found == ((CarrierWarning(kind, "carrier_insurance", last),) if kind else ())


@pytest.mark.parametrize("scope", [None, "", "普通货运", "危险货物运输（第3类）"])
def test_a_permit_without_the_class_warns_for_dangerous_goods_alone(scope):
    card = replace(CARD, papers=(replace(PERMIT, scope=scope), *OTHERS))
    assert warn(card) == (CarrierWarning(KIND.SCOPE_TOO_NARROW, "road_transport_permit"),)
    assert warn(card, is_dangerous_goods=False) == ()


def test_the_scope_of_an_expired_permit_does_not_count():
    old = replace(PERMIT, expires_on=DAY - timedelta(1))
    found = warn(replace(CARD, papers=(old, replace(PERMIT, scope="普通货运"), *OTHERS)))
    assert [warning.kind for warning in found] == [KIND.SCOPE_TOO_NARROW]


@pytest.mark.parametrize(
    ("uscc", "province"),
    [
        ("91110000600037341L", "110000"),
        ("91330800575349959F", "330000"),
        ("9133 0800 5753 4995 9f", "330000"),
        ("91330800575349959X", None),
        ("", None),
    ],
)
def test_the_province_is_read_from_a_right_code_alone(uscc, province):
    assert province_of(uscc) == province


def test_a_code_of_an_authority_of_the_whole_country_names_no_province():
    body = "91100000600037341"
    assert province_of(body + check_uscc(body + "0").expected) is None


def test_there_are_34_provinces():
    assert len(PROVINCES) == 34


@given(st.text(max_size=40))
def test_any_text_has_a_province_or_none(text):
    assert province_of(text) in {None, *PROVINCES}
