"""What is scanned at the desk, by hand or by phone: to the check of scanners, or to the place in sight."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.desk.hand_scanners import HandScanners
from packtrail.desk.phones import Phones
from packtrail.desk.scan_route import ScanRoute, Take
from packtrail.domain.handheld import HandScan
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.strip_state import Readiness
from packtrail.ui.settings.scanner_flow import ScannerFlow
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


class ScanDesk(QObject):
    """Brings each scan to the place in sight, and says how the scanner stands."""

    told = Signal(Tone, str)  # a sentence about the last scan, or about the scanner
    toned = Signal(str)
    scanner_is = Signal(Readiness)

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        scanners: HandScanners,
        phones: Phones,
        words: Wording,
        *,
        takers: Mapping[str, Take],
        place: Callable[[], str | None],
    ) -> None:
        super().__init__()
        self.route = ScanRoute(acts, workers, takers, words)
        self.check: ScannerFlow | None = None
        self._place, self._words = place, words
        self._readiness = Readiness.UNKNOWN
        self.route.told.connect(self.told)
        self.route.toned.connect(self.toned)
        scanners.scanned.connect(self._scanned)
        scanners.refused.connect(self._refused)
        scanners.plugged.connect(partial(self._port_is, Readiness.READY))
        scanners.unplugged.connect(partial(self._port_is, Readiness.MISSING))
        scanners.not_there.connect(partial(self._port_is, Readiness.MISSING))
        phones.scanned.connect(self._phone_scanned)
        phones.late.connect(self._phone_was_late)

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._words = words
        self.route.retranslate(words)

    def _scanned(self, scan: HandScan) -> None:
        self._scanner_is(Readiness.READY)
        if not self._checked(scan):
            self.route.scanned(self._place(), scan)

    def _refused(self, scan: HandScan) -> None:
        if not self._checked(scan):
            self.route.refused(scan)

    def _checked(self, scan: HandScan) -> bool:
        """Whether the check of scanners listens, and has it."""
        if self.check is None or not self.check.is_listening:
            return False
        self.check.heard(scan)
        return True

    def _phone_scanned(self, scan: HandScan) -> None:
        """Not for the check of hand-held scanners, whichever screen is in sight."""
        self.route.scanned(self._place(), scan)

    def _phone_was_late(self, name: str, seconds: int) -> None:
        """The operator may have gone on to another step since the phone took its scan."""
        minutes = max(1, round(seconds / 60))
        self.told.emit(Tone.WARN, self._words.say("phone.late", name=name, minutes=minutes))

    def _port_is(self, readiness: Readiness, port: str) -> None:
        """Say that the scanner's plug is out, and when it is back."""
        was_missing = self._readiness is Readiness.MISSING
        self._scanner_is(readiness)
        is_out = readiness is Readiness.MISSING
        if is_out or was_missing:
            key = "handheld.unplugged" if is_out else "handheld.plugged"
            self.told.emit(Tone.WARN if is_out else Tone.OK, self._words.say(key, port=port))

    def _scanner_is(self, readiness: Readiness) -> None:
        if readiness is not self._readiness:
            self._readiness = readiness
            self.scanner_is.emit(readiness)
