"""Asks the ledger the same question again and again, and never shows an older answer after a newer one.

Two threads read, so two answers may change places; and a question that is asked while one is being
answered was asked because something changed, so only the answer after that counts.
"""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View

T = TypeVar("T")


class Latest(Generic[T]):
    """One question with at most one answer under way."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        question: Callable[[View], T],
        *,
        show: Callable[[T], None],
        failed: Callable[[OutletError], None],
    ) -> None:
        self._acts, self._workers, self._question = acts, workers, question
        self._show, self._failed = show, failed
        self._is_asking = False
        self._is_stale = False

    def ask(self) -> None:
        """Ask, or ask once more as soon as the answer under way is here."""
        if self._is_asking:
            self._is_stale = True
            return
        self._is_asking, self._is_stale = True, False
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, self._question),
            done=self._answered,
            failed=self._refused,
        )

    def _answered(self, answer: T) -> None:
        self._is_asking = False
        if self._is_stale:
            self.ask()
        else:
            self._show(answer)

    def _refused(self, error: OutletError) -> None:
        self._is_asking = False
        self._failed(error)
