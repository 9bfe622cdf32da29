"""Sends by itself: after a change, and again after a failure; one timer, and off means off.

Each destination has its own line: one that is not reached holds no other up.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from packtrail.ui.sync import back_off
from packtrail.ui.sync.back_off import AutoState
from packtrail.usecases.send_batch import SendOutcome
from packtrail.usecases.sync_policy import reached_nobody

EARLY_S = 0.5
"""A timer that is as much too early is on time."""


class AutoSend(QObject):
    """Keeps the time until the next try; who hears ``due`` sends to whoever is not ``resting``."""

    due = Signal()
    changed = Signal()  # ``state`` is another

    def __init__(self, share: Callable[[], float], monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.state = AutoState()  # of all lines together
        self._share, self._monotonic = share, monotonic
        self._lines: dict[str, AutoState] = {}
        self._due_at: dict[str, float] = {}
        self._unreached: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one comes up to 5 % early
        self._timer.timeout.connect(self._try)

    @property
    def is_cut_off(self) -> bool:
        """Whether a try would be made, and the last one reached nobody: the network may be gone."""
        return self.state.is_on and bool(self._unreached)

    def resting(self) -> frozenset[str]:
        """The destinations that are not tried now: each waits, or has stopped for a person."""
        now = self._monotonic()
        return frozenset(
            name
            for name, line in self._lines.items()
            if not line.may_try or self._due_at.get(name, now) > now + EARLY_S
        )

    def turn(self, *, is_on: bool) -> None:
        """Switch it; nothing goes by itself any more once it is off."""
        self._forget_lines()
        self._take(back_off.turned(self.state, is_on=is_on))

    def records_written(self) -> None:
        """There may be something to send."""
        self._take(back_off.after_change(self.state))

    def network_returned(self) -> None:
        """The network is back: whoever was not reached is tried soon; a stop for a person stays."""
        share = self._share()
        for name in self._unreached:
            self._lines[name] = back_off.after_return(self._lines[name], share)
            self._due_at.pop(name, None)
        self._unreached.clear()
        if self.state.may_try:
            self._take(back_off.after_return(self.state, share))

    def person_acted(self) -> None:
        """A person sends by hand now: what had stopped it counts no more."""
        self._forget_lines()
        self._take(back_off.taken_up(self.state))

    def ended(self, outcomes: tuple[SendOutcome, ...]) -> None:
        """A run ended, with an outcome for each destination that was tried."""
        now = self._monotonic()
        for outcome in outcomes:
            line = self._lines.get(outcome.destination, AutoState())
            self._keep(outcome.destination, back_off.after_outcome(line, outcome, self._share()), now)
            if reached_nobody(outcome):
                self._unreached.add(outcome.destination)
            else:
                self._unreached.discard(outcome.destination)
        if self._lines:
            self._take(self._together(now))

    def failed(self) -> None:
        """This station itself could not send: the disk is full, say."""
        self._take(back_off.after_failure(self.state, self._share()))

    def stop(self) -> None:
        """The desk closes: the timer with it."""
        self._timer.stop()

    def _keep(self, name: str, line: AutoState, now: float) -> None:
        self._lines[name] = line
        self._due_at.pop(name, None)
        if line.wait_s is not None:
            self._due_at[name] = now + line.wait_s

    def _forget_lines(self) -> None:
        self._lines.clear()
        self._due_at.clear()
        self._unreached.clear()

    def _together(self, now: float) -> AutoState:
        """The lines as one: the soonest wait, and stopped only when every one has stopped."""
        going = [line for line in self._lines.values() if line.may_try]
        if not going:
            stopped = next((line.stopped_by for line in self._lines.values()), None)
            return replace(self.state, stopped_by=stopped, failures=0, wait_s=None)
        waits = [round(at - now, 3) for name, at in self._due_at.items() if self._lines[name].may_try]
        return replace(
            self.state,
            stopped_by=None,
            failures=max(line.failures for line in going),
            wait_s=max(back_off.LEAST_S, min(waits)) if waits else None,
        )

    def _try(self) -> None:
        self.state = replace(self.state, wait_s=None)
        if self.state.may_try:
            self.due.emit()

    def _take(self, state: AutoState) -> None:
        if state == self.state and (self._timer.isActive() or not state.may_try):
            return
        wait_changed = state.wait_s != self.state.wait_s
        is_other, self.state = state != self.state, state
        if not state.may_try:
            self._timer.stop()
        elif wait_changed or not self._timer.isActive():
            wait_s = back_off.idle_s(self._share()) if state.wait_s is None else state.wait_s
            self._timer.start(round(wait_s * 1000))
        if is_other:
            self.changed.emit()
