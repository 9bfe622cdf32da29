"""The whole desk: the frame with its places, what one screen tells another, and the strip below."""

from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from packtrail.desk.clock_notice import ClockNotice
from packtrail.desk.hand_scanners import HandScanners
from packtrail.desk.network_return import NetworkReturn
from packtrail.desk.phones import Phones
from packtrail.desk.scan_route import ScanRoute
from packtrail.desk.strip_feed import EVERY_MS, StripFeed
from packtrail.devices.camera import Camera
from packtrail.devices.no_camera import open_video
from packtrail.devices.scanner_keys import ScannerKeys
from packtrail.devices.sound import Sound
from packtrail.devices.tones import ScanTone
from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import HandScan
from packtrail.ui.acts import OutletActs
from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.qt_words import QtWords
from packtrail.ui.frame.rail import Place
from packtrail.ui.frame.strip_state import Readiness, StripState
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.handoff.way.flow import WayFlow
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.hand_scans import source_of
from packtrail.ui.ports import FrameSource
from packtrail.ui.settings.camera_settings import CameraSettings
from packtrail.ui.settings.connection_check import ConnectionCheck
from packtrail.ui.settings.flow import SettingsFlow
from packtrail.ui.settings.network_flow import NetworkActs
from packtrail.ui.settings.phone_flow import PhoneFlow
from packtrail.ui.settings.scanner_flow import ScannerFlow
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.state import Filter
from packtrail.ui.sync.file_flow import FileActs
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.sync.workbook_state import WorkbookRoad
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.ui.today.flow import TodayFlow
from packtrail.ui.undo_flow import UndoFlow
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.wording import Language, wording
from packtrail.wording.errors import explain

TONES = {"again": ScanTone.DUPLICATE, "no": ScanTone.REJECT}
"""What the handoff screen calls its tones, beside the names that are the tones' own."""

ISOLATED = "isolated"
"""What Today asks of the stock when units wait in quarantine."""

STRIP_PLACES = {
    "unsent": "sync",
    "destination": "sync",
    "scanner": "settings",
    "camera": "intake",
    "clock": "settings",
    "operator": "settings",
}


