"""Reads become cards: from pictures, the camera and the code field, with what a person has to decide."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from packtrail.domain.errors import OutletError
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.unit import Unit
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.evidence import NAMEPLATE, EvidenceKeeper, Picture
from packtrail.ui.intake.label_reader import LabelReader, PictureRead
from packtrail.ui.intake.results import overlays_of
from packtrail.ui.intake.typing import nothing_found, type_code
from packtrail.ui.intake.work import Happened, Outcome, Read
from packtrail.ui.ports import Frame


class ReadingFlow(QObject):
    """Everything from a read to its card."""

    unit_asked = Signal(str)  # a live unit whose record is to be opened
    without_code_asked = Signal()

    def __init__(self, bench: Bench, evidence: EvidenceKeeper) -> None:
        super().__init__()
        self._bench, self._evidence = bench, evidence
        self._reader = LabelReader(bench.acts, bench.workers)
        self._shown: PictureRead | None = None
        self._live: dict[str, Unit] = {}
        self._new: set[str] = set()  # codes that became cards while they are in view
        self._held: list[PictureRead] = []
        self._reader.read.connect(self._picture_read)
        self._reader.failed.connect(self._picture_refused)
        self._reader.reading.connect(self._say_reading)
        self._reader.idle.connect(lambda: self._bench.screen.left.show_activity(""))
        bench.screen.code_entered.connect(self._code_entered)
        bench.screen.result_acted.connect(self.act)
        bench.screen.result_second_acted.connect(self.act_otherwise)

    @property
    def picture(self) -> Picture | None:
        """The picture in view."""
        return Picture(self._shown.file, self._shown.image) if self._shown else None

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read."""
        return self._reader.is_busy

    def read_files(self, files: tuple[Path, ...]) -> None:
        """Read picture files, one after another."""
        self._reader.read_files(files)

    def offer_frame(self, frame: Frame) -> None:
        """Show a camera's frame and read it when there is time."""
        self._bench.screen.show_frame(frame.image())
        self._reader.offer_frame(frame)

    def forget_view(self) -> None:
        """The camera was put away."""
        self._reader.forget_view()

    def clear(self) -> None:
        """Begin with nothing in view, and take what was read meanwhile."""
        self._shown = None
        self._live.clear()
        self._new.clear()
        self._bench.screen.show_picture(QImage(), ())
        held, self._held = self._held, []
        for found in held:
            self._picture_read(found)

    def act(self) -> None:
        """Take the next step that the band offers."""
        happened = self._bench.work.happened
        if self._bench.work.proposals:
            self._confirm(self._bench.work.proposals[0])
        elif happened is None:
            return
        elif happened.outcome is Outcome.LIVE_ALREADY and happened.unit is not None:
            self.unit_asked.emit(happened.unit.unit_id)
        elif happened.outcome is Outcome.HERE_ALREADY and happened.card is not None:
            self._bench.screen.focus_mass(happened.card)
        elif happened.outcome is Outcome.DIFFERS:
            self.type_anew()
        else:
            self.without_code_asked.emit()

    def act_otherwise(self) -> None:
        """Take the other step: not this code, or a second pack with a live code."""
        work = self._bench.work
        if work.proposals:
            self.turn_down()
        elif work.happened is not None and work.happened.read is not None:
            self._add(work.happened.read, as_conflict=True)

    def turn_down(self) -> None:
        """The first proposal is not what the label says."""
        work = self._bench.work
        dropped = steps.settle_proposal(work, work.proposals[0].code.text)
        happened = Happened(outcome=Outcome.TURNED_DOWN, at=self._bench.acts.now())
        self._bench.put(replace(dropped, happened=happened))
        self._after_decision()

    def type_anew(self) -> None:
        """Forget the first entry."""
        self._bench.screen.left.entry.set_code("")
        self._bench.put(replace(self._bench.work, first_entry=None, happened=None))
        self._bench.screen.focus_code()

    def _code_entered(self, typed: str) -> None:
        bench = self._bench
        if not typed:
            if bench.work.proposals:
                self.act()
            return
        work, read = type_code(bench.work, typed, bench.acts.tables, bench.acts.now())
        is_first = bench.work.first_entry is None and work.first_entry is not None
        bench.put(work)
        if read is not None or is_first:
            bench.screen.left.entry.set_code("")
        if read is not None:
            self._take_typed(read)
        elif not is_first:
            bench.toned.emit("reject")

    def _take_typed(self, read: Read) -> None:
        self._bench.workers.run(
            self._bench.workers.reads,
            lambda: self._bench.acts.live_unit(read.code.text),
            done=partial(self._take, read),
            failed=self._bench.refuse,
        )

    def _picture_read(self, found: PictureRead) -> None:
        if self._bench.is_recording:
            self._held.append(found)
            return
        self._shown = found
        self._live.update(found.live)
        self._new = set() if found.file else self._new - found.fresh
        self._evidence.remember(found.key, Picture(found.file, found.image))
        fresh = [code for code in found.reading.codes if code.code.text in found.fresh]
        for code in sorted(fresh, key=lambda each: each.is_sure, reverse=True):
            source = CodeSource.PHOTO_DECODE if found.file else code.live_source
            self._take(
                Read(code=code.code, source=source, raw=code.raw, is_sure=code.is_sure, picture=found.key),
                self._live.get(code.code.text),
            )
        if not found.reading.codes and found.file is not None:
            happened = nothing_found(found.reading, self._bench.acts.tables, self._bench.acts.now())
            self._bench.put(replace(self._bench.work, happened=happened))
            self._bench.toned.emit("reject")
        self.show_picture()

    def show_picture(self) -> None:
        """Draw the picture in view with what its codes are by now."""
        found = self._shown
        if found is None:
            return
        boxes = overlays_of(found.reading, self._fate, self._bench.acts.tables, self._bench.wording)
        self._bench.screen.show_picture(found.image, boxes)

    def _fate(self, code: str) -> Outcome | None:
        if code in self._new:
            return Outcome.ADDED
        return steps.fate(self._bench.work, self._live, code)

    def take(self, read: Read, live: Unit | None) -> None:
        """Take a read of another reader, a hand-held scanner's; ``live`` is the unit with its code."""
        self._take(read, live)

    def _take(self, read: Read, live: Unit | None) -> None:
        bench = self._bench
        before = bench.work
        after = steps.take(before, read, live, key=bench.acts.new_id(), at=bench.acts.now())
        if len(after.cards) > len(before.cards):
            self._added(after, read)
            return
        bench.put(after)
        bench.toned.emit("duplicate")
        if after.proposals and not bench.screen.left.entry.code:
            bench.screen.left.band.focus_action()

    def _confirm(self, read: Read) -> None:
        live = self._live.get(read.code.text)
        self._bench.work = steps.settle_proposal(self._bench.work, read.code.text)
        self._take(replace(read, is_sure=True), live)
        self._after_decision()

    def _add(self, read: Read, *, as_conflict: bool) -> None:
        bench = self._bench
        key, at = bench.acts.new_id(), bench.acts.now()
        self._added(steps.add(bench.work, read, key=key, at=at, as_conflict=as_conflict), read)
        self.show_picture()

    def _added(self, after: steps.Work, read: Read) -> None:
        """Draw the new card, save, and sound when it is saved; its picture follows as evidence."""
        key = after.cards[-1].key
        self._new.add(read.code.text)
        picture = self._evidence.remembered(read.picture)
        if picture is not None:
            after = steps.attach(after, key, None, under_way=True)
        self._bench.change(after, saved=partial(self._bench.toned.emit, "ok"))
        self._bench.screen.focus_mass(key)
        if picture is not None:
            self._evidence.keep(picture, NAMEPLATE, partial(self._attached, key), partial(self._bare, key))

    def _attached(self, key: str, photo: Attachment) -> None:
        self._bench.change(steps.attach(self._bench.work, key, photo))

    def _bare(self, key: str) -> None:
        self._bench.put(steps.attach(self._bench.work, key, None))

    def _after_decision(self) -> None:
        self.show_picture()
        if self._bench.work.proposals:
            self._bench.screen.left.band.focus_action()

    def _picture_refused(self, error: OutletError, _file: str) -> None:
        self._bench.refuse(error)

    def _say_reading(self, file: str, left: int) -> None:
        key = "reading_left" if left else "reading"
        self._bench.screen.left.show_activity(
            self._bench.wording.say(f"intake.sources.{key}", file=file, count=left)
        )
