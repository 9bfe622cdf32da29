"""Pictures of phones become scans: read here, handed on once, and only then acknowledged.

A phone sends a picture again, under its own id, until it is answered. So the order is: the scan reaches its
screen, which keeps it in its draft and says so of this very scan; then the id is kept; then the phone is
answered. A crash between, or a screen that says nothing, makes the phone send again, and the screen says
that it has the code already. None is lost.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.desk import phone_answers as answers
from packtrail.devices.phone.doors import Reply, Shot
from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import NO_USE, WINDOW_OPEN, HandScan, Symbology
from packtrail.domain.phones import Taken
from packtrail.ui.acts import OutletActs, PhoneWatch
from packtrail.ui.intake.in_view import InView
from packtrail.ui.workers import GuiWorkers, is_lost
from packtrail.usecases.read_label import FoundCode, LabelReading
from packtrail.wording import Wording
from packtrail.wording.errors import explain

MOST_WAITING: Final = 16
"""Pictures that wait for the reader; beyond these a phone is told to come again."""

TONE_MS: Final = 5_000
"""So long a screen may take to say what became of a scan; the intake may be recording a delivery first.

Silence is no answer: the phone sends it again, which costs at most a duplicate.
"""

LATE_MS: Final = 30_000
"""A scan that the phone had kept for longer is told of: the operator may be at another step by now."""

_SYMBOLOGIES = frozenset(Symbology)
_SILENCE: Final = ""
_LEFT = frozenset({_SILENCE, WINDOW_OPEN, NO_USE})
"""What says that the scan is the phone's still."""


@dataclass(slots=True)
class _Job:
    """One picture, and everybody who waits for what becomes of it: the phone may have asked twice."""

    shot: Shot
    name: str
    replies: list[Reply] = field(default_factory=list)

    def answer(self, said: Mapping[str, object] | None) -> None:
        for reply in self.replies:
            reply(said)


@dataclass(slots=True)
class _Handing:
    """The codes of one picture on their way to the screen, one after another."""

    job: _Job
    codes: deque[FoundCode]
    all_codes: tuple[FoundCode, ...]
    kinds: list[str] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return self.job.shot.age_ms > LATE_MS


