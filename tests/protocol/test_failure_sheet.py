"""The portal's failure file is taken whole or not at all: a verdict rests on it."""

import csv
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.domain.errors_gate import SheetTooLarge, SheetUnreadable
from packtrail.protocol.failure_sheet import Failure, SheetDoubt, issue_of, read_failures
from packtrail.protocol.workbook_profile import read_portal_texts, read_profile
from tests.station import codes

PROFILE = read_profile(resources.path("profiles", "maker_portal.toml").read_bytes())
TEXTS = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
SENT = codes(20)
ONE, TWO = SENT[:2]


def read(content, sent=SENT):
    return read_failures(
        content, "失败.xlsx", profile=PROFILE, stage=PROFILE.stages[0], sent=sent, texts=TEXTS
    )


def as_csv(*rows, encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        as_xlsx(("入库电池编码", "失败原因"), (ONE, "动力电池编码重复")),
        as_csv(("入库电池编码", "失败原因"), (ONE, "动力电池编码重复")),
        as_csv(("电池编码", "错误信息"), (ONE, "动力电池编码重复"), encoding="gbk"),
        as_csv(("key", "message"), (ONE, "动力电池编码重复"), encoding="utf-16"),
        as_xlsx(
            ("导入失败数据",),
            (),
            ("序号", " 电池编码* ", "产品类型", "原因："),
            (1, f" {ONE.lower()} ", "电池包", "动力电池编码重复"),
            ("", ""),
        ),
    ],
    ids=["xlsx", "utf8", "gbk", "utf16", "title_blank_rows_and_more_columns"],
)
def test_a_failure_file_is_read_in_every_form_that_portals_give(content):
    found = read(content)
    assert (found.failures, found.doubt) == ((Failure(ONE, "动力电池编码重复", "BT-2008"),), None)


@pytest.mark.parametrize(
    ("rows", "doubt", "about"),
    [
        (
            (("编码", "原因"), ("0TXPB01A000001A5A9999999", "x"), (ONE, "y")),
            SheetDoubt.FOREIGN_CODES,
            ("0TXPB01A000001A5A9999999",),
        ),
        ((("编码", "原因"), (ONE, "x"), (TWO, "y"), (ONE.lower(), "z")), SheetDoubt.LISTED_TWICE, (ONE,)),
        ((("名称", "原因"), (ONE, "x")), SheetDoubt.NO_CODES, ()),
        ((("编码", "原因"), ("", "")), SheetDoubt.NO_ROWS, ()),
        (
            (("编码", "原因"), (12345678901234567890, "x")),
            SheetDoubt.CODE_IS_NUMBER,
            ("1.234567890123457e+19",),
        ),
    ],
)
def test_what_is_of_another_upload_or_unclear_counts_in_no_row(rows, doubt, about):
    found = read(as_xlsx(*rows))
    assert (found.failures, found.doubt, found.codes) == ((), doubt, about)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("第3行：电池供应商未上传电池备案信息！", "BT-2005"),
        ("电池包编码异常", "BT-2001"),
        ("未找到电池模块", "BT-2007"),
        ("系统繁忙，请稍后", "BT-9004"),
        ("", "BT-9004"),
    ],
)
def test_a_known_sentence_of_a_portal_has_our_code_and_keeps_its_words(text, code):
    (failure,) = read(as_csv(("编码", "原因"), (ONE, text))).failures
    issue = issue_of(failure)
    assert (issue.code, issue.upstream_text) == (code, text)


def test_without_a_column_of_reasons_the_codes_still_count():
    assert read(as_csv(("编码",), (ONE,))).failures == (Failure(ONE, "", "BT-9004"),)


@given(st.binary(max_size=400))
def test_no_bytes_make_a_verdict_of_nothing(data):
    try:
        found = read(data)
    except (SheetUnreadable, SheetTooLarge):
        return
    assert found.failures == ()


@given(st.lists(st.sampled_from(SENT), max_size=25), st.sets(st.sampled_from(SENT)))
def test_failures_are_always_codes_that_were_sent_each_once(listed, sent):
    found = read(as_csv(("编码", "原因"), *((code, "x") for code in listed)), sent)
    found_codes = [failure.code for failure in found.failures]
    assert len(set(found_codes)) == len(found_codes)
    assert set(found_codes) <= sent
    assert found.doubt is not None or found_codes == listed