class Busy(Protocol):
    """Whoever may be in the middle of an act."""

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way."""
        ...


class Desk(QObject):
    """One outlet's desk, from its acts to a window; ``start`` it, and ``close`` it before its workers."""

    closed = Signal()

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        language: Language,
        *,
        camera: FrameSource | None,
        sound: Sound,
        keys: ScannerKeys | None = None,
        files: FileActs | None = None,
        workbooks: WorkbookRoad | None = None,
        network: NetworkActs | None = None,
    ) -> None:
        super().__init__()
        words = wording(language)
        self._acts, self._workers, self._sound, self._camera = acts, workers, sound, camera
        self.frame = MainFrame(words)
        self.today = TodayFlow(acts, workers, words)
        live = camera if isinstance(camera, Camera) else None
        self.cameras = CameraDesk(acts, workers, live)
        self.intake = IntakeFlow(acts, workers, words, camera=camera, cameras=self.cameras, films=open_video)
        self.stock = StockFlow(acts, workers, words)
        self.handoff = HandoffFlow(acts, workers, words)
        self.way = WayFlow(acts, workers, words)
        self.sync = SyncFlow(acts, workers, words, files=files, workbooks=workbooks)
        self.network = NetworkReturn(acts, workers, self.sync)
        self.scanners = HandScanners(acts, workers, keys)
        self.settings = SettingsFlow(acts, workers, words)
        self.scanner_check = ScannerFlow(self.scanners, words)
        self.settings.screen.add_card(self.scanner_check.panel)
        self.phones = Phones(acts, workers, words)
        self.phone_card = PhoneFlow(self.phones, words)
        self.settings.screen.add_card(self.phone_card.panel)
        self.connection = ConnectionCheck(acts, workers, words, network=network)
        self.settings.screen.add_card(self.connection.panel)
        self.camera_settings = CameraSettings(self.cameras, live, workers, words)
        self.settings.screen.add_card(self.camera_settings.panel)
        self.strip = StripFeed(acts, workers, self._render_strip)
        self.undo = UndoFlow(acts, workers, self.frame.undo_bar, words)
        takers = {
            "intake": self._take_in_scanned,
            "handoff": self._pick_scanned,
            "stock": self._fill_in_scanned,
        }
        self.scans = ScanRoute(acts, workers, takers, words)
        self._clock = ClockNotice(acts, workers, self.frame.banner, words)
        self._minutes = QTimer(self)
        self._minutes.setInterval(EVERY_MS)
        self._minutes.timeout.connect(self._minute_passed)
        app = QGuiApplication.instance()
        self._details: dict[str, StockFlow | WayFlow | SyncFlow] = {
            "stock": self.stock,
            "handoff": self.way,
            "sync": self.sync,
        }
        self._scheme: Scheme | None = None
        self._qt_words = QtWords(app) if app is not None else None
        self._add_places()
        self._connect_acts()
        self._connect_frame()
        self._connect_scanners()
        self._speak(language)

    def start(self) -> None:
        """Ask the ledger for all that the screens show, and begin."""
        self.cameras.start()
        self.intake.start()
        self.handoff.start()
        self.sync.start()
        self.network.start()
        self.settings.start()
        self.strip.start()
        self.scanners.start()
        self.phones.start()
        self._minutes.start()
        self._show("today")

    def close(self) -> None:
        """Let go of the devices and ask nothing more."""
        self.scanners.stop()
        self.phones.stop()
        self.intake.put_away()
        self.camera_settings.stop()
        self.cameras.keep()
        self.strip.stop()
        self._minutes.stop()
        self.network.stop()
        self._workers.close()
        self.sync.stop()
        if self._qt_words is not None:
            self._qt_words.speak(Language.ENGLISH)  # Qt's own: nothing of ours stays with the application
        self.frame.close()

    def _add_places(self) -> None:
        for key, shortcut, widget in (
            ("today", "F2", self.today.screen),
            ("intake", "F3", self.intake.screen),
            ("stock", "F5", self.stock.screen),
            ("handoff", "F6", self.handoff.screen),
            ("sync", "F7", self.sync.screen),
            ("settings", "", self.settings.screen),
        ):
            self.frame.add_place(Place(key, key, shortcut, f"frame.rail.{key}", widget))

    def _connect_acts(self) -> None:
        self.intake.taken_in.connect(self._records_written)
        self.handoff.handed_on.connect(self._records_written)
        self.settings.profile_saved.connect(self._records_written)
        for flow in (self.intake, self.handoff):
            flow.toned.connect(self._play)
            flow.undoable.connect(self.undo.offer)
        self.undo.undone.connect(self._records_written)
        self.today.go.connect(self._go)
        self.intake.go.connect(self._go)
        self.stock.load_asked.connect(self._load)
        self.handoff.screen.way_asked.connect(self.way.open)
        self.way.failed.connect(self._say_trouble)
        for place, detailed in self._details.items():
            detailed.detail_asked.connect(partial(self._show_detail, place))
            detailed.written.connect(self._records_written)
        self.handoff.open_paper.connect(_open_paper)
        self.stock.open_paper.connect(_open_paper)
        self.sync.record_asked.connect(partial(self._go, "stock"))
        self.sync.detail_left.connect(self.frame.close_detail)
        self.sync.settings_asked.connect(partial(self._show, "settings"))
        self.sync.refreshed.connect(lambda _: self.strip.refresh())
        self._clock.confirmed.connect(self.strip.refresh)
        self.settings.language_chosen.connect(self._speak)
        self.settings.appearance_chosen.connect(self._wear_scheme)
        self.settings.size_chosen.connect(self._wear_size)

    def _connect_frame(self) -> None:
        frame = self.frame
        frame.place_shown.connect(self._arrived)
        frame.search_entered.connect(self._search)
        frame.strip_clicked.connect(lambda item: self._show(STRIP_PLACES.get(item, "today")))
        frame.back_asked.connect(self._back)
        frame.next_fault_asked.connect(self._next_fault)
        for flow in self._details.values():
            frame.detail_closed.connect(flow.detail_closed)
        frame.close_asked.connect(self._close_asked)
        if self._camera is not None:
            self._camera.frame_arrived.connect(lambda _: self._camera_is(Readiness.READY))
            self._camera.failed.connect(lambda _: self._camera_is(Readiness.MISSING))

    def _connect_scanners(self) -> None:
        scanners, scans = self.scanners, self.scans
        scanners.scanned.connect(self._scanned)
        scanners.refused.connect(self._refused)
        scanners.plugged.connect(partial(self._port_is, Readiness.READY))
        scanners.unplugged.connect(partial(self._port_is, Readiness.MISSING))
        scanners.not_there.connect(partial(self._port_is, Readiness.MISSING))
        self.phones.scanned.connect(self._phone_scanned)
        self.phones.late.connect(self._phone_was_late)
        scans.told.connect(self.frame.banner.show_message)
        scans.toned.connect(self._play)
        scans.unit_meant.connect(partial(self._go, "stock"))
        scans.text_meant.connect(self._search)

    def _speak(self, language: Language) -> None:
        words = wording(language)
        self._acts.speak(language)
        if self._qt_words is not None:
            self._qt_words.speak(language)
        for flow in (self.today, self.intake, self.stock, self.handoff, self.way, self.sync, self.settings):
            flow.retranslate(words)
        self.frame.retranslate(words)
        self.undo.retranslate(words)
        self.scans.retranslate(words)
        self.scanner_check.retranslate(words)
        self.phones.retranslate(words)
        self.phone_card.retranslate(words)
        self.connection.retranslate(words)
        self.camera_settings.retranslate(words)
        self._clock.retranslate(words)

    def _render_strip(self, state: StripState) -> None:
        self.frame.render_strip(state)
        self._clock.behind(state.clock_behind)

    def _records_written(self, _: object = None) -> None:
        for refresh in (self.today.refresh, self.stock.refresh, self.handoff.refresh, self.way.refresh):
            refresh()
        self.sync.records_written()
        self.strip.refresh()

    def _minute_passed(self) -> None:
        """The countdowns of Today go on while it is in sight."""
        if self.frame.place == "today":
            self.today.refresh()

    def _show(self, place: str) -> None:
        self.frame.show_place(place)

    def _arrived(self, place: str) -> None:
        if place != "intake":
            self.intake.put_away()
        if place != "settings":
            self.scanner_check.stop()
            self.phone_card.stop()
            self.camera_settings.stop()
        arrive = {
            "today": self.today.refresh,
            "intake": self.intake.arrive,
            "stock": self.stock.refresh,
            "handoff": self.handoff.refresh,
            "sync": self.sync.refresh,
            "settings": self._arrived_at_settings,
        }.get(place)
        if arrive is not None:
            arrive()

    def _go(self, place: str, subject: str) -> None:
        self._show(place)
        if place == "intake" and subject:
            self.intake.resume(subject)
        elif place == "handoff" and subject:
            self.handoff.resume(subject)
        elif place == "stock" and subject == ISOLATED:
            self.stock.screen.chip_chosen.emit(Filter.ISOLATED)
        elif place == "stock" and subject:
            self._workers.run(
                self._workers.reads,
                partial(self._acts.read, partial(_unit_meant, subject)),
                done=self.stock.open_unit,
                failed=lambda _: None,
            )

    def _load(self, unit_ids: tuple[str, ...]) -> None:
        self._show("handoff")
        self.handoff.pick_listed(unit_ids)

    def _search(self, text: str) -> None:
        self._show("stock")
        self.stock.find(text)

    def _show_detail(self, place: str, widget: QWidget) -> None:
        flow = self._details[place]
        if self.frame.place != place:  # the answer came after the operator had gone on
            flow.detail_closed()
            return
        self.frame.show_detail(flow.detail_title, widget)

    def _say_trouble(self, error: OutletError) -> None:
        self.frame.banner.show_message(Tone.DANGER, str(explain(self.frame.wording, error)))

    def _back(self) -> None:
        if self.frame.place == "intake":
            self.intake.back()
        elif self.frame.place == "handoff":
            self.handoff.back()
        elif self.frame.place == "sync":
            self.sync.back()

    def _next_fault(self) -> None:
        if self.frame.place == "intake":
            self.intake.next_fault()
        elif self.frame.place == "handoff":
            self.handoff.next_fault()
        elif self.frame.place == "sync":
            self.sync.next_error()

    def _play(self, tone: str) -> None:
        self._sound.play(TONES[tone] if tone in TONES else ScanTone(tone))

    def _scanned(self, scan: HandScan) -> None:
        self._scanner_is(Readiness.READY)
        if self.scanner_check.is_listening:
            self.scanner_check.heard(scan)
        else:
            self.scans.scanned(self.frame.place, scan)

    def _refused(self, scan: HandScan) -> None:
        if self.scanner_check.is_listening:
            self.scanner_check.heard(scan)
        else:
            self.scans.refused(scan)

    def _take_in_scanned(self, scan: HandScan) -> bool:
        self.intake.scanned(scan)
        return True

    def _pick_scanned(self, scan: HandScan) -> bool:
        self.handoff.scanned(scan.text, source_of(scan), scan.told)
        return True

    def _fill_in_scanned(self, scan: HandScan) -> bool:
        """A form that asks for a code takes it; else the scan opens its record."""
        is_taken = self.stock.form.scanned(scan.text)
        if is_taken:
            self.scans.toned.emit("ok")
            scan.told("ok")
        return is_taken

    def _arrived_at_settings(self) -> None:
        self.scanner_check.refresh()
        self.phone_card.refresh()

    def _phone_scanned(self, scan: HandScan) -> None:
        """Not for the check of hand-held scanners, whichever screen is in sight."""
        self.scans.scanned(self.frame.place, scan)

    def _phone_was_late(self, name: str, seconds: int) -> None:
        """The operator may have gone on to another step since the phone took its scan."""
        minutes = max(1, round(seconds / 60))
        words = self.frame.wording.say("phone.late", name=name, minutes=minutes)
        self.frame.banner.show_message(Tone.WARN, words)

    def _port_is(self, readiness: Readiness, port: str) -> None:
        """Say that the scanner's plug is out, and when it is back."""
        was_missing = self.strip.scanner is Readiness.MISSING
        self._scanner_is(readiness)
        is_out = readiness is Readiness.MISSING
        if is_out or was_missing:
            tone = Tone.WARN if is_out else Tone.OK
            key = "handheld.unplugged" if is_out else "handheld.plugged"
            self.frame.banner.show_message(tone, self.frame.wording.say(key, port=port))

    def _scanner_is(self, readiness: Readiness) -> None:
        if readiness is not self.strip.scanner:
            self.strip.scanner = readiness
            self.strip.refresh()

    def _camera_is(self, readiness: Readiness) -> None:
        if readiness is not self.strip.camera:
            self.strip.camera = readiness
            self.strip.refresh()

    def _wear_scheme(self, scheme: Scheme | None) -> None:
        self._scheme = scheme
        appearance().wear(scheme, appearance().look.scale)

    def _wear_size(self, scale: float) -> None:
        appearance().wear(self._scheme, scale)

    def _acting(self) -> tuple[Busy, ...]:
        return (self.intake, self.stock, self.handoff, self.way, self.undo, self.sync.errors.form)

    def _close_asked(self, event: QCloseEvent) -> None:
        """Closing waits for an act under way and says so; what waits to be sent waits in the ledger."""
        if any(flow.is_busy for flow in self._acting()):
            event.ignore()
            self.frame.banner.show_message(Tone.INFO, self.frame.wording.say("frame.closing_waits"))
            return
        self.closed.emit()


def _unit_meant(subject: str, view: View) -> str:
    """The unit that ``subject`` names: itself, or the first that a delivery brought."""
    units = view.units_of_delivery(subject)
    return units[0].unit_id if units else subject


def _open_paper(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
