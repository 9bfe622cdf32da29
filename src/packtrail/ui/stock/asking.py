"""Asks the hubs about the battery on the open page: soon after it was opened, and when a person wants it.

The hand that passes by many rows asks for none of them; only the page that stays open is asked for, and by
itself not again within minutes. What is known stays in sight meanwhile.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers, is_lost
from packtrail.usecases.ask_unit_life import TOLD
from packtrail.usecases.life_asking import AFTER_A_FAILURE, WhyNot, rest_after, why_not, worth_asking
from packtrail.usecases.ports import View
from packtrail.usecases.sync_values import Step

PASSED_BY_MS = 400
"""A page that was open for less is passed by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What came of asking; ``steps`` by the hub as staff call it, empty where nobody had to be asked."""

    why_not: WhyNot | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        """Whether somebody answered."""
        return any(step.end == TOLD for step in self.steps.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """How asking about one code stands."""

    code: str | None = None
    is_under_way: bool = False
    asked: Asked = field(default_factory=Asked)
    trouble: OutletError | None = None


def ask_hubs(acts: OutletActs, codes: tuple[str, ...], *, by_hand: bool, most: int | None = None) -> Asked:
    """Ask whoever has not told of ``codes`` lately, by hand everybody; network lane.

    Of those that are worth asking for only the first ``most`` are asked for. The choice to be off is read
    here once more: the lane may have been busy for long.
    """

    def wanted(view: View) -> tuple[WhyNot | None, tuple[str, ...], Mapping[str, str]]:
        titles = {each.name: each.title for each in view.destinations()}
        return why_not(view), codes if by_hand else worth_asking(view, codes, acts.now()), titles

    refusal, asked, titles = acts.read(wanted)
    if refusal is not None or not asked:
        return Asked(why_not=refusal)
    return Asked(steps={titles.get(name, name): step for name, step in acts.look_up(asked[:most]).items()})


class PageAsking(QObject):
    """One question at a time, about the page that is open."""

    changed = Signal()  # ``state`` is another
    told = Signal(str)  # a code: more may be known of it now

    def __init__(self, acts: OutletActs, workers: GuiWorkers, page: QObject) -> None:
        super().__init__(page)  # a page that is gone asks nothing
        self.state = Asking()
        self._acts, self._workers = acts, workers
        self._at_work: Future[Asked] | None = None
        self._next: tuple[str, bool] | None = None  # wanted while another was asked for, and whether by hand
        self._rests_until: dict[str, datetime] = {}  # by code, after a try without an answer
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(PASSED_BY_MS)
        self._passing.timeout.connect(self._stayed)

    def open(self, code: str | None, *, by_itself: bool = True) -> None:
        """The page of a battery was opened, one without a code as None; ``by_itself``: it may ask."""
        if code is not None and code == self.state.code and self.state.is_under_way and self._is_busy:
            return
        self._passing.stop()
        self._next = None
        self._put(Asking(code=code))
        if code is not None and by_itself:
            self._passing.start()

    def close(self) -> None:
        """The page was put away: nothing more is asked for it."""
        self._passing.stop()
        self._next = None
        self.state = Asking()

    def again(self) -> None:
        """A person asks now, however young the last answer is."""
        if self.state.code is not None and not self.state.is_under_way:
            self._passing.stop()
            self._want(self.state.code, by_hand=True)

    @property
    def _is_busy(self) -> bool:
        """Whether an answer is awaited; what a bug ended is not."""
        return self._at_work is not None and not is_lost(self._at_work)

    def _stayed(self) -> None:
        code = self.state.code
        if code is not None and not self._rests(code):
            self._want(code, by_hand=False)

    def _rests(self, code: str) -> bool:
        until = self._rests_until.get(code)
        return until is not None and self._acts.now() < until

    def _want(self, code: str, *, by_hand: bool) -> None:
        self._put(replace(self.state, is_under_way=True, trouble=None))
        if self._is_busy:
            self._next = (code, by_hand)
        else:
            self._ask(code, by_hand=by_hand)

    def _ask(self, code: str, *, by_hand: bool) -> None:
        self._at_work = self._workers.run(
            self._workers.network,
            partial(ask_hubs, self._acts, (code,), by_hand=by_hand),
            done=partial(self._answered, code),
            failed=partial(self._refused, code),
        )

    def _answered(self, code: str, asked: Asked) -> None:
        self._end(code, replace(self.state, asked=asked, trouble=None), rest_after(asked.steps.values()))
        if asked.is_told:
            self.told.emit(code)

    def _refused(self, code: str, error: OutletError) -> None:
        self._end(code, replace(self.state, asked=Asked(), trouble=error), AFTER_A_FAILURE)

    def _end(self, code: str, state: Asking, rest: timedelta | None) -> None:
        self._at_work = None
        self._rests_until.pop(code, None)
        if rest is not None:
            self._rests_until[code] = self._acts.now() + rest
        if self.state.code == code:
            self._put(replace(state, is_under_way=False))
        if self._next is not None:
            (following, by_hand), self._next = self._next, None
            self._ask(following, by_hand=by_hand)

    def _put(self, state: Asking) -> None:
        self.state = state
        self.changed.emit()
