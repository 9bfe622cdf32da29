"""The card of the thermal printer: what is kept is there for the queue, and wrong addresses are said."""

import pytest

from packtrail.devices.printers import Printers
from packtrail.domain.print_jobs import PrintState
from packtrail.domain.thermal_printer import thermal_printer
from packtrail.ui.printing.state import LABELS, PrinterLine, PrintingState, printer_for
from packtrail.ui.printing.words import job_line
from packtrail.ui.settings.thermal_card import ThermalFlow
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.thermal_choice import SETTING, chosen_thermal
from packtrail.wording import CHINESE, Language, wording
from tests.domain.test_print_jobs import job
from tests.ui.stock.counter import counter

WORDS = wording(CHINESE)


@pytest.fixture
def desk(qapp, tmp_path):
    with counter(tmp_path / "station") as made:
        yield made


@pytest.fixture
def flow(desk, qtbot):
    made = ThermalFlow(*desk, WORDS)
    qtbot.addWidget(made.panel)
    return made


@pytest.fixture
def card(flow):
    return flow.panel


def typed(card, text):
    field = card.findChild(FormField)
    field.show_text(text)
    field.edited.emit(text)
    return next(each for each in card.findChildren(RefusableButton) if each.text() == "保存")


def test_a_printer_that_is_kept_is_offered_for_labels_first(card, desk, qtbot, tmp_path):
    outlet = desk[0]
    typed(card, "192.168.1.50").click()
    wanted = thermal_printer("192.168.1.50", 203)
    qtbot.waitUntil(lambda: outlet.read(chosen_thermal) == wanted)
    printers = Printers(tmp_path, lambda: outlet.read(chosen_thermal)).available()
    lines = tuple(PrinterLine(name=each.name, condition=each.condition) for each in printers)
    remembered = outlet.read(lambda view: view.setting(f"print.printer.{LABELS}"))
    assert printer_for(lines, remembered) == wanted.name
    typed(card, "").click()
    qtbot.waitUntil(lambda: outlet.read(chosen_thermal) is None)


def test_an_address_that_leads_nowhere_is_refused_at_its_button(card):
    assert "串口" in typed(card, "/etc/passwd").refusal
    assert typed(card, "COM3@115200").refusal is None


def test_what_was_kept_and_can_not_be_read_is_none(desk):
    outlet, workers = desk
    workers.acts.run(lambda: outlet.remember(SETTING, "packtrail:thermal:x:host")).result(10)
    assert outlet.read(chosen_thermal) is None


@pytest.mark.parametrize("language", list(Language))
def test_a_job_of_a_bare_port_says_sent_and_no_more(language):
    sent = job(state=PrintState.SPOOLED, handed_to=50, printer=thermal_printer("host", 203).name)
    line = job_line(wording(language), PrintingState(), sent)
    assert line.chip.word in {"已发给打印机", "Sent to the printer"}
    assert "驱动" not in line.said
    assert "host" in line.said
