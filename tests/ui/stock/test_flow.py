"""The stock screen over a real ledger."""

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from packtrail.domain.records.gate import ConditionClass
from packtrail.protocol.unit_life import LifeLine
from packtrail.protocol.unit_life import UnitLife as KnownElsewhere
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.state import PAGE, Filter
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.figures import weight_text
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, OUTLET, load, pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in, with_hub
from tests.ui.whole import cut_words


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, wording(CHINESE))
    made.screen.resize(1280, 700)
    made.screen.show()
    yield made
    put_away(qtbot, workers, made.screen, made.detail)


def table_of(flow):
    return flow.screen.findChild(DataTable)


def load_button(flow):
    return next(b for b in flow.detail.findChildren(RefusableButton) if b.text() == "装单")


def labels(flow):
    return [row[0] for row in _cells(table_of(flow))]


def _cells(table):
    model = table.model()
    return [
        [model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())
    ]


def shown(qtbot, flow, count):
    flow.refresh()
    qtbot.waitUntil(lambda: flow.state.total is not None and flow.state.total.count == count)


def test_stock_is_shown_newest_first(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(3))
    shown(qtbot, flow, 3)
    assert labels(flow) == [code(3), code(2), code(1)]


def test_only_a_page_is_fetched_until_the_last_row_is_in_sight(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(PAGE + 40))
    shown(qtbot, flow, PAGE + 40)
    assert len(flow.state.units) == PAGE
    table_of(flow).scrollToBottom()
    qtbot.waitUntil(lambda: len(labels(flow)) == PAGE + 40)
    assert len(set(labels(flow))) == PAGE + 40


def test_count_and_mass_are_of_everything_found_and_not_of_the_page(qtbot, at_work, flow):
    units = packs(PAGE + 40)
    taken_in(at_work[0], *units)
    shown(qtbot, flow, PAGE + 40)
    said = " ".join(label.text() for label in flow.screen.findChildren(QLabel))
    assert f"{PAGE + 40} 件" in said
    assert weight_text(sum(unit.mass_g for unit in units)) in said


def test_a_chip_shows_its_custody_alone(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2), pack(code(9), condition_class=ConditionClass.LEAKING))
    shown(qtbot, flow, 2)
    flow.screen.chip_chosen.emit(Filter.ISOLATED.value)
    qtbot.waitUntil(lambda: labels(flow) == [code(9)])


def test_what_is_typed_fast_ends_with_the_answer_to_the_last_word(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(12))
    shown(qtbot, flow, 12)
    for typed in ("0", "00", "0000007"):
        flow.screen.text_changed.emit(typed)
    qtbot.waitUntil(lambda: labels(flow) == [code(7)])
    assert flow.state.text == "0000007"


def test_a_search_without_a_hit_offers_to_look_everywhere(qtbot, at_work, flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(2))
    on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    flow.screen.text_changed.emit(code(1))
    qtbot.waitUntil(lambda: flow.state.total is not None and flow.state.total.count == 0)
    everywhere = next(
        button for button in flow.screen.findChildren(RefusableButton) if button.text() == "在全部里找"
    )
    everywhere.click()
    qtbot.waitUntil(lambda: labels(flow) == [code(1)])


def test_the_detail_tells_the_life_from_intake_to_handoff_and_report(qtbot, at_work, flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    with_hub(outlet)
    handed = on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(handed.items[0].unit_id)
    said = " ".join(label.text() for label in flow.detail.findChildren(QLabel))
    for word in ("长沙测试汽修有限公司", handed.document.number, "测试企业平台：待上报", "磷酸铁锂", "实称"):
        assert word in said


def told(outlet):
    """A hub's word on the unit's code: another outlet had it, three days ago."""
    line = LifeLine(
        kind="handoff_release",
        at=AFTERNOON - timedelta(days=3),
        heard_at=AFTERNOON - timedelta(days=3),
        outlet_uscc="91430100MA0FAKE039",
        is_own=False,
        record_hash="sha256:" + "1" * 64,
        status="accepted",
        to_uscc=OUTLET,
    )
    life = KnownElsewhere(battery_code=code(1), lines=(line,), model_known="no_list")
    with outlet.store.act() as tx:
        tx.keep_lives("hub", [life], AFTERNOON - timedelta(hours=2))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (CHINESE, ("网点 91430100MA0FAKE039，经“测试企业平台” · 2 小时前得知", "平台的答复（2 小时前）")),
        (ENGLISH, ("outlet 91430100MA0FAKE039, by 测试企业平台", "The platform answered 2 h ago")),
    ],
)
def test_what_others_told_stands_in_the_life_with_its_source_and_age(qtbot, at_work, flow, language, said):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    with_hub(outlet)
    on_writer(outlet, partial(told, outlet))
    unit = outlet.read(lambda view: view.units_with_code(code(1))[0])
    flow.retranslate(wording(language))
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit.unit_id)
    words = [label.text() for label in flow.detail.findChildren(QLabel)]
    assert [each for each in said if not any(each in word for word in words)] == []


def test_a_unit_on_the_road_cannot_be_put_on_a_load_and_says_why(qtbot, at_work, flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    handed = on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(handed.items[0].unit_id)
    button = load_button(flow)
    assert "在途" in (button.refusal or "")


def test_the_button_of_the_detail_puts_the_unit_on_the_load(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(1))
    shown(qtbot, flow, 1)
    unit_id = flow.state.units[0].unit_id
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit_id)
    button = load_button(flow)
    with qtbot.waitSignal(flow.load_asked) as asked:
        button.click()
    assert asked.args == [(unit_id,)]


def test_selected_rows_go_on_the_load_together(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(3))
    shown(qtbot, flow, 3)
    table_of(flow).selectAll()
    button = next(b for b in flow.screen.findChildren(RefusableButton) if "装单" in b.text())
    with qtbot.waitSignal(flow.load_asked) as asked:
        button.click()
    assert asked.args == [tuple(unit.unit_id for unit in flow.state.units)]


def test_passing_by_a_row_opens_nothing(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2))
    shown(qtbot, flow, 2)
    qtbot.keyClick(table_of(flow), Qt.Key.Key_Down)
    assert flow.state.chosen is None


def test_passing_by_a_row_moves_an_open_detail_along(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2))
    shown(qtbot, flow, 2)
    first, second = (unit.unit_id for unit in flow.state.units)
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(first)
    with qtbot.waitSignal(flow.detail_asked):
        table_of(flow).choose(second)
    assert flow.state.chosen == second


def test_cells_copy_as_text(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(1))
    shown(qtbot, flow, 1)
    table_of(flow).selectAll()
    qtbot.keyClick(table_of(flow), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().split("\t")[0] == code(1)


def test_everything_speaks_english_at_once(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(1))
    shown(qtbot, flow, 1)
    flow.retranslate(wording(ENGLISH))
    assert _cells(table_of(flow))[0][1] == "in stock"


def whole(screen):
    assert cut_words(screen) == []
    return True


def test_nothing_is_cut_in_a_small_window(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(3))
    flow.screen.resize(880, 560)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        shown(qtbot, flow, 3)
        qtbot.waitUntil(lambda: whole(flow.screen))
