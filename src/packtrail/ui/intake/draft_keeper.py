"""Keeps the draft of the delivery at hand: each change goes to the writer, the newest is saved."""

from collections import deque
from collections.abc import Callable

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.intake.work import Work, as_typed
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import DELIVERY, draft_content


class DraftKeeper:
    """Saves on the writer's lane.

    Each change asks for one turn of the lane, so that closing the program, which still does what operators
    asked for, loses none. A turn saves the newest change; turns that come after it find nothing left to do.
    """

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, *, failed: Callable[[OutletError], None]
    ) -> None:
        self._acts, self._workers, self._failed = acts, workers, failed
        self._newest: deque[tuple[str, Work]] = deque(maxlen=1)  # shared with the lane; its steps are atomic

    def keep(self, draft_id: str, work: Work, saved: Callable[[], None] | None = None) -> None:
        """Save ``work`` under ``draft_id``; ``saved`` is called when it, or a newer change, is kept."""
        self._newest.append((draft_id, work))
        self._workers.run(
            self._workers.acts,
            self._save,
            done=lambda _nothing: saved() if saved else None,
            failed=self._failed,
        )

    def forget(self) -> None:
        """The draft became records: what could not be saved of it is owed no more."""
        self._newest.clear()

    def _save(self) -> None:
        try:
            draft_id, work = self._newest.pop()
        except IndexError:
            return  # an earlier turn saved this change
        try:
            self._acts.save_draft(draft_id, DELIVERY, draft_content(as_typed(work)))
        except OutletError:
            if not self._newest:
                self._newest.append((draft_id, work))  # the next change tries again
            raise
