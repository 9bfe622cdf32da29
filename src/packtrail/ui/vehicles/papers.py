"""The papers of a case: made one at a time, off the writer's lane, and then shown to be printed."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers

PAPER_KEYS: Final = {ActPaper.VEHICLE: "Ctrl+P", ActPaper.EVIDENCE: "Ctrl+Shift+E"}
"""What the page of a case offers, each with its key."""


class CasePapers(QObject):
    """What is being made, if anything is."""

    made = Signal(object)  # Path
    failed = Signal(object)  # OutletError
    changed = Signal(bool)  # whether a paper is being made

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self._acts, self._workers = acts, workers
        self._is_busy = False

    def make(self, paper: ActPaper, case_id: str) -> None:
        """Make ``paper`` of a case; nothing while another one is being made."""
        if self._is_busy:
            return
        self._busy(is_busy=True)
        self._workers.run(
            self._workers.preview,
            partial(self._acts.print_paper, paper, case_id),
            done=self._made,
            failed=self._failed,
        )

    def _made(self, paper: Path) -> None:
        self._busy(is_busy=False)
        self.made.emit(paper)

    def _failed(self, error: OutletError) -> None:
        self._busy(is_busy=False)
        self.failed.emit(error)

    def _busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.changed.emit(is_busy)
