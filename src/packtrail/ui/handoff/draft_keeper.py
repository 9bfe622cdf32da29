"""Keeps the draft of the load at hand: each change is saved, and changes during a save go in one."""

from collections.abc import Callable
from functools import partial

from packtrail.domain.errors import OutletError
from packtrail.domain.handoff import HandoffDraft
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import HANDOFF, draft_content


class DraftKeeper:
    """Saves on the writer's lane; ``saved`` is called once a draft lies in the ledger."""

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, *, failed: Callable[[OutletError], None]
    ) -> None:
        self.draft_id: str | None = None
        self._acts, self._workers, self._failed = acts, workers, failed
        self._wanted: HandoffDraft | None = None
        self._is_saving = False
        self._to_tell: list[Callable[[], None]] = []

    def keep(self, draft: HandoffDraft, saved: Callable[[], None] | None = None) -> None:
        """Save ``draft``."""
        self._wanted = draft
        if saved is not None:
            self._to_tell.append(saved)
        self._save()

    def hold(self) -> str | None:
        """The draft is to become records: nothing is saved behind that act. Its id, to be dropped there."""
        self._wanted = None
        self._to_tell = []
        return self.draft_id

    def end(self) -> None:
        """The draft became records; the next one is another."""
        self.draft_id = None

    def _save(self) -> None:
        if self._is_saving or self._wanted is None:
            return
        if self.draft_id is None:
            self.draft_id = self._acts.new_id()
        draft, self._wanted = self._wanted, None
        told, self._to_tell = self._to_tell, []
        self._is_saving = True
        save = partial(self._acts.save_draft, self.draft_id, HANDOFF, draft_content(draft))
        self._workers.run(self._workers.acts, save, done=partial(self._saved, told), failed=self._refused)

    def _saved(self, told: list[Callable[[], None]], _nothing: None) -> None:
        self._is_saving = False
        for tell in told:
            tell()
        self._save()

    def _refused(self, error: OutletError) -> None:
        self._is_saving = False
        self._failed(error)
