"""A shared PC: who signs in is named on the strip and in the records, and a locked desk takes no scan."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from packtrail.app.pins import Argon2Pins
from packtrail.app.user_acts import UserActs
from packtrail.domain.handheld import HandScan
from packtrail.domain.operators import Role
from packtrail.usecases.first_day import Standing, Step
from packtrail.wording import CHINESE, wording
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE


def with_three(outlet):
    """王建国 (1470) and 李娜 (2580), nobody signed in yet."""
    outlet.pins = Argon2Pins(memory_kib=8)
    set_up(outlet)
    ways = UserActs(outlet)

    def fill():
        ways.change("op_1", "王建国", Role.ADMIN)
        ways.set_own_pin("", "1470")
        ways.add("李娜", Role.OPERATOR, "2580")
        ways.begin()

    outlet.on_writer(fill)
    return ways


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station", users=with_three) as person:
        person.wait(lambda: person.desk.door.is_shut)
        yield person


def sign_in(person, number, pin):
    page = person.desk.door.sign_in.page
    QTest.keyClick(page, number)
    person.wait(page.pin._edit.hasFocus)
    QTest.keyClicks(page.pin._edit, pin)
    QTest.keyClick(page.pin._edit, Qt.Key.Key_Return)
    person.wait(lambda: not person.desk.door.is_shut)
    person.settle()


def scan(person):
    person.desk.scanners.scanned.emit(HandScan(text=CODE, typed=CODE))


def test_one_signs_in_works_locks_and_another_goes_on_where_he_was(person):
    desk = person.desk
    desk.frame.show_place("intake")
    scan(person)
    assert not person.sees(CODE[-7:])  # nobody is signed in: the scan did nothing
    assert person.sees(wording(CHINESE).say("users.scan_locked"))
    sign_in(person, Qt.Key.Key_2, "2580")
    assert desk.frame.place == "intake"
    assert person.outlet.operator.name == "李娜"
    unit = take_in(person.outlet, CODE).units[0]
    record = person.outlet.read(lambda view: view.record(unit.unit_id))
    assert record.operator_ref == person.outlet.operator.ref != "op_1"
    QTest.keyClick(desk.frame, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert desk.door.is_shut
    assert not desk.intake.screen.isVisible()
    sign_in(person, Qt.Key.Key_1, "1470")
    desk.commands.flow.open_palette()
    dialog = QDialog(desk.frame)
    dialog.open()
    desk.door.lock()
    assert not desk.commands.flow.palette.isVisible()
    assert not dialog.isVisible()  # nothing lies over the page for signing in
    sign_in(person, Qt.Key.Key_1, "1470")
    assert desk.intake.screen.isVisible()
    desk.frame.show_place("settings")
    person.wait(lambda: dict(desk.first_day.flow.state.steps).get(Step.USERS) is Standing.DONE)
    for step, place in ((Step.CAMERA, "settings"), (Step.OUTLET, "settings"), (Step.PLATFORM, "sync")):
        desk.first_day.flow.panel.go_asked.emit(step)
        assert desk.frame.place == place
    person.wait(lambda: any("王建国" in item.sentence for item in desk.frame._strip._items))
