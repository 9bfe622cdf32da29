"""Opening a pack from its page: parts by scan, masses that are held against the pack's while one types."""

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.domain.custody import Custody
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records.gate import CodeSource, CodeStatus, ConditionClass, MassBasis, UnitLevel
from packtrail.ui.stock.acts import UnitAct, offers
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.life import ask_life
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, put_away, taken_in

MODULE_1, MODULE_2 = (code(n)[:3] + "M" + code(n)[4:] for n in (701, 702))


@pytest.fixture
def flow(qtbot, at_work):
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(*at_work, wording(CHINESE))
    made.detail.resize(420, 1400)
    made.detail.show()
    yield made
    put_away(qtbot, at_work[1], made.place, made.detail)


def opening(qtbot, outlet, flow, **changes):
    unit = taken_in(outlet, pack(code(1), **{"mass_g": 300_000, **changes})).units[0]
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit.unit_id)
    button(flow, "拆包").click()


def button(flow, words):
    return next(b for b in flow.detail.findChildren(RefusableButton) if words in b.text() and b.isVisible())


def scan(flow, text):
    told = []
    assert flow.scanned(text, told.append)
    assert told == ["ok"]


def give(flow, **values):
    for key, value in values.items():
        flow.form.panel.changed.emit(key.replace("__", "."), value)


def confirmed(qtbot, flow):
    """The opening, once every warning that it was asked back was confirmed."""
    with qtbot.waitSignal(flow.form.refused):
        button(flow, "确认记录").click()
    give(flow, **{f"warn__{token}": "yes" for token in flow.form.typed.warned})
    with qtbot.waitSignal(flow.written) as written:
        button(flow, "确认记录").click()
    return written.args[0]


def said(flow):
    return " ".join(label.text() for label in flow.detail.findChildren(QLabel) if label.isVisible())


@pytest.mark.practice(13)
def test_parts_are_scanned_and_the_balance_stands_there_while_one_types(qtbot, at_work, flow):
    opening(qtbot, at_work[0], flow)
    scan(flow, MODULE_1)
    scan(flow, MODULE_2)
    scan(flow, MODULE_1)  # stands there already
    give(flow, mass_g__1="100", mass_g__2="101", residue_mass_g="90", reason_code="sorting")
    assert "还少 9 kg" in said(flow)
    give(flow, residue_mass_g="120")
    assert "多出 21 kg" in said(flow)
    give(flow, residue_mass_g="99")
    assert "原包 300 kg = 拆出 201 kg（2 件）+ 残余 99 kg" in said(flow)
    opened = confirmed(qtbot, flow)
    assert opened.parent.custody is Custody.OPENED
    assert [part.battery_code for part in opened.parts] == [MODULE_1, MODULE_2]
    assert {part.code_source for part in opened.parts} == {CodeSource.SCAN_WEDGE}
    assert {part.level for part in opened.parts} == {UnitLevel.MODULE}
    assert opened.mass.difference_g == 0


@pytest.mark.practice(13)
def test_parts_without_a_code_share_what_they_weighed_together(qtbot, at_work, flow):
    opening(qtbot, at_work[0], flow)
    give(flow, without__1="yes", without__2="yes", level__1="cell", level__2="module")
    assert "照片" in button(flow, "确认记录").refusal
    flow.form._photo_kept(
        on_writer(at_work[0], lambda: at_work[0].keep_photo(b"picture", "image/jpeg", "evidence"))
    )
    give(flow, code_reason="missing", group_mass_g="40", reason_code="sorting")
    assert "拆出 40 kg（2 件）" in said(flow)
    opened = confirmed(qtbot, flow)
    assert [part.level for part in opened.parts] == [UnitLevel.CELL, UnitLevel.MODULE]
    assert {part.code_status for part in opened.parts} == {CodeStatus.ABSENT}
    assert {part.mass_basis for part in opened.parts} == {MassBasis.ESTIMATED}
    assert all(part.local_id for part in opened.parts)


@pytest.mark.practice(9)
def test_parts_of_a_dangerous_pack_are_isolated_with_it_and_the_form_says_so(qtbot, at_work, flow):
    opening(qtbot, at_work[0], flow, condition_class=ConditionClass.LEAKING)
    scan(flow, MODULE_1)
    give(flow, mass_g__1="100", reason_code="remove_risk")
    opened = confirmed(qtbot, flow)
    assert "danger_goes_on" in flow.form.typed.warned
    assert [part.custody for part in opened.parts] == [Custody.QUARANTINED]


def test_a_part_of_small_letters_that_is_scanned_again_takes_no_second_field(qtbot, at_work, flow):
    opening(qtbot, at_work[0], flow)
    for _ in range(2):
        scan(flow, "cell-ab12")
    assert (flow.form.typed.text("battery_code.1") != "", flow.form.typed.text("battery_code.2")) == (
        True,
        "",
    )


def test_a_fault_stands_at_its_part_and_who_may_not_open_is_told(qtbot, at_work, flow):
    opening(qtbot, at_work[0], flow)
    scan(flow, MODULE_1)
    give(flow, mass_g__1="999999", reason_code="sorting")
    with qtbot.waitSignal(flow.form.refused):
        button(flow, "确认记录").click()
    give(flow, **{f"warn__{token}": "yes" for token in flow.form.typed.warned})
    with qtbot.waitSignal(flow.form.refused):
        button(flow, "确认记录").click()
    assert flow.form._first_wrong == "mass_g.1"
    life = ask_life(at_work[0], flow.state.chosen)
    offered = next(offer for offer in offers(life) if offer.act is UnitAct.OPEN)
    assert offered.refusal is None
    at_work[0].operator = Operator("op_3", "访客", Role.VIEWER)
    looked = ask_life(at_work[0], flow.state.chosen)
    assert next(offer for offer in offers(looked) if offer.act is UnitAct.OPEN).refusal is not None
