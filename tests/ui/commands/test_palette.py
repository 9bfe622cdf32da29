"""Ctrl+K and F1: commands are found by name, initials and English, done by Enter, refused with a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from packtrail.app.workers import Workers
from packtrail.ui.commands.flow import CommandsFlow
from packtrail.ui.commands.lines import Line, found, lines_of, with_headings
from packtrail.ui.commands.register import Command, Standing
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.rail import Place
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.pinyin import initials

Key = Qt.Key
W = wording(CHINESE)


def command(name, standing=Standing.READY, refusal=""):
    return Command(name=name, key="F10", standing=standing, refusal=refusal, act=lambda: None)


FINISH, CAMERA, BACK = map(command, ("intake.finish", "intake.camera", "desk.back"))


def names(typed, commands, known=None):
    return [line.name for line in found(lines_of(W, commands, known or {}), typed)]


@pytest.mark.parametrize("typed", ["完成", "入库", "finish", "FIN ish", "wcrk", "f10"])
def test_a_command_is_found_by_its_names_its_initials_and_its_key(typed):
    known = {"完成入库": initials("完成入库")}
    assert names(typed, [FINISH], known) == ["intake.finish"]


def test_what_is_no_command_finds_none():
    assert names("zzzz", [FINISH, CAMERA, BACK]) == []


def test_this_screen_goes_first_and_of_what_is_typed_what_can_be_done_and_what_begins_so():
    refused = command("intake.finish", Standing.REFUSED, "正在记账")
    assert names("a", [refused, CAMERA]) == ["intake.camera", "intake.finish"]
    assert names("", [BACK, refused, CAMERA]) == ["intake.finish", "intake.camera", "desk.back"]
    assert names("c", [BACK, CAMERA]) == ["intake.camera", "desk.back"]


def test_help_puts_this_screen_before_every_screen():
    lines = with_headings(W, lines_of(W, [FINISH, BACK], {}))
    assert [line.title for line in lines] == ["这一页", "完成入库", "每一页", "返回"]
    assert lines[0] == Line(name="", title="这一页")


class Screen(QWidget):
    def __init__(self):
        super().__init__()
        self.done = []
        self.field = QLineEdit()
        self.finish = PrimaryButton("完成", "F10", command="intake.finish")
        self.finish.clicked.connect(lambda: self.done.append("finish"))
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.finish)


@pytest.fixture
def desk(qtbot, tmp_path):
    lanes = Workers(report_bug=lambda bug: pytest.fail(repr(bug)))
    frame, screen = MainFrame(W), Screen()
    qtbot.addWidget(frame)
    frame.add_place(Place("intake", "intake", "F3", "frame.rail.intake", screen))
    page = tmp_path / "intake.md"
    page.touch()
    workers = GuiWorkers(lanes)
    flow = CommandsFlow(frame, workers, W, manual=lambda place: page if place == "intake" else None)
    flow.screen, flow.frame, flow.page = screen, frame, page
    frame.resize(1280, 800)
    frame.show()
    frame.activateWindow()
    screen.field.setFocus()
    qtbot.waitUntil(screen.field.hasFocus)
    yield flow
    workers.close()
    lanes.close(limit_s=10)


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def commit(text):
    """As an input method does; Latin letters come the same way."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def open_palette(desk):
    press(Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert desk.palette.isVisible()


def shown(listing):
    model = listing.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_ctrl_k_finds_a_command_and_enter_does_it_with_the_hand_where_it_was(desk):
    open_palette(desk)
    commit("完成")
    press(Key.Key_Return)
    assert desk.screen.done == ["finish"]
    assert not desk.palette.isVisible()
    assert desk.screen.field.hasFocus()


def test_one_click_does_it_once_also_where_a_click_activates(desk):
    open_palette(desk)
    commit("完成")
    index = desk.palette.list.currentIndex()
    desk.palette.list.clicked.emit(index)
    desk.palette.list.activated.emit(index)
    assert desk.screen.done == ["finish"]


def test_initials_find_it_as_soon_as_they_are_known(desk, qtbot):
    open_palette(desk)
    commit("wcrk")
    qtbot.waitUntil(lambda: "完成入库" in shown(desk.palette.list))


def test_arrows_move_and_escape_closes_without_doing_anything(desk):
    open_palette(desk)
    first = desk.palette.list.currentIndex().row()
    press(Key.Key_Down)
    assert desk.palette.list.currentIndex().row() == first + 1
    press(Key.Key_Up)
    press(Key.Key_Escape)
    assert not desk.palette.isVisible()
    assert (desk.screen.done, desk.screen.field.hasFocus()) == ([], True)


def test_a_refused_command_is_said_with_its_reason_and_enter_does_not_do_it(desk):
    desk.screen.finish.set_refusal("正在记账")
    open_palette(desk)
    commit("完成")
    spoken = desk.palette.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "完成入库, F10, 正在记账"
    press(Key.Key_Return)
    assert desk.screen.done == []
    assert desk.palette.isVisible()


def test_no_key_acts_behind_the_palette(desk):
    open_palette(desk)
    press(Key.Key_F10)
    assert desk.screen.done == []


def test_what_is_no_command_is_searched_for(desk, qtbot):
    open_palette(desk)
    commit("湘A12345")
    assert shown(desk.palette.list) == ["查找“湘A12345”"]
    with qtbot.waitSignal(desk.frame.search_entered) as entered:
        press(Key.Key_Return)
    assert entered.args == ["湘A12345"]


def test_the_palette_goes_when_the_hand_goes_elsewhere(desk):
    open_palette(desk)
    desk.screen.finish.setFocus()
    assert not desk.palette.isVisible()
    assert desk.screen.finish.hasFocus()


def test_f1_lists_what_this_screen_does_and_escape_gives_the_hand_back(desk):
    press(Key.Key_F1)
    assert desk.help.isVisible()
    said = shown(desk.help.list)
    assert said[:2] == ["这一页", "完成入库"]
    assert {"每一页", "返回", "下一处错误"} <= set(said)
    press(Key.Key_Escape)
    assert desk.screen.field.hasFocus()


def test_f1_opens_the_page_of_the_manual(desk, qtbot):
    press(Key.Key_F1)
    with qtbot.waitSignal(desk.page_asked) as asked:
        desk.help._page.click()
    assert asked.args == [desk.page]


def test_english_is_spoken_everywhere(desk):
    desk.frame.retranslate(wording(ENGLISH))
    desk.retranslate(wording(ENGLISH))
    press(Key.Key_F1)
    assert shown(desk.help.list)[:2] == ["This screen", "Finish intake"]


@pytest.mark.parametrize(("text", "wanted"), [("长", ("c", "z")), ("F10 完成", ("F10 wc",))])
def test_initials_in_every_reading(text, wanted):
    assert set(wanted) <= set(initials(text))
