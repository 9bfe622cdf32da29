"""Joins the backup's card to the ledger: choose a folder, back up now, and what came of it."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.backup_card import BackupCard
from packtrail.ui.settings.backup_state import BackupState, backup_lines, made_words
from packtrail.ui.widgets.announce import announce
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.backups import FOLDER, Backups, MadeBackup, backups
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class BackupFlow(QObject):
    """What happens on the card. Make it on the GUI thread."""

    made = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel, self.state = BackupCard(), BackupState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self.panel.folder_asked.connect(self._choose)
        self.panel.begin_asked.connect(self.begin)
        self.panel.came_in_sight.connect(self.refresh)
        self._show()

    def refresh(self) -> None:
        """Find what is remembered."""
        self._workers.run(
            self._workers.reads, partial(self._acts.read, backups), done=self._known, failed=self._failed
        )

    def begin(self) -> None:
        """Back up now, into the folder that was chosen."""
        kept = self.state.kept
        if self.state.refusal or kept is None:
            return
        self._change(replace(self.state, is_working=True, is_just_made=False, trouble=None))
        self._workers.run(
            self._workers.reads,
            partial(self._acts.back_up, Path(kept.folder)),
            done=self._made,
            failed=self._failed,
        )

    def use_folder(self, folder: str) -> None:
        """Backups go there from now on."""
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, FOLDER, folder),
            done=lambda _: self._folder_is(folder),
            failed=self._failed,
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._show()

    def _choose(self) -> None:
        before = self.state.kept.folder if self.state.kept else ""
        title = self._wording.say("settings.backup.choose")
        chosen = QFileDialog.getExistingDirectory(self.panel, title, before)
        if chosen:
            self.use_folder(str(Path(chosen)))  # as this system writes its paths

    def _folder_is(self, folder: str) -> None:
        kept = replace(self.state.kept or Backups(), folder=folder)
        self._change(replace(self.state, kept=kept, is_just_made=False, trouble=None))

    def _known(self, kept: Backups) -> None:
        self._change(replace(self.state, kept=kept))

    def _made(self, made: MadeBackup) -> None:
        folder = str(Path(made.file).parent)
        self._change(replace(self.state, kept=Backups(folder, made), is_working=False, is_just_made=True))
        announce(self.panel, made_words(self._wording, made))
        self.made.emit()

    def _failed(self, error: OutletError) -> None:
        self._change(replace(self.state, is_working=False, trouble=error))
        announce(self.panel, str(explain(self._wording, error)), urgent=True)

    def _change(self, state: BackupState) -> None:
        self.state = state
        self._show()

    def _show(self) -> None:
        lines = backup_lines(self._wording, self.state, self._acts.now())
        self.panel.show_backups(self._wording, lines, refusal=self.state.refusal)
