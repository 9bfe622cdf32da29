"""Keeps the status strip true: asks the ledger after every change and once a minute, off the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer

from packtrail.domain.errors import OutletError
from packtrail.domain.sync_state import Backlog
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.strip_state import Readiness, StripState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination, View

EVERY_MS = 60_000
STALE_AFTER = timedelta(hours=24)
"""Older than this, the last confirmation is a warning (features row 60)."""

OLD_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the ledger said."""

    destination: Destination | None
    backlog: Backlog | None
    clock_behind: timedelta | None


class StripFeed(QObject):
    """Renders a fresh state through ``show``."""

    def __init__(self, acts: OutletActs, workers: GuiWorkers, show: Callable[[StripState], None]) -> None:
        super().__init__()
        self._acts, self._workers, self._show = acts, workers, show
        self.camera = self.scanner = Readiness.UNKNOWN
        self._is_asking = False
        self._ask_again = False
        self._is_over = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin, and go on until ``stop``."""
        self._is_over = False
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Ask no more, whatever was still to be asked again."""
        self._is_over = True
        self._timer.stop()

    def refresh(self) -> None:
        """Ask now; while an answer is under way, once more after it."""
        if self._is_over:
            return
        if self._is_asking:
            self._ask_again = True
            return
        self._is_asking = True
        self._workers.run(
            self._workers.reads,
            lambda: self._acts.read(partial(_asked, self._acts.now())),
            done=self._render,
            failed=self._failed,
        )

    def _render(self, answer: _Answer) -> None:
        destination, backlog = answer.destination, answer.backlog
        now = self._acts.now()
        oldest = backlog.oldest_recorded_at if backlog else None
        confirmed = backlog.last_confirmed_at if backlog else None
        age = now - oldest if oldest else None
        stale = destination is not None and (confirmed is None or now - confirmed > STALE_AFTER)
        self._show(
            StripState(
                now=now,
                unsent=backlog.unsent if backlog else 0,
                oldest_age=age,
                unsent_tone=Tone.WARN if age and age > OLD_AFTER else Tone.QUIET,
                destination=destination.title if destination else None,
                confirmed_at=confirmed,
                confirmed_tone=Tone.WARN if stale else Tone.QUIET,
                scanner=self.scanner,
                camera=self.camera,
                clock=Readiness.READY,
                clock_behind=answer.clock_behind,
                operator=self._acts.operator.name,
            )
        )
        self._asked_for()

    def _failed(self, _: OutletError) -> None:
        self._asked_for()

    def _asked_for(self) -> None:
        self._is_asking = False
        if self._ask_again:
            self._ask_again = False
            self.refresh()


def _asked(now: datetime, view: View) -> _Answer:
    destinations = view.destinations()
    destination = destinations[0] if destinations else None
    return _Answer(
        destination=destination,
        backlog=view.backlog(destination.name) if destination else None,
        clock_behind=view.clock_set_back_by(now),
    )
