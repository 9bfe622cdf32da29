"""Sends by itself: after a change, and again after a failure; one timer, and off means off."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.ui.sync import back_off
from packtrail.ui.sync.back_off import AutoState
from packtrail.usecases.send_batch import SendOutcome


class AutoSend(QObject):
    """Keeps the time until the next try; who hears ``due`` sends."""

    due = Signal()
    changed = Signal()  # ``state`` is another

    def __init__(self, share: Callable[[], float]) -> None:
        super().__init__()
        self.state = AutoState()
        self._share = share
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._try)

    def turn(self, *, is_on: bool) -> None:
        """Switch it; nothing goes by itself any more once it is off."""
        self._take(back_off.turned(self.state, is_on=is_on))

    def records_written(self) -> None:
        """There may be something to send."""
        self._take(back_off.after_change(self.state))

    def network_returned(self) -> None:
        """The network is back: try soon, whatever was waited for; a stop for a person stays."""
        if self.state.may_try:
            self._take(back_off.after_change(back_off.taken_up(self.state)))

    def person_acted(self) -> None:
        """A person sends by hand now: what had stopped it counts no more."""
        self._take(back_off.taken_up(self.state))

    def ended(self, outcomes: tuple[SendOutcome, ...]) -> None:
        """A run ended; the worst outcome decides."""
        worst = max(outcomes, key=_badness, default=None)
        if worst is not None:
            self._take(back_off.after_outcome(self.state, worst, self._share()))

    def failed(self) -> None:
        """This station itself could not send: the disk is full, say."""
        self._take(back_off.after_failure(self.state, self._share()))

    def stop(self) -> None:
        """The desk closes: the timer with it."""
        self._timer.stop()

    def _try(self) -> None:
        self.state = replace(self.state, wait_s=None)
        if self.state.may_try:
            self.due.emit()

    def _take(self, state: AutoState) -> None:
        if state == self.state:
            return
        wait_changed = state.wait_s != self.state.wait_s
        self.state = state
        if state.wait_s is None or not state.may_try:
            self._timer.stop()
        elif wait_changed or not self._timer.isActive():
            self._timer.start(round(state.wait_s * 1000))
        self.changed.emit()


def _badness(outcome: SendOutcome) -> int:
    if back_off.is_fatal(outcome):
        return 2
    return int(outcome.result in back_off.UNREACHED)
