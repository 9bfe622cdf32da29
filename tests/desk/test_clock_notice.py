"""A PC whose clock went back, in the whole window: said above every screen, and nothing is held up."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from packtrail.app.clock import now
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE, OTHER_CODE
from tests.ui.whole import cut_words


class Hand:
    """The PC's clock, as far back as somebody set it."""

    def __init__(self):
        self.back = timedelta()

    def __call__(self):
        return now() - self.back


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def person(qtbot, tmp_path, hand):
    with desk_open(qtbot, tmp_path / "station", clock=hand) as person:
        set_up(person.outlet)
        take_in(person.outlet, CODE)
        yield person


def set_back(person, hand, **span):
    hand.back = timedelta(**span)
    person.desk.strip.refresh()


SAID = "电脑时间比上一条记录早 2 小时"


def test_a_clock_set_back_is_said_above_every_screen_and_on_the_strip(person, hand):
    set_back(person, hand, hours=2, minutes=30)
    person.wait_to_see(SAID)
    for place in ("intake", "stock", "today"):
        person.desk.frame.show_place(place)
        assert person.sees(SAID)
    buttons = person.desk.frame.findChildren(RefusableButton)
    assert "时钟倒回 2 小时" in [button.accessibleName() for button in buttons]


def test_intake_goes_on_while_the_clock_is_wrong(person, hand):
    set_back(person, hand, hours=2, minutes=30)
    person.wait_to_see(SAID)
    taken = take_in(person.outlet, OTHER_CODE)
    recorded = person.outlet.read(lambda view: view.record(taken.document.delivery_id)).recorded_at
    assert recorded < now() - timedelta(hours=2)
    person.desk.strip.refresh()
    person.settle()
    assert person.sees(SAID)


def test_a_person_says_that_the_time_is_right(person, hand):
    set_back(person, hand, hours=2, minutes=30)
    person.wait_to_see(SAID)
    button = next(
        each for each in person.desk.frame.banner.findChildren(RefusableButton) if each.text() == "时间没错"
    )
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    person.wait(lambda: not person.desk.frame.banner.isVisible())
    person.desk.strip.refresh()
    person.settle()
    assert not person.desk.frame.banner.isVisible()


def test_a_clock_set_right_takes_the_notice_away(person, hand):
    set_back(person, hand, hours=2, minutes=30)
    person.wait_to_see(SAID)
    set_back(person, hand)
    person.wait(lambda: not person.desk.frame.banner.isVisible())


def test_a_notice_that_was_closed_stays_closed(person, hand):
    set_back(person, hand, hours=2, minutes=30)
    person.wait_to_see(SAID)
    person.desk.frame.banner.clear()
    person.desk.frame.banner.dismissed.emit()
    person.desk.strip.refresh()
    person.settle()
    assert not person.desk.frame.banner.isVisible()


def whole(frame):
    assert cut_words(frame.banner) == []
    return True


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_notice_is_read_whole_in_both_languages(person, hand, width):
    person.desk.frame.resize(width, 900)
    set_back(person, hand, days=3, hours=1)
    person.wait_to_see("电脑时间比上一条记录早 3 天")
    for language, words in ((ENGLISH, "The PC's time is 3 days before"), (CHINESE, "早 3 天")):
        person.desk.settings.language_chosen.emit(language)
        person.wait_to_see(words)
        person.wait(lambda: whole(person.desk.frame))
