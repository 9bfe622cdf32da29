"""Joins the opening stock to the ledger: each line is recorded for itself, the next scan ends the last one.

A line is kept as it is typed and found again after a crash; what lines mostly have in common, where they
stand and where they came from, is carried over to the next.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_gate import OpeningStockIsClosed
from packtrail.domain.places import parse_label
from packtrail.domain.records import Record
from packtrail.ui.acts import OutletActs
from packtrail.ui.draft_keeper import DraftKeeper
from packtrail.ui.forms.code_twice import CODE, with_scanned
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed, first_typed, form_state
from packtrail.ui.stock.latest import Latest
from packtrail.ui.stock.no_code import WITHOUT
from packtrail.ui.stock.opening.forms import PLACE, CloseForm, LineForm, carried, line_of, typed_of
from packtrail.ui.stock.opening.screen import OpeningScreen
from packtrail.ui.stock.opening.state import Heard, Opening, OpeningState, Taken, ask_opening
from packtrail.ui.stock.opening.words import tone_of
from packtrail.ui.undo_flow import DISCARD, Undoable
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import OPENING_LINE, draft_content
from packtrail.usecases.ports import Draft
from packtrail.usecases.scanned_units import code_scanned
from packtrail.wording import Wording

Tell = Callable[[str], None]
"""Hears what became of one scan: the tone that it got."""


class OpeningFlow(QObject):
    """What happens on the page of the opening stock."""

    toned = Signal(str)
    written = Signal(object)  # Taken or Record: records were written
    undoable = Signal(object)  # Undoable: a line that was given up
    unit_meant = Signal(str)  # unit id, to be shown in detail

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.screen = screen = OpeningScreen(wording, self.form.panel)
        self.state = OpeningState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._drafts = DraftKeeper(OPENING_LINE, acts, workers, failed=self._trouble)
        self._asked = Latest(acts, workers, ask_opening, show=self._show, failed=self._unanswered)
        self._heard: deque[tuple[str, Tell]] = deque()  # while a line is being recorded
        self._draft_id = ""
        self._is_stale = True  # the ledger has yet to say how it stands
        self._over: set[str] = set()  # drafts that a question asked before still finds
        self._carried: dict[str, str] = {}
        screen.begun.connect(lambda: self._begin(Typed()))
        screen.close_asked.connect(self._ask_to_close)
        screen.unit_chosen.connect(self.unit_meant)
        self.form.edited.connect(self._keep)
        self.form.done.connect(self._done)
        self.form.refused.connect(self._refused)
        self.form.left.connect(self._left)

    @property
    def is_busy(self) -> bool:
        """Whether a line is being recorded."""
        return self.form.is_busy

    def refresh(self) -> None:
        """The page was opened, or records were written."""
        self._asked.ask()

    def scanned(self, text: str, tell: Tell) -> bool:
        """Take a battery or the label of a place; False once the opening stock is closed."""
        if self.state.opening is not None and not self.state.is_taking:
            return False
        self._heard.append((text, tell))
        self._take_next()
        return True

    def back(self) -> None:
        """Esc: the form at hand is given up; a line can be brought back for a while."""
        self.form.leave()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)
        self.form.retranslate(wording)

    def _take_next(self) -> None:
        while self._heard and not self.form.is_busy and not self._is_stale:
            text, tell = self._heard.popleft()
            if self._is_ended_by(text):
                self._heard.appendleft((text, tell))  # it begins the next one
                self.form.confirm()
            else:
                self._take(text, tell)

    def _is_ended_by(self, text: str) -> bool:
        """Whether the line at hand is whole, and ``text`` is another battery, or where others stand."""
        if not isinstance(self.form.act, LineForm):
            return False
        typed, w, place = self.form.typed, self._wording, parse_label(text)
        code = typed.text(CODE)
        if place is not None:
            is_other = typed.text(PLACE) not in {"", str(place)}
        else:
            is_other = typed.has(WITHOUT) or (bool(code) and code != code_scanned(text, self._acts.tables))
        return is_other and form_state(w, self.form.act, typed, busy=None).refusal is None

    def _take(self, text: str, tell: Tell) -> None:
        place = parse_label(text)
        act, typed = self.form.act, self.form.typed
        code = code_scanned(text, self._acts.tables).strip()
        closed = self.state.opening.closed if self.state.opening else None
        if closed is not None:
            self._hear(Heard(text=text, error=OpeningStockIsClosed(closed.at)), tell)
        elif isinstance(act, CloseForm):
            self._hear(Heard(text=text, waits=True), tell)
        elif place is not None:
            self._carried[PLACE] = str(place)
            self.form.give(PLACE, str(place))
            self._hear(Heard(text=text, place=str(place)), tell)
        elif self._is_known(code):
            self._hear(Heard(text=code, known=True), tell)
        elif act is None:
            self._begin(with_scanned(Typed(), code))
            self._tone(tell, "ok")
        elif typed.has(WITHOUT) or typed.text(CODE):
            self._hear(Heard(text=code, waits=True), tell)
        else:
            self._tone(tell, "ok" if self.form.scanned(code) else "no")

    def _is_known(self, code: str) -> bool:
        lines = self.state.opening.lines if self.state.opening else ()
        at_hand = self.form.typed.text(CODE) if self.form.act is not None else ""
        return code == at_hand or any(code in line.unit.codes for line in lines)

    def _begin(self, typed: Typed) -> None:
        """Begin a line with what the one before it had in common."""
        if self.state.is_taking and self.form.act is None and not self._is_stale:
            typed = replace(typed, values={**self._carried, **typed.values})
            self._open(self._acts.new_id(), typed)
            if typed.text(CODE):
                self._keep(self.form.typed)
            self._put(replace(self.state, last=None))

    def _open(self, draft_id: str, typed: Typed) -> None:
        opening = self.state.opening
        if opening is None:
            return
        self._draft_id = draft_id
        form = LineForm(draft_id, opening.destinations)
        self.form.open(form, first_typed(form, self._wording, typed))
        self._put(replace(self.state, is_form_open=True))
        self.form.panel.take_hand("mass_g" if typed.text(CODE) else None)

    def _ask_to_close(self) -> None:
        opening = self.state.opening
        if opening is not None and self.state.is_taking and self.form.act is None:
            self.form.open(CloseForm(opening))
            self._put(replace(self.state, is_form_open=True))
            self.form.panel.take_hand()

    def _keep(self, typed: Typed) -> None:
        if isinstance(self.form.act, LineForm):
            tables = self._acts.tables
            self._drafts.keep(self._draft_id, lambda: line_of(typed, tables))

    def _done(self, result: object) -> None:
        if isinstance(result, Taken):
            self._forget()
            self._carried = carried(self.form.typed)
            heard = Heard(text=result.unit.label, taken=result)
            self._put(replace(self.state, is_form_open=False, last=heard, trouble=None))
            self.toned.emit(tone_of(heard))
        elif isinstance(result, Record):
            self._put(replace(self.state, is_form_open=False, last=None, trouble=None))
            self.toned.emit("ok")
            self._is_stale = True  # it is closed now
        self.screen.take_hand()
        self.written.emit(result)
        self._asked.ask()
        self._take_next()

    def _refused(self, error: OutletError) -> None:
        """The line stays in its form, and what was scanned behind it is not taken."""
        self._take_none()
        self._put(replace(self.state, last=Heard(text=self.form.typed.text(CODE), error=error)))
        self.toned.emit("no")

    def _take_none(self) -> None:
        while self._heard:
            text, tell = self._heard.popleft()
            self._hear(Heard(text=text, waits=True), tell)

    def _left(self) -> None:
        self._put(replace(self.state, is_form_open=False, last=None))
        self.screen.take_hand()
        if self._draft_id:
            self._give_up()

    def _give_up(self) -> None:
        line = line_of(self.form.typed, self._acts.tables)
        used = Draft(
            draft_id=self._draft_id,
            kind=OPENING_LINE,
            content=draft_content(line),
            updated_at=self._acts.now(),
        )
        self._forget()
        drop = partial(self._acts.drop_draft, used.draft_id)
        self._workers.run(self._workers.acts, drop, done=lambda _: None, failed=self._trouble)
        restore = partial(self._lay_again, used.draft_id, self.form.typed)
        self.undoable.emit(
            Undoable(
                kind=DISCARD,
                number=line.unit.battery_code or "…",
                document_id=used.draft_id,
                draft=used,
                restore=restore,
            )
        )

    def _lay_again(self, draft_id: str, typed: Typed) -> bool:
        self._over.discard(draft_id)
        if self.form.act is not None or not self.state.is_taking:
            return False
        self._open(draft_id, typed)
        return True

    def _forget(self) -> None:
        self._over.add(self._draft_id)
        self._drafts.forget()
        self._draft_id = ""

    def _unanswered(self, error: OutletError) -> None:
        self._take_none()
        self._trouble(error)

    def _show(self, opening: Opening) -> None:
        self._is_stale = False
        self._put(replace(self.state, opening=opening, trouble=None))
        left = opening.left
        is_free = self.state.is_taking and self.form.act is None
        if left is not None and is_free and left.draft_id not in self._over:
            self._open(left.draft_id, typed_of(left.line))
        self._take_next()  # what came before the ledger had answered

    def _hear(self, heard: Heard, tell: Tell) -> None:
        self._put(replace(self.state, last=heard))
        self._tone(tell, tone_of(heard))

    def _tone(self, tell: Tell, tone: str) -> None:
        self.toned.emit(tone)
        tell(tone)

    def _trouble(self, error: OutletError) -> None:
        self._put(replace(self.state, trouble=error))

    def _put(self, state: OpeningState) -> None:
        self.state = state
        self.screen.render_state(state)
