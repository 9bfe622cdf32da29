"""A scan reaches the program whoever has the focus, and never a field; a person's keys reach the field."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from packtrail.devices.scanner_keys import watch_keys
from packtrail.domain.handheld import GS, Notice
from tests.devices.keyboard import Keyboard
from tests.trade import CODE


class Watch(QObject):
    """Sees the keys that reach what it is installed on."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def eventFilter(self, _, event):  # noqa: N802 - Qt's name
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}:
            self.seen.append((event.type().name, event.key(), event.modifiers().value))
        return False


ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghij-_/:. "
WAIT_MS = 5_000


class Desk(QWidget):
    """A window with everything that can have the focus."""

    def __init__(self):
        super().__init__()
        self.pressed = 0
        self.line, self.text, self.button = QLineEdit(), QPlainTextEdit(), QPushButton("OK")
        self.table, self.choice, self.editable = QTableWidget(2, 2), QComboBox(), QComboBox()
        self.choice.addItems(["0 none", "A first", "B second"])
        self.editable.setEditable(True)
        self.button.clicked.connect(self.count)
        column = QVBoxLayout(self)
        self.places = (self.line, self.text, self.button, self.table, self.choice, self.editable)
        for each in self.places:
            column.addWidget(each)

    def count(self):
        self.pressed += 1

    def contents(self):
        cells = [self.table.item(row, column) for row in range(2) for column in range(2)]
        return (
            self.line.text(),
            self.text.toPlainText(),
            self.pressed,
            self.choice.currentText(),
            self.editable.currentText(),
            [cell.text() if cell else "" for cell in cells],
            self.table.state(),
        )


@pytest.fixture
def keys(qapp):
    router = watch_keys()
    router.start()
    router.texts, router.refusals = [], []
    router.scanned.connect(lambda scan: router.texts.append(scan.text))
    router.refused.connect(lambda scan: router.refusals.append(scan.notices))
    yield router
    router.stop()


def shown(qtbot, window):
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def desk(qtbot, keys):
    return shown(qtbot, Desk())


@pytest.fixture
def keyboard(desk):
    return Keyboard(desk.windowHandle())


def payloads(count, seed=3):
    chance = random.Random(seed)
    return [
        "".join(chance.choices(ALPHABET, k=chance.randint(6, 40))).strip(" ") + f"{n:04d}"
        for n in range(count)
    ]


def test_a_thousand_scans_wherever_the_focus_is_none_lost_and_none_in_a_field(desk, keys, keyboard, qtbot):
    before, sent = desk.contents(), payloads(1000)
    for n, payload in enumerate(sent):
        desk.places[n % len(desk.places)].setFocus()
        keyboard.scan(payload, ending=("\n", "\t", "\n\n")[n % 3])
    qtbot.waitUntil(lambda: len(keys.texts) == len(sent), timeout=WAIT_MS)
    assert keys.texts == sent
    assert keys.refusals == []
    assert desk.contents() == before


def test_a_scan_into_a_dialog_and_into_an_open_list_reaches_the_program_too(desk, keys, keyboard, qtbot):
    dialog = QDialog(desk)
    field = QLineEdit(dialog)
    dialog.setModal(True)
    shown(qtbot, dialog)
    Keyboard(dialog.windowHandle()).scan(CODE)
    qtbot.waitUntil(lambda: keys.texts == [CODE], timeout=WAIT_MS)
    assert (field.text(), dialog.isVisible()) == ("", True)
    dialog.close()
    desk.choice.setFocus()
    desk.choice.showPopup()
    keyboard.scan(CODE)
    qtbot.waitUntil(lambda: len(keys.texts) == 2, timeout=WAIT_MS)
    assert desk.choice.currentIndex() == 0


