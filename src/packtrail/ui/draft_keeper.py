"""Keeps the work at hand of a screen: each change goes to the writer, and the newest is saved."""

from collections import deque
from collections.abc import Callable

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import AnyDraft, draft_content

AsTyped = Callable[[], AnyDraft]
"""Gives the draft of work that no longer changes; asked on the writer's lane."""


class DraftKeeper:
    """Saves drafts of one ``kind`` on the writer's lane.

    Each change asks for one turn of the lane, so that closing the program, which still does what operators
    asked for, loses none. A turn saves the newest change; turns that come after it find nothing left to do.
    """

    def __init__(
        self, kind: str, acts: OutletActs, workers: GuiWorkers, *, failed: Callable[[OutletError], None]
    ) -> None:
        self._kind, self._acts, self._workers, self._failed = kind, acts, workers, failed
        # Shared with the lane; each of its steps is atomic.
        self._newest: deque[tuple[str, AsTyped]] = deque(maxlen=1)

    def keep(self, draft_id: str, as_typed: AsTyped, saved: Callable[[], None] | None = None) -> None:
        """Save a draft under ``draft_id``; ``saved`` is called when it, or a newer change, is kept."""
        self._newest.append((draft_id, as_typed))
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
            draft_id, as_typed = self._newest.pop()
        except IndexError:
            return  # an earlier turn saved this change
        try:
            self._acts.save_draft(draft_id, self._kind, draft_content(as_typed()))
        except OutletError:
            if not self._newest:
                self._newest.append((draft_id, as_typed))  # the next change tries again
            raise
