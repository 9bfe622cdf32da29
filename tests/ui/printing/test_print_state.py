"""What can be pressed, and what a job's own words are."""

from dataclasses import replace

import pytest

from packtrail.domain.print_jobs import PrintCause, PrintState
from packtrail.ui.printing.state import (
    MOST_SHOWN,
    PaperToPrint,
    PrinterLine,
    PrintingState,
    printer_for,
    with_moved,
)
from packtrail.ui.printing.words import job_line
from packtrail.wording import Language, wording
from tests.domain.test_print_jobs import job

READY = PrintingState(
    paper=PaperToPrint(title="回执", pdf=b"%PDF"),
    printers=(PrinterLine(name="HP", condition="ready"),),
    printer="HP",
)
STOPPED = job(state=PrintState.INTERRUPTED, cause=PrintCause.PRINTER, handed_to=20)


@pytest.mark.parametrize("text", ["", "0", "100", "-1", "1.5", "二", "٣", " ", "1e1", "9" * 40])
def test_copies_that_are_no_number_of_copies_are_refused(text):
    assert replace(READY, copies_text=text).refusal == "copies"


def test_what_lacks_is_said_one_thing_at_a_time():
    assert READY.refusal is None
    assert PrintingState().refusal == "nothing"
    assert replace(READY, printers=None).refusal == "asking"
    assert replace(READY, printer="gone").refusal == "no_printer"
    assert replace(READY, is_queueing=True).refusal == "queueing"


@pytest.mark.parametrize(
    ("text", "good"), [("16", 16), ("0", 0), (" 20 ", 20), ("21", None), ("", None), ("x", None)]
)
def test_the_last_good_number_is_one_that_was_handed_over(text, good):
    assert replace(READY, good_texts=(("1", text),)).last_good(STOPPED) == good


def test_nothing_is_asked_when_nothing_was_handed_over():
    line = job_line(wording(Language.CHINESE), READY, replace(STOPPED, handed_to=0))
    assert not line.asks
    assert line.acts[0] == ("go_on", "从第 1 枚接着打", None)


def test_the_button_says_where_it_goes_on_and_refuses_until_it_knows():
    w = wording(Language.CHINESE)
    assert job_line(w, READY, STOPPED).acts[0][2] is not None
    typed = replace(READY, good_texts=(("1", "16"),))
    assert job_line(w, typed, STOPPED).acts[0] == ("go_on", "从第 17 枚接着打", None)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", list(PrintState))
def test_no_state_claims_that_paper_came_out_before_a_person_said_so(state, language):
    line = job_line(wording(language), READY, job(state=state, handed_to=20))
    assert line.said
    assert ("All came out" in line.chip.word or "全部打出" in line.chip.word) == (state is PrintState.DONE)


def test_a_job_that_asks_stays_in_sight_behind_newer_ones():
    jobs = (STOPPED,)
    for number in range(2, MOST_SHOWN + 4):
        jobs = with_moved(jobs, job(job_id=str(number), state=PrintState.DONE))
    assert [each.job_id for each in jobs[-2:]] == ["4", "1"]
    assert with_moved(jobs, replace(STOPPED, state=PrintState.DONE))[-1].state is PrintState.DONE


def test_the_printer_remembered_for_a_kind_goes_before_the_systems_own():
    lines = (
        PrinterLine(name="HP", condition="ready"),
        PrinterLine(name="TSC", condition="fault", is_default=True),
    )
    assert printer_for(lines, "HP") == "HP"
    assert printer_for(lines, "gone") == printer_for(lines, None) == "TSC"
    assert printer_for((), "HP") == ""
