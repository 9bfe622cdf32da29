"""Joins moves by two scans to the ledger: one scan after the other, each move at once."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.moves import MOST_MOVES
from packtrail.domain.places import Place
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.stock.move.screen import MoveScreen
from packtrail.ui.stock.move.state import (
    Done,
    Heard,
    MoveState,
    Warned,
    meant,
    move,
    standing,
    with_done,
    without_done,
)
from packtrail.ui.stock.move.words import tone_of
from packtrail.ui.undo_flow import MOVE, Undoable
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.wording import Wording

T = TypeVar("T")

Tell = Callable[[str], None]
"""Hears what became of one scan: the tone that it got."""


class MoveFlow(QObject):
    """What happens on the page of the moves."""

    toned = Signal(str)
    written = Signal(object)  # tuple of Done: records were written
    undoable = Signal(object)  # Undoable
    unit_meant = Signal(str)  # unit id, to be shown in detail

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.screen = screen = MoveScreen(wording)
        self.state = MoveState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._turns: deque[Callable[[], None]] = deque()  # in the order of the hand
        self._is_at_work = self._is_writing = False
        screen.entered.connect(lambda text: self.scanned(text, lambda _: None))
        screen.confirmed.connect(self.confirm)
        screen.left.connect(self.back)
        screen.unit_chosen.connect(self.unit_meant)

    @property
    def is_busy(self) -> bool:
        """Whether a move is being written."""
        return self._is_writing

    def scanned(self, text: str, tell: Tell) -> bool:
        """Take the label of a slot or of a unit, by scanner or by hand; always True."""
        self._turns.append(partial(self._look_up, text, tell))
        self._next()
        return True

    def take(self, unit_ids: tuple[str, ...]) -> None:
        """Have units in the hand that were chosen in a table; the slot that was at hand is put down."""
        question = partial(standing, unit_ids[:MOST_MOVES])
        self._turns.append(partial(self._ask, question, self._taken, "", lambda _: None))
        self._next()

    def confirm(self) -> None:
        """Move in spite of what was warned of."""
        warned = self.state.warned
        if warned is not None and not self._is_at_work:
            self._move(warned.units, warned.to, "", lambda _: None, confirmed=warned.tokens)

    def back(self) -> None:
        """Put down what is at hand: the warning first, then units, then the slot."""
        if not self._is_at_work and not self.state.is_empty_handed:
            warned = self.state.warned is not None
            hand = self.state.hand if warned else ()
            to = self.state.to if warned or self.state.hand else None
            self._put(replace(self.state, warned=None, hand=hand, to=to, last=None))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)

    def _next(self) -> None:
        """One at a time, or two would change places."""
        while self._turns and not self._is_at_work:
            self._turns.popleft()()

    def _look_up(self, text: str, tell: Tell) -> None:
        self._ask(partial(meant, text, self._acts.tables), partial(self._known, text, tell), text, tell)

    def _ask(self, question: Callable[[View], T], done: Callable[[T], None], text: str, tell: Tell) -> None:
        """Ask the ledger what is meant; a warning is answered first."""
        if self.state.warned is not None:
            self.screen.say_answer_first()
            self._tone(tell, "no")
            return
        self._is_at_work = True
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, question),
            done=done,
            failed=partial(self._refused, text, tell),
        )

    def _taken(self, units: tuple[Unit, ...]) -> None:
        self._is_at_work = False
        self._put(replace(self.state, to=None, hand=units, last=None))
        self._next()

    def _known(self, text: str, tell: Tell, found: Place | Unit) -> None:
        self._is_at_work = False
        state = self.state
        if isinstance(found, Place):
            if state.hand:
                self._move(state.hand, found, text, tell)
            else:
                self._hear(replace(state, to=found), Heard(text=text, to=found), tell)
        elif state.to is not None:
            self._move((found,), state.to, text, tell)
        elif any(each.unit_id == found.unit_id for each in state.hand):
            self._hear(state, Heard(text=text, already=found), tell)
        else:
            hand = (*state.hand, found)
            self._hear(replace(state, hand=hand), Heard(text=text, held=found), tell)

    def _move(
        self, units: tuple[Unit, ...], to: Place, text: str, tell: Tell, confirmed: tuple[str, ...] = ()
    ) -> None:
        self._is_at_work = self._is_writing = True
        self._workers.run(
            self._workers.acts,
            partial(move, self._acts, units, to, confirmed),
            done=partial(self._moved, units, text, tell),
            failed=partial(self._refused, text, tell),
        )

    def _moved(self, units: tuple[Unit, ...], text: str, tell: Tell, came: tuple[Done, ...] | Warned) -> None:
        self._is_at_work = self._is_writing = False
        if isinstance(came, Warned):
            self._put(replace(self.state, warned=came, last=None))
            self._tone(tell, "no")
        elif not came:
            after = replace(self.state, hand=(), warned=None)
            self._hear(after, Heard(text=text, already=units[0]), tell)
        else:
            self._put(with_done(self.state, came, text))
            self._tone(tell, "ok")
            self.written.emit(came)
            self._offer_undo(came)
        self._next()

    def _offer_undo(self, moved: tuple[Done, ...]) -> None:
        ids = tuple(each.record_id for each in moved)
        self.undoable.emit(
            Undoable(
                kind=MOVE,
                number=moved[0].unit.label if len(moved) == 1 else str(moved[0].to),
                document_id=moved[0].unit.unit_id,
                act_ids=ids,
                draft=None,
                restore=partial(self._taken_back, ids),
            )
        )

    def _taken_back(self, record_ids: tuple[str, ...]) -> bool:
        self._put(without_done(self.state, record_ids))
        return True

    def _refused(self, text: str, tell: Tell, error: OutletError) -> None:
        self._is_at_work = self._is_writing = False
        self._hear(replace(self.state, warned=None), Heard(text=text, error=error), tell)

    def _hear(self, state: MoveState, heard: Heard, tell: Tell) -> None:
        self._put(replace(state, last=heard))
        self._tone(tell, tone_of(heard))
        self._next()

    def _tone(self, tell: Tell, tone: str) -> None:
        self.toned.emit(tone)
        tell(tone)

    def _put(self, state: MoveState) -> None:
        self.state = state
        self.screen.render_state(state)
