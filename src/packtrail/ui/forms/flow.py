"""Joins the form of one act to the ledger: fields, photographs, doing it on the acts lane, saying why not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_places import MoveUnconfirmed
from packtrail.domain.errors_unit import WarningsUnconfirmed
from packtrail.domain.records import Attachment
from packtrail.domain.vehicle_case import CaseWarning
from packtrail.domain.vehicle_case.errors import CodeHasEarlierLife, NotConfirmed, VehicleSeenBefore
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.code_twice import CODE, with_scanned
from packtrail.ui.forms.panel import FormPanel
from packtrail.ui.forms.state import AskKind, FormAct, Typed, first_typed, form_state
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording

JPEG = "image/jpeg"
EVIDENCE = "evidence"
EARLIER_LIFE = "earlier_life"
"""What a form is asked back that names a code which was known here before."""
PICTURES = ("*.jpg", "*.jpeg", "*.png", "*.bmp", "*.webp")


class FormFlow(QObject):
    """At most one act at a time; what was typed stays until it is done or left."""

    done = Signal(object)  # what came of the act
    edited = Signal(object)  # Typed: the operator gave something
    refused = Signal(object)  # OutletError: the form stays open
    left = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel = FormPanel(wording)
        self.choose_photo: Callable[[], Path | None] = self._ask_for_file
        self._acts, self._workers, self._wording = acts, workers, wording
        self._act: FormAct | None = None
        self._typed = Typed()
        self._secret: frozenset[str] = frozenset()  # fields of this act that asked for a PIN
        self._trouble: OutletError | None = None
        self._mended: frozenset[str] = frozenset()  # fields that were changed since the refusal
        self._first_wrong: str | None = None
        self._busy = ""  # key of what is under way
        self._folder = ""
        self.panel.changed.connect(self._change)
        self.panel.photo_asked.connect(self._add_photo)
        self.panel.confirmed.connect(self.confirm)
        self.panel.left.connect(self.leave)

    @property
    def act(self) -> FormAct | None:
        """The act whose form is open."""
        return self._act

    @property
    def typed(self) -> Typed:
        """What was given so far."""
        return self._typed

    @property
    def is_busy(self) -> bool:
        """Whether an act or a photograph is under way."""
        return bool(self._busy)

    def open(self, act: FormAct, typed: Typed | None = None) -> None:
        """Ask for what ``act`` needs, from what was ``typed`` before; one that is under way is waited for."""
        if self.is_busy:
            return
        self._act, self._typed, self._trouble = act, first_typed(act, self._wording, typed), None
        self._show()

    def scanned(self, code: str) -> bool:
        """Put a scanned code into the open form; False where none asks for one."""
        if self._act is None or self.is_busy or not self._asks_for_code():
            return False
        self._put(with_scanned(self._typed, code))
        return True

    def give(self, key: str, value: str) -> bool:
        """Fill a field of the open form, as the operator would; False while none can be filled."""
        if self._act is None or self.is_busy:
            return False
        self._change(key, value)
        return True

    def refuse(self, error: OutletError) -> None:
        """Say in the open form why what led to it was refused."""
        if self._act is not None:
            self._refused(error)

    def forget_secrets(self) -> None:
        """Drop every PIN that was typed: whoever is at the desk next proves himself anew."""
        values = {key: value for key, value in self._typed.values.items() if key not in self._secret}
        self._typed = replace(self._typed, values=values)
        self._show()

    def next_fault(self) -> None:
        """F8: put the hand on the first field that keeps the act back."""
        if self._act is not None:
            self.panel.take_hand(self._first_wrong)

    def confirm(self) -> None:
        """Do the act."""
        act = self._act
        if act is None or self.is_busy:
            return
        self._trouble, self._mended = None, frozenset()
        self._begin("doing")
        self._workers.run(
            self._workers.acts,
            partial(act.do, self._acts, self._typed),
            done=self._done,
            failed=self._refused,
        )

    def leave(self) -> None:
        """Give it up; an act that is under way ends by itself."""
        if self.is_busy or self._act is None:
            return
        self.forget_secrets()
        self._act = None
        self.left.emit()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.panel.retranslate(wording)
        self._show()

    def _asks_for_code(self) -> bool:
        return self._act is not None and any(
            ask.key == CODE for ask in self._act.asks(self._wording, self._typed)
        )

    def _change(self, key: str, value: str) -> None:
        self._mended |= {key}
        self._put(self._typed.given(key, value))

    def _put(self, typed: Typed) -> None:
        if self._act is not None:
            typed = first_typed(self._act, self._wording, typed)
        self._typed = typed
        self._show()
        self.edited.emit(typed)

    def _add_photo(self) -> None:
        picture = None if self.is_busy else self.choose_photo()
        if picture is None:
            return
        self._folder = str(picture.parent)
        self._begin("photo")
        self._workers.run(
            self._workers.decode,
            partial(self._acts.photo_of, picture),
            done=self._keep_photo,
            failed=self._refused,
        )

    def _keep_photo(self, content: bytes) -> None:
        self._workers.run(
            self._workers.acts,
            partial(self._acts.keep_photo, content, JPEG, EVIDENCE),
            done=self._photo_kept,
            failed=self._refused,
        )

    def _photo_kept(self, photo: Attachment) -> None:
        self._busy = ""
        self._put(self._typed.with_photo(photo))

    def _begin(self, what: str) -> None:
        self._busy = what
        self._show()

    def _done(self, result: object) -> None:
        self._busy = ""
        self.forget_secrets()
        self._act = None
        self.done.emit(result)

    def _refused(self, error: OutletError) -> None:
        self._busy, self._trouble = "", error
        self._mended = frozenset()
        asked_back = _to_confirm(error)
        self._typed = self._typed.warned_of(asked_back)
        if asked_back:
            self._show()  # the same two go on at once
        else:
            self.forget_secrets()
        self.refused.emit(error)

    def _show(self) -> None:
        if self._act is None:
            return
        w = self._wording
        asks = self._act.asks(w, self._typed)
        self._secret |= {ask.key for ask in asks if ask.kind in {AskKind.PIN, AskKind.PIN_AGAIN}}
        busy = w.say(f"forms.busy.{self._busy}") if self._busy else None
        state = form_state(w, self._act, self._typed, busy=busy, trouble=self._trouble, mended=self._mended)
        self._first_wrong = state.first_wrong
        self.panel.show_form(state)

    def _ask_for_file(self) -> Path | None:
        say = self._wording.say
        file, _ = QFileDialog.getOpenFileName(
            self.panel,
            say("forms.choose_photo"),
            self._folder,
            f"{say('forms.pictures')} ({' '.join(PICTURES)})",
        )
        return Path(file) if file else None


def _to_confirm(error: OutletError) -> tuple[str, ...]:
    return next((tokens(error) for kind, tokens in _ASKS_BACK.items() if isinstance(error, kind)), ())


_ASKS_BACK: Mapping[type[OutletError], Callable[[Any], tuple[str, ...]]] = {
    MoveUnconfirmed: lambda error: error.move_warnings,
    WarningsUnconfirmed: lambda error: error.unit_warnings,
    NotConfirmed: lambda error: error.case_warnings,
    VehicleSeenBefore: lambda _: (CaseWarning.EARLIER_CASE,),
    CodeHasEarlierLife: lambda _: (EARLIER_LIFE,),
}
"""Refusals that a person may overcome, and the tokens of what the form asks then."""
