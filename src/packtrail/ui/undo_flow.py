"""撤销: joins the undo bar with the act that a screen did last.

One bar for the whole desk, since only the newest act can be taken back without a word. What the act had used
up is saved again by the same transaction, and laid on its screen where nothing else lies there by now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Draft
from packtrail.usecases.undo import act_of, undo
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import word

DELIVERY = "delivery"
HANDOFF = "handoff"
VEHICLE = "vehicle"
MATCH = "match"
MOVE = "move"
REFUSAL = "refusal"  # a delivery turned away
EXIT = "exit"  # a return to the deliverer, or a write-off
DISCARD = "discard"  # what was typed, given up: no record says so, and it comes back at any time

_INSTEAD = {
    DELIVERY: "void_record",
    HANDOFF: "cancel_handoff",
    VEHICLE: "void_record",
    MATCH: "void_record",
    MOVE: "move_again",
    REFUSAL: "void_record",
    EXIT: "void_record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoable:
    """An act of just now, and how its screen takes it back."""

    kind: str  # DELIVERY, HANDOFF, VEHICLE, MATCH, MOVE, REFUSAL, EXIT or DISCARD
    number: str
    document_id: str
    draft: Draft | None  # what the act used up
    act_ids: tuple[str, ...] = ()  # its records, where no document names them all
    restore: Callable[[], bool]  # lays the draft there again; False when other work lies there


class UndoFlow(QObject):
    """What happens at the bar. Make it once the bar stands in its window."""

    undone = Signal()  # records were written, or a draft

    def __init__(self, acts: OutletActs, workers: GuiWorkers, bar: UndoBar, wording: Wording) -> None:
        super().__init__()
        self._acts, self._workers, self._bar, self._wording = acts, workers, bar, wording
        self._last: Undoable | None = None
        self._is_undoing = False
        self._late = KeyAct("desk.undo", "Ctrl+Z", bar.window(), self.undo)
        self._late.setEnabled(False)
        bar.undone.connect(self.undo)
        bar.expired.connect(self._expire)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._watch)

    @property
    def is_busy(self) -> bool:
        """Whether an act is being taken back."""
        return self._is_undoing

    def offer(self, act: Undoable) -> None:
        """Offer to take ``act`` back; any earlier one can't be any more."""
        self._last = act
        self._late.setEnabled(False)
        self._watch(None, QApplication.focusWidget())
        self._bar.offer(self._offer_of(act))

    def undo(self) -> None:
        """Take the last act back; when it is too late the refusal says what can be done instead."""
        act = self._last
        if act is None or self._is_undoing:
            return
        self._is_undoing = True
        self._workers.run(
            self._workers.acts,
            partial(_take_back, self._acts, act),
            done=partial(self._undone, act),
            failed=partial(self._refused, act),
        )

    def retranslate(self, wording: Wording) -> None:
        """Speak another language from the next sentence on."""
        self._wording = wording

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """A text field keeps Ctrl+Z for what was typed into it; with nothing typed it is the bar's."""
        if (
            self._last is not None
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not _was_typed_into(watched)
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _watch(self, _left: QWidget | None, hand: QWidget | None) -> None:
        if self._last is not None and isinstance(hand, QLineEdit | QPlainTextEdit):
            hand.installEventFilter(self)

    def _undone(self, act: Undoable, _: None) -> None:
        self._is_undoing = False
        if self._last is act:
            self._last = None
        key = act.kind if act.restore() else f"{act.kind}_kept"
        self._tell(act, Tone.OK, self._wording.say(f"frame.undo_done.{key}", number=act.number))
        self.undone.emit()

    def _refused(self, act: Undoable, error: OutletError) -> None:
        self._is_undoing = False
        self._tell(act, Tone.WARN, str(explain(self._wording, error)))

    def _tell(self, act: Undoable, tone: Tone, sentence: str) -> None:
        """Say what came of taking ``act`` back; what was done meanwhile stays on offer."""
        newer = self._last
        self._late.setEnabled(newer is act)
        if newer is None or newer is act:
            self._bar.say(tone, sentence)
        else:
            self._bar.offer(f"{sentence} {self._offer_of(newer)}")

    def _offer_of(self, act: Undoable) -> str:
        return self._wording.say(f"frame.undo_offer.{act.kind}", number=act.number)

    def _expire(self) -> None:
        self._late.setEnabled(True)
        if self._last is not None and self._last.kind == DISCARD:
            self._bar.say(Tone.QUIET, self._wording.say("frame.undo_still", number=self._last.number))
        elif self._last is not None:
            w = self._wording
            instead = word(w, "instead", _INSTEAD[self._last.kind])
            self._bar.say(Tone.QUIET, w.say("frame.undo_late", number=self._last.number, instead=instead))


def _take_back(acts: OutletActs, act: Undoable) -> None:
    if act.kind == DISCARD and act.draft is not None:
        acts.save_draft(act.draft.draft_id, act.draft.kind, act.draft.content)
        return
    ids = act.act_ids or acts.read(lambda view: act_of(view, act.document_id))
    acts.act(undo, ids, draft=act.draft)


def _was_typed_into(field: QObject) -> bool:
    if isinstance(field, QPlainTextEdit):
        return bool(field.document().isUndoAvailable())
    return isinstance(field, QLineEdit) and field.isUndoAvailable()