def test_a_scan_without_enter_ends_with_silence(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    keyboard.scan(CODE, ending="")
    qtbot.waitUntil(lambda: keys.texts == [CODE], timeout=WAIT_MS)
    assert desk.line.text() == ""


def test_what_a_person_types_arrives_whole_and_in_order(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    keyboard.type("Hello, World 42 kg!")
    qtbot.waitUntil(lambda: desk.line.text() == "Hello, World 42 kg!", timeout=WAIT_MS)
    assert keys.texts == []


def test_a_person_and_a_scanner_taking_turns_get_what_is_theirs(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    for n in range(50):
        keyboard.type(f"{n};")
        keyboard.scan(f"{CODE}{n}")
    qtbot.waitUntil(lambda: len(keys.texts) == 50, timeout=WAIT_MS)
    assert keys.texts == [f"{CODE}{n}" for n in range(50)]
    assert desk.line.text() == "".join(f"{n};" for n in range(50))


def test_keys_of_a_person_come_with_their_modifiers_and_releases_in_order(desk, keys, keyboard, qtbot):
    watch = Watch()
    desk.button.installEventFilter(watch)
    desk.button.setFocus()
    keyboard.strike("A")
    keyboard.at_ms += 20
    keyboard.strike("b")
    qtbot.waitUntil(lambda: len(watch.seen) == 6, timeout=WAIT_MS)
    shift, shifted = Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier.value
    assert watch.seen == [
        ("KeyPress", shift, 0),
        ("KeyPress", ord("A"), shifted),
        ("KeyRelease", ord("A"), shifted),
        ("KeyRelease", shift, shifted),
        ("KeyPress", ord("B"), 0),
        ("KeyRelease", ord("B"), 0),
    ]


def test_a_digit_and_enter_in_one_breath_stay_a_persons(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    with qtbot.waitSignal(desk.line.returnPressed, timeout=WAIT_MS):
        keyboard.strike("8")
        keyboard.at_ms += 15
        keyboard.strike("\n")
    assert (desk.line.text(), keys.texts) == ("8", [])


def test_space_still_presses_a_button(desk, keys, keyboard, qtbot):
    desk.button.setFocus()
    keyboard.type(" ")
    qtbot.waitUntil(lambda: desk.pressed == 1, timeout=WAIT_MS)


def test_a_key_held_down_goes_on_typing(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    keyboard.press(Qt.Key.Key_7, "7")
    for _ in range(20):
        keyboard.at_ms += 33
        keyboard.press(Qt.Key.Key_7, "7", repeats=True)
    qtbot.waitUntil(lambda: desk.line.text() == "7" * 21, timeout=WAIT_MS)


def test_a_shortcut_acts_at_once_and_the_separator_key_inside_a_scan_is_none(desk, keys, keyboard, qtbot):
    acted = []
    QShortcut(QKeySequence("F8"), desk, lambda: acted.append("F8"))
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_F8)
    assert acted == ["F8"]
    for each in "21ABCDEF":
        keyboard.strike(each)
        keyboard.at_ms += 10
    assert keyboard.press(Qt.Key.Key_F8)  # accepted before the shortcut is asked
    keyboard.release(Qt.Key.Key_F8)
    keyboard.at_ms += 10
    for each in CODE + "\n":
        keyboard.strike(each)
        keyboard.at_ms += 10
    qtbot.waitUntil(lambda: keys.texts == [f"21ABCDEF{GS}{CODE}"], timeout=WAIT_MS)
    assert acted == ["F8"]


def test_digits_of_a_number_block_without_num_lock_are_put_right(desk, keys, keyboard, qtbot):
    arrows = {
        "0": Qt.Key.Key_Insert, "1": Qt.Key.Key_End, "2": Qt.Key.Key_Down, "3": Qt.Key.Key_PageDown,
        "4": Qt.Key.Key_Left, "5": Qt.Key.Key_Clear, "6": Qt.Key.Key_Right, "7": Qt.Key.Key_Home,
        "8": Qt.Key.Key_Up, "9": Qt.Key.Key_PageUp,
    }  # fmt: skip
    for each in CODE:
        if each in arrows:
            keyboard.press(arrows[each], "", Qt.KeyboardModifier.KeypadModifier)
            keyboard.release(arrows[each], "", Qt.KeyboardModifier.KeypadModifier)
        else:
            keyboard.strike(each)
        keyboard.at_ms += 10
    qtbot.waitUntil(lambda: keys.texts == [CODE], timeout=WAIT_MS)


def test_alt_codes_are_understood_whether_or_not_the_system_adds_their_character(desk, keys, keyboard, qtbot):
    alt, keypad = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier
    desk.line.setFocus()
    for n, each in enumerate(f"AB{GS}C9"):
        keyboard.press(Qt.Key.Key_Alt, "", alt)
        for digit in f"0{ord(each):03d}":
            keyboard.press(ord(digit), "", alt | keypad)
            keyboard.release(ord(digit), "", alt | keypad)
            keyboard.at_ms += 3
        keyboard.release(Qt.Key.Key_Alt)
        if n % 2:
            keyboard.press(0, each)
        keyboard.at_ms += 3
    qtbot.waitUntil(lambda: keys.texts == [f"AB{GS}C9"], timeout=WAIT_MS)
    assert desk.line.text() == ""


def test_full_width_characters_of_an_input_method_are_a_scan_too(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    for each in CODE:
        keyboard.compose(desk.line, "", commit=chr(ord(each) + 0xFEE0))
    qtbot.waitUntil(lambda: keys.texts == [CODE], timeout=WAIT_MS)
    assert desk.line.text() == ""


def test_a_scan_that_the_input_method_took_is_refused_and_the_next_one_gets_through(
    desk, keys, keyboard, qtbot
):
    desk.line.setFocus()
    for n in range(12):
        keyboard.compose(desk.line, "pbcatheatpbc"[: n + 1])
    keyboard.compose(desk.line, "", commit="排版")
    qtbot.waitUntil(lambda: len(keys.refusals) == 1, timeout=WAIT_MS)
    assert Notice.INPUT_METHOD in keys.refusals[0]
    assert desk.line.text() == ""
    assert not desk.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    keyboard.scan(CODE)
    qtbot.waitUntil(lambda: keys.texts == [CODE], timeout=WAIT_MS)
    keys.stop()
    assert desk.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_word_that_a_person_composes_arrives(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    keyboard.compose(desk.line, "d")
    keyboard.compose(desk.line, "dian")
    keyboard.compose(desk.line, "", commit="电池")
    keyboard.compose(desk.line, "", commit="ａ")
    qtbot.waitUntil(lambda: desk.line.text() == "电池ａ", timeout=WAIT_MS)
    assert (keys.texts, keys.refusals) == ([], [])


def test_keys_through_the_window_system_in_real_time_are_told_apart(desk, keys, qtbot):
    window, chance = desk.windowHandle(), random.Random(5)
    desk.line.setFocus()
    for n in range(8):
        for each in f"{CODE}-{n}":
            QTest.keyClick(window, each)
            QTest.qWait(chance.randint(2, 12))
        QTest.keyClick(window, Qt.Key.Key_Return)
        QTest.qWait(60)
    qtbot.waitUntil(lambda: len(keys.texts) == 8, timeout=WAIT_MS)
    assert keys.texts == [f"{CODE}-{n}" for n in range(8)]
    for each in "12.5":
        QTest.keyClick(window, each)
        QTest.qWait(80)
    qtbot.waitUntil(lambda: desk.line.text() == "12.5", timeout=WAIT_MS)


def test_what_is_held_when_the_router_stops_goes_where_it_was_going(desk, keys, keyboard):
    desk.line.setFocus()
    keyboard.strike("a")
    assert desk.line.text() == ""
    keys.stop()
    assert desk.line.text() == "a"


def test_a_click_comes_after_the_keys_struck_before_it(desk, keys, keyboard):
    desk.line.setFocus()
    keyboard.strike("a")
    QTest.mouseClick(desk.windowHandle(), Qt.MouseButton.LeftButton, pos=desk.button.geometry().center())
    assert (desk.line.text(), desk.pressed) == ("a", 1)


def test_a_field_that_goes_away_while_its_key_is_held_does_no_harm(desk, keys, keyboard, qtbot):
    desk.line.setFocus()
    keyboard.strike("a")
    desk.line.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    keys.stop()
    assert keys.texts == []


@pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool",
)
def test_keys_of_a_real_keyboard_under_x_are_told_apart(tmp_path):
    program = Path(__file__).with_name("under_x.py")
    done = subprocess.run(
        [sys.executable, str(program), CODE],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.stdout.splitlines() == [f"scan {CODE}"] * 5 + ["field 85.5 kg"], done.stderr
