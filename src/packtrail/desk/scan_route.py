"""Where a scan goes: to the obvious thing of the screen in sight, and elsewhere it opens the record."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QApplication

from packtrail.domain.battery_code import parse
from packtrail.domain.handheld import NO_USE, WINDOW_OPEN, HandScan, Notice
from packtrail.domain.numbers import parse_number
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.protocol.paper_code import is_paper_code
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import DocumentKind, View
from packtrail.usecases.verify_paper import said_by_scanner
from packtrail.wording import Wording

Take = Callable[[HandScan], bool]
"""Takes a scan and tells what became of it, or says that it has no use for it."""

REPAIRED = frozenset(
    {
        Notice.CAPS_LOCK, Notice.LOWER_CASE, Notice.NUM_LOCK, Notice.LAYOUT, Notice.FULL_WIDTH,
        Notice.COMPOSED, Notice.UNKNOWN_BYTES,
    }
)  # fmt: skip
"""What a person can put right at the computer, and is told of once."""


class ScanRoute(QObject):
    """Hands each scan to ``screens[place]``, or looks for the record it names."""

    told = Signal(Tone, str)  # a sentence about the last scan
    toned = Signal(str)
    unit_meant = Signal(str)  # unit id
    case_meant = Signal(str)  # id of a vehicle's case
    paper_meant = Signal(str)  # the code of a paper, to be verified
    text_meant = Signal(str)  # names nothing here as a whole: to be searched for

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, screens: Mapping[str, Take], wording: Wording
    ) -> None:
        super().__init__()
        self._acts, self._workers, self._screens, self._wording = acts, workers, screens, wording
        self.is_shut: Callable[[], bool] = lambda: False  # nobody is signed in
        self.commands: Take | None = None  # takes command codes, before any screen; late ones it refuses
        self._told: frozenset[Notice] = frozenset()
        self._left = ""  # the scan that was told of as left where it is kept

    def scanned(self, place: str | None, scan: HandScan) -> None:
        """A scan that can be relied on, while ``place`` is in sight."""
        is_shut = self.is_shut()
        if is_shut or QApplication.activeModalWidget() is not None:
            if scan.tell is None:
                self._refuse(self._wording.say("users.scan_locked" if is_shut else "handheld.window_open"))
            scan.told(WINDOW_OPEN)
            return
        self._tell_what_was_repaired(scan)
        if self.commands is not None and self.commands(scan):
            return
        number = parse_number(scan.text)
        if number is not None and number.kind == DocumentKind.VEHICLE_CASE and not scan.is_late:
            self._look_for_case(scan, number.text)
            return
        if is_paper_code(said_by_scanner(scan.text)):
            scan.told("opened")
            self.paper_meant.emit(scan.text)
            return
        take = self._screens.get(place or "")
        if take is not None and take(scan):
            self._left = ""
        elif scan.is_late and scan.tell is not None:
            self._leave(scan)
        else:
            self._look_up(scan)

    def refused(self, scan: HandScan) -> None:
        """A scan that can't: nothing is done with it, and why is said."""
        why = [each for each in scan.notices if self._wording.knows(f"handheld.refused.{each}")]
        sentence = self._wording.say(f"handheld.refused.{why[0]}" if why else "handheld.refused.empty")
        self._refuse(sentence)

    def retranslate(self, wording: Wording) -> None:
        """Speak another language from now on."""
        self._wording = wording

    def _tell_what_was_repaired(self, scan: HandScan) -> None:
        """Once for each thing, until a scan comes without it."""
        repaired = frozenset(scan.notices) & REPAIRED
        fresh = [each for each in scan.notices if each in repaired - self._told]
        self._told = repaired
        if fresh:
            self.told.emit(Tone.WARN, self._wording.say(f"handheld.notice.{fresh[0]}"))

    def _refuse(self, sentence: str) -> None:
        self.toned.emit("reject")
        self.told.emit(Tone.DANGER, sentence)

    def _leave(self, scan: HandScan) -> None:
        """It was meant for another screen, and is brought again until that is in sight; said once."""
        if self._left != scan.text:
            self._left = scan.text
            name = scan.way.device if scan.way is not None else ""
            self.told.emit(Tone.WARN, self._wording.say("phone.left", name=name or "", code=scan.text))
        scan.told(NO_USE)

    def _look_for_case(self, scan: HandScan, number: str) -> None:
        """The card of a vehicle resumes its case from every screen; no screen has another use for it."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_case_numbered, number)),
            done=partial(self._opened, scan, number, self.case_meant),
            failed=lambda _: self._search(scan, number),
        )

    def _look_up(self, scan: HandScan) -> None:
        reading = parse(scan.text, self._acts.tables)
        text = reading.code.text if reading.code else reading.normalised
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_unit_named, text)),
            done=partial(self._opened, scan, text, self.unit_meant),
            failed=lambda _: self._search(scan, text),
        )

    def _opened(self, scan: HandScan, text: str, meant: SignalInstance, record_id: str | None) -> None:
        if record_id is None:
            self.toned.emit("reject")
            self._search(scan, text)
        else:
            self.toned.emit("ok")
            scan.told("opened")
            meant.emit(record_id)

    def _search(self, scan: HandScan, text: str) -> None:
        scan.told("searched")
        self.text_meant.emit(text)


def _case_numbered(number: str, view: View) -> str | None:
    """The case of that number."""
    cases = view.newest(VehicleCase, 1, case_number=number)
    return cases[0].case_id if cases else None


def _unit_named(text: str, view: View) -> str | None:
    """The unit that carries ``text``; of several the one that came in last."""
    units = view.units_with_code(text)
    return units[0].unit_id if units else None
