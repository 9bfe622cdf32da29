"""The window: places, keys, search, detail, strip and language."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from packtrail.ui.frame.detail import DetailPanel
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.qt_words import QtWords
from packtrail.ui.frame.rail import Density, Place, RailButton
from packtrail.ui.frame.strip import Strip
from packtrail.ui.frame.strip_state import StripState
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.wording import Language, wording

CHINESE, ENGLISH = wording(Language.CHINESE), wording(Language.ENGLISH)
KEYS = {"today": "F2", "intake": "F3", "stock": "F5", "settings": ""}


class Screen(QWidget):
    """A screen that remembers its language."""

    language = Language.CHINESE

    def retranslate(self, wording):
        self.language = wording.language


@pytest.fixture
def frame(qtbot):
    appearance().wear(Scheme.LIGHT)
    frame = MainFrame(CHINESE)
    qtbot.addWidget(frame)
    for key, shortcut in KEYS.items():
        frame.add_place(Place(key, key, shortcut, f"frame.rail.{key}", Screen()))
    frame.resize(1440, 900)
    with qtbot.waitActive(frame):
        frame.show()
    return frame


def counted(signal):
    heard = []
    signal.connect(lambda *facts: heard.append(facts))
    return heard


def titles(frame):
    return [label.text() for label in frame.findChildren(QLabel) if label.property("role") == "title"]


def test_the_first_place_is_open_and_titled(frame):
    assert (frame.place, titles(frame)) == ("today", ["今日"])


@pytest.mark.parametrize("key", ["intake", "stock", "today"])
def test_a_key_opens_its_place_wherever_the_focus_is(qtbot, frame, key):
    frame.focus_search()
    qtbot.keyClick(frame.focusWidget(), getattr(Qt.Key, f"Key_{KEYS[key]}"))
    assert frame.place == key


def test_the_rail_opens_places_and_marks_the_open_one(qtbot, frame):
    heard = counted(frame.place_shown)
    buttons = {button.accessibleName(): button for button in frame.findChildren(RailButton)}
    qtbot.mouseClick(buttons["设置"], Qt.MouseButton.LeftButton)
    assert heard == [("settings",)]
    assert [name for name, button in buttons.items() if button.isChecked()] == ["设置"]


def test_pressing_the_open_place_again_keeps_it_marked(qtbot, frame):
    button = next(b for b in frame.findChildren(RailButton) if b.accessibleName() == "今日 F2")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()


def test_ctrl_f_goes_to_the_search_and_enter_searches(qtbot, frame):
    entered, typed = counted(frame.search_entered), counted(frame.search_changed)
    qtbot.keyClick(frame, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = frame.focusWidget()
    assert isinstance(search, QLineEdit)
    qtbot.keyClicks(search, "B12 ")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert (entered, typed[-1]) == ([("B12",)], ("B12 ",))


def test_a_detail_stands_beside_the_screen_on_a_wide_window(frame):
    frame.show_detail("电池履历", QLabel("x"))
    assert frame.is_detail_open
    assert not frame.is_detail_a_sheet
    assert frame.findChild(DetailPanel).accessibleName() == "电池履历"


def test_a_detail_becomes_a_sheet_and_comes_back_as_the_window_changes(frame):
    frame.show_detail("电池履历", QLabel("x"))
    panel = frame.findChild(DetailPanel)
    search = frame.findChild(QLineEdit)
    QCoreApplication.sendPostedEvents()
    wide = search.mapTo(frame, search.rect().topRight()).x()
    assert wide < panel.mapTo(frame, panel.rect().topLeft()).x()
    frame.resize(1100, 800)
    assert frame.is_detail_a_sheet
    assert panel.isVisible()
    assert panel.mapTo(frame, panel.rect().topRight()).x() == frame.width() - 1
    frame.resize(1440, 900)
    assert not frame.is_detail_a_sheet
    assert panel.isVisible()


def test_esc_closes_the_detail_first_and_then_goes_back(qtbot, frame):
    closed, back = counted(frame.detail_closed), counted(frame.back_asked)
    frame.show_detail("电池履历", QLabel("x"))
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert (frame.is_detail_open, len(closed), back) == (False, 1, [])
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert len(back) == 1


def test_going_to_another_place_closes_the_detail(frame):
    frame.show_detail("电池履历", QLabel("x"))
    frame.show_place("stock")
    assert not frame.is_detail_open


def test_one_detail_takes_the_place_of_another_which_lives_on(frame):
    first, second = QLabel("一"), QLabel("二")
    frame.show_detail("一", first)
    frame.show_detail("二", second)
    frame.show_detail("二", second)
    assert first.text() == "一"
    assert second.isVisible()
    assert not first.isVisible()


def test_the_close_button_closes_the_detail(qtbot, frame):
    frame.show_detail("一", QLabel("x"))
    close = next(b for b in frame.findChildren(QPushButton) if b.accessibleName() == "关闭详情 Esc")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not frame.is_detail_open


def test_f1_explains_and_f8_goes_to_the_next_fault(qtbot, frame):
    helped, faults = counted(frame.help_asked), counted(frame.next_fault_asked)
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    qtbot.keyClick(frame, Qt.Key.Key_F8)
    assert (len(helped), len(faults)) == (1, 1)


def test_each_item_of_the_strip_opens_what_it_speaks_of(qtbot, frame):
    frame.render_strip(StripState(unsent=12, operator="王建国"))
    heard = counted(frame.strip_clicked)
    strip = frame.findChild(Strip)
    buttons = {button.text(): button for button in strip.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["待上报 12"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(buttons["操作员 王建国"], Qt.MouseButton.LeftButton)
    assert heard == [("unsent",), ("operator",)]


def test_everything_speaks_the_other_language_at_once(frame):
    frame.render_strip(StripState(unsent=12))
    frame.retranslate(ENGLISH)
    texts = [button.text() for button in frame.findChild(Strip).findChildren(QPushButton)]
    screens = frame.findChildren(Screen)
    assert "To report 12" in texts
    assert titles(frame) == ["Today"]
    assert {screen.language for screen in screens} == {Language.ENGLISH}
    assert frame.wording is ENGLISH


def test_closing_is_asked_and_can_be_put_off(frame):
    frame.close_asked.connect(lambda event: event.ignore())
    assert not frame.close()
    assert frame.isVisible()


def test_closing_goes_ahead_when_nobody_minds(frame):
    assert frame.close()


@pytest.mark.parametrize(
    ("scale", "density"), [(1.0, Density.ICON_WORD_KEY), (2.0, Density.ICON_WORD), (3.0, Density.ICON)]
)
def test_the_rail_keeps_all_its_places_in_sight_whatever_the_size(frame, scale, density):
    for key in ("vehicles", "handoff", "sync", "records"):
        frame.add_place(Place(key, key, "", f"frame.rail.{key}", Screen()))
    appearance().wear(Scheme.LIGHT, scale)
    frame.resize(1440, 1300)
    QCoreApplication.sendPostedEvents()
    assert {button.density for button in frame.findChildren(RailButton)} == {density}
    appearance().wear(Scheme.LIGHT)


def test_qts_own_words_follow_the_language(qapp):
    words = QtWords(qapp)
    words.speak(Language.CHINESE)
    chinese = QCoreApplication.translate("QWidgetTextControl", "&Copy")
    words.speak(Language.ENGLISH)
    english = QCoreApplication.translate("QWidgetTextControl", "&Copy")
    assert english == "&Copy"
    assert chinese != english
