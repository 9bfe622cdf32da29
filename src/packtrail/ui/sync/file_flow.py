"""Joins the card for files to the acts: choose a file, wait, say what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QDir, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import to_moment
from packtrail.protocol.file_channel import ANSWERS_SUFFIX, BATCHES_SUFFIX
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.enrol_file_flow import EnrolFileActs
from packtrail.ui.sync.file_card import FileCard
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.export_batches import Exported
from packtrail.usecases.import_receipts import Imported
from packtrail.usecases.ports import View
from packtrail.usecases.relay_batches import Relayed
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.files import exported_words, imported_words, relayed_words

FOLDER = "sync.file_folder"
"""The remembered folder: a stick has the same letter every time."""

T = TypeVar("T")


class FileActs(EnrolFileActs, Protocol):
    """Reporting by file, and being bound by it; ``app.by_file.ByFile`` keeps it. All wait, on ``network``."""

    def export_to(self, target: Path) -> Exported:
        """Write what is unanswered."""
        ...

    def import_from(self, source: Path) -> Imported:
        """Apply what was answered."""
        ...

    def relay(self, source: Path, target: Path) -> Relayed:
        """Send what another PC sealed, and write the answers for it."""
        ...


class FileFlow(QObject):
    """What the card does."""

    changed = Signal()  # records have another state

    def __init__(self, files: FileActs, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.card = FileCard(wording)
        self.is_busy = False
        self._files, self._acts, self._workers, self._wording = files, acts, workers, wording
        self._folder = ""
        self.card.export_asked.connect(self._export)
        self.card.import_asked.connect(self._import)
        self.card.relay_asked.connect(self._relay)

    def start(self) -> None:
        """Find the folder of the last time."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, _remembered),
            done=self._use_folder,
            failed=self._show_refusal,
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.card.retranslate(wording)

    def _use_folder(self, folder: str) -> None:
        """Begin where it was the last time, unless somebody chose a place meanwhile."""
        if self._folder:
            return
        stands = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = folder if folder and Path(folder).is_dir() else stands

    def _export(self) -> None:
        say = self._wording.say
        name = say("sync.files.name", at=f"{to_moment(self._acts.now()):%Y%m%d-%H%M}") + BATCHES_SUFFIX
        kinds = f"{say('sync.files.batches')} (*{BATCHES_SUFFIX})"
        chosen, _ = QFileDialog.getSaveFileName(
            self.card, say("sync.files.export"), QDir(self._folder).filePath(name), kinds
        )
        if chosen:
            target = Path(chosen)
            target = target if target.suffix else target.with_suffix(BATCHES_SUFFIX)
            self._run(partial(self._files.export_to, target), target, partial(self._exported, target))

    def _import(self) -> None:
        say = self._wording.say
        kinds = f"{say('sync.files.answers')} (*{ANSWERS_SUFFIX})"
        chosen, _ = QFileDialog.getOpenFileName(self.card, say("sync.files.import"), self._folder, kinds)
        if chosen:
            source = Path(chosen)
            self._run(partial(self._files.import_from, source), source, self._imported)

    def _relay(self) -> None:
        """Ask for the file of the other PC, then where its answers go: beside it, on the same stick."""
        say = self._wording.say
        batches = f"{say('sync.files.batches')} (*{BATCHES_SUFFIX})"
        brought, _ = QFileDialog.getOpenFileName(self.card, say("sync.files.relay"), self._folder, batches)
        if not brought:
            return
        source = Path(brought)
        answers = f"{say('sync.files.answers')} (*{ANSWERS_SUFFIX})"
        beside = str(source.with_suffix(ANSWERS_SUFFIX))
        chosen, _ = QFileDialog.getSaveFileName(self.card, say("sync.files.relay_to"), beside, answers)
        if chosen:
            target = Path(chosen)
            target = target if target.suffix else target.with_suffix(ANSWERS_SUFFIX)
            relay = partial(self._files.relay, source, target)
            self._run(relay, source, partial(self._relayed, target))

    def _run(self, act: Callable[[], T], file: Path, done: Callable[[T], None]) -> None:
        if self.is_busy:
            return
        self._busy(is_busy=True)
        self._folder = str(file.parent)
        remember = partial(self._acts.remember, FOLDER, self._folder)
        self._workers.run(self._workers.acts, remember, done=lambda _: None, failed=self._show_refusal)
        self._workers.run(self._workers.network, act, done=done, failed=self._refused)

    def _exported(self, target: Path, done: Exported) -> None:
        self._busy(is_busy=False)
        self.card.show_result(Tone.OK, exported_words(self._wording, target.name, done))
        self.changed.emit()

    def _imported(self, done: Imported) -> None:
        self._busy(is_busy=False)
        tone = Tone.WARN if done.faults or done.refused else Tone.OK
        self.card.show_result(tone, imported_words(self._wording, done))
        self.changed.emit()

    def _relayed(self, target: Path, done: Relayed) -> None:
        self._busy(is_busy=False)
        tone = Tone.WARN if done.left or done.refused else Tone.OK
        self.card.show_result(tone, relayed_words(self._wording, target.name, done))

    def _refused(self, error: OutletError) -> None:
        self._busy(is_busy=False)
        self._show_refusal(error)
        self.changed.emit()

    def _show_refusal(self, error: OutletError) -> None:
        self.card.show_result(Tone.DANGER, str(explain(self._wording, error)))

    def _busy(self, *, is_busy: bool) -> None:
        self.is_busy = is_busy
        self.card.show_busy(is_busy=is_busy)


def _remembered(view: View) -> str:
    return view.setting(FOLDER) or ""
