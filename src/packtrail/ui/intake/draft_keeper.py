"""Keeps the draft of the delivery at hand: each change is saved, and changes during a save go in one."""

from collections.abc import Callable
from functools import partial

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.intake.work import Work, as_typed
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import DELIVERY, draft_content


class DraftKeeper:
    """Saves on the writer's lane; ``saved`` is called once what was asked for lies in the ledger."""

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, *, failed: Callable[[OutletError], None]
    ) -> None:
        self._acts, self._workers, self._failed = acts, workers, failed
        self._asked: tuple[str, Work] | None = None
        self._is_saving = False
        self._waiting: list[Callable[[], None]] = []

    def keep(self, draft_id: str, work: Work, saved: Callable[[], None] | None = None) -> None:
        """Save ``work`` under ``draft_id``."""
        self._asked = (draft_id, work)
        if saved is not None:
            self._waiting.append(saved)
        self._save()

    def flush(self) -> None:
        """Hand what is still to be saved to the lane now, before the act that ends the draft."""
        self._is_saving = False
        self._save()

    def _save(self) -> None:
        if self._is_saving or self._asked is None:
            return
        draft_id, work = self._asked
        self._asked = None
        self._is_saving = True
        waiting, self._waiting = self._waiting, []
        self._workers.run(
            self._workers.acts,
            lambda: self._acts.save_draft(draft_id, DELIVERY, draft_content(as_typed(work))),
            done=partial(self._saved, waiting),
            failed=self._refused,
        )

    def _saved(self, waiting: list[Callable[[], None]], _nothing: None) -> None:
        self._is_saving = False
        for tell in waiting:
            tell()
        self._save()

    def _refused(self, error: OutletError) -> None:
        self._is_saving = False
        self._failed(error)
