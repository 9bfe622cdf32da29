"""Joins 单据核验 to the ledger: a scan or a picture of a paper is answered, and its load opened."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from packtrail.domain.errors import OutletError
from packtrail.protocol.paper_code import PaperVerdict
from packtrail.ui.acts import OutletActs
from packtrail.ui.records.check.panel import CheckPanel
from packtrail.ui.records.check.state import CheckState
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.usecases.verify_paper import PaperCheck, paper_codes, verify_paper
from packtrail.wording import Wording

PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.gif"


class CheckFlow(QObject):
    """Answers one question at a time; a newer one takes the place of the one under way."""

    detail_asked = Signal(object)  # the panel wants to be seen
    toned = Signal(str)
    load_asked = Signal(str)
    delivery_asked = Signal(str)

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel, self.state = CheckPanel(wording), CheckState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._asked = 0  # answers to any but the newest question are dropped
        self.panel.load_asked.connect(self.load_asked)
        self.panel.delivery_asked.connect(self.delivery_asked)
        self.panel.picture_asked.connect(lambda: self.choose_picture(self.panel))

    @property
    def detail_title(self) -> str:
        """What stands above the panel."""
        return self._wording.say("records.check.title")

    def check(self, text: str) -> None:
        """Answer what a scanner read."""
        self._begin("")
        self._verify(self._asked, (text,))

    def choose_picture(self, over: QWidget) -> None:
        """Ask for a picture of a paper, and answer what stands on it."""
        say = self._wording.say
        kinds = f"{say('records.check.pictures')} ({PICTURES})"
        chosen, _ = QFileDialog.getOpenFileName(over, say("records.check.choose"), self._folder, kinds)
        if chosen:
            self._folder = str(Path(chosen).parent)
            self.check_picture(Path(chosen))

    def check_picture(self, file: Path) -> None:
        """Answer what stands on a picture."""
        self._begin(file.name)
        self._workers.run(
            self._workers.decode,
            partial(self._codes_in, file),
            done=partial(self._verify, self._asked),
            failed=partial(self._refused, self._asked),
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.panel.retranslate(wording)

    def _begin(self, file: str) -> None:
        self._asked += 1
        self._show(CheckState(file=file, is_reading=True))
        self.detail_asked.emit(self.panel)
        self.panel.focus_next()

    def _codes_in(self, file: Path) -> tuple[str, ...]:
        return paper_codes(self._acts.read_label(file), file.name)

    def _verify(self, asked: int, texts: tuple[str, ...]) -> None:
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_answers, texts)),
            done=partial(self._answered, asked),
            failed=partial(self._refused, asked),
        )

    def _answered(self, asked: int, checks: tuple[PaperCheck, ...]) -> None:
        if asked != self._asked:
            return
        is_good = all(check.verdict is PaperVerdict.GENUINE for check in checks)
        self.toned.emit("ok" if is_good else "reject")
        self._show(replace(self.state, checks=checks, is_reading=False))

    def _refused(self, asked: int, error: OutletError) -> None:
        if asked == self._asked:
            self.toned.emit("reject")
            self._show(replace(self.state, trouble=error, is_reading=False))

    def _show(self, state: CheckState) -> None:
        self.state = state
        self.panel.render_state(state)


def _answers(texts: tuple[str, ...], view: View) -> tuple[PaperCheck, ...]:
    return tuple(verify_paper(text, view) for text in texts)
