"""Joins the card for being bound by file to its acts; a request on its way is remembered until its answer."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import moment_text
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.enrol_file_card import EnrolFileCard, EnrolFileState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination, View
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import moment_words

BEGUN = "sync.enrol_request"
"""When the request was last written and its file's name; never the one-time code."""

FILES = "*.json *.txt"

T = TypeVar("T")


class EnrolFileActs(Protocol):
    """Being bound by file; ``app.by_file.ByFile`` keeps it. Both wait, on the ``network`` lane."""

    def write_request(self, target: Path, code: str) -> str:
        """Write the request; what its QR code says."""
        ...

    def take_answer(self, source: Path, base_url: str) -> Destination:
        """Bind this station to the hub that answered."""
        ...


class EnrolFileFlow(QObject):
    """What happens on the card."""

    bound = Signal(object)  # Destination

    def __init__(self, files: EnrolFileActs, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.card, self.state = EnrolFileCard(wording), EnrolFileState()
        self._files, self._acts, self._workers, self._wording = files, acts, workers, wording
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.card.edited.connect(self._edited)
        self.card.request_asked.connect(self._request)
        self.card.answer_asked.connect(self._answer)
        self.card.hide()  # until it is known that there is no hub

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written or read."""
        return self.state.is_busy

    def start(self) -> None:
        """Find out whether a request is on its way."""
        ask = partial(self._acts.read, _begun)
        self._workers.run(self._workers.reads, ask, done=self._remember, failed=self._refused)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language; a result stays as it was said."""
        self._wording = wording
        self.card.retranslate(wording)

    def _edited(self, code: str, address: str) -> None:
        self._change(replace(self.state, code=code, address=address))

    def _request(self) -> None:
        say = self._wording.say
        name = str(Path(self._folder) / f"{say('sync.enrol_file.name')}.json")
        kinds = f"{say('sync.enrol_file.kinds')} ({FILES})"
        chosen, _ = QFileDialog.getSaveFileName(self.card, say("sync.enrol_file.request"), name, kinds)
        if chosen and not self.is_busy:
            target = Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".json")
            act = partial(self._files.write_request, target, self.state.code.strip())
            self._begin(target, act, partial(self._written, target))

    def _written(self, target: Path, qr_text: str) -> None:
        at = self._acts.now()
        said = json.dumps({"at": moment_text(at), "file": target.name}, ensure_ascii=False)
        remember = partial(self._acts.remember, BEGUN, said)
        self._workers.run(self._workers.acts, remember, done=lambda _: None, failed=self._refused)
        self._change(replace(self.state, is_busy=False, qr_text=qr_text))
        self._remember(said)
        self.card.tell(Tone.OK, self._wording.say("sync.enrol_file.written", file=str(target)))

    def _answer(self) -> None:
        say = self._wording.say
        kinds = f"{say('sync.enrol_file.kinds')} ({FILES})"
        chosen, _ = QFileDialog.getOpenFileName(self.card, say("sync.enrol_file.answer"), self._folder, kinds)
        if chosen and not self.is_busy:
            act = partial(self._files.take_answer, Path(chosen), self.state.address.strip())
            self._begin(Path(chosen), act, self._bound)

    def _bound(self, destination: Destination) -> None:
        remember = partial(self._acts.remember, BEGUN, "")
        self._workers.run(self._workers.acts, remember, done=lambda _: None, failed=self._refused)
        self._change(EnrolFileState())
        self.card.told.clear()
        self.bound.emit(destination)

    def _begin(self, file: Path, act: Callable[[], T], done: Callable[[T], None]) -> None:
        self._folder = str(file.parent)
        self.card.told.clear()
        self._change(replace(self.state, is_busy=True))
        self._workers.run(self._workers.network, act, done=done, failed=self._refused)

    def _refused(self, error: OutletError) -> None:
        self._change(replace(self.state, is_busy=False))
        self.card.tell(Tone.DANGER, str(explain(self._wording, error)))

    def _remember(self, said: str) -> None:
        if said:
            begun = json.loads(said)
            at = moment_words(datetime.fromisoformat(begun["at"]))
            self._change(replace(self.state, written_at=at, file=begun["file"]))

    def _change(self, state: EnrolFileState) -> None:
        self.state = state
        self.card.render_state(state)


def _begun(view: View) -> str:
    return view.setting(BEGUN) or ""
