"""Joins the sync screen to the ledger, the network and the timer."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.stock.latest import Latest
from packtrail.ui.sync.auto_send import AutoSend
from packtrail.ui.sync.enrol_file_flow import EnrolFileFlow
from packtrail.ui.sync.errors_flow import ErrorsFlow
from packtrail.ui.sync.file_flow import FileActs, FileFlow
from packtrail.ui.sync.heard_flow import HeardFlow
from packtrail.ui.sync.portal_form import AddPortalForm
from packtrail.ui.sync.reconcile_flow import MonthFlow
from packtrail.ui.sync.register_flow import RegisterFlow
from packtrail.ui.sync.rehearsal_flow import RehearsalFlow
from packtrail.ui.sync.requests import DeclineForm
from packtrail.ui.sync.screen import SyncScreen
from packtrail.ui.sync.sending import Sending
from packtrail.ui.sync.state import Level, Page, Progress, Standing, SyncState, records_on, standing
from packtrail.ui.sync.stock_compare import ComparePage
from packtrail.ui.sync.unreported_flow import UnreportedFlow, comes_first
from packtrail.ui.sync.workbook_flow import WorkbookFlow
from packtrail.ui.sync.workbook_state import WorkbookRoad
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination, Submission, View
from packtrail.usecases.send_batch import SendResult
from packtrail.usecases.sync_policy import AUTO, sends_by_itself
from packtrail.wording import Wording

T = TypeVar("T")


class SyncFlow(QObject):
    """What happens on the sync screen, and by itself. Make it on the GUI thread, then ``start``."""

    record_asked = Signal(str)  # a record to be opened
    settings_asked = Signal()  # the outlet has to be named first
    refreshed = Signal(object)  # SyncState: for the strip
    detail_asked = Signal(QWidget)  # a form to be shown beside the screen, under ``detail_title``
    detail_left = Signal()  # it is not needed any more
    written = Signal(object)  # a correction or a void: records were written
    open_paper = Signal(object)  # Path of a 未报情况说明

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        share: Callable[[], float] = random.random,
        files: FileActs | None = None,
        workbooks: WorkbookRoad | None = None,
    ) -> None:
        super().__init__()
        trouble = self._show_trouble
        self.register = RegisterFlow(acts, workers, wording, failed=trouble)
        self.month = MonthFlow(acts, workers, wording, failed=trouble)
        self.rehearsal = RehearsalFlow(acts, workers, wording, failed=trouble)
        self.errors = ErrorsFlow(acts, workers, wording, failed=trouble)
        self.heard = HeardFlow(acts, workers, wording, failed=trouble)
        self.unreported = UnreportedFlow(acts, workers, wording, failed=trouble)
        views: dict[Page, QWidget] = {
            Page.REGISTER: self.register.view,
            Page.MONTH: ComparePage(self.heard.stock, self.month.view),
            Page.REHEARSAL: self.rehearsal.view,
        }
        self.workbooks = WorkbookFlow(workbooks, acts, workers, wording) if workbooks else None
        if self.workbooks:
            views[Page.WORKBOOK] = self.workbooks.view
        self.screen = SyncScreen(wording, views)
        self.files = FileFlow(files, acts, workers, wording) if files else None
        self.enrol_file = EnrolFileFlow(files, acts, workers, wording) if files else None
        self._wording = wording
        self.auto = AutoSend(share)
        self.state = SyncState()
        self._acts, self._workers = acts, workers
        self._sending = Sending(acts, workers)
        self._ladders = Latest(acts, workers, standing, show=self._show_ladders, failed=self._show_trouble)
        self._is_over = False  # a run ended, and the counts of after it are still to come
        self._is_by_hand = False
        self._is_statement_first: bool | None = None  # not placed yet
        self._is_missed = False  # it was time to send while a run was under way
        self._connect()

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way to a platform."""
        besides = (self.files, self.enrol_file, self.workbooks, self.errors.form)
        is_acting = any(flow is not None and flow.is_busy for flow in besides)
        return self._sending.is_under_way or self.state.is_enrolling or is_acting

    @property
    def detail_title(self) -> str:
        """What stands above the form."""
        return self._wording.say("sync.detail_title")

    def detail_closed(self) -> None:
        """The form was put away."""
        self.errors.leave()

    def next_error(self) -> None:
        """Go to the next error, on the page that shows them."""
        if self.state.page is Page.REHEARSAL and self.rehearsal.view.problems.focus_next():
            return
        if self.state.page is not Page.PROGRESS:
            self._turn_to(Page.PROGRESS)
        self.screen.focus_next_error()

    def back(self) -> None:
        """Esc: close the receipt, then the list, then come back to the ladders."""
        if self.state.page is Page.REGISTER and self.register.close_receipt():
            return
        if self.state.page is Page.WORKBOOK and self.workbooks and self.workbooks.close_opened():
            return
        if self.state.level is not None:
            self._close_list()
        elif self.state.page is not Page.PROGRESS:
            self._turn_to(Page.PROGRESS)

    def start(self) -> None:
        """Find out whether to send by itself, how things stand, and begin."""
        self._read(sends_by_itself, self._begin)
        for by_file in (self.files, self.enrol_file):
            if by_file:
                by_file.start()

    def refresh(self) -> None:
        """Ask anew how far the records have come."""
        self._ladders.ask()
        self.heard.ask()
        self.unreported.ask()
        if self.state.level is not None:
            self._list(self.state.listed_of, self.state.level)

    def records_written(self) -> None:
        """Records were written somewhere in the program."""
        self.refresh()
        self.auto.records_written()

    def stop(self) -> None:
        """The desk closes: no run begins any more."""
        self.auto.stop()

    def network_returned(self) -> None:
        """The system says that there is a network again."""
        self.auto.network_returned()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)
        for view in (self.register.view, self.month.view, self.rehearsal.view):
            view.retranslate(wording)
        self.errors.form.retranslate(wording)
        self.heard.retranslate(wording)
        self.unreported.card.retranslate(wording)
        for flow in (self.files, self.enrol_file, self.workbooks):
            if flow is not None:
                flow.retranslate(wording)

    def _connect(self) -> None:
        screen = self.screen
        screen.send_asked.connect(self._send_by_hand)
        screen.auto_chosen.connect(self._turn_auto)
        screen.level_chosen.connect(self._list)
        screen.list_closed.connect(self._close_list)
        screen.record_asked.connect(self.record_asked)
        screen.page_chosen.connect(lambda page: self._turn_to(Page(page)))
        screen.error_asked.connect(self.errors.open)
        screen.put_requests(self.heard.requests)
        self.heard.requests.opened.connect(self.errors.open_request)
        self.heard.requests.declined.connect(lambda asked: self.errors.show_form(DeclineForm(asked)))
        self.rehearsal.error_asked.connect(self.errors.open)
        self.month.record_asked.connect(self.record_asked)
        self.errors.unit_asked.connect(self.record_asked)
        self.errors.settings_asked.connect(self.settings_asked)
        self.errors.detail_asked.connect(self.detail_asked)
        self.errors.left.connect(self.detail_left)
        self.errors.written.connect(self._corrected)
        screen.enrol_edited.connect(self._enrol_edited)
        screen.enrol_asked.connect(self._enrol)
        screen.trouble_acted.connect(self.settings_asked)
        screen.trouble_dismissed.connect(self._dismiss)
        if self.files:
            screen.add_card(self.files.card)
            self.files.card.hide()  # until there is a hub to report to
            self.files.changed.connect(self.refresh)
        if self.enrol_file:
            screen.put_below_enrolling(self.enrol_file.card)
            self.enrol_file.bound.connect(self._enrolled)
        if self.workbooks:
            self.workbooks.changed.connect(self.records_written)
            self.workbooks.portal_wanted.connect(partial(self.errors.show_form, AddPortalForm()))
        self._place_statement()
        self.unreported.moved.connect(self._place_statement)
        self.unreported.open_paper.connect(self.open_paper)
        self.auto.due.connect(self._send_by_itself)
        self.auto.changed.connect(self._show_auto)
        self._sending.progressed.connect(self._show_progress)
        self._sending.ended.connect(self._ended)
        self._sending.failed.connect(self._failed)

    def _begin(self, is_auto_on: bool) -> None:  # noqa: FBT001 - the ledger's answer
        self.auto.turn(is_on=is_auto_on)
        self._show_auto()
        self.refresh()

    def _turn_to(self, page: Page) -> None:
        self._change(replace(self.state, page=page))
        hubs = [each.destination for each in self.state.ladders or () if not each.destination.is_portal]
        if page is Page.REGISTER and hubs:
            self.register.show(hubs[0].name)
        elif page is Page.MONTH and hubs:
            self.month.show(hubs[0])
            self.heard.compare_with(hubs[0].name)
        elif page is Page.REHEARSAL:
            self.rehearsal.show(hubs[0].name if hubs else None)
        elif page is Page.WORKBOOK and self.workbooks:
            self.workbooks.show()

    def _corrected(self, result: object) -> None:
        self.written.emit(result)
        if self.state.page is Page.REHEARSAL:
            self.rehearsal.ask()
        elif self.state.page is Page.WORKBOOK and self.workbooks:
            self.workbooks.show()

    def _turn_auto(self, is_on: bool) -> None:  # noqa: FBT001 - of the signal
        self.auto.turn(is_on=is_on)
        if not is_on:
            self._sending.hold()
        self._act(partial(self._acts.remember, AUTO, "on" if is_on else "off"), lambda _: None)

    def _send_by_hand(self) -> None:
        self.auto.person_acted()
        self._send(is_by_hand=True)

    def _send_by_itself(self) -> None:
        self._send(is_by_hand=False)

    def _send(self, *, is_by_hand: bool) -> None:
        if not self._sending.start(None if is_by_hand else self.auto.resting()):
            self._is_missed = True
            return
        self._is_by_hand, self._is_missed, self._is_over = is_by_hand, False, False
        self._change(replace(self.state, is_sending=True, progress=None, trouble=None))

    def _show_progress(self, progress: Progress) -> None:
        self._change(replace(self.state, progress=progress))
        self._ladders.ask()

    def _ended(self, runs: tuple[Progress, ...]) -> None:
        self.auto.ended(tuple(run.last for run in runs if run.last is not None))
        if not self._is_by_hand and all(_found_nothing(run) for run in runs):
            self.state = replace(self.state, progress=None)  # nobody asked, and nothing happened
        if self._is_missed:
            self.auto.records_written()
        self._is_over = True
        self._ladders.ask()
        self.heard.ask()
        self.unreported.ask()

    def _failed(self, error: OutletError) -> None:
        self.auto.failed()
        self._is_over = True
        self._change(replace(self.state, trouble=error))
        self._ladders.ask()

    def _show_auto(self) -> None:
        self._change(replace(self.state, auto=self.auto.state))

    def _show_ladders(self, found: Standing) -> None:
        """The end of a run shows with the counts of after it: "nothing waits" must not come too early."""
        is_sending = self.state.is_sending and not self._is_over
        self._is_over = False
        if self.files:
            self.files.card.setVisible(any(not each.destination.is_portal for each in found.ladders))
        if self.enrol_file:
            self.enrol_file.card.setVisible(all(each.destination.is_portal for each in found.ladders))
        self._change(
            replace(
                self.state,
                ladders=found.ladders,
                by_hand=found.by_hand,
                now=self._acts.now(),
                is_sending=is_sending,
            )
        )
        self.refreshed.emit(self.state)

    def _list(self, destination: str, level: str) -> None:
        wanted = Level(level)
        self.state = replace(self.state, level=wanted, listed_of=destination)
        self._read(records_on(destination, wanted), partial(self._show_list, wanted))

    def _show_list(self, level: Level, records: tuple[Submission, ...]) -> None:
        if level is self.state.level:
            self._change(replace(self.state, listed=records))

    def _close_list(self) -> None:
        self._change(replace(self.state, level=None, listed=()))

    def _enrol_edited(self, address: str, code: str) -> None:
        self._change(replace(self.state, address=address, enrolment_code=code))

    def _enrol(self) -> None:
        if self.state.is_enrolling:
            return
        self._change(replace(self.state, is_enrolling=True, trouble=None))
        enrol = partial(self._acts.enrol, self.state.address.strip(), self.state.enrolment_code.strip())
        self._workers.run(self._workers.network, enrol, done=self._enrolled, failed=self._enrolment_failed)

    def _enrolled(self, _destination: Destination) -> None:
        self._change(replace(self.state, is_enrolling=False, enrolment_code=""))
        self.records_written()

    def _enrolment_failed(self, error: OutletError) -> None:
        self._change(replace(self.state, is_enrolling=False, trouble=error))

    def _dismiss(self) -> None:
        self._change(replace(self.state, trouble=None))

    def _show_trouble(self, error: OutletError) -> None:
        is_sending = self.state.is_sending and self._sending.is_under_way
        self._change(replace(self.state, trouble=error, is_sending=is_sending))

    def _read(self, question: Callable[[View], T], show: Callable[[T], None]) -> None:
        self._workers.run(
            self._workers.reads, partial(self._acts.read, question), done=show, failed=self._show_trouble
        )

    def _act(self, act: Callable[[], T], done: Callable[[T], None]) -> None:
        self._workers.run(self._workers.acts, act, done=done, failed=self._show_trouble)

    def _change(self, state: SyncState) -> None:
        self.state = state
        self.screen.render_state(state)
        self._place_statement()

    def _place_statement(self) -> None:
        """The card of the 未报情况说明 moves only when it has to."""
        is_first = comes_first(self.state, self.unreported.pressing)
        if is_first != self._is_statement_first:
            self._is_statement_first = is_first
            self.screen.put_statement(self.unreported.card, is_first=is_first)


def _found_nothing(run: Progress) -> bool:
    return not run.batches and run.last is not None and run.last.result is SendResult.NOTHING_TO_SEND
