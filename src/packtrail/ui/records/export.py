"""Writes the register in sight into a spreadsheet, one at a time, and can be stopped."""

import threading
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.registers import RegisterAsked
from packtrail.wording import Wording
from packtrail.wording.registers import name_of, period_words

SUFFIX = ".xlsx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exporting:
    """How far an export has come."""

    done: int = 0
    total: int = 0


class RegisterExport(QObject):
    """At most one export at a time; what it says comes on the GUI thread."""

    changed = Signal(object)  # Exporting, or None when it ended
    written = Signal(object, int)  # Path, lines
    failed = Signal(object)  # OutletError
    _told = Signal(int, int)  # out of the lane

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self.state: Exporting | None = None
        self._acts, self._workers = acts, workers
        self._cancel = threading.Event()
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._told.connect(self._come_so_far)

    def begin(self, asked: RegisterAsked, wording: Wording, over: QWidget) -> None:
        """Ask where to, and write; the dialog asks before it takes the place of another file."""
        target = None if self.state else self._ask_target(asked, wording, over)
        if target is not None:
            self.write(asked, target)

    def write(self, asked: RegisterAsked, target: Path) -> None:
        """Write ``asked`` to ``target``."""
        self._folder = str(target.parent)
        self._cancel.clear()
        self._put(Exporting())
        write = partial(
            self._acts.export_register,
            asked,
            target,
            told=self._told.emit,
            is_cancelled=self._cancel.is_set,
        )
        self._workers.run(self._workers.reads, write, done=partial(self._ended, target), failed=self._refused)

    def cancel(self) -> None:
        """Stop after the page under way; nothing is written then."""
        self._cancel.set()

    def _ask_target(self, asked: RegisterAsked, wording: Wording, over: QWidget) -> Path | None:
        name = f"{name_of(wording, asked.kind)} {period_words(wording, asked)}{SUFFIX}"
        kinds = f"{wording.say('records.export.kind')} (*{SUFFIX})"
        chosen, _ = QFileDialog.getSaveFileName(
            over, wording.say("records.export.ask"), QDir(self._folder).filePath(name), kinds
        )
        if not chosen:
            return None
        # Another name than the one that was confirmed could be that of a file nobody was asked about.
        return Path(chosen) if chosen.endswith(SUFFIX) else _free(Path(f"{chosen}{SUFFIX}"))

    def _come_so_far(self, done: int, total: int) -> None:
        if self.state is not None:
            self._put(replace(self.state, done=done, total=total))

    def _ended(self, target: Path, lines: int | None) -> None:
        self._put(None)
        if lines is not None:
            self.written.emit(target, lines)

    def _refused(self, error: OutletError) -> None:
        self._put(None)
        self.failed.emit(error)

    def _put(self, state: Exporting | None) -> None:
        self.state = state
        self.changed.emit(state)


def _free(target: Path) -> Path:
    """``target``, or the first name beside it that nothing has."""
    number, found = 1, target
    while found.exists():
        number += 1
        found = target.with_stem(f"{target.stem} ({number})")
    return found