class PhoneScans(QObject):
    """Make it on the GUI thread; the screens tell each scan what became of it."""

    scanned = Signal(object)  # HandScan
    late = Signal(str, int)  # whose scan, and how many seconds ago it was taken

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        keep: Callable[[str, Taken], Callable[[], None]],
    ) -> None:
        """``keep`` gives what writes that a phone's scans were taken; done on the writer's lane."""
        super().__init__()
        self._acts, self._workers, self._wording, self._keep = acts, workers, wording, keep
        self._taken: dict[str, Taken] = {}
        self._in_view: dict[str, InView] = {}
        self._last_kind: dict[tuple[str, str], str] = {}
        self._watches: dict[str, PhoneWatch] = {}
        self._waiting: deque[_Job] = deque()
        self._reading: _Job | None = None
        self._future: Future[LabelReading] | None = None
        self._handings: deque[_Handing] = deque()
        self._asked: object | None = None  # stands for the one scan that was handed on and not told of yet
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(TONE_MS)
        self._silence.timeout.connect(self._nothing_said)

    def know(self, taken: Mapping[str, Taken]) -> None:
        """What was taken before the program began."""
        self._taken = dict(taken)

    def forget(self, phone_id: str) -> None:
        """A phone is paired no more."""
        for kept in (self._taken, self._in_view, self._watches):
            kept.pop(phone_id, None)

    def retranslate(self, wording: Wording) -> None:
        """Answer in another language from now on."""
        self._wording = wording

    def stop(self) -> None:
        """The window goes: whoever waits is to come again."""
        self._silence.stop()
        for job in self._jobs():
            job.answer(None)
        self._waiting.clear()
        self._handings.clear()
        self._reading = self._asked = None

    def offer(self, shot: Shot, name: str) -> None:
        """Take one picture of the phone called ``name``."""
        same = next((job for job in self._jobs() if _is_same(job.shot, shot)), None)
        if same is not None:
            same.replies.append(shot.reply)
        if is_lost(self._future):
            self._lost()
        if same is not None:
            return
        job = _Job(shot, name, [shot.reply])
        tone = self._taken.get(shot.phone_id, Taken()).tone_of(shot.scan_id)
        if tone is not None:
            self._acknowledge(job, answers.again(tone, self._wording))
        else:
            self._wait_in_line(job)

    def _told(self, asked: object, fate: str) -> None:
        """A screen said what became of the scan that ``asked`` stands for; heard once, and in time."""
        if asked is None or asked is not self._asked:
            return
        self._asked = None
        self._silence.stop()
        handing = self._handings[0]
        if fate in _LEFT:
            self._handings.popleft()
            self._leave(handing, fate)
        else:
            code = handing.codes.popleft().code.text
            handing.kinds.append(answers.kind_of(fate))
            self._last_kind[handing.job.shot.phone_id, code] = handing.kinds[-1]
        QTimer.singleShot(0, self, self._hand_on)

    def _nothing_said(self) -> None:
        self._told(self._asked, _SILENCE)

    def _leave(self, handing: _Handing, fate: str) -> None:
        """The phone keeps it and comes again, as if its codes had never been in sight."""
        shot = handing.job.shot
        view = self._in_view.get(shot.phone_id, InView({}))
        self._in_view[shot.phone_id] = view.without(found.code.text for found in handing.all_codes)
        self._forget_kinds(shot.phone_id)
        handing.job.answer(None if fate == _SILENCE else answers.held(fate, self._wording))

    def _wait_in_line(self, job: _Job) -> None:
        if job.shot.is_live:  # the newest frame only
            for old in [each for each in self._waiting if each.shot.is_live and _is_of(each.shot, job.shot)]:
                self._waiting.remove(old)
                old.answer(answers.nothing("", self._wording))
        if len(self._waiting) >= MOST_WAITING:
            job.answer(None)
            return
        self._waiting.append(job)
        self._read_next()

    def _jobs(self) -> Iterable[_Job]:
        """Everything that was not answered yet."""
        reading = [self._reading] if self._reading is not None else []
        return [*reading, *self._waiting, *(handing.job for handing in self._handings)]

    def _read_next(self) -> None:
        if self._reading is not None or not self._waiting:
            return
        job = self._reading = self._waiting.popleft()
        shot = job.shot
        watch = self._watches.get(shot.phone_id)
        if watch is None:
            watch = self._watches[shot.phone_id] = self._acts.watch_phone()
        work = partial(watch.see, shot.content, shot.arrived_s * 1000)
        self._future = self._workers.run(
            self._workers.decode,
            work if shot.is_live else partial(watch.look, shot.content),
            done=partial(self._was_read, job),
            failed=partial(self._not_read, job),
        )

    def _lost(self) -> None:
        """A bug ended the reading. The picture is not read again, or it would stop its phone for ever."""
        job, self._reading, self._future = self._reading, None, None
        if job is not None:
            self._take(job.shot, "danger")
            self._acknowledge(job, answers.lost(self._wording))
        self._read_next()

    def _not_read(self, job: _Job, error: OutletError) -> None:
        if self._reading is not job:
            return
        self._reading = None
        job.answer(answers.unreadable(explain(self._wording, error).what, self._wording))
        self._read_next()

    def _was_read(self, job: _Job, reading: LabelReading) -> None:
        if self._reading is not job:  # its phone was told to come again
            return
        self._reading = None
        shot = job.shot
        sure = {found.code.text: True for found in reading.codes if found.is_sure}
        view = self._in_view.get(shot.phone_id, InView({}))
        self._in_view[shot.phone_id], fresh = view.saw(sure, shot.arrived_s * 1000)
        self._forget_kinds(shot.phone_id)
        codes = tuple(found for found in reading.codes if found.code.text in fresh)
        if codes:
            self._begin_handing(_Handing(job, deque(codes), codes))
        elif sure:
            code = next(iter(sure))
            kind = self._last_kind.get((shot.phone_id, code), "")
            job.answer(answers.seen(code, kind, self._wording))
        else:
            job.answer(answers.without_code(reading, self._wording, is_live=shot.is_live))
        self._read_next()

    def _forget_kinds(self, phone_id: str) -> None:
        """Of labels that are out of its sight."""
        in_view = self._in_view[phone_id].sights
        gone = [each for each in self._last_kind if each[0] == phone_id and each[1] not in in_view]
        for each in gone:
            del self._last_kind[each]

    def _begin_handing(self, handing: _Handing) -> None:
        self._handings.append(handing)
        if len(self._handings) == 1:
            self._hand_on()

    def _hand_on(self) -> None:
        """The next code to the screen; a picture whose codes are all there is kept and answered."""
        if self._asked is not None or not self._handings:
            return
        handing = self._handings[0]
        if handing.codes:
            self._asked = asked = object()
            self._silence.start()
            self.scanned.emit(self._scan_of(handing, partial(self._told, asked)))
            return
        self._handings.popleft()
        self._handed(handing)
        self._hand_on()

    def _handed(self, handing: _Handing) -> None:
        shot, kind = handing.job.shot, answers.worst(handing.kinds)
        if handing.is_late:
            self.late.emit(handing.job.name, shot.age_ms // 1000)
        self._take(shot, answers.colour_of(kind))
        codes = tuple(found.code.text for found in handing.all_codes)
        self._acknowledge(handing.job, answers.taken(codes, kind, self._wording))

    def _take(self, shot: Shot, tone: str) -> None:
        """This picture is done with, whatever became of it."""
        self._taken[shot.phone_id] = self._taken.get(shot.phone_id, Taken()).with_scan(shot.scan_id, tone)

    def _acknowledge(self, job: _Job, said: Mapping[str, object]) -> None:
        """Answer once the ledger holds that the scan was taken."""
        phone_id = job.shot.phone_id
        self._workers.run(
            self._workers.acts,
            self._keep(phone_id, self._taken.get(phone_id, Taken())),
            done=lambda _: job.answer(said),
            failed=lambda _: job.answer(None),
        )

    def _scan_of(self, handing: _Handing, tell: Callable[[str], None]) -> HandScan:
        """What the screens get: as from a hand-held scanner, with the whole road of the read."""
        found = handing.codes[0]
        way = replace(found.way(self._acts.now()), device=handing.job.name)
        symbology = Symbology(way.symbology) if way.symbology in _SYMBOLOGIES else None
        return HandScan(
            text=found.code.text,
            typed=found.raw,
            symbology=symbology,
            way=way,
            is_late=handing.is_late,
            tell=tell,
        )


def _is_of(one: Shot, other: Shot) -> bool:
    return one.phone_id == other.phone_id


def _is_same(one: Shot, other: Shot) -> bool:
    return _is_of(one, other) and one.scan_id == other.scan_id
