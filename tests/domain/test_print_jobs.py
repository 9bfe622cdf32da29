"""A print job says no more than is known; what came out is not printed twice, what did not is."""

from datetime import datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from packtrail.domain import print_jobs
from packtrail.domain.errors_printing import LastGoodWrong, PrintJobMovedOn
from packtrail.domain.print_jobs import PrintCause, PrintedUnit, PrintJob, PrintState

AT = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
OPEN = (PrintState.QUEUED, PrintState.HANDING, PrintState.INTERRUPTED)


def job(pages=50, **changes):
    facts = {
        "job_id": "1",
        "title": "临时标签 50 枚",
        "paper_kind": "labels",
        "printer": "TSC",
        "unit": PrintedUnit.LABEL,
        "pages": pages,
        "queued_at": AT,
        "changed_at": AT,
    }
    return PrintJob(**facts | changes)


def handed(one, count):
    for _ in range(count):
        one = print_jobs.hand_over(one, AT)
    return one


def test_fifty_labels_whose_roll_ends_behind_the_sixteenth_go_on_with_the_seventeenth():
    stopped = print_jobs.interrupt(handed(print_jobs.begin(job(), AT), 20), AT, cause=PrintCause.PRINTER)
    assert stopped.doubtful == 20
    again = print_jobs.go_on(stopped, AT, last_good=16)
    assert next(again.numbers()) == 17
    assert len(list(again.numbers())) == 34


def test_a_job_that_ended_with_the_program_asks_before_anything_is_printed():
    one = print_jobs.recover(handed(print_jobs.begin(job(), AT), 3), AT)
    assert (one.state, one.cause) == (PrintState.INTERRUPTED, PrintCause.RESTARTED)
    untouched = print_jobs.recover(job(), AT)
    assert (untouched.state, untouched.doubtful) == (PrintState.INTERRUPTED, 0)


def test_only_a_person_makes_a_job_done():
    one = print_jobs.spooled(handed(print_jobs.begin(job(pages=2), AT), 2), AT)
    assert one.state is PrintState.SPOOLED
    assert print_jobs.confirm(one, AT).state is PrintState.DONE


def test_everything_good_after_an_interruption_is_done():
    stopped = print_jobs.interrupt(handed(print_jobs.begin(job(pages=2), AT), 2), AT, cause=PrintCause.PERSON)
    assert print_jobs.go_on(stopped, AT, last_good=2).state is PrintState.DONE


def test_copies_come_one_whole_after_the_other():
    one = job(pages=3, copies=2)
    assert [one.page_of(number) for number in one.numbers()] == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize("last_good", [-1, 5])
def test_a_number_that_was_never_handed_over_can_not_have_come_out(last_good):
    stopped = print_jobs.interrupt(handed(print_jobs.begin(job(), AT), 4), AT, cause=PrintCause.PRINTER)
    with pytest.raises(LastGoodWrong):
        print_jobs.go_on(stopped, AT, last_good=last_good)


@given(state=st.sampled_from(PrintState))
def test_every_step_from_elsewhere_is_refused_with_where_the_job_is(state):
    one = job(state=state)
    steps = {
        print_jobs.begin: {PrintState.QUEUED},
        print_jobs.hand_over: {PrintState.HANDING},
        print_jobs.confirm: {PrintState.SPOOLED},
        print_jobs.cancel: set(OPEN),
        partial(print_jobs.go_on, last_good=0): {PrintState.INTERRUPTED},
    }
    for step, allowed in steps.items():
        if state not in allowed:
            with pytest.raises(PrintJobMovedOn) as refused:
                step(one, AT)
            assert refused.value.print_state == state


class PrinterThatJams(RuleBasedStateMachine):
    """A printer that loses what it likes of what it was handed, and a person who counts what lies there."""

    def __init__(self):
        super().__init__()
        self.job = job(pages=7, copies=2)
        self.out = []  # numbers on paper, in order
        self.waiting = []  # in the driver's hands

    @precondition(lambda self: self.job.state is PrintState.QUEUED)
    @rule()
    def begin(self):
        self.job = print_jobs.begin(self.job, AT)

    @precondition(lambda self: self.job.state is PrintState.HANDING and self.job.handed_to < self.job.total)
    @rule()
    def hand_over(self):
        self.job = print_jobs.hand_over(self.job, AT)
        self.waiting.append(self.job.handed_to)

    @precondition(lambda self: self.waiting)
    @rule()
    def a_sheet_comes_out(self):
        self.out.append(self.waiting.pop(0))

    @precondition(lambda self: self.job.state is PrintState.HANDING and self.job.handed_to == self.job.total)
    @rule()
    def spool(self):
        self.job = print_jobs.spooled(self.job, AT)

    @precondition(lambda self: self.job.state in {PrintState.HANDING, PrintState.SPOOLED})
    @rule(cause=st.sampled_from(PrintCause))
    def jam(self, cause):
        self.waiting.clear()  # what did not come out is thrown away
        self.job = print_jobs.interrupt(self.job, AT, cause=cause)

    @rule()
    def restart(self):
        if self.job.state is PrintState.HANDING:
            self.waiting.clear()
        self.job = print_jobs.recover(self.job, AT)

    @precondition(lambda self: self.job.state is PrintState.INTERRUPTED)
    @rule()
    def go_on(self):
        self.job = print_jobs.go_on(self.job, AT, last_good=len(self.out))

    @precondition(
        lambda self: (
            self.job.state is PrintState.SPOOLED and not self.waiting and len(self.out) == self.job.total
        )
    )
    @rule()
    def confirm(self):
        self.job = print_jobs.confirm(self.job, AT)

    @invariant()
    def nothing_came_out_twice_or_out_of_turn(self):
        assert self.out == list(range(1, len(self.out) + 1))

    @invariant()
    def the_numbers_are_in_order(self):
        assert 0 <= self.job.good_to <= self.job.handed_to <= self.job.total
        assert self.job.good_to <= len(self.out)

    @invariant()
    def done_means_that_everything_lies_there(self):
        if self.job.state is PrintState.DONE:
            assert len(self.out) == self.job.total


TestAPrinterThatJams = PrinterThatJams.TestCase
