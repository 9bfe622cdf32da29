"""The sign-in page: who is there, wrong PINs in words, a forgotten one given anew, and nothing behind it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.users.cover import Cover
from packtrail.ui.users.sign_in_flow import SignInFlow
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.counter import put_away
from tests.ui.whole import words_cut_at_rest

WORDS = wording(CHINESE)


@pytest.fixture
def flow(qtbot, at_work, ways):
    outlet, workers = at_work
    made = SignInFlow(ways, outlet, workers, WORDS)
    made.page.resize(1024, 720)
    made.page.show()
    yield made
    put_away(qtbot, workers, made.page)


def begun(qtbot, flow):
    with qtbot.waitSignal(flow.known):
        flow.start()


def typed(qtbot, flow, pin):
    flow.page.pin.setFocus()
    flow.page.pin.show_text(pin)
    flow.page.pin.entered.emit()
    qtbot.waitUntil(lambda: not flow.state.is_busy)


def test_a_desk_without_pins_asks_nobody(qtbot, at_work, flow):
    with qtbot.waitSignal(flow.opened):
        flow.start()
    flow.close_door()
    assert not flow.is_closed
    assert at_work[0].operator.role == "admin"


def test_where_the_list_is_known_it_is_shut_at_once_and_stays_so(qtbot, at_work, three, ways, flow):
    flow.begin(ways.known())
    assert flow.is_closed
    assert [user.name for user in flow.state.users] == ["王建国", "李娜", "赵敏"]
    flow.choose(three[0].ref)
    flow.start()  # asks nothing more, and takes back nothing that was chosen
    with qtbot.waitSignal(flow.opened):
        flow.sign_in("2580")
    assert at_work[0].operator.name == "李娜"


def test_a_digit_chooses_a_person_and_his_pin_lets_him_in(qtbot, at_work, three, flow):
    begun(qtbot, flow)
    assert flow.is_closed
    assert flow.state.user.name == "王建国"  # who worked here last comes first
    qtbot.keyClick(flow.page, Qt.Key.Key_2)
    assert flow.state.user.name == "李娜"
    with qtbot.waitSignal(flow.opened):
        flow.page.pin.show_text("2580")
        flow.page.pin.entered.emit()
    assert not flow.is_closed
    assert at_work[0].operator.name == "李娜"
    assert flow.page.pin.text == ""


def test_wrong_pins_are_said_and_the_third_makes_wait(qtbot, at_work, three, flow):
    begun(qtbot, flow)
    flow.choose(three[0].ref)
    for _ in range(2):
        typed(qtbot, flow, "9999")
        assert "李娜 的 PIN 不对" in flow.state.trouble
        assert flow.page.pin.text == ""
        assert flow.page.button.refusal is None
    typed(qtbot, flow, "9999")
    assert flow.page.button.refusal == WORDS.say("users.wait", seconds=5)
    flow.sign_in("2580")
    assert not flow.state.is_busy  # nothing is asked while the wait goes on
    for _ in range(5):
        flow._count_down()
    assert flow.page.button.refusal is None
    assert at_work[0].operator.name == ""


def test_a_person_who_waits_holds_up_nobody_else(qtbot, three, flow):
    begun(qtbot, flow)
    flow.choose(three[0].ref)
    for _ in range(3):
        typed(qtbot, flow, "9999")
    flow.choose("op_1")
    assert not flow._second.isActive()  # nobody counts any more, over what is said to another
    with qtbot.waitSignal(flow.opened):
        flow.sign_in("1470")


def test_a_supervisor_gives_a_forgotten_pin_anew_on_this_page(qtbot, at_work, three, flow):
    begun(qtbot, flow)
    li, zhao = three
    flow.choose(li.ref)
    flow.page.forgotten_button.click()
    assert flow.page.forgotten.isVisible()
    assert not flow.page.pin.isVisible()
    qtbot.keyClick(flow.page, Qt.Key.Key_1)
    assert flow.state.chosen == li.ref  # the form is about him
    for key, value in (("by", zhao.ref), ("pin", "3691"), ("new_pin", "8520"), ("new_pin_again", "8520")):
        flow.page.forgotten.changed.emit(key, value)
    with qtbot.waitSignal(flow.form.done):
        flow.form.confirm()
    assert flow.page.pin.isVisible()
    with qtbot.waitSignal(flow.opened):
        flow.sign_in("8520")


def test_two_new_pins_that_differ_are_said_at_the_field(qtbot, three, flow):
    begun(qtbot, flow)
    flow.page.forgotten_button.click()
    for key, value in (("new_pin", "8520"), ("new_pin_again", "8521")):
        flow.page.forgotten.changed.emit(key, value)
    assert WORDS.say("users.new_pin_again") in flow.page.forgotten._confirm.refusal


def test_no_pin_is_ever_shown(qtbot, three, flow):
    begun(qtbot, flow)
    flow.page.forgotten_button.click()
    fields = flow.page.findChildren(QLineEdit)
    assert len(fields) == 4
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Password}


def test_behind_the_page_nothing_is_seen_typed_into_or_reached_by_a_key(qtbot, three, flow):
    window, field, pressed = QMainWindow(), QLineEdit(), []
    window.setCentralWidget(field)
    key = QShortcut("F8", window, lambda: pressed.append("F8"))
    cover = Cover(window, flow.page)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    cover.lay()
    begun(qtbot, flow)
    assert not field.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F8)
    QTest.keyClicks(QApplication.focusWidget(), "x")
    field.setFocus()  # as a late answer gives the hand to a field of its own
    QTest.keyClicks(QApplication.focusWidget(), "1470")
    assert (pressed, field.text(), flow.page.pin.text) == ([], "", "x1470")
    cover.lift()
    assert field.isVisible()
    assert field.hasFocus()
    assert key.isEnabled()
    flow.page.setParent(None)  # the window goes before the flow


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_word_has_room(qtbot, three, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    begun(qtbot, flow)
    flow.retranslate(wording(language))
    QApplication.processEvents()
    assert words_cut_at_rest(flow.page) == []
    flow.page.forgotten_button.click()
    QApplication.processEvents()
    assert words_cut_at_rest(flow.page) == []
