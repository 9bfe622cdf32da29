"""A hand-held scanner at the whole desk: each scan reaches the obvious thing of the screen in sight."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from packtrail.devices.scanner_keys import watch_keys
from packtrail.domain.handheld import HandScan, Notice, ScannerHabits, Symbology
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.frame.strip_state import Readiness
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.wording import CHINESE, wording
from tests.devices.keyboard import Keyboard
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.scrapyard import PACK, vehicle
from tests.trade import CODE, OTHER_CODE
from tests.ui.stock.counter import on_writer

SAY = wording(CHINESE).say


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station", keys=watch_keys()) as person:
        set_up(person.outlet)
        person.tones = []
        for flow in (person.desk.intake, person.desk.handoff, person.desk.scans):
            flow.toned.connect(person.tones.append)
        yield person


@pytest.fixture
def keyboard(person):
    return Keyboard(person.desk.frame.windowHandle())


def cards(person):
    return person.desk.intake._bench.work.cards


def banner(person):
    return person.desk.frame.banner.accessibleName() or person.desk.frame.banner._text.text()


def test_on_intake_scans_join_the_delivery_in_order_wherever_the_hand_is(person, keyboard):
    person.desk.frame.show_place("intake")
    person.desk.intake.screen.focus_head("deliverer_name")
    keyboard.scan(CODE)
    keyboard.scan(f"]d2{OTHER_CODE}", ending="")  # this one says what kind of symbol it was
    person.wait(lambda: len(cards(person)) == 2)
    assert [card.unit.battery_code for card in cards(person)] == [CODE, OTHER_CODE]
    sources = [card.unit.code_source for card in cards(person)]
    assert sources == [CodeSource.SCAN_WEDGE, CodeSource.SCAN_DATAMATRIX]
    assert person.field("交付单位").text() == ""
    person.wait(lambda: person.tones == ["ok", "ok"])


def test_a_second_scan_of_a_pack_is_a_duplicate_and_a_code_in_stock_is_named(person, keyboard):
    take_in(person.outlet, OTHER_CODE)
    person.desk.frame.show_place("intake")
    for code in (CODE, CODE, OTHER_CODE):
        keyboard.scan(code)
    person.wait(lambda: len(person.tones) == 3)
    assert sorted(person.tones) == ["duplicate", "duplicate", "ok"]
    assert len(cards(person)) == 1


def test_what_is_no_battery_code_is_said_and_shown(person, keyboard):
    person.desk.frame.show_place("intake")
    keyboard.scan("https://a.cn/7")
    person.wait_to_see(SAY("intake.outcome.no_battery_code"))
    assert person.tones == ["reject"]


def test_two_codes_in_one_symbol_wait_for_a_person(person, keyboard):
    person.desk.frame.show_place("intake")
    keyboard.scan(f"{CODE},{OTHER_CODE}")
    person.wait(lambda: len(person.desk.intake._bench.work.proposals) == 2)
    assert cards(person) == ()
    keyboard.scan(f"{CODE}\n{OTHER_CODE}")  # two symbols by one trigger are two scans
    person.wait(lambda: len(cards(person)) == 2)


def test_a_scan_while_a_delivery_is_recorded_belongs_to_the_next(person, keyboard):
    person.desk.frame.show_place("intake")
    bench = person.desk.intake._bench
    bench.is_recording = True
    keyboard.scan(CODE)
    person.settle()
    assert cards(person) == ()
    bench.is_recording = False
    bench.draw()
    person.wait(lambda: len(cards(person)) == 1)


def test_on_handoff_a_scan_joins_the_load(person, keyboard):
    take_in(person.outlet, CODE)
    person.desk.frame.show_place("handoff")
    keyboard.scan(CODE)
    person.wait(lambda: person.desk.handoff.state.count == 1)
    assert person.desk.handoff.state.draft.lines[0].code_source == CodeSource.SCAN_WEDGE


def test_the_card_of_a_vehicle_opens_its_case_from_every_screen(person, keyboard):
    outlet = person.outlet
    rules = outlet.rules().vehicle
    case = on_writer(outlet, partial(outlet.act, receive_vehicle, vehicle(PACK), rules=rules))
    for place in ("intake", "handoff", "stock"):
        person.desk.frame.show_place(place)
        keyboard.scan(case.case_number)
        person.wait(lambda: person.desk.frame.place == "vehicles")
        person.wait(lambda: person.desk.vehicles.page is not None)
        assert person.desk.vehicles.page.case.case_id == case.case_id
        person.desk.vehicles.back()
    assert cards(person) == ()


def test_elsewhere_a_scan_opens_the_record_and_one_of_what_is_not_here_is_searched_for(person, keyboard):
    unit = take_in(person.outlet, CODE).units[0]
    for place in ("today", "stock", "sync"):
        person.desk.frame.show_place(place)
        keyboard.scan(CODE)
        person.wait(lambda: person.desk.frame.is_detail_open)
        assert (person.desk.frame.place, person.desk.stock.state.chosen) == ("stock", unit.unit_id)
        person.desk.frame.close_detail()
    keyboard.scan(OTHER_CODE)
    person.wait(lambda: person.desk.records.state.text == OTHER_CODE)
    assert person.tones == ["ok", "ok", "ok", "reject"]


def test_a_papers_code_is_answered_wherever_it_is_scanned_and_joins_nothing(person, keyboard):
    person.desk.frame.show_place("intake")
    keyboard.scan("PT1:ABCDEFGHIJK")
    person.wait_to_see(SAY("papers.check.answer.altered"))
    assert (person.desk.frame.place, cards(person), person.tones) == ("intake", (), [])


def test_a_form_that_asks_for_a_code_takes_the_scan(person, keyboard):
    unit = take_in(person.outlet, CODE).units[0]
    person.desk.frame.show_place("stock")
    person.desk.stock.open_unit(unit.unit_id)
    person.wait(lambda: person.desk.frame.is_detail_open)
    person.desk.stock.detail.act_chosen.emit("rewrite")
    keyboard.scan(OTHER_CODE)
    person.wait(lambda: person.desk.stock.form.typed.text("code") == OTHER_CODE)
    assert person.desk.stock.state.chosen == unit.unit_id


def test_caps_lock_is_named_once_and_the_scan_taken(person):
    person.desk.frame.show_place("intake")
    scan = HandScan(text=CODE, typed=CODE.swapcase(), notices=(Notice.CAPS_LOCK,))
    person.desk.scanners.scanned.emit(scan)
    person.wait_to_see(SAY("handheld.notice.caps_lock"))
    person.desk.frame.banner.clear()
    person.desk.scanners.scanned.emit(scan)
    person.settle()
    assert not person.sees(SAY("handheld.notice.caps_lock"))
    assert len(cards(person)) == 1


def test_a_scan_that_can_not_be_relied_on_is_refused_with_its_cause(person):
    person.desk.frame.show_place("intake")
    person.desk.scanners.refused.emit(HandScan(text="?", typed="?", notices=(Notice.INPUT_METHOD,)))
    person.wait_to_see(SAY("handheld.refused.input_method"))
    assert (cards(person), person.tones) == ((), ["reject"])


def test_a_scan_behind_an_open_window_is_not_taken_and_says_so(person, keyboard, qtbot):
    person.desk.frame.show_place("intake")
    dialog = QDialog(person.desk.frame)
    dialog.setModal(True)
    dialog.show()
    keyboard.scan(CODE)
    person.wait_to_see(SAY("handheld.window_open"))
    dialog.close()
    assert cards(person) == ()


def test_a_serial_scanner_that_is_pulled_out_is_named_and_when_it_is_back(person):
    person.desk.scanners.unplugged.emit("COM3")
    person.wait_to_see(SAY("handheld.unplugged", port="COM3"))
    assert person.desk.strip.scanner is Readiness.MISSING
    person.desk.scanners.plugged.emit("COM3")
    person.wait_to_see(SAY("handheld.plugged", port="COM3"))
    assert person.desk.strip.scanner is Readiness.READY


def test_port_and_habits_are_there_again_at_the_next_start(qtbot, tmp_path):
    habits = ScannerHabits(prefix="S1", suffix="#", by_place=True)
    with desk_open(qtbot, tmp_path / "station") as person:
        person.desk.scanners.choose_port(str(tmp_path / "ttyACM0"), 115200)
        person.desk.scanners.learn(habits)
        person.settle()
    keys = watch_keys()
    with desk_open(qtbot, tmp_path / "station", keys=keys) as person:
        person.wait(lambda: person.desk.scanners.port == str(tmp_path / "ttyACM0"))
        assert (person.desk.scanners.baud, person.desk.scanners.is_port_open) == (115200, False)
        assert keys.habits == habits


def test_a_check_in_the_settings_takes_the_scans_and_learns_from_them(person, keyboard):
    person.desk.frame.show_place("settings")
    check = person.desk.cards.scanner
    check.panel.begun.emit("linear")
    while check.is_listening:
        keyboard.scan(f"S1{check.state.probe.text}", ending="\t")
        before = check.state
        person.wait(lambda before=before: check.state != before)
    person.wait_to_see("结尾键：Tab")
    keyboard.scan(f"S1{CODE}")
    person.wait(lambda: person.desk.records.state.text == CODE)  # the prefix is known now


def test_a_check_is_given_up_when_the_screen_is_left(person):
    person.desk.frame.show_place("settings")
    person.desk.cards.scanner.panel.begun.emit("matrix")
    person.desk.scanners.refused.emit(HandScan(text="?", typed="?", notices=(Notice.INPUT_METHOD,)))
    assert len(person.desk.cards.scanner.state.scans) == 1
    person.desk.frame.show_place("today")
    assert not person.desk.cards.scanner.is_listening


def test_an_input_method_is_only_there_where_text_is_typed(person):
    asked = [
        widget
        for widget in person.desk.frame.findChildren(QWidget)
        if widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert asked
    assert [widget for widget in asked if not isinstance(widget, QLineEdit)] == []


def test_every_notice_has_its_sentence():
    for notice in Notice:
        kind = "refused" if wording(CHINESE).knows(f"handheld.refused.{notice}") else "notice"
        assert SAY(f"handheld.{kind}.{notice}")
    assert set(Symbology) == {"qr", "data_matrix", "code128"}
