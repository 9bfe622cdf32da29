"""What one screen tells another, in the whole window."""

import pytest
from PySide6.QtCore import Qt

from packtrail.wording import ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE, load
from tests.ui.stock.counter import on_writer


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        yield person


def unit_of(person):
    taken = take_in(person.outlet, CODE)
    return taken.units[0]


def test_a_unit_put_on_the_load_from_the_stock_is_on_the_handoff_screen(person):
    unit = unit_of(person)
    person.desk.stock.load_asked.emit((unit.unit_id,))
    person.wait(lambda: person.desk.handoff.state.count == 1)
    assert person.desk.frame.place == "handoff"


def test_a_search_goes_to_the_records_and_enter_opens_what_it_found(person):
    unit = unit_of(person)
    person.desk.frame.search_entered.emit(CODE[-7:])
    person.wait(lambda: bool(person.desk.records.state.found and person.desk.records.state.found.units))
    assert person.desk.frame.place == "records"
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.stock.state.chosen == unit.unit_id)
    assert person.desk.frame.place == "stock"


def test_a_load_that_was_found_opens_on_its_way(person):
    unit_of(person)
    handed = on_writer(person.outlet, lambda: person.outlet.release_handoff(load(CODE)))
    person.press(Qt.Key.Key_F9)
    person.type(handed.document.number)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.frame.is_detail_open)
    assert person.desk.frame.place == "handoff"


def test_the_detail_of_a_unit_opens_beside_the_stock_and_never_beside_another_screen(person):
    unit = unit_of(person)
    person.desk.frame.show_place("stock")
    person.desk.stock.open_unit(unit.unit_id)
    person.desk.frame.show_place("handoff")
    person.wait(lambda: person.desk.stock.state.chosen is None)  # the answer came, and was put away
    assert not person.desk.frame.is_detail_open
    person.desk.frame.show_place("stock")
    person.desk.stock.open_unit(unit.unit_id)
    person.wait(lambda: person.desk.frame.is_detail_open)


def test_a_delivery_that_today_names_opens_its_first_unit(person):
    unit = unit_of(person)
    person.desk.today.go.emit("stock", unit.delivery_id)
    person.wait(lambda: person.desk.stock.state.chosen == unit.unit_id)


def test_the_strip_leads_to_what_it_speaks_of(person):
    person.desk.frame.strip_clicked.emit("unsent")
    assert person.desk.frame.place == "sync"
    person.desk.frame.strip_clicked.emit("operator")
    assert person.desk.frame.place == "settings"


def test_another_language_is_spoken_everywhere_and_on_paper(person):
    person.desk.settings.language_chosen.emit(ENGLISH)
    assert person.desk.frame.windowTitle()
    assert person.outlet.language is ENGLISH
    person.desk.frame.show_place("today")
    person.wait_to_see("Today")


@pytest.mark.parametrize("tone", ["ok", "duplicate", "reject", "risk", "again", "no"])
def test_every_tone_that_a_screen_asks_for_is_known(person, tone):
    person.desk.intake.toned.emit(tone)
