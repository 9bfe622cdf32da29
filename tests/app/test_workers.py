"""The lanes: order, verdicts, and an end within the limit."""

import threading
from concurrent.futures import CancelledError, wait

import pytest

from packtrail.app.workers import Lane, LaneClosed, Priority, Workers
from packtrail.domain.errors import PictureTooLarge

LONG_S = 20.0  # no test waits this long unless it fails


class Hold:
    """Work that occupies a thread until it is let go."""

    def __init__(self):
        self.begun = threading.Event()
        self.go = threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.go.wait(LONG_S)
        return "held"


def never(bug):
    raise AssertionError("no bug was expected") from bug


@pytest.fixture
def bugs():
    return []


@pytest.fixture
def workers(bugs):
    workers = Workers(report_bug=bugs.append)
    yield workers
    assert workers.close(limit_s=LONG_S) == ()


def test_an_operators_act_goes_before_sync_that_came_first(workers):
    hold, order = Hold(), []
    workers.acts.run(hold)
    assert hold.begun.wait(LONG_S)
    futures = [
        workers.acts.run(lambda: order.append("sync 1"), priority=Priority.SYNC),
        workers.acts.run(lambda: order.append("sync 2"), priority=Priority.SYNC),
        workers.acts.run(lambda: order.append("act 1")),
        workers.acts.run(lambda: order.append("act 2")),
    ]
    hold.go.set()
    wait(futures, LONG_S)
    assert order == ["act 1", "act 2", "sync 1", "sync 2"]


def test_all_acts_run_on_one_named_thread(workers):
    names = {workers.acts.run(lambda: threading.current_thread().name).result(LONG_S) for _ in range(20)}
    assert names == {"packtrail-acts-1"}


def test_two_reads_run_beside_each_other(workers):
    one, other = Hold(), Hold()
    futures = [workers.reads.run(one), workers.reads.run(other)]
    assert one.begun.wait(LONG_S)
    assert other.begun.wait(LONG_S)
    one.go.set()
    other.go.set()
    assert [future.result(LONG_S) for future in futures] == ["held", "held"]


def test_a_refusal_reaches_the_caller_and_is_no_bug(workers, bugs):
    refusal = PictureTooLarge("a.jpg", 200, 64)

    def refuse():
        raise refusal

    assert workers.decode.run(refuse).exception(LONG_S) is refusal
    assert bugs == []


def test_a_bug_is_reported_and_the_lane_lives_on(workers, bugs):
    assert isinstance(workers.acts.run(lambda: 1 // 0).exception(LONG_S), ZeroDivisionError)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert workers.acts.run(lambda: "alive").result(LONG_S) == "alive"


def test_work_that_was_cancelled_while_it_waited_is_not_done(workers):
    hold, done = Hold(), []
    workers.acts.run(hold)
    assert hold.begun.wait(LONG_S)
    waiting = workers.acts.run(lambda: done.append("it"))
    assert waiting.cancel()
    hold.go.set()
    workers.acts.run(lambda: None).result(LONG_S)
    assert done == []


def test_closing_finishes_acts_that_wait_and_cancels_sync_and_reads():
    workers, hold, done = Workers(report_bug=never), Hold(), []
    workers.acts.run(hold)
    assert hold.begun.wait(LONG_S)
    sync = workers.acts.run(lambda: done.append("sync"), priority=Priority.SYNC)
    act = workers.acts.run(lambda: done.append("act"))
    closer = threading.Thread(target=lambda: done.append(workers.close(limit_s=LONG_S)))
    closer.start()
    with pytest.raises(CancelledError):
        sync.result(LONG_S)
    hold.go.set()
    closer.join(LONG_S)
    assert act.done()
    assert done == ["act", ()]


def test_closing_names_the_lanes_that_passed_the_limit():
    workers, hold = Workers(report_bug=never), Hold()
    stuck = workers.network.run(hold)
    assert hold.begun.wait(LONG_S)
    assert workers.close(limit_s=0.01) == ("network",)
    hold.go.set()
    stuck.result(LONG_S)
    assert workers.close(limit_s=LONG_S) == ()


def test_a_closed_lane_takes_no_work():
    lane = Lane("acts", threads=1, report_bug=never)
    lane.close()
    with pytest.raises(LaneClosed):
        lane.run(lambda: None)


def test_no_thread_is_left_after_closing():
    workers = Workers(report_bug=never, decoders=3)
    assert sum(t.name.startswith("packtrail-decode") for t in threading.enumerate()) == 3
    assert workers.close(limit_s=LONG_S) == ()
    assert not [t.name for t in threading.enumerate() if t.name.startswith("packtrail-")]
