"""The queue on disk: what was on its way is there after the program ended, and asks."""

from functools import partial

import pytest

from packtrail.app.ids import new_id
from packtrail.domain import print_jobs
from packtrail.domain.errors_printing import PrintJobMovedOn, PrintTooLarge
from packtrail.domain.print_jobs import PrintCause, PrintedUnit, PrintState
from packtrail.usecases.print_queue import (
    KEPT_ENDED,
    PrintOrder,
    jobs_to_show,
    move_print,
    next_print,
    print_elsewhere,
    queue_print,
    recover_prints,
)
from tests.station import opened

PDF = b"%PDF-1.4 labels"


@pytest.fixture
def queue(ledger, clock):
    def put(title="标签 50 枚", **changes):
        facts = {"title": title, "paper_kind": "labels", "printer": "TSC", "pdf": PDF, "pages": 50}
        order = PrintOrder(**facts | {"unit": PrintedUnit.LABEL} | changes)
        return queue_print(order, store=ledger, now=clock, new_id=new_id)

    return put


@pytest.fixture
def move(ledger, clock):
    return lambda job, step: move_print(job.job_id, step, store=ledger, now=clock)


def test_a_job_is_found_again_as_it_was_with_its_paper(ledger, queue):
    made = queue(copies=2)
    with ledger.read() as view:
        assert view.print_job(made.job_id) == made
        assert view.print_jobs(5) == [made]
        assert view.print_content(made.job_id) == PDF


def test_fifty_labels_survive_the_end_of_the_program_and_go_on_behind_the_last_good(
    tmp_path, ledger, clock, queue, move
):
    job = queue()
    move(job, print_jobs.begin)
    for _ in range(20):
        move(job, print_jobs.hand_over)
    ledger.close()
    with opened(tmp_path / "station", clock) as again:
        (found,) = recover_prints(store=again, now=clock)
        assert (found.state, found.cause, found.handed_to) == (
            PrintState.INTERRUPTED,
            PrintCause.RESTARTED,
            20,
        )
        resumed = move_print(found.job_id, partial(print_jobs.go_on, last_good=16), store=again, now=clock)
        assert next(resumed.numbers()) == 17
        with again.read() as view:
            assert next_print(view) == resumed
            assert view.print_content(found.job_id) == PDF


def test_jobs_go_in_the_order_in_which_they_were_asked_for_one_at_a_time(ledger, queue, move):
    first, second = queue("一"), queue("二")
    with ledger.read() as view:
        assert next_print(view) == first
    move(first, print_jobs.begin)
    with ledger.read() as view:
        assert next_print(view) is None
    move(first, print_jobs.cancel)
    with ledger.read() as view:
        assert next_print(view) == second


def test_what_the_printer_did_not_take_goes_to_another(queue, move):
    job = queue()
    move(job, print_jobs.begin)
    with pytest.raises(PrintJobMovedOn):
        move(job, partial(print_elsewhere, printer="HP"))
    move(job, partial(print_jobs.interrupt, cause=PrintCause.PRINTER))
    assert move(job, partial(print_elsewhere, printer="HP")).printer == "HP"


def test_a_refused_step_changes_nothing(ledger, queue, move):
    job = queue()
    with pytest.raises(PrintJobMovedOn):
        move(job, print_jobs.confirm)
    with ledger.read() as view:
        assert view.print_job(job.job_id) == job


def test_ended_jobs_are_forgotten_one_day_and_open_ones_never(ledger, queue, move):
    open_one = queue("没打完")
    ended = [queue(str(number)) for number in range(KEPT_ENDED + 3)]
    for job in ended:
        move(job, print_jobs.cancel)
    queue("再来一张")
    with ledger.read() as view:
        left = {job.job_id for job in view.print_jobs(1000)}
        assert view.print_content(ended[0].job_id) is None
    assert open_one.job_id in left
    assert ended[0].job_id not in left
    assert ended[-1].job_id in left


def test_what_asks_is_found_behind_any_number_of_newer_jobs(ledger, clock, queue, move):
    stopped, waiting = queue("停了"), queue("没开始")
    move(stopped, print_jobs.begin)
    move(stopped, print_jobs.hand_over)
    move(stopped, partial(print_jobs.interrupt, cause=PrintCause.PRINTER))
    for number in range(120):
        move(queue(str(number)), print_jobs.cancel)
    with ledger.read() as view:
        assert next_print(view) == waiting
        shown = jobs_to_show(view, 12)
        assert [job.job_id for job in shown[12:]] == [waiting.job_id, stopped.job_id]
    assert [job.job_id for job in recover_prints(store=ledger, now=clock)] == [waiting.job_id]


def test_a_job_that_was_let_go_says_so(ledger, clock):
    with pytest.raises(PrintJobMovedOn) as refused:
        move_print(new_id(), print_jobs.begin, store=ledger, now=clock)
    assert refused.value.title is None


@pytest.mark.parametrize("size", [{"pages": 0}, {"pages": 10_000, "copies": 3}])
def test_a_job_of_no_sheets_or_of_a_whole_lorry_is_refused(queue, size):
    with pytest.raises(PrintTooLarge):
        queue(**size)
