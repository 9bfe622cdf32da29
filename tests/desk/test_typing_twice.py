"""A code typed twice at the whole desk, the second time right."""

import pytest
from PySide6.QtCore import Qt

from packtrail.domain.records.gate import CodeSource
from packtrail.ui.intake.work import Outcome
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up
from tests.trade import CODE


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        yield person


def test_a_second_entry_that_was_the_right_one_is_typed_once_more_and_nothing_is_lost(person):
    intake = person.desk.intake
    person.desk.frame.show_place("intake")
    intake.screen.focus_code()
    for entry in (CODE[:-1] + "9", CODE):
        person.type(entry)
        person.press(Qt.Key.Key_Return)
    assert intake._bench.work.happened.outcome is Outcome.DIFFERS
    assert person.sees("第 24 位是 9 还是 3")
    intake.screen.result_second_acted.emit()
    assert intake._bench.work.first_entry.code.text == CODE
    person.type(CODE)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: len(intake._bench.work.cards) == 1)
    unit = intake._bench.work.cards[0].unit
    assert (unit.battery_code, unit.code_source) == (CODE, CodeSource.MANUAL_DOUBLE_ENTRY)
