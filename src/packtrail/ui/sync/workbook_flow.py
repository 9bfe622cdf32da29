"""Joins the page of the road by Excel to its acts: look, seal and save, read back, confirm, take back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.domain.records import Attachment
from packtrail.protocol.workbook_profile import MassUnit
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync import workbook_words as words
from packtrail.ui.sync.workbook import WorkbookView
from packtrail.ui.sync.workbook_state import (
    Offer,
    OpenedState,
    Wanted,
    WorkbookPageState,
    WorkbookRoad,
    look,
)
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers, Lane
from packtrail.usecases.export_workbook import Exported
from packtrail.usecases.plan_workbook import ExportAsked
from packtrail.usecases.read_back import ReadBack, Settled
from packtrail.usecases.workbook_ports import LoadedProfile, Workbook
from packtrail.wording import Wording
from packtrail.wording.errors import explain

PICTURES = "*.jpg *.jpeg *.png *.bmp *.webp"
SHEETS = "*.xlsx *.xls *.csv *.txt"
PICTURE_ROLE = "portal_result"

T = TypeVar("T")


class WorkbookFlow(QObject):
    """What happens on the page; at most one act at a time."""

    changed = Signal()  # rows were sealed, or have a verdict
    portal_wanted = Signal()

    def __init__(self, road: WorkbookRoad, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.view = WorkbookView(wording)
        self.state = WorkbookPageState()
        self.opened: OpenedState | None = None
        self._road, self._acts, self._workers, self._wording = road, acts, workers, wording
        self._wanted, self._asked = Wanted(), 0
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._connect()
        self.view.show_opened(None)

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way."""
        return bool(self.state.busy) or (self.opened is not None and bool(self.opened.busy))

    def show(self) -> None:
        """Look at what would go now."""
        self._asked += 1
        ask = partial(look, self._acts.read, self._road, self._wanted)
        done = partial(self._show_offer, self._asked)
        self._workers.run(self._workers.reads, ask, done=done, failed=self._tell_refusal)

    def close_opened(self) -> bool:
        """Put the opened workbook away; False when none was open."""
        was_open = self.opened is not None and not self.opened.busy
        if was_open:
            self._open(None)
        return was_open

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.view.retranslate(wording)

    def _connect(self) -> None:
        view, opened = self.view, self.view.opened
        view.portal_chosen.connect(lambda key: self._want(Wanted(portal=key, rejected=self._wanted.rejected)))
        view.template_chosen.connect(lambda key: self._want(replace(self._wanted, template=key)))
        view.unit_chosen.connect(lambda key: self._want(replace(self._wanted, mass_unit=MassUnit(key))))
        view.which_chosen.connect(lambda key: self._want(replace(self._wanted, rejected=key == "rejected")))
        view.export_asked.connect(self._export)
        view.portal_wanted.connect(self.portal_wanted)
        view.template_wanted.connect(self._add_template)
        view.workbook_chosen.connect(self._choose)
        opened.closed.connect(self.close_opened)
        opened.edited.connect(self._edit)
        opened.save_asked.connect(self._save)
        opened.read_back_asked.connect(self._read_back)
        opened.picture_asked.connect(self._add_picture)
        opened.confirmed.connect(self._confirm)
        opened.withdrawn.connect(self._withdraw)
        opened.again_asked.connect(self._again)

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._change(replace(self.state, is_rejected_too=wanted.rejected))
        self.show()

    def _show_offer(self, asked: int, offer: Offer) -> None:
        if asked == self._asked:
            self._change(replace(self.state, offer=offer))

    def _export(self) -> None:
        offer = self.state.offer
        folder = None if self.is_busy or offer is None or offer.asked is None else self._ask_folder()
        if folder is None or offer is None or offer.asked is None:
            return
        self._change(replace(self.state, busy="exporting"))
        self._run(self._workers.network, partial(_sealed, self._road, offer.asked, folder), self._exported)

    def _exported(self, came: tuple[Exported, Path]) -> None:
        done, folder = came
        self._idle()
        self.view.tell(Tone.OK, words.exported_words(self._wording, done, folder))
        self._settled()

    def _add_template(self) -> None:
        say = self._wording.say
        file = self._ask_file(
            say("sync.workbook.choose_template"), say("sync.workbook.template_files"), "*.toml"
        )
        if file is not None and not self.is_busy:
            self._change(replace(self.state, busy="reading"))
            self._run(self._workers.network, partial(self._road.add_template, file), self._template_added)

    def _template_added(self, loaded: LoadedProfile) -> None:
        self._idle()
        profile = loaded.profile
        said = self._wording.say("sync.workbook.template_added", title=profile.title, version=profile.version)
        self.view.tell(Tone.OK, said)
        self._want(replace(self._wanted, template=profile.name))

    def _choose(self, number: str) -> None:
        if not self.is_busy:
            self._run(self._workers.reads, partial(self._road.standing, number), self._chosen)

    def _chosen(self, read: ReadBack) -> None:
        self._open(self._opened_of(read))
        self.view.opened.take_hand()

    def _opened_of(self, read: ReadBack) -> OpenedState:
        offer = self.state.offer or Offer(portals=())
        portal = words.portal_words(self._wording, read.workbook, offer)
        titles = {stage.name: stage.title for each in offer.templates for stage in each.profile.stages}
        stage = titles.get(read.workbook.stage, read.workbook.stage)
        return OpenedState(read=read, portal=portal, stage=stage)

    def _edit(self, key: str, text: str) -> None:
        if self.opened is not None:
            self._open(self.opened.typed(key, text))

    def _save(self) -> None:
        opened = self.opened
        folder = None if opened is None or self.is_busy else self._ask_folder()
        if opened is not None and folder is not None:
            self._begin("saving")
            self._run(
                self._workers.network, partial(self._road.save, opened.workbook.number, folder), self._saved
            )

    def _saved(self, file: Path) -> None:
        self._idle()
        self.view.tell(Tone.OK, self._wording.say("sync.workbook.opened.saved", file=str(file)))

    def _read_back(self) -> None:
        opened, say = self.opened, self._wording.say
        if opened is None or self.is_busy:
            return
        kinds = say("sync.workbook.opened.failure_files")
        file = self._ask_file(say("sync.workbook.opened.read_back"), kinds, SHEETS)
        if file is not None:
            self._begin("reading")
            judge = partial(self._judge, opened.workbook.number, file.name)
            self._run(self._workers.network, partial(self._road.content_of, file), judge)

    def _judge(self, number: str, name: str, content: bytes) -> None:
        act = partial(self._road.read_back_bytes, number, content, name)
        self._run(self._workers.acts, act, self._has_read)

    def _has_read(self, read: ReadBack) -> None:
        if self.opened is not None:
            self._open(replace(self.opened, read=read, is_failure_read=True, busy=""))

    def _add_picture(self) -> None:
        say = self._wording.say
        if self.opened is None or self.is_busy:
            return
        file = self._ask_file(say("sync.workbook.opened.choose_picture"), say("forms.pictures"), PICTURES)
        if file is not None:
            self._begin("photo")
            self._run(self._workers.decode, partial(self._acts.photo_of, file), self._keep_picture)

    def _keep_picture(self, content: bytes) -> None:
        act = partial(self._acts.keep_photo, content, "image/jpeg", PICTURE_ROLE)
        self._run(self._workers.acts, act, self._picture_kept)

    def _picture_kept(self, picture: Attachment) -> None:
        if self.opened is not None:
            self._open(replace(self.opened, picture=picture, busy=""))

    def _confirm(self) -> None:
        opened = self.opened
        if opened is None or opened.count is None or self.is_busy:
            return
        self._begin("confirming")
        pictures = (opened.picture,) if opened.picture else ()
        act = partial(self._road.confirm, opened.workbook.number, opened.count, pictures)
        self._run(self._workers.network, act, partial(self._confirmed, bool(pictures)))

    def _confirmed(self, has_picture: bool, done: Settled) -> None:  # noqa: FBT001 - bound beforehand
        self._idle()
        said = words.settled_words(self._wording, done, has_picture=has_picture)
        self.view.tell(Tone.WARN if done.rejected else Tone.OK, said)
        self._settled(done.workbook.number)

    def _withdraw(self) -> None:
        opened = self.opened
        if opened is not None and not self.is_busy:
            self._begin("withdrawing")
            act = partial(self._road.withdraw, opened.workbook.number, opened.reason)
            self._run(self._workers.acts, act, self._withdrawn)

    def _withdrawn(self, book: Workbook) -> None:
        self._idle()
        self.view.tell(Tone.OK, self._wording.say("sync.workbook.opened.done_withdrawn"))
        self._settled(book.number)

    def _again(self) -> None:
        opened = self.opened
        folder = None if opened is None or self.is_busy else self._ask_folder()
        if opened is not None and folder is not None:
            self._begin("exporting")
            act = partial(_sealed_again, self._road, opened, folder)
            self._run(self._workers.network, act, self._exported)

    def _settled(self, number: str | None = None) -> None:
        """Look again at what waits, and at the workbook that changed."""
        self.show()
        if number is not None:
            self._choose(number)
        self.changed.emit()

    def _run(self, lane: Lane, act: Callable[[], T], done: Callable[[T], None]) -> None:
        self._workers.run(lane, act, done=done, failed=self._refused)

    def _refused(self, error: OutletError) -> None:
        was_sealing = "exporting" in {self.state.busy, self.opened.busy if self.opened else ""}
        self._idle()
        self._tell_refusal(error)
        if was_sealing:
            self.show()  # what was sealed before the disk refused stands in the list

    def _tell_refusal(self, error: OutletError) -> None:
        self.view.tell(Tone.DANGER, str(explain(self._wording, error)))

    def _begin(self, what: str) -> None:
        if self.opened is not None:
            self._open(replace(self.opened, busy=what))

    def _idle(self) -> None:
        self._change(replace(self.state, busy=""))
        if self.opened is not None:
            self._open(replace(self.opened, busy=""))

    def _open(self, opened: OpenedState | None) -> None:
        self.opened = opened
        self.view.show_opened(opened)

    def _change(self, state: WorkbookPageState) -> None:
        self.state = state
        self.view.render_state(state)

    def _ask_folder(self) -> Path | None:
        title = self._wording.say("sync.workbook.choose_folder")
        chosen = QFileDialog.getExistingDirectory(self.view, title, self._folder)
        self._folder = chosen or self._folder
        return Path(chosen) if chosen else None

    def _ask_file(self, title: str, kinds: str, endings: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self.view, title, self._folder, f"{kinds} ({endings})")
        if not chosen:
            return None
        self._folder = str(Path(chosen).parent)
        return Path(chosen)


def _sealed(road: WorkbookRoad, asked: ExportAsked, folder: Path) -> tuple[Exported, Path]:
    return _saved_in(road, road.export(asked), folder)


def _sealed_again(road: WorkbookRoad, opened: OpenedState, folder: Path) -> tuple[Exported, Path]:
    """The same portal, template, sheet and unit as the workbook that is opened."""
    book = opened.workbook
    asked = road.asked(book.portal, profile=book.profile, stage=book.stage, mass_unit=book.mass_unit)
    return _saved_in(road, road.again(asked, opened.codes.split(), opened.reason), folder)


def _saved_in(road: WorkbookRoad, done: Exported, folder: Path) -> tuple[Exported, Path]:
    for book in done.workbooks:
        road.save(book.number, folder)
    return done, folder
