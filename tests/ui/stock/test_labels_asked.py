"""Labels of units in stock: of the rows that are chosen, and of the one whose page is open."""

from packtrail.ui.widgets.refusal import RefusableButton
from tests.ui.stock.counter import packs, taken_in
from tests.ui.stock.test_flow import flow, shown, table_of  # noqa: F401 - the fixture


def button_of(widget, command):
    return next(each for each in widget.findChildren(RefusableButton) if each.command == command)


def test_the_labels_of_chosen_rows_are_asked_for_together_and_of_none_it_says_why(qtbot, at_work, flow):  # noqa: F811
    taken_in(at_work[0], *packs(3))
    shown(qtbot, flow, 3)
    button = button_of(flow.screen, "stock.labels_chosen")
    assert button.refusal is not None
    table_of(flow).selectAll()
    with qtbot.waitSignal(flow.labels_asked) as asked:
        button.click()
    assert asked.args == [tuple(unit.unit_id for unit in flow.state.units)]


def test_the_page_of_a_unit_asks_for_its_label(qtbot, at_work, flow):  # noqa: F811
    taken_in(at_work[0], *packs(1))
    shown(qtbot, flow, 1)
    unit_id = flow.state.units[0].unit_id
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit_id)
    with qtbot.waitSignal(flow.labels_asked) as asked:
        button_of(flow.detail, "stock.label_print").click()
    assert asked.args == [(unit_id,)]
