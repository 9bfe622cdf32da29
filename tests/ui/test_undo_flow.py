"""What the bar says and takes back when another act is done while one is being taken back."""

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.app.ids import new_id
from packtrail.ui.undo_flow import MOVE, Undoable, UndoFlow
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.wording import CHINESE, wording
from tests.ui.stock.counter import counter, packs, put_away, taken_in

WORDS = wording(CHINESE)


@pytest.fixture
def at_work(qapp, tmp_path):
    with counter(tmp_path) as (outlet, workers):
        yield outlet, workers


def act(number, restored, *record_ids):
    return Undoable(
        kind=MOVE,
        number=number,
        document_id="",
        draft=None,
        act_ids=record_ids,
        restore=lambda: restored.append(number) or True,
    )


def delivered(outlet, number):
    taken = taken_in(outlet, *packs(1, first=number))
    (unit,) = taken.units
    return unit.unit_id, taken.document.delivery_id


def said(bar):
    return " ".join(label.text() for label in bar.findChildren(QLabel))


def test_an_act_of_meanwhile_stays_on_offer_and_is_not_called_undone(qtbot, at_work):
    outlet, workers = at_work
    bar, restored = UndoBar(WORDS), []
    undo = UndoFlow(outlet, workers, bar, WORDS)
    undo.offer(act("第一次", restored, *delivered(outlet, 1)))
    undo.undo()
    undo.offer(act("第二次", restored, *delivered(outlet, 2)))
    with qtbot.waitSignal(undo.undone):
        pass
    assert restored == ["第一次"]
    assert WORDS.say("frame.undo_done.move", number="第一次") in said(bar)
    assert bar.is_offered
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    assert restored == ["第一次", "第二次"]
    put_away(qtbot, workers, bar)


def test_a_refusal_leaves_the_act_of_meanwhile_on_offer(qtbot, at_work):
    outlet, workers = at_work
    bar, restored = UndoBar(WORDS), []
    undo = UndoFlow(outlet, workers, bar, WORDS)
    undo.offer(act("第一次", restored, new_id()))
    undo.undo()
    undo.offer(act("第二次", restored, *delivered(outlet, 2)))
    qtbot.waitUntil(lambda: not undo.is_busy)
    assert (restored, bar.is_offered) == ([], True)
    assert WORDS.say("frame.undo_offer.move", number="第二次") in said(bar)
    put_away(qtbot, workers, bar)
