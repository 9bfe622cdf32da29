"""Joins the Vehicles screen to the ledger: the cases at hand, the one in view, and what is scanned there."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.battery_code import parse
from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import HandScan
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.domain.vehicle_case.errors import CodeHasEarlierLife
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.code_twice import with_scanned
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed, first_typed
from packtrail.ui.newest import NewestAnswer
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.undo_flow import MATCH, Undoable
from packtrail.ui.vehicles import words
from packtrail.ui.vehicles.acts import refusal
from packtrail.ui.vehicles.asks import filled, place_in_list
from packtrail.ui.vehicles.battery_forms import BATTERY, NAMED, MatchForm, NameCodesForm
from packtrail.ui.vehicles.certificate_form import CertificateForm
from packtrail.ui.vehicles.forms import form_of
from packtrail.ui.vehicles.matching import Matching
from packtrail.ui.vehicles.papers import CasePapers
from packtrail.ui.vehicles.reception import Reception
from packtrail.ui.vehicles.scan_meaning import ScanMeans, code_in, meaning, names_a_vehicle
from packtrail.ui.vehicles.screen import VehiclesScreen, VehiclesState
from packtrail.ui.vehicles.state import Board, CaseAct, CasePage, Next, ask_board, ask_page
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.match_battery import Matched
from packtrail.usecases.remove_battery import TakenOut
from packtrail.wording import Wording


class VehiclesFlow(QObject):
    """What happens on the Vehicles screen. Make it on the GUI thread, then ``start``."""

    written = Signal(object)  # what an act gave: records were written
    toned = Signal(str)
    undoable = Signal(object)  # Undoable
    unit_asked = Signal(str)  # the intake of a battery that came out
    open_paper = Signal(object)  # Path

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.reception = Reception(acts, workers, wording, failed=self._trouble)
        self.screen = screen = VehiclesScreen(wording, self.form.panel, self.reception.form.panel)
        self.state = VehiclesState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._chosen: str | None = None
        self._act = ""  # whose form is open
        self._out: str | None = None  # the unit that the banner's button opens
        self._matching = Matching(acts, workers)
        self._boards, self._pages = NewestAnswer(), NewestAnswer()
        screen.case_chosen.connect(self.open_case)
        screen.text_changed.connect(lambda text: self._put(replace(self.state, text=text)))
        screen.receive_asked.connect(self.receive)
        screen.discard_asked.connect(self.reception.discard)
        screen.banner.acted.connect(self._open_out)
        screen.case.act_chosen.connect(lambda act: self._begin(Next(CaseAct(act))))
        screen.case.next_asked.connect(self._go_on)
        screen.case.unit_chosen.connect(self.unit_asked)
        self._papers = CasePapers(acts, workers)
        screen.case.paper_asked.connect(self._make_paper)
        self._papers.changed.connect(screen.case.show_busy)
        self._papers.made.connect(self.open_paper)
        self._papers.failed.connect(self._trouble)
        self.form.done.connect(self._done)
        self.form.left.connect(self._left)
        self._matching.done.connect(self._matched)
        self._matching.refused.connect(self._not_matched)
        self._matching.toned.connect(self.toned)
        self.reception.changed.connect(self._show_reception)
        self.reception.received.connect(self._received)
        self.reception.undoable.connect(self.undoable)

    @property
    def page(self) -> CasePage | None:
        """The case in view."""
        return self.state.page

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way."""
        return self.form.is_busy or self.reception.form.is_busy or self._matching.is_busy

    def start(self) -> None:
        """Find the vehicle again whose form was left."""
        self.refresh()

    def refresh(self) -> None:
        """Ask anew: the screen was opened, or records were written."""
        ask, show = partial(ask_board, self._acts), self._boards.only(self._show_board)
        self._workers.run(self._workers.reads, ask, done=show, failed=self._trouble)
        if self._chosen is not None:
            self._ask_page(self._chosen)

    def open_case(self, case_id: str) -> None:
        """Show one case."""
        if case_id != self._chosen:
            self.form.leave()  # it was about another case, as is the page in view
            self.screen.banner.clear()
            self._put(replace(self.state, page=None))
        self._chosen = case_id
        if self.reception.is_open:
            self.reception.form.leave()
        self._ask_page(case_id)

    def receive(self) -> None:
        """A vehicle came, or the one whose form was left goes on."""
        self.screen.banner.clear()
        self.reception.open()

    def resume(self, subject: str) -> None:
        """Open the form that a draft keeps, or a case."""
        if subject == self.reception.draft_id:
            self.receive()
        else:
            self.open_case(subject)

    def back(self) -> None:
        """Esc: leave the form, then the case."""
        if self.reception.is_open:
            self.reception.form.leave()
        elif self.form.act is not None:
            self.form.leave()
        elif self._chosen is not None:
            self._chosen = None
            self._put(replace(self.state, page=None))
            self.screen.take_hand()

    def next_fault(self) -> None:
        """F8: the first field that keeps a form back, else what is in the way of the case."""
        if self.reception.is_open:
            self.reception.form.next_fault()
        elif self.form.act is not None:
            self.form.next_fault()
        else:
            self.screen.take_hand()

    def scanned(self, scan: HandScan) -> bool:
        """Take a scan that has its use here: for the open form, the case in view, or to open a case."""
        if self.reception.is_open:
            self._say(scan, self.reception.scanned(scan.text))
            return True
        if self.form.act is not None:
            return self._fill_form(scan)
        if self._chosen is not None and self.page is None and not names_a_vehicle(scan.text):
            self.screen.banner.show_message(Tone.WARN, self._wording.say("vehicles.not_open_yet"))
            self._say(scan, "reject")
            return True
        return self._do(scan)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.form.retranslate(wording)
        self.reception.form.retranslate(wording)
        self.screen.retranslate(wording)

    def _fill_form(self, scan: HandScan) -> bool:
        act, code, tone = self.form.act, self._code(scan.text), "ok"
        if isinstance(act, CertificateForm):
            tone = filled(self.form, *act.scanned(scan.text, self.form.typed))
        elif isinstance(act, NameCodesForm):
            tone = filled(self.form, place_in_list(self.form.typed, NAMED, code), code)
        elif self.form.is_busy:
            tone = "reject"
        elif not self.form.scanned(code):
            return False
        self._say(scan, tone)
        return True

    def _do(self, scan: HandScan) -> bool:
        read = parse(scan.text, self._acts.tables)
        code = code_in(read)
        meant = meaning(scan.text, read, self.page, self.state.stands or ())
        page = self.page
        if meant.means is ScanMeans.NOTHING:
            return False
        if meant.means is ScanMeans.MATCH and page is not None:
            self._matching.match(page, code, scan)
            return True
        if meant.means is ScanMeans.OPEN:
            self.open_case(meant.subject)
        elif meant.means is ScanMeans.RECEIVE:
            self.receive()
            self._say(scan, self.reception.scanned(scan.text))
            return True
        elif meant.means is ScanMeans.TAKE_OUT:
            self._begin(Next(CaseAct.REMOVE))
            self.form.give(BATTERY, meant.subject)
            self.form.scanned(code)
        self._say(scan, "duplicate" if meant.means is ScanMeans.AGAIN else "ok")
        return True

    def _matched(self, before: VehicleCase, done: Matched) -> None:
        self._say_matched(done)
        self._see(done.case)
        self.written.emit(done)
        self.refresh()
        is_first_look = before.battery(done.battery.match_id) is None
        if is_first_look:  # a later look has no record of its own here to take back
            self.undoable.emit(_match_to_undo(done))

    def _not_matched(self, case_id: str, code: str, error: OutletError) -> None:
        """A code that was known here before is explained in the form of a match by hand."""
        page = self.page if case_id == self._chosen else None
        if isinstance(error, CodeHasEarlierLife) and page is not None and self.form.act is None:
            blank = first_typed(MatchForm(page.case), self._wording)
            self._begin(Next(CaseAct.MATCH), with_scanned(blank, code))
            self.form.refuse(error)
        else:
            self._trouble(error)

    def _say_matched(self, done: Matched) -> None:
        self._out = None
        self.screen.banner.show_message(*words.matched(self._wording, done))

    def _make_paper(self, paper: str) -> None:
        if self.page is not None:
            self._papers.make(ActPaper(paper), self.page.case.case_id)

    def _see(self, case: VehicleCase) -> None:
        """The boxes turn at once; what else changed is asked for."""
        page = self.page
        if page is not None and page.case.case_id == case.case_id:
            self._put(replace(self.state, page=replace(page, stand=replace(page.stand, case=case))))

    def _open_out(self) -> None:
        if self._out is not None:
            self.unit_asked.emit(self._out)

    def _go_on(self) -> None:
        after = self.page.stand.next if self.page else None
        if after is not None:
            self._begin(after)

    def _begin(self, after: Next, typed: Typed | None = None) -> None:
        page = self.page
        if page is None or self.form.is_busy:
            return
        refused = refusal(after.act, page)
        if refused is not None:
            self._trouble(refused)
            return
        self._act = after.act
        self._out = None
        self.screen.banner.clear()
        self.form.open(form_of(after, page), typed)
        self.screen.case.show_form(is_open=True)
        self.form.panel.take_hand()

    def _left(self) -> None:
        self.screen.case.show_form(is_open=False, act=self._act)

    def _done(self, result: object) -> None:
        self._left()
        if isinstance(result, TakenOut):
            self._out = result.unit.unit_id
            say = self._wording.say
            sentence = say("vehicles.taken_out", code=result.unit.label, number=result.unit.intake_number)
            self.screen.banner.show_message(Tone.OK, sentence, action=say("vehicles.open_unit"))
        elif isinstance(result, Matched):
            self._say_matched(result)
        self.written.emit(result)
        self.refresh()
        self.screen.case.take_hand()

    def _received(self, case: VehicleCase) -> None:
        self.open_case(case.case_id)
        self.written.emit(case)
        self.refresh()

    def _show_reception(self) -> None:
        self._put(replace(self.state, is_receiving=self.reception.is_open, begun=self.reception.begun))

    def _show_board(self, board: Board) -> None:
        self.reception.know(board.rules, board.on, board.draft)
        self._put(replace(self.state, stands=board.stands, begun=self.reception.begun))

    def _ask_page(self, case_id: str) -> None:
        ask, show = partial(ask_page, self._acts, case_id), partial(self._show_page, case_id)
        self._workers.run(self._workers.reads, ask, done=self._pages.only(show), failed=self._trouble)

    def _show_page(self, case_id: str, page: CasePage | None) -> None:
        if case_id != self._chosen:
            return
        is_another = self.page is None
        self._put(replace(self.state, page=page))
        if page is None:
            self._chosen = None
        elif is_another and self.form.act is None:
            self.screen.take_hand()

    def _put(self, state: VehiclesState) -> None:
        self.state = state
        self.screen.render_state(state)

    def _trouble(self, error: OutletError) -> None:
        self._out = None
        self.screen.show_trouble(error)

    def _code(self, text: str) -> str:
        return code_in(parse(text, self._acts.tables))

    def _say(self, scan: HandScan, tone: str) -> None:
        self.toned.emit(tone)
        scan.told(tone)


def _match_to_undo(done: Matched) -> Undoable:
    return Undoable(
        kind=MATCH,
        number=done.battery.label,
        document_id=done.case.case_id,
        act_ids=(done.battery.match_id,),
        draft=None,
        restore=lambda: True,
    )
