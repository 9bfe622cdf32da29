"""What every screen with a camera shares: the newest frame, the steady advice, the view with its crop box."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from packtrail.ui.camera.live_view import MIDDLE, LiveView
from packtrail.ui.camera.steady_hint import SteadyHint
from packtrail.ui.intake.view_tools import ViewTools
from packtrail.ui.newest import Newest
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.picture_view import Overlay
from packtrail.wording import CHINESE, wording


def test_a_slow_worker_gets_the_newest_only():
    newest = Newest()
    assert newest.offer(1) == 1
    assert [newest.offer(each) for each in (2, 3)] == [None, None]
    assert newest.finished() == 3
    assert newest.finished() is None
    assert newest.offer(4) == 4


def test_what_waits_is_forgotten_and_what_was_lost_is_begun_anew():
    newest = Newest()
    newest.offer(1)
    newest.offer(2)
    newest.forget()
    assert newest.finished() is None
    newest.offer(3)
    newest.begin_anew()
    assert newest.offer(4) == 4


def shown(*said):
    """What is shown after each of ``said``: (ms, hint)."""
    hint, all_shown = SteadyHint(), []
    for at_ms, each in said:
        hint = hint.after(each, at_ms)
        all_shown.append(hint.shown)
    return all_shown


def test_advice_is_shown_once_it_held_for_half_a_second():
    assert shown((0, "closer"), (400, "closer"), (500, "closer")) == ["", "", "closer"]


def test_advice_that_comes_and_goes_is_never_shown():
    said = [(at * 100.0, "closer" if at % 3 else "light") for at in range(50)]
    assert set(shown(*said)) == {""}


def test_a_frame_without_it_does_not_take_the_advice_away_but_a_while_without_does():
    said = [(0, "tilt"), (500, "tilt"), (600, ""), (700, "tilt"), (900, ""), (1500, "")]
    assert shown(*said) == ["", "tilt", "tilt", "tilt", "tilt", ""]


def test_another_advice_takes_over_once_it_held_itself():
    said = [(0, "tilt"), (500, "tilt"), (600, "light"), (1000, "light"), (1100, "light")]
    assert shown(*said) == ["", "tilt", "tilt", "tilt", "light"]


@pytest.fixture
def view(qtbot):
    appearance().wear()
    view = LiveView("画面")
    qtbot.addWidget(view)
    view.resize(400, 300)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#406080"))
    view.show_image(image, (2000, 1000))
    view.show()
    view.crop_drawn.connect(view.show_crop)
    return view


def drag(view, start, end):
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(*start))
    QTest.mouseMove(view, QPoint(*end))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(*end))


def test_a_crop_box_is_drawn_in_shares_of_the_picture(view):
    drag(view, (100, 100), (300, 200))  # the picture lies from 50 to 250
    assert view.crop == pytest.approx((0.25, 0.25, 0.5, 0.5))


def test_a_click_draws_no_box_and_a_box_over_the_edge_is_cut(view):
    drag(view, (100, 100), (102, 101))
    assert view.crop is None
    drag(view, (200, 150), (4000, 4000))
    assert view.crop == pytest.approx((0.5, 0.5, 0.5, 0.5))


def test_the_keyboard_draws_moves_sizes_and_drops_the_box(view):
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.crop == MIDDLE
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.crop == pytest.approx((0.3, 0.25, 0.5, 0.5))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.crop == pytest.approx((0.3, 0.25, 0.5, 0.55))
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.crop == pytest.approx((0.5, 0.25, 0.5, 0.55))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert view.crop is None


def test_what_is_not_read_lies_in_shade(view):
    view.show_crop((0.25, 0.25, 0.5, 0.5))
    drawn = view.grab().toImage()
    assert drawn.pixelColor(200, 150).name() == "#406080"
    assert drawn.pixelColor(20, 60).lightness() < QColor("#406080").lightness()


def test_advice_is_drawn_and_taken_away(view):
    before = view.grab().toImage()
    view.show_hint("再靠近一点，让条码占画面一半" * 3)
    assert view.grab().toImage() != before
    view.show_hint("")
    assert view.grab().toImage() == before


def test_without_a_picture_nothing_can_be_drawn(qtbot):
    view = LiveView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.crop_drawn.connect(view.show_crop)
    drag(view, (10, 10), (300, 200))
    QTest.keyClick(view, Qt.Key.Key_Left)
    view.show_crop(MIDDLE)
    view.grab()
    assert view.crop == MIDDLE


def test_the_keys_of_the_tools_give_way_before_a_second_row_does(qtbot):
    tools = ViewTools(wording(CHINESE))
    qtbot.addWidget(tools)
    tools.show()
    for width, words in ((900, "框选  Ctrl+B"), (330, "框选"), (900, "框选  Ctrl+B")):
        tools.resize(width, 60)
        assert tools.button("crop").text() == words
    asked = []
    tools.asked.connect(asked.append)
    tools.resize(330, 60)
    tools.activateWindow()
    qtbot.waitUntil(tools.isActiveWindow)
    QTest.keyClick(tools, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["harder"]


def overlays(count, shift=0.0):
    corners = [((x, 300.0), (x + 90, 300.0), (x + 90, 390.0), (x, 390.0)) for x in range(40, 2000, 160)]
    return [
        Overlay(corners=tuple((x + shift, y) for x, y in each), text=f"CODE{at}", tone=Tone.OK, word="新")
        for at, each in enumerate(corners[:count])
    ]


def tags(view):
    return view._tags(tuple(view._quad(each).boundingRect() for each in view._overlays))


def test_of_many_labels_the_words_are_said_and_of_a_few_the_codes_too(view):
    view.show_overlays(overlays(2))
    assert [said.text for _, said, _ in tags(view)] == ["CODE0", "CODE1"]
    view.show_overlays(overlays(10))
    assert {said.text for _, said, _ in tags(view)} == {""}


def test_tags_stay_while_a_hand_trembles_and_follow_when_the_label_moves(view):
    view.show_overlays(overlays(2))
    before = tags(view)
    view.show_overlays(overlays(2, shift=30.0))  # six pixels of the screen
    assert tags(view) == before
    view.show_overlays(overlays(2, shift=600.0))
    assert tags(view) != before
