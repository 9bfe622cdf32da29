"""A scanned command code does what the key does, or says why not; the hand's codes fill in fields."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from packtrail.domain.commands import LEAD, TOKENS, code_of
from packtrail.domain.handheld import HandScan
from packtrail.ui.commands.by_scan import CommandScans
from packtrail.ui.commands.register import Register
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.wording import CHINESE, ENGLISH, wording


class Window(QWidget):
    """Two fields, a finish button, and what Esc does; ``done`` in the order it was done."""

    def __init__(self):
        super().__init__()
        self.done, self.told, self.tones, self.fates = [], [], [], []
        self.mass, self.plate = QLineEdit(), QLineEdit()
        self.finish = PrimaryButton("完成", "F10", command="intake.finish")
        column = QVBoxLayout(self)
        for part in (self.mass, self.plate, self.finish):
            column.addWidget(part)
        self.finish.clicked.connect(lambda: self.done.append("finish"))
        self.mass.returnPressed.connect(lambda: self.done.append(f"mass {self.mass.text()}"))
        KeyAct("desk.back", "Esc", self, lambda: self.done.append("back"))
        self.scans = CommandScans(Register(self, lambda: "intake"), wording(CHINESE))
        self.scans.told.connect(lambda _tone, sentence: self.told.append(sentence))
        self.scans.toned.connect(self.tones.append)

    def scan(self, *names):
        return [self.say(code_of(f"hand.{n}" if f"hand.{n}" in TOKENS else n)) for n in names]

    def say(self, text, **how):
        return self.scans.taken(HandScan(text=text, typed=text, tell=self.fates.append, **how))


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.mass.setFocus()
    qtbot.waitUntil(window.mass.hasFocus)
    return window


def test_a_mass_is_scanned_digit_by_digit_and_confirmed(window):
    window.scan("4", "1", "2", "point", "5", "5", "erase", "confirm")
    assert window.done == ["mass 412.5"]
    assert set(window.tones) == {"ok"}


def test_a_command_acts_as_its_key_would(window):
    assert window.scan("intake.finish") == [True]
    assert (window.done, window.tones, window.fates) == (["finish"], ["ok"], ["ok"])


def test_a_command_that_cannot_act_says_why_and_sounds_refused(window):
    window.finish.set_refusal("正在记账")
    window.scan("intake.finish")
    assert (window.done, window.tones) == ([], ["reject"])
    assert window.told == ["没有执行“完成入库”：正在记账"]


def test_a_command_that_is_nowhere_says_so(window):
    window.scans.retranslate(wording(ENGLISH))
    window.scan("handoff.release")
    assert window.told == ["“Release and print” was not done: There is no use for “Release and print” now."]


def test_the_next_field_and_the_one_before_take_the_hand(window):
    window.scan("next", "7")
    assert window.plate.text() == "7"
    window.scan("before", "8")
    assert window.mass.text() == "8"


def test_confirming_presses_the_button_in_hand(window):
    window.finish.setFocus()
    window.scan("confirm")
    assert window.done == ["finish"]


def test_a_digit_without_a_field_is_refused(window):
    window.finish.setFocus()
    window.scan("7")
    assert window.tones == ["reject"]
    assert window.told == ["没有执行“7”：手上没有可以填的格子。先扫“下一格”。"]


def test_a_digit_never_goes_into_a_field_that_is_only_read(window):
    window.mass.setReadOnly(True)
    window.scan("7")
    assert (window.mass.text(), window.tones) == ("", ["reject"])


def test_cancel_goes_back_as_escape_does(window):
    window.scan("cancel")
    assert window.done == ["back"]


def test_what_wants_escape_itself_is_asked_first(window):
    class Wanting(QPushButton):
        def event(self, event):
            if event.type() == event.Type.ShortcutOverride:
                event.accept()
                return True
            return super().event(event)

        def keyPressEvent(self, event):  # noqa: N802 - Qt's name
            if event.key() == Qt.Key.Key_Escape:
                window.done.append("mine")

    wanting = Wanting()
    window.layout().addWidget(wanting)
    wanting.show()
    wanting.setFocus()
    window.scan("cancel")
    assert window.done == ["mine"]


def test_a_damaged_code_does_nothing_and_is_said(window):
    code = code_of("intake.finish")
    assert window.say(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert (window.done, window.tones) == ([], ["reject"])
    assert window.told == ["这个命令码没有读全，没有执行。请再扫一次。"]


def test_a_command_that_waited_on_a_phone_is_not_done_late(window):
    window.say(code_of("intake.finish"), is_late=True)
    assert (window.done, window.fates) == ([], ["reject"])


def test_anything_else_is_left_to_the_screen(window):
    assert window.say("04QPB768363000BC40000903") is False
    assert (window.tones, window.fates) == ([], [])
    assert window.say(LEAD) is True
