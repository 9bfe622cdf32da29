"""Results come home to the GUI thread."""

import sys
import threading
from concurrent.futures import Future
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication

from packtrail.app.workers import Workers
from packtrail.domain.errors import OutletError, PictureTooLarge
from packtrail.ui.workers import BugsToTheTop, GuiWorkers


@pytest.fixture
def lanes(qapp):
    lanes = Workers(report_bug=BugsToTheTop().report)
    yield lanes
    assert lanes.close(limit_s=20) == ()


def unexpected(value):
    raise AssertionError(value)


def test_a_result_arrives_on_the_gui_thread(qtbot, lanes):
    workers, seen = GuiWorkers(lanes), []

    def show(name):
        seen.append((name, threading.current_thread()))

    workers.run(workers.reads, lambda: threading.current_thread().name, done=show, failed=unexpected)
    qtbot.waitUntil(lambda: bool(seen))
    (worked_on, shown_on) = seen[0]
    assert worked_on.startswith("packtrail-reads")
    assert shown_on is threading.main_thread()


def test_a_result_is_never_shown_before_run_returns(qtbot, lanes):
    """A screen may store the future first, even when the work ended at once."""
    workers, seen = GuiWorkers(lanes), []
    future = workers.run(workers.acts, lambda: 7, done=seen.append, failed=unexpected)
    assert future.result(20) == 7
    assert seen == []
    qtbot.waitUntil(lambda: seen == [7])


def test_a_refusal_arrives_on_the_gui_thread(qtbot, lanes):
    workers, seen = GuiWorkers(lanes), []
    refusal = PictureTooLarge("a.jpg", 200, 64)

    def refuse():
        raise refusal

    workers.run(
        workers.acts, refuse, done=unexpected, failed=lambda e: seen.append((e, threading.current_thread()))
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(refusal, threading.main_thread())]


def test_a_bug_goes_to_the_top_with_its_trace_and_to_no_screen(qtbot, lanes, monkeypatch):
    workers, top = GuiWorkers(lanes), []
    monkeypatch.setattr(sys, "excepthook", lambda *facts: top.append((facts, threading.current_thread())))
    workers.run(workers.acts, lambda: 1 // 0, done=unexpected, failed=unexpected)
    qtbot.waitUntil(lambda: bool(top))
    (kind, _, trace), thread = top[0]
    assert (kind, thread) == (ZeroDivisionError, threading.main_thread())
    assert trace is not None


def test_cancelled_work_shows_nothing(qtbot, lanes):
    workers, seen = GuiWorkers(lanes), []
    begun, go = threading.Event(), threading.Event()

    def hold():
        begun.set()
        assert go.wait(20)

    workers.run(workers.acts, hold, done=lambda _: seen.append("held"), failed=unexpected)
    assert begun.wait(20)
    assert workers.run(workers.acts, lambda: 1, done=unexpected, failed=unexpected).cancel()
    go.set()
    qtbot.waitUntil(lambda: seen == ["held"])


def test_after_the_window_is_gone_nothing_begins_and_nothing_is_shown(qtbot, lanes):
    workers = GuiWorkers(lanes)
    begun, go = threading.Event(), threading.Event()

    def hold():
        begun.set()
        assert go.wait(20)

    under_way = workers.run(workers.acts, hold, done=unexpected, failed=unexpected)
    assert begun.wait(20)
    workers.close()
    go.set()
    assert workers.run(workers.acts, unexpected, done=unexpected, failed=unexpected).cancelled()
    under_way.result(20)
    QCoreApplication.processEvents()


class SlowToForget:
    """A lane whose thread holds on to what it did until it is told to forget."""

    def __init__(self):
        self.forget = threading.Event()
        self.thread = None

    def run(self, fn, *, priority=0):
        assert priority == 0
        future = Future()
        self.thread = threading.Thread(target=self._work, args=([fn, future],))
        self.thread.start()
        return future

    def _work(self, held):
        if held[1].set_running_or_notify_cancel():
            try:
                held[1].set_result(held[0]())
            except OutletError as refusal:
                held[1].set_exception(refusal)
        assert self.forget.wait(20)


class Asker:
    """Stands for a flow with its widgets: says in whose thread it went."""

    def __init__(self, went_in, was_told=(), fails=False):
        self.went_in, self.was_told, self.fails = went_in, was_told, fails

    def __del__(self):
        self.went_in.append(threading.current_thread())

    def ask(self):
        if self.fails:
            raise PictureTooLarge("a.jpg", 200, 64)
        return "answer"

    def show(self, _):
        self.was_told.append(True)


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_flow_goes_on_the_gui_thread_though_its_lane_still_holds_the_job(qtbot, lanes, fails, is_closed):
    workers, lane, went_in = GuiWorkers(lanes), SlowToForget(), []
    was_told = []
    asker = Asker(went_in, was_told, fails)
    workers.run(lane, asker.ask, done=asker.show, failed=asker.show)
    if is_closed:
        workers.close()
    else:
        qtbot.waitUntil(lambda: bool(was_told))
    del asker
    qtbot.waitUntil(lambda: bool(went_in))
    assert went_in == [threading.main_thread()]
    lane.forget.set()
    lane.thread.join(20)


def test_a_flow_whose_work_was_cancelled_goes_on_the_gui_thread(qtbot, lanes):
    workers, went_in, go = GuiWorkers(lanes), [], threading.Event()
    busy = lanes.acts.run(partial(go.wait, 20))
    asker = Asker(went_in)
    workers.run(workers.acts, asker.ask, done=asker.show, failed=asker.show).cancel()
    del asker
    qtbot.waitUntil(lambda: bool(went_in))
    assert not busy.done()
    assert went_in == [threading.main_thread()]
    go.set()
