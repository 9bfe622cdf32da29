"""Labels are only worth their paper when they are read: every one is rendered and read by our own reader."""

from datetime import date

import numpy as np
import pypdfium2
import pytest

from packtrail.domain.errors_labels import LabelTooSmall
from packtrail.papers.labels.calibration import calibration_page, calibration_pdf
from packtrail.papers.labels.content import place_label, temporary_tag, unit_label
from packtrail.papers.labels.drawing import LEAST_BAR_MM, LEAST_SQUARE_MM
from packtrail.papers.labels.sheets import dot_mm, label_pages, labels_pdf
from packtrail.papers.labels.stock import Shift, label_stocks
from packtrail.papers.layout import Bars, Rule, Words
from packtrail.papers.speech import Speech
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still
from packtrail.scan.symbols import SymbolFormat
from packtrail.wording import Language, wording

WORDS = Speech(wording(Language.CHINESE))
STOCKS = label_stocks()
CODE = "001PB240000003B3C0221953"
NUMBER = "TMP-K7QM4a-20261120-0002"
TAG = temporary_tag(
    WORDS, number=NUMBER, taken_in=date(2026, 11, 20), outlet="福州㛃𬭎新能源汽车服务有限公司"
)
UNIT = unit_label(WORDS, code=CODE, level="pack", chemistry="B")
PLACE = place_label(WORDS, symbol="LOC:普通区/A-01", zone="普通区", slot="A-01")
LABELS = (TAG, UNIT, PLACE)
DPIS = (203, 300)


