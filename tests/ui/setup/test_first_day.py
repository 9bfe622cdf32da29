"""The steps of the first day: what was done is seen, what can wait waits, and the rest is there tomorrow."""

import pytest
from PySide6.QtWidgets import QApplication

from packtrail.domain.print_jobs import TO_FILE, begin, hand_over, spooled
from packtrail.ui.printing.queue import Queue
from packtrail.ui.printing.state import LABELS
from packtrail.ui.setup.first_day_flow import FirstDayFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.backups import MadeBackup, note_backup
from packtrail.usecases.first_day import PUT_OFF, FirstDay, Standing, Step, first_day, with_put_off
from packtrail.usecases.print_queue import PrintOrder
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import counter, on_writer, put_away, with_hub
from tests.ui.whole import words_cut_at_rest

TRACES = {Step.CAMERA: "camera.chosen", Step.SCANNER: "scanner.prefix"}
FRESH = FirstDay(tuple((step, Standing.OPEN) for step in Step))


@pytest.fixture
def at_work(qapp, tmp_path):
    appearance().wear(Scheme.LIGHT, 1.0)
    with counter(tmp_path) as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    made = FirstDayFlow(outlet, workers, wording(CHINESE), TRACES)
    made.panel.resize(900, 500)
    yield made
    put_away(qtbot, workers, made.panel)


def looked(qtbot, flow):
    before = flow.state
    flow.refresh()
    qtbot.waitUntil(lambda: flow.state is not before)
    return dict(flow.state.steps)


def test_what_a_step_leaves_behind_says_that_it_is_done(qtbot, at_work, flow):
    outlet = at_work[0]
    assert looked(qtbot, flow)[Step.OUTLET] is Standing.DONE  # the counter has its outlet
    with_hub(outlet)
    for name in TRACES.values():
        on_writer(outlet, lambda name=name: outlet.remember(name, ""))
    standings = looked(qtbot, flow)
    assert {step for step, standing in standings.items() if standing is Standing.OPEN} == {
        Step.USERS,
        Step.PRINTER,
        Step.BACKUP,
    }


def test_a_backup_counts_once_it_was_made(qtbot, at_work, flow):
    outlet = at_work[0]
    assert looked(qtbot, flow)[Step.BACKUP] is Standing.OPEN
    made = MadeBackup(AFTERNOON, "E:\\备份\\packtrail-20261123-180000.ptbackup")
    on_writer(outlet, lambda: note_backup(made, outlet.remember))
    assert looked(qtbot, flow)[Step.BACKUP] is Standing.DONE


def printed(outlet, printer, *steps):
    """A sample on its way to ``printer``, as far as ``steps`` take it."""
    queue = Queue(outlet)
    order = PrintOrder(title="样张", paper_kind=LABELS, printer=printer, pdf=b"%PDF-", pages=1)

    def done():
        job = queue.add(order)
        for step in steps:
            queue.move(job.job_id, step)

    on_writer(outlet, done)


def test_the_printer_counts_once_one_took_a_whole_job(qtbot, at_work, flow):
    outlet = at_work[0]
    printed(outlet, TO_FILE, begin, hand_over, spooled)
    printed(outlet, "Laser", begin, hand_over)
    assert looked(qtbot, flow)[Step.PRINTER] is Standing.OPEN
    printed(outlet, "Laser", begin, hand_over, spooled)
    assert looked(qtbot, flow)[Step.PRINTER] is Standing.DONE


def test_a_step_that_is_put_off_stays_so_and_the_list_ends_by_itself(qtbot, at_work, flow):
    looked(qtbot, flow)
    for step in Step:
        if dict(flow.state.steps)[step] is not Standing.OPEN:
            continue
        before = flow.state
        flow.panel._rows[step].later.click()
        qtbot.waitUntil(lambda before=before: flow.state is not before)
    assert flow.state.is_over
    assert not flow.panel.isVisible()
    again = at_work[0].read(lambda view: first_day(view, TRACES))
    assert again == flow.state


def test_the_way_to_a_step_stays_open_after_it_was_put_off(qtbot, at_work, flow):
    on_writer(at_work[0], lambda: at_work[0].remember(PUT_OFF, with_put_off(FRESH, Step.CAMERA)))
    assert looked(qtbot, flow)[Step.CAMERA] is Standing.PUT_OFF
    asked = []
    flow.go.connect(asked.append)
    flow.panel._rows[Step.CAMERA].go.click()
    assert asked == [Step.CAMERA]


def test_only_the_next_step_tells_at_length(flow):
    flow.panel.render_state(FRESH)
    told = [step for step, row in flow.panel._rows.items() if row._why.text()]
    assert told == [Step.OUTLET]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_word_has_room(flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.retranslate(wording(language))
    flow.panel.resize(int(900 * scale), int(600 * scale))
    flow.panel.render_state(FRESH)
    flow.panel.show()
    QApplication.processEvents()
    assert words_cut_at_rest(flow.panel) == []
