"""The map of slots over a real ledger, and setting up the floor."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.places import Place
from packtrail.domain.records.gate import ConditionClass
from packtrail.ui.stock.floor.map import FloorMap
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.move_units import Move, move_units
from packtrail.usecases.set_places import current_places
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    taken_in(outlet, *packs(4), pack(code(9), condition_class=ConditionClass.LEAKING))
    moves = [Move(code(n), "普通区/02") for n in (1, 2)]
    moves.append(Move(code(9), "隔离区"))
    on_writer(outlet, partial(outlet.act, move_units, moves, rules=load_stock_rules()))
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, wording(CHINESE))
    made.place.resize(1280, 760)
    made.place.show()
    made.place.open("floor")
    qtbot.waitUntil(lambda: made.floor.state.floor is not None)
    yield made
    put_away(qtbot, workers, made.place, made.detail)


def the_map(flow):
    return flow.place.findChild(FloorMap)


def table(flow):
    model = flow.floor.screen.findChild(DataTable).model()
    return {
        model.index(row, 0).data(): tuple(model.index(row, at).data() for at in range(1, 4))
        for row in range(model.rowCount())
    }


def press(flow, text):
    next(b for b in flow.place.findChildren(RefusableButton) if b.isVisible() and text in b.text()).click()


def fill(flow, **fields):
    for key, value in fields.items():
        flow.floor.form.panel.changed.emit(key, value)


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def zones(outlet):
    return {zone.name: zone for zone in outlet.read(current_places).zones}


def test_the_table_says_what_the_map_shows(flow):
    said = table(flow)
    assert said["普通区/02"] == ("2", "600.5 kg", "")
    assert said["普通区/01"] == ("0", "", "")
    assert said["隔离区 未分库位"][2] == "须隔离 1 件"
    assert "须隔离 1 件" not in the_map(flow).accessibleDescription()


def test_arrows_walk_and_enter_lists_what_stands_there(qtbot, flow):
    hand = the_map(flow)
    qtbot.keyClick(hand, Qt.Key.Key_Right)
    assert flow.floor.state.key == "普通区/02"
    assert "普通区/02、2 件" in hand.accessibleDescription()
    qtbot.keyClick(hand, Qt.Key.Key_Return)
    assert flow.place.page == "table"
    qtbot.waitUntil(lambda: flow.state.total is not None and flow.state.total.count == 2)
    assert {unit.battery_code for unit in flow.state.units} == {code(1), code(2)}
    press(flow, "只看 普通区/02")
    qtbot.waitUntil(lambda: flow.state.total.count == 5)


def test_what_stands_on_the_open_floor_of_a_zone_is_listed_alone(qtbot, flow):
    flow.list_place(Place("隔离区"))
    qtbot.waitUntil(lambda: flow.state.total is not None and flow.state.total.count == 1)
    assert flow.state.units[0].battery_code == code(9)


def test_a_zone_is_added_with_its_slots_and_limits(qtbot, at_work, flow):
    press(flow, "添加分区")
    fill(flow, name="二号棚", kind="ordinary", slots="A1-A3, B7", count="2", mass="1500")
    press(flow, "确认记录")
    qtbot.waitUntil(lambda: "二号棚/B7" in table(flow))
    zone = zones(at_work[0])["二号棚"]
    assert zone.slots == ("A1", "A2", "A3", "B7")
    assert (zone.count_limit, zone.mass_limit_g) == (2, 1_500_000)


def test_a_zone_over_its_limit_says_so_on_the_map(qtbot, flow):
    flow.floor.state = flow.floor.state.__class__(floor=flow.floor.state.floor, key="普通区/01")
    press(flow, "改分区和库位")
    fill(flow, count="1")
    press(flow, "确认记录")
    qtbot.waitUntil(lambda: "超限" in the_map(flow).accessibleDescription())


def test_a_zone_with_batteries_stays_and_the_form_says_why(qtbot, at_work, flow):
    press(flow, "去掉分区")
    press(flow, "确认记录")
    qtbot.waitUntil(lambda: "还有 2 件电池" in said(flow.floor.form.panel))
    assert "普通区" in zones(at_work[0])
    flow.back()
    assert flow.floor.form.act is None


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_is_cut_in_either_language_and_size(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.place.resize(round(930 * scale), round(640 * scale))
    flow.retranslate(wording(language))
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    appearance().wear(Scheme.LIGHT, 1.0)
