"""Ctrl+Z in the real window: an act is taken back whole, its form lies there again, and no scan is lost."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.domain.handoff import HandoffDraft
from packtrail.ui.handoff.state import Known
from packtrail.ui.intake.work import Work, as_typed
from packtrail.ui.widgets.undo_bar import STAYS_S
from packtrail.usecases.drafts import DELIVERY, HANDOFF, draft_from
from tests.e2e.desk import desk_open
from tests.e2e.test_a_day_at_the_desk import CODE, set_up, take_in
from tests.trade import AFTERNOON, RECYCLER
from tests.ui.test_every_screen import bars_of

Key = Qt.Key
NAME = "株洲测试再生利用有限公司"


class StandingClock:
    """Goes on only when the test says so."""

    at = AFTERNOON

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture
def person(qtbot, tmp_path, clock):
    with desk_open(qtbot, tmp_path / "station", clock=clock) as person:
        set_up(person)
        take_in(person, CODE)
        yield person


def ctrl_z(person):
    QApplication.processEvents()
    QTest.keyClick(person._hand(), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def recorded(person):
    """The delivery of the morning, finished; what lay on the bench before."""
    work = person.desk.intake._bench.work
    person.press(Key.Key_F10)
    person.wait(lambda: bar(person).is_offered)
    return work


def released(person):
    recorded(person)
    person.press(Key.Key_F6)
    person.fill("单位名称", NAME)
    person.fill("统一社会信用代码", RECYCLER)
    person.desk.handoff.scanned(CODE)
    person.wait(lambda: person.desk.handoff.state.count == 1)
    draft = person.desk.handoff.state.draft
    person.press(Key.Key_F10)
    person.wait(lambda: person.sees("已签发 HO-") and not person.desk.handoff.is_busy)
    return draft


def bar(person):
    return person.desk.frame.undo_bar


def taken_back(person):
    person.wait_to_see("已撤销")


def laid_back(person):
    taken_back(person)
    assert person.sees("单子放回原处")


def drafts(person, kind):
    return [draft_from(kind, each.content) for each in person.outlet.read(lambda view: view.drafts(kind))]


def bench(person):
    return person.desk.intake._bench


def test_ctrl_z_after_a_delivery_lays_it_back_as_it_was(person):
    before = recorded(person)
    assert bench(person).work == Work()
    ctrl_z(person)
    laid_back(person)
    assert bench(person).work == before
    assert drafts(person, DELIVERY) == [as_typed(before)]
    assert person.outlet.read(lambda view: view.stock()) == []
    assert person.outlet.read(lambda view: view.deliveries()[0].is_voided)


def test_a_delivery_that_was_taken_back_is_recorded_again_under_the_next_number(person):
    recorded(person)
    ctrl_z(person)
    laid_back(person)
    person.press(Key.Key_F10)
    person.wait_to_see("已入库 DL-S1a-20261120-0002")
    assert drafts(person, DELIVERY) == []


def test_ctrl_z_after_a_release_puts_the_load_back_on_the_counter(person):
    draft = released(person)
    assert person.desk.handoff.state.draft == HandoffDraft()
    ctrl_z(person)
    laid_back(person)
    assert person.desk.handoff.state.draft == draft
    assert person.desk.handoff.state.released is None
    assert drafts(person, HANDOFF) == [draft]
    (unit,) = person.outlet.read(lambda view: view.units_with_code(CODE))
    assert unit.custody is Custody.IN_STORAGE
    assert person.outlet.read(lambda view: view.handoffs()[0].state) is HandoffState.CANCELLED


def test_the_offer_moves_no_screen_and_brings_no_second_scroll_bar(person):
    recorded(person)
    frame = person.desk.frame
    with_offer = person.desk.intake.screen.height()
    bar(person).withdraw()
    QApplication.processEvents()
    assert abs(person.desk.intake.screen.height() - with_offer) <= 4  # the strip gives its own room
    frame.show_place("handoff")
    bar(person).offer("已签发")
    person.wait(lambda: bars_of(frame) == 1)  # the recipient's card


def test_the_offer_leaves_the_hand_where_the_next_label_goes(person):
    recorded(person)
    entry = person.desk.intake.screen.left.entry
    assert QApplication.focusWidget() is entry.focusProxy()
    person.type("04QPB")
    assert entry.code == "04QPB"
    assert bar(person).is_offered


def test_what_was_typed_since_is_what_ctrl_z_undoes_first(person):
    recorded(person)
    person.type("04QPB")
    ctrl_z(person)
    assert person.desk.intake.screen.left.entry.code == ""
    assert bar(person).is_offered


def test_a_delivery_begun_meanwhile_stays_and_the_other_waits_on_today(person):
    before = recorded(person)
    person.choose("维修")
    person.fill("交付单位", "湘潭另一家汽修有限公司")
    begun = bench(person).work
    person.desk.undo.undo()
    taken_back(person)
    assert bench(person).work == begun
    assert as_typed(before) in drafts(person, DELIVERY)


def test_after_ten_seconds_a_sentence_says_what_can_be_done_instead(person, clock):
    recorded(person)
    for _ in range(STAYS_S):
        bar(person)._tick()
    assert person.sees("现在可以：写明原因作废")
    clock.at += timedelta(seconds=STAYS_S + 1)
    ctrl_z(person)
    person.wait_to_see("已过 10 秒，不能直接撤销")
    person.settle()
    assert len(person.outlet.read(lambda view: view.deliveries())) == 1
    assert not person.outlet.read(lambda view: view.deliveries()[0].is_voided)


def test_a_load_is_gone_on_with_from_today(person):
    draft = released(person)
    ctrl_z(person)
    laid_back(person)
    handoff = person.desk.handoff
    kept = person.outlet.read(lambda view: view.drafts(HANDOFF))[0].draft_id
    handoff._lay(Known(None, HandoffDraft(), ()))  # as after a restart with another load begun
    person.desk.today.go.emit("handoff", kept)
    person.wait(lambda: handoff.state.draft == draft)
