"""Profiles are data from anybody: what no portal can mean is refused, what is shipped is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.protocol.problems import CATALOGUE
from packtrail.protocol.workbook_profile import (
    MAX_PROFILE_BYTES,
    BadProfile,
    Basis,
    Field,
    read_portal_texts,
    read_profile,
)

SHIPPED = ("maker_portal", "dismantler_web")


def shipped(name):
    return resources.path("profiles", f"{name}.toml").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_says_that_its_labels_are_from_public_sources(name):
    profile = read_profile(shipped(name))
    assert (profile.name, profile.basis) == (name, Basis.PUBLIC_SOURCES)
    assert profile.source


def test_the_makers_screens_have_the_columns_of_the_public_front_end_in_its_order():
    intake, retirement = read_profile(shipped("maker_portal")).stages
    assert [column.header for column in intake.columns] == [
        "入库电池编码", "产品类型", "入库日期", "回收服务网点名称", "回收服务网点统一社会信用代码",
    ]  # fmt: skip
    assert [column.header for column in retirement.columns] == [
        "退役电池编码", "产品类型", "退役日期", "退役厂商名称", "退役去向单位名称", "电池类型",
        "电池质量(kg)",
    ]  # fmt: skip
    assert retirement.after == ("intake",)


def test_the_dismantlers_screens_ask_for_the_vehicle_first_and_then_for_what_left():
    vehicle, out = read_profile(shipped("dismantler_web")).stages
    assert [column.field for column in vehicle.columns] == [
        Field.VIN, Field.SCRAPPED_DAY, Field.BATTERY_CODE, Field.CHEMISTRY_CODE,
    ]  # fmt: skip
    assert [column.field for column in out.columns] == [
        Field.BATTERY_CODE, Field.HANDOFF_DAY, Field.CONSIGNEE_NAME, Field.CONSIGNEE_USCC,
    ]  # fmt: skip
    assert out.after == ("vehicle_scrapped",)


def test_every_sentence_of_a_portal_that_is_known_has_a_code_of_the_catalogue():
    texts = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
    assert {each.code for each in texts} <= set(CATALOGUE)
    assert [len(each.text) for each in texts] == sorted((len(each.text) for each in texts), reverse=True)


@pytest.mark.parametrize(
    ("changed", "into", "pointer"),
    [
        ('after = ["intake"]', 'after = ["retirement"]', "/stages/1/after"),
        ('header = "入库日期"', 'header = "产品类型"', "/stages/0/columns"),
        ('field = "outlet_uscc"', 'field = "battery_code"', "/stages/0/columns"),
        ('field = "outlet_uscc"', 'field = "consignee_uscc"', "/stages/0/columns/4/field"),
        ('field = "outlet_uscc"', 'field = "constant"', "/stages/0/columns/4/text"),
        ('day_format = "%Y-%m-%d"', 'day_format = "%s"', "/stages/0/columns/2/day_format"),
        ('name = "retirement"', 'name = "intake"', "/stages/1/name"),
        ('sheet = "回收网点入库"', 'sheet = "a/b"', "/stages/0/sheet"),
        ('template_version = "2023-08"', 'template_version = "../x"', "/stages/0/template_version"),
        ("max_rows = 5000", "max_rows = 0", "/stages/0/max_rows"),
        ("max_rows = 5000", "max_rows = 5000\nmacro = 1", "/stages/0/macro"),
        ('basis = "public_sources"', 'basis = "official"', "/basis"),
    ],
)
def test_what_no_portal_can_mean_is_refused_with_its_place(changed, into, pointer):
    text = shipped("maker_portal").decode()
    assert changed in text
    with pytest.raises(BadProfile) as caught:
        read_profile(text.replace(changed, into, 1).encode())
    assert pointer in [fault.pointer for fault in caught.value.faults]


def test_a_file_that_is_no_toml_too_large_or_nested_without_end_is_refused():
    for data in (b"\xff\xfe", b"= 1", b"x" * (MAX_PROFILE_BYTES + 1), b"a = " + b"[" * 30_000, b""):
        with pytest.raises(BadProfile):
            read_profile(data)


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_refused(data):
    with pytest.raises(BadProfile):
        read_profile(data)
