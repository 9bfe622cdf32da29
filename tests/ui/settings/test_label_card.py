"""The labels' card: stock and shifts are remembered, and its papers come in the dots of their printer."""

import pypdfium2
import pytest

from packtrail.app.label_papers import LabelPapers
from packtrail.devices.printers import Printers
from packtrail.domain.print_jobs import PrintedUnit
from packtrail.ui.printing.state import LABELS
from packtrail.ui.settings.label_flow import LabelFlow
from packtrail.wording import CHINESE, wording
from tests.ui.stock.counter import counter

WORDS = wording(CHINESE)


@pytest.fixture
def desk(qapp, tmp_path):
    with counter(tmp_path / "station") as made:
        yield made


@pytest.fixture
def card(desk, tmp_path, qtbot):
    def opened():
        outlet, workers = desk
        flow = LabelFlow(LabelPapers(outlet), Printers(tmp_path), outlet, workers, WORDS)
        qtbot.addWidget(flow.panel)
        flow.refresh()
        qtbot.waitUntil(lambda: bool(flow.state.stocks))
        return flow

    return opened


def paper_of(card, which, qtbot):
    with qtbot.waitSignal(card.paper_made, timeout=10_000) as made:
        card.panel.print_asked.emit(which)
    return made.args[0]


def test_nothing_is_printed_before_stock_is_chosen(card):
    assert card().state.refusal == "no_stock"


def test_stock_and_its_shift_are_found_again(card, desk, qtbot):
    first = card()
    first.panel.stock_chosen.emit("a4_21")
    first.panel.edited.emit("right", "-0.5")
    desk[1].acts.run(lambda: None).result(10)
    again = card()
    assert (again.state.choices.stock, again.state.right_text) == ("a4_21", "-0.5")


@pytest.mark.parametrize(("field", "text"), [("right", "x"), ("down", "99"), ("used", "21"), ("used", "-1")])
def test_a_wrong_number_is_said_at_its_field_and_nothing_is_printed(card, field, text):
    flow = card()
    flow.panel.stock_chosen.emit("a4_21")
    flow.panel.edited.emit(field, text)
    assert flow.state.wrong == (field,)
    assert flow.state.refusal == "wrong"


def test_used_labels_of_a_sheet_are_left_out(card, qtbot):
    flow = card()
    flow.panel.stock_chosen.emit("a4_65")
    whole = paper_of(flow, "places", qtbot)
    flow.panel.edited.emit("used", "64")
    begun = paper_of(flow, "places", qtbot)
    assert (whole.pages, begun.pages) == (1, 2)
    assert begun.unit is PrintedUnit.PAGE


def test_the_next_labels_begin_where_the_last_ones_ended(card, qtbot):
    flow = card()
    flow.panel.stock_chosen.emit("a4_21")
    flow.panel.edited.emit("used", "15")
    paper = paper_of(flow, "places", qtbot)
    assert (paper.sheet.used, paper.sheet.count, paper.pages) == (15, 8, 2)
    flow.queued(paper)
    qtbot.waitUntil(lambda: flow.state.used == 2)
    again = card()
    assert (again.state.choices.stock, again.state.used_text) == ("a4_21", "2")
    assert paper.sheet.behind(0).pages == 1


def test_every_place_gets_a_label_of_the_roll_in_the_printers_own_dots(card, qtbot):
    flow = card()
    flow.panel.stock_chosen.emit("roll_60_40")
    assert not flow.state.is_sheet
    paper = paper_of(flow, "places", qtbot)
    assert (paper.kind, paper.unit, paper.pages) == (LABELS, PrintedUnit.LABEL, 8)
    with pypdfium2.PdfDocument(paper.for_dpi(203)) as document:
        width = document[0].get_width() / 72 * 203
    assert width == pytest.approx(round(width), abs=0.01)


@pytest.mark.parametrize("which", ["calibration", "sample"])
def test_calibration_and_sample_are_one_page(card, qtbot, which):
    flow = card()
    flow.panel.stock_chosen.emit("a4_21")
    assert paper_of(flow, which, qtbot).pages == 1


def test_the_first_days_sample_needs_no_stock_to_be_chosen_and_chooses_none(card, qtbot):
    flow = card()
    with qtbot.waitSignal(flow.paper_made, timeout=10_000) as made:
        flow.print_sample()
    assert (made.args[0].kind, made.args[0].pages, flow.state.stock) == (LABELS, 1, None)
