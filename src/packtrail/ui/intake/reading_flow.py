"""Reads become cards: from pictures, the camera and the code field, with what a person has to decide."""

from collections.abc import Callable
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
from packtrail.ui.intake.live_reader import LiveReader
from packtrail.ui.intake.results import overlays_of
from packtrail.ui.intake.typing import nothing_found, type_code
from packtrail.ui.intake.work import Happened, Outcome, Read
from packtrail.ui.ports import Frame
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.picture_view import Overlay
from packtrail.usecases.camera_choices import Crop
from packtrail.usecases.read_label import FoundCode

Tell = Callable[[str], None]


class ReadingFlow(QObject):
    """Everything from a read to its card."""

    unit_asked = Signal(str)  # a live unit whose record is to be opened
    without_code_asked = Signal()
    frame_seen = Signal(object, float)  # LabelReading of a camera's frame, and when it came

    def __init__(self, bench: Bench, evidence: EvidenceKeeper) -> None:
        super().__init__()
        self._bench, self._evidence = bench, evidence
        self._reader = LabelReader(bench.acts, bench.workers)
        self._live_reader = LiveReader(bench.acts, bench.workers)
        self._shown: PictureRead | None = None
        self._live: dict[str, Unit] = {}
        self._new: set[str] = set()  # codes that became cards while they are in view
        self._held: list[PictureRead] = []
        self._reader.read.connect(self.take_picture)
        self._live_reader.seen.connect(self._frame_seen)
        self._live_reader.read.connect(self._frame_read)
        for reader in (self._reader, self._live_reader):
            reader.failed.connect(self._picture_refused)
        self._reader.reading.connect(self._say_reading)
        self._reader.idle.connect(lambda: self._bench.screen.left.show_activity(""))
        bench.screen.code_entered.connect(self._code_entered)
        bench.screen.result_acted.connect(self.act)
        bench.screen.result_second_acted.connect(self.act_otherwise)

    @property
    def shown(self) -> PictureRead | None:
        """What was read last, and is in view."""
        return self._shown

    @property
    def picture(self) -> Picture | None:
        """The picture in view."""
        found = self._shown
        if found is None:
            return None
        return Picture(found.file, found.frame.image() if found.frame else found.image, found.frame)

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read, or a code of the camera is on its way to its card."""
        return self._reader.is_busy or self._live_reader.is_busy

    @property
    def is_reading_frame(self) -> bool:
        """Whether a camera's frame is being read."""
        return self._live_reader.is_reading

    def read_files(self, files: tuple[Path, ...]) -> None:
        """Read picture files, one after another."""
        self._reader.read_files(files)

    def read_pasted(self, image: QImage) -> None:
        """Read a picture from the clipboard as if it were a file."""
        name = self._bench.wording.say("intake.sources.pasted")
        self._reader.read_made(name, partial(self._evidence.as_file, image, name))

    def drop_waiting(self) -> bool:
        """Read none of the pictures that wait; whether there were any."""
        return self._reader.drop_waiting() > 0

    def begin_run(self) -> None:
        """A camera starts: what it shows is new."""
        self._live_reader.begin()

    def offer_frame(self, frame: Frame, crop: Crop | None) -> None:
        """Read a camera's frame when there is time, and only ``crop`` of it."""
        self._live_reader.offer(frame, crop)

    def clear(self) -> None:
        """Begin with nothing in view, and take what was read meanwhile."""
        self._shown = None
        self._live.clear()
        self._new.clear()
        self._bench.screen.show_picture(QImage(), ())
        held, self._held = self._held, []
        for found in held:
            self._take_found(found)

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
        elif work.happened is not None and work.happened.outcome is Outcome.DIFFERS:
            self._begin_with_second(work.happened.text)
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

    def _begin_with_second(self, second: str) -> None:
        """The first entry was the wrong one: the second counts as first, and is to be typed again unseen."""
        self._bench.work = replace(self._bench.work, first_entry=None)
        self._code_entered(second)
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

    def take_by_hand(self, read: Read) -> None:
        """Take a code that a person has compared with the label."""
        self._take_typed(read)

    def _take_typed(self, read: Read) -> None:
        self._bench.workers.run(
            self._bench.workers.reads,
            lambda: self._bench.acts.live_unit(read.code.text),
            done=partial(self._take, read),
            failed=self._bench.refuse,
        )

    def take_picture(self, found: PictureRead) -> None:
        """Take what a picture says, or a frame that was held and read with everything there is."""
        self._bench.screen.left.show_activity("")
        if self._bench.is_recording:
            self._held.append(found)
            return
        self._shown = found
        self._new = set()
        self._take_found(found)
        if not found.reading.codes:
            happened = nothing_found(found.reading, self._bench.acts.tables, self._bench.acts.now())
            self._bench.put(replace(self._bench.work, happened=happened))
            self._bench.toned.emit("reject")
        self.show_picture()

    def _frame_seen(self, found: PictureRead, at_ms: float) -> None:
        self._shown = found
        self._new -= found.fresh
        self._show_boxes(found)
        self.frame_seen.emit(found.reading, at_ms)

    def _frame_read(self, found: PictureRead) -> None:
        if self._bench.is_recording:
            self._held.append(found)
            return
        self._take_found(found)
        if self._shown is not None:
            self._show_boxes(self._shown)

    def _take_found(self, found: PictureRead) -> None:
        """Every code that came into view, in one step: one saved draft, one tone, one way back."""
        bench = self._bench
        self._live.update(found.live)
        self._evidence.remember(found.key, Picture(found.file, found.image, found.frame))
        before = after = bench.work
        fresh = [code for code in found.reading.codes if code.code.text in found.fresh]
        for code in sorted(fresh, key=partial(self._rank, before)):
            source = CodeSource.PHOTO_DECODE if found.file else code.live_source
            at = bench.acts.now()
            read = Read(
                code=code.code,
                source=source,
                raw=code.raw,
                is_sure=code.is_sure,
                way=code.way(at),
                picture=found.key,
            )
            live = self._live.get(code.code.text)
            after = steps.take(after, read, live, key=bench.acts.new_id(), at=at)
        if len(after.cards) > len(before.cards):
            self._added(after, len(before.cards), found)
        elif fresh:
            self._met(after)

    def _rank(self, work: steps.Work, code: FoundCode) -> tuple[bool, bool]:
        """What is known already goes first, so that the band tells of the newest card."""
        return code.is_sure, self._fate_in(work, code.code.text) is None

    def show_picture(self) -> None:
        """Draw the picture in view with what its codes are by now."""
        found = self._shown
        if found is not None and found.frame is None:
            self._bench.screen.show_picture(found.image, self._boxes(found), found.reading.size)
        elif found is not None:
            self._show_boxes(found)

    def _show_boxes(self, found: PictureRead) -> None:
        self._bench.screen.show_boxes(self._boxes(found))

    def _boxes(self, found: PictureRead) -> tuple[Overlay, ...]:
        return overlays_of(found.reading, self._fate, self._bench.acts.tables, self._bench.wording)

    def _fate(self, code: str) -> Outcome | None:
        if code in self._new:
            return Outcome.ADDED
        return self._fate_in(self._bench.work, code)

    def _fate_in(self, work: steps.Work, code: str) -> Outcome | None:
        return steps.fate(work, self._live, code)

    def take(self, read: Read, live: Unit | None, tell: Tell) -> None:
        """Take a read of another reader, a hand-held scanner's; ``live`` is the unit with its code.

        ``tell`` hears the tone that this read got.
        """
        self._take(read, live, tell)

    def _take(self, read: Read, live: Unit | None, tell: Tell | None = None) -> None:
        bench = self._bench
        before = bench.work
        after = steps.take(before, read, live, key=bench.acts.new_id(), at=bench.acts.now())
        if len(after.cards) > len(before.cards):
            self._added(after, len(before.cards), tell=tell)
        else:
            self._met(after)
            if tell is not None:
                tell("duplicate")

    def _met(self, after: steps.Work) -> None:
        """Nothing new: a code that is here already, or one to be confirmed."""
        bench = self._bench
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
        count = len(bench.work.cards)
        self._added(steps.add(bench.work, read, key=key, at=at, as_conflict=as_conflict), count)
        self.show_picture()

    def _added(
        self, after: steps.Work, count: int, found: PictureRead | None = None, tell: Tell | None = None
    ) -> None:
        """Draw the cards behind the first ``count``, save, and sound when they are saved.

        Their photographs follow as evidence, of each label its own.
        """
        bench, pictures = self._bench, {}
        for card in after.cards[count:]:
            code = card.unit.battery_code or ""
            self._new.add(code)
            picture = self._evidence_of(code, after, found)
            if picture is not None:
                pictures[card.key] = picture
                after = steps.attach(after, card.key, None, under_way=True)
        bench.change(after, saved=partial(self._saved, tell))
        keys = tuple(card.key for card in after.cards[count:])
        bench.screen.focus_mass(keys[-1])
        if len(keys) > 1:
            said = bench.wording.say("intake.several.added", count=len(keys))
            back = bench.wording.say("intake.several.take_back")
            bench.say(Tone.OK, said, back, partial(self._take_back, keys))
        for key, picture in pictures.items():
            self._evidence.keep(picture, NAMEPLATE, partial(self._attached, key), partial(self._bare, key))

    def _saved(self, tell: Tell | None) -> None:
        self._bench.toned.emit("ok")
        if tell is not None:
            tell("ok")

    def _evidence_of(self, code: str, work: steps.Work, found: PictureRead | None) -> Picture | None:
        """The picture in which ``code`` was read: of a frame the label's part."""
        if found is not None:
            return Picture(found.file, found.image, found.frame, found.corners_of(code))
        read = work.happened.read if work.happened else None
        return self._evidence.remembered(read.picture) if read is not None else None

    def _take_back(self, keys: tuple[str, ...]) -> None:
        """All cards of one picture, in one step."""
        work = self._bench.work
        for key in keys:
            work = steps.remove(work, key)
        self._bench.hush()
        self._bench.change(replace(work, happened=None))
        self.show_picture()
        self._bench.screen.focus_code()

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
