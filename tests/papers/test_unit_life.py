"""电池履历 on paper: what it says, how it breaks over pages, and what never stands on it."""

from datetime import date, datetime, timedelta, timezone
from functools import partial

import pytest
import zxingcpp

from packtrail.papers.layout import MARGIN_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Words, pages
from packtrail.papers.life_content import LifeRow, UnitLifePaper
from packtrail.papers.unit_life import _Life, unit_life_paper
from packtrail.protocol.battery_models import BatteryModel
from packtrail.protocol.unit_life import LifeLine, UnitLife
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, OUTLET, load
from tests.ui.stock.counter import code, counter, on_writer, packs, taken_in, with_hub

BEIJING = timezone(timedelta(hours=8))
ZH, EN = wording(CHINESE), wording(ENGLISH)
CODE = "0TXPB01A000001A5A0000001"
ELSEWHERE = "91430100MA0FAKE039"


def rows(count):
    return tuple(
        LifeRow(
            at=f"2026-05-{at % 28 + 1:02d} 09:41",
            what="出库签发，交给 91430100MA0FAKE013",
            more=("之后：在途", f"单据 HO-S1a-20261120-{at:04d}"),
            proofs=("照片 2 张", f"记录 {at:012x}"),
            source="网点 91430100MA0FAKE039，经“测试企业平台” · 3 天前得知",
        )
        for at in range(count)
    )


def content(count=3, **changes):
    facts = {
        "battery_code": CODE,
        "printed_at": datetime(2026, 11, 20, 16, 42, 5, tzinfo=BEIJING),
        "outlet_name": "长沙测试回收服务网点",
        "outlet_uscc": OUTLET,
        "decoded": (("厂商", "未收录厂商（0TX）"),),
        "model": (("型号", "福建㛃𬭎新能源科技有限公司 CS-60"), ("安全", "残余电压低于 60 V 才能搬运。")),
        "model_note": "",
        "known": ("平台的答复（3 天前）：有别处的记录，一并列出。",),
        "rows": rows(count),
    }
    return UnitLifePaper(**facts | changes)


def test_rare_characters_extract_as_they_were_written(page_texts):
    (text,) = page_texts(unit_life_paper(content(), ZH))
    assert "福建㛃𬭎新能源科技有限公司 CS-60" in text.replace("\r\n", "")
    assert "〓" not in text


@pytest.mark.parametrize("count", [0, 1, 25, 120])
def test_every_line_stands_once_and_every_page_says_which_it_is(count, page_texts):
    texts = page_texts(unit_life_paper(content(count), ZH))
    everything = "".join(texts).replace("\r\n", "")
    assert [everything.count(f"HO-S1a-20261120-{at:04d}") for at in range(count)] == [1] * count
    for number, text in enumerate(texts, 1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text
        assert CODE in text.replace("\r\n", "").replace(" ", "")
    assert len(texts) == {0: 1, 1: 1, 25: 2, 120: 7}[count]


@pytest.mark.parametrize("words", [ZH, EN])
@pytest.mark.parametrize("battery_code", [CODE, "X" * 128])
def test_nothing_stands_outside_the_margins(words, battery_code):
    changes = {"battery_code": battery_code, "outlet_name": "长" * 60, "model": (("安全", "拆卸" * 400),)}
    paper = _Life(content(30, **changes), words).paper(copy=True, practice=True)
    for page in pages(paper):
        for mark in page.marks:
            if isinstance(mark, Words):
                assert MARGIN_MM - 0.05 <= mark.x_mm <= PAGE_WIDTH_MM - MARGIN_MM
                assert MARGIN_MM <= mark.y_mm <= PAGE_HEIGHT_MM - MARGIN_MM


def test_the_symbol_is_the_code(picture):
    (read,) = zxingcpp.read_barcodes(picture(unit_life_paper(content(1), ZH)))
    assert (read.text, read.format) == (CODE, zxingcpp.BarcodeFormat.QRCode)


def test_a_copy_and_a_practice_paper_say_so(page_texts):
    def said(**marks):
        return "".join(page_texts(unit_life_paper(content(30), ZH, **marks)))

    assert ("副本" in said(), "练习" in said()) == (False, False)
    assert said(copy=True).count("副本") == 2
    assert "练习　无效" in said(practice=True)


def test_the_same_content_gives_the_same_bytes():
    assert unit_life_paper(content(), EN) == unit_life_paper(content(), EN)


@pytest.fixture
def outlet(qapp, tmp_path):
    with counter(tmp_path) as (outlet, _):
        yield outlet


def keep(outlet):
    """Another outlet's word on the first pack, three days old, and its model."""
    line = LifeLine(
        kind="intake",
        at=AFTERNOON - timedelta(days=30),
        heard_at=AFTERNOON - timedelta(days=30),
        outlet_uscc=ELSEWHERE,
        is_own=False,
        record_hash="sha256:" + "ab" * 32,
        status="accepted",
    )
    model = BatteryModel(
        filing_code=code(1)[:14],
        maker_name="福建㛃𬭎新能源科技有限公司",
        model_name="CS-60",
        valid_from=date(2025, 1, 1),
        source="二手资料一份",
        confidence="S",
        dismantling="先断开维修开关。",
    )
    life = UnitLife(battery_code=code(1), lines=(line,), model_known="known", model=model)
    with outlet.store.act() as tx:
        tx.keep_lives("hub", [life], AFTERNOON - timedelta(days=3))


def test_each_line_says_from_whom_it_is_and_how_old_and_nobody_is_named(outlet, page_texts):
    taken_in(
        outlet, *packs(1), source_type="vehicle_owner", deliverer_name=None, deliverer_uscc=None,
        deliverer_person="李晓华", deliverer_phone="13900000000",
    )  # fmt: skip
    with_hub(outlet)
    on_writer(outlet, partial(keep, outlet))
    on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    text = "".join(page_texts(outlet.life_pdf(code(1)))).replace("\r\n", "")
    for said in (
        f"网点 {ELSEWHERE}，经“测试企业平台” · 3 天前得知",
        "记录 abababababab",
        "本机台账",
        "出库签发",
        "之后：在途",
        "先断开维修开关。",
        "二手资料一份（二手资料，待确认）",
    ):
        assert said in text, said
    for private in ("李晓华", "13900000000", "王建国", "op_1"):
        assert private not in text


def test_a_code_from_outside_names_no_file_elsewhere(outlet):
    paper = outlet.print_life("../../etc/x\\y")
    assert (paper.parent, paper.name) == (outlet.folder / "papers", "life-etcxy.pdf")
