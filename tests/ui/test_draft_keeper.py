"""What lies on a screen is in the ledger, whatever moment the window is closed at."""

import threading

import pytest

from packtrail.domain.errors import DiskFull
from packtrail.store.ledger import open_ledger
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.usecases.drafts import DELIVERY, HANDOFF
from packtrail.wording import CHINESE, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import counter

KEY = bytes(range(32))


def intake(outlet, workers):
    """The intake screen, and what types a plate on it."""
    flow = IntakeFlow(outlet, workers, wording(CHINESE))
    return flow, lambda plate: flow.screen.head_changed.emit("vehicle_plate", plate)


def handoff(outlet, workers):
    """The handoff screen, and what types a plate on it."""
    flow = HandoffFlow(outlet, workers, wording(CHINESE))
    return flow, lambda plate: flow.screen.field_edited.emit("vehicle_plate", plate)


SCREENS = pytest.mark.parametrize(("open_screen", "kind"), [(intake, DELIVERY), (handoff, HANDOFF)])


class SlowDisk:
    """The real outlet, except that a save waits for ``go``; ``began`` says that one has begun."""

    def __init__(self, outlet):
        self._outlet = outlet
        self.began, self.go = threading.Event(), threading.Event()
        self.saves = 0

    def __getattr__(self, name):
        return getattr(self._outlet, name)

    def save_draft(self, *draft):
        self.saves += 1
        self.began.set()
        assert self.go.wait(20)
        self._outlet.save_draft(*draft)


class FullDisk(SlowDisk):
    """One whose first save finds no room."""

    def save_draft(self, *draft):
        if self.saves == 0:
            self.saves += 1
            raise DiskFull(folder="data")
        self._outlet.save_draft(*draft)


def plates(folder, kind):
    """What the ledger kept, read when the program is gone."""
    ledger = open_ledger(folder, KEY, clock=lambda: AFTERNOON)
    try:
        with ledger.read() as view:
            return [draft.content["vehicle_plate"] for draft in view.drafts(kind)]
    finally:
        ledger.close()


@SCREENS
def test_closing_the_window_during_a_save_loses_nothing(qtbot, tmp_path, open_screen, kind):
    with counter(tmp_path) as (outlet, workers):
        slow = SlowDisk(outlet)
        flow, typed = open_screen(slow, workers)
        qtbot.addWidget(flow.screen)
        typed("湘A·1")
        assert slow.began.wait(20)
        for plate in ("湘A·12", "湘A·123"):
            typed(plate)
        workers.close()  # as the window does when it goes; then the lanes end
        slow.go.set()
    assert plates(tmp_path, kind) == ["湘A·123"]


@SCREENS
def test_changes_that_come_during_a_save_go_in_one(qtbot, tmp_path, open_screen, kind):
    with counter(tmp_path) as (outlet, workers):
        slow = SlowDisk(outlet)
        flow, typed = open_screen(slow, workers)
        qtbot.addWidget(flow.screen)
        typed("湘A·0")
        assert slow.began.wait(20)
        for count in range(1, 8):
            typed("湘A·" + "0" * count)
        slow.go.set()
        outlet.workers.acts.run(int).result(20)
        assert slow.saves == 2
    assert plates(tmp_path, kind) == ["湘A·0000000"]


@SCREENS
def test_what_a_full_disk_refused_is_saved_with_the_next_change(qtbot, tmp_path, open_screen, kind):
    with counter(tmp_path) as (outlet, workers):
        full = FullDisk(outlet)
        flow, typed = open_screen(full, workers)
        qtbot.addWidget(flow.screen)
        typed("湘A·1")
        outlet.workers.acts.run(int).result(20)
        assert outlet.read(lambda view: view.drafts(kind)) == []
        typed("湘A·12")
        outlet.workers.acts.run(int).result(20)
        workers.close()
    assert plates(tmp_path, kind) == ["湘A·12"]