def rendered(pdf, dpi, page=0):
    """A page as a printer of ``dpi`` gets it, in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page]
        width, height = (round(points * dpi / 72) for points in shown.get_size())
        bitmap = shown.render(scale=dpi / 72, grayscale=True).to_numpy()
        assert bitmap.shape[:2] == (height, width)
        return bitmap.reshape(bitmap.shape[:2])


def alone(label, stock, dpi):
    """One label as printed, without the page around it."""
    dot = dot_mm(dpi)
    page = rendered(labels_pdf([label], stock, WORDS, dpi=dpi), dpi)
    left, top = round(stock.left_mm / dot), round(stock.top_mm / dot)
    width, height = round(stock.label_width_mm / dot), round(stock.label_height_mm / dot)
    return page[top : top + height, left : left + width]


def read(grey):
    """Kinds and texts that our reader finds."""
    paper = np.pad(np.ascontiguousarray(grey), 40, constant_values=255)
    scan = read_still(Picture(paper, (paper.shape[1], paper.shape[0]), 1.0), budget_ms=5000)
    return {(symbol.format, symbol.text) for symbol in scan.symbols}


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", ["roll_40_30", "roll_100_80"])
def test_every_label_of_a_roll_is_read_back_as_the_printer_prints_it(name, dpi):
    pdf = labels_pdf(LABELS, STOCKS[name], WORDS, dpi=dpi)
    for page, label in enumerate(LABELS):
        assert (SymbolFormat.QR, label.symbol) in read(rendered(pdf, dpi, page))


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", ["a4_21", "a4_65"])
def test_a_label_anywhere_on_a_sheet_is_read_back(name, dpi):
    stock = STOCKS[name]
    skip = stock.per_page - 4  # the last row: where rounding to dots has added up most
    page = rendered(labels_pdf(LABELS, stock, WORDS, dpi=dpi, skip=skip), dpi)
    for label, spot in zip(LABELS, stock.spots(len(LABELS), skip=skip), strict=True):
        left, top = (round(mm / dot_mm(dpi)) for mm in spot[1:])
        width, height = (round(mm / dot_mm(dpi)) for mm in (stock.label_width_mm, stock.label_height_mm))
        assert (SymbolFormat.QR, label.symbol) in read(page[top : top + height, left : left + width])


@pytest.mark.parametrize("dpi", DPIS)
def test_a_wide_label_has_its_code_as_bars_too(dpi):
    pdf = labels_pdf([UNIT], STOCKS["roll_100_80"], WORDS, dpi=dpi)
    assert read(rendered(pdf, dpi)) == {(SymbolFormat.QR, CODE), (SymbolFormat.CODE_128, CODE)}


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", sorted(STOCKS))
def test_modules_are_whole_dots_wide_enough_and_begin_on_a_dot(name, dpi):
    dot = dot_mm(dpi)
    pages = label_pages(LABELS, STOCKS[name], dpi=dpi, shift=Shift(0.37, -0.21))
    symbols = [mark for page in pages for mark in page.marks if isinstance(mark, Bars)]
    assert len(symbols) >= len(LABELS)
    for mark in symbols:
        for length in (mark.module_mm, mark.x_mm, mark.y_mm):
            assert length / dot == pytest.approx(round(length / dot), abs=1e-6)
        is_linear = len({y for _, y, _, _ in mark.dark}) == 1
        assert mark.module_mm >= (LEAST_BAR_MM if is_linear else LEAST_SQUARE_MM)


@pytest.mark.parametrize("dpi", DPIS)
def test_edges_of_a_symbol_are_black_beside_white_without_grey_between(dpi):
    pdf = labels_pdf([PLACE], STOCKS["roll_60_40"], WORDS, dpi=dpi)
    ((mark, *_),) = (
        [each for each in page.marks if isinstance(each, Bars)]
        for page in label_pages([PLACE], STOCKS["roll_60_40"], dpi=dpi)
    )
    dot = dot_mm(dpi)
    left, top = round(mark.x_mm / dot), round(mark.y_mm / dot)
    side = round(max(x + width for x, _, width, _ in mark.dark) * mark.module_mm / dot)
    picture = rendered(pdf, dpi)[top : top + side, left : left + side]
    assert set(np.unique(picture)) == {0, 255}


@pytest.mark.parametrize("name", sorted(STOCKS))
def test_everything_stands_within_the_label_and_nothing_in_a_quiet_zone(name):
    stock = STOCKS[name]
    for label in LABELS:
        picture = alone(label, stock, 300)
        assert (picture[0] == 255).all()
        assert (picture[-1] == 255).all()
        assert (picture[:, 0] == 255).all()
        assert (picture[:, -1] == 255).all()
        (page,) = label_pages([label], stock, dpi=300)
        dot, square = dot_mm(300), next(m for m in page.marks if isinstance(m, Bars) and m.dark[0][1] == 4)
        module = square.module_mm / dot
        at = [
            round((mm - edge) / dot)
            for mm, edge in zip((square.x_mm, square.y_mm), (stock.left_mm, stock.top_mm), strict=True)
        ]
        size = round((max(x + w for x, _, w, _ in square.dark) + 4) * module)
        around = picture[max(0, at[1]) : at[1] + size, max(0, at[0]) : at[0] + size].copy()
        quiet = round(4 * module) - 1
        inner = around[quiet:-quiet, quiet:-quiet].copy()
        around[quiet:-quiet, quiet:-quiet] = 255
        assert (around == 255).all()
        assert (inner == 0).any()


@pytest.mark.parametrize("name", sorted(STOCKS))
def test_the_label_of_a_slot_always_names_its_zone(name):
    (page,) = label_pages([PLACE], STOCKS[name], dpi=203)
    assert {"A-01", "普通区"} <= {mark.text for mark in page.marks if isinstance(mark, Words)}


def test_a_name_too_long_for_the_label_is_refused_and_not_printed_unreadably():
    zone, slot = "新能源汽车动力蓄电池高压危险品隔离贮存区" * 2, "北侧靠墙第十二排货架第三层左起第五格" * 2
    label = place_label(WORDS, symbol=f"LOC:{zone}/{slot}", zone=zone, slot=slot)
    with pytest.raises(LabelTooSmall):
        labels_pdf([label], STOCKS["roll_40_30"], WORDS, dpi=203)


def test_the_code_of_a_label_extracts_as_it_was_written(page_texts):
    (text,) = page_texts(labels_pdf([UNIT], STOCKS["roll_60_40"], WORDS, dpi=300))
    assert CODE in text.split()


def test_the_same_labels_give_the_same_bytes():
    again = [labels_pdf(LABELS, STOCKS["a4_21"], WORDS, dpi=300, skip=3) for _ in range(2)]
    assert again[0] == again[1]


def test_a_label_of_a_training_session_says_so():
    label = unit_label(WORDS, code=CODE, level="pack", chemistry="", practice=True)
    assert "练习" in label.kind


def test_rare_characters_are_drawn_by_their_own_strokes():
    common, rare, unknown = (
        alone(place_label(WORDS, symbol="LOC:A", zone=name, slot=None), STOCKS["roll_60_40"], 203)
        for name in ("福", "𬭎", "\U0002b73a")
    )
    assert (common != rare).any()
    assert (rare != unknown).any()  # 〓


def test_the_calibration_page_measures_in_millimetres():
    stock = STOCKS["a4_21"]
    page = calibration_page(stock, WORDS, shift=Shift(1.0, -2.0))
    ticks = sorted({mark.x_mm for mark in page.marks if isinstance(mark, Rule) and mark.down})
    assert ticks[0] == pytest.approx(stock.left_mm + 1.0)
    assert ticks[100] - ticks[0] == pytest.approx(100.0)
    assert len(ticks) == 101


@pytest.mark.parametrize("name", sorted(STOCKS))
def test_the_calibration_page_is_one_page_of_its_stock(name):
    pdf = calibration_pdf(STOCKS[name], WORDS, dpi=300)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        width, height = (points / 72 * 25.4 for points in document[0].get_size())
    assert width == pytest.approx(STOCKS[name].page_width_mm, abs=0.05)
    assert height == pytest.approx(STOCKS[name].page_height_mm, abs=0.05)


@pytest.mark.parametrize("shift", [Shift(10.5, 0.0), Shift(0.0, -11.0)])
def test_a_shift_further_than_any_printer_is_off_is_refused(shift):
    with pytest.raises(ValueError, match="shift"):
        labels_pdf(LABELS, STOCKS["a4_21"], WORDS, dpi=300, shift=shift)
