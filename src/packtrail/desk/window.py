"""The whole desk: the frame with its places, what one screen tells another, and the strip below."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from packtrail.desk.clock_notice import ClockNotice
from packtrail.desk.commands import DeskCommands
from packtrail.desk.door import Door
from packtrail.desk.first_day import FirstDayDesk
from packtrail.desk.hand_scanners import HandScanners
from packtrail.desk.network_return import NetworkReturn
from packtrail.desk.paper_checks import PaperChecks
from packtrail.desk.phones import Phones
from packtrail.desk.place_entries import (
    handoff_place,
    intake_place,
    records_place,
    settings_place,
    stock_place,
    sync_place,
    today_place,
    vehicles_place,
)
from packtrail.desk.places import DeskPlaces, Detailed, on_rail
from packtrail.desk.practice import PracticeDesk
from packtrail.desk.printing import DeskPrinting, Printing, open_paper
from packtrail.desk.scales import Scales
from packtrail.desk.scan_desk import ScanDesk
from packtrail.desk.settings_cards import SettingsCards
from packtrail.desk.spoken import SpokenWords
from packtrail.desk.strip_feed import EVERY_MS, StripFeed
from packtrail.devices.camera import Camera
from packtrail.devices.no_camera import open_video
from packtrail.devices.scanner_keys import ScannerKeys
from packtrail.devices.sound import Sound
from packtrail.devices.tones import ScanTone
from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.qt_words import QtWords
from packtrail.ui.frame.strip_state import Readiness, StripState
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.handoff.way.flow import WayFlow
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.ports import FrameSource
from packtrail.ui.records.flow import RecordsFlow
from packtrail.ui.settings.flow import SettingsFlow
from packtrail.ui.settings.network_flow import NetworkActs
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.sync.file_flow import FileActs
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.sync.workbook_state import WorkbookRoad
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.ui.today.flow import TodayFlow
from packtrail.ui.undo_flow import UndoFlow
from packtrail.ui.users.ways import UserWays
from packtrail.ui.vehicles.flow import VehiclesFlow
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.user_list import KnownUsers
from packtrail.wording import Language, Wording, wording
from packtrail.wording.errors import explain

TONES = {"again": ScanTone.DUPLICATE, "no": ScanTone.REJECT}
"""What the handoff screen calls its tones, beside the names that are the tones' own."""

STRIP_PLACES = {
    "unsent": "sync",
    "destination": "sync",
    "scanner": "settings",
    "camera": "intake",
    "clock": "settings",
    "operator": "settings",
}


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
        users: UserWays | None = None,
        known: KnownUsers | None = None,
        printing: Printing | None = None,
    ) -> None:
        super().__init__()
        words = wording(language)
        live = camera if isinstance(camera, Camera) else None
        self._acts, self._workers, self._sound, self._camera = acts, workers, sound, camera
        self.frame = MainFrame(words)
        self.cameras = CameraDesk(acts, workers, live)
        self.scanners = HandScanners(acts, workers, keys)
        self.scales = Scales(acts, workers, words)
        self.phones = Phones(acts, workers, words)
        self.today = TodayFlow(acts, workers, words)
        self.intake = IntakeFlow(
            acts,
            workers,
            words,
            camera=camera,
            cameras=self.cameras,
            films=open_video,
            scale=self.scales,
        )
        self.vehicles = VehiclesFlow(acts, workers, words)
        self.stock = StockFlow(acts, workers, words)
        self.handoff = HandoffFlow(acts, workers, words)
        self.way = WayFlow(acts, workers, words, scale=self.scales)
        self.sync = SyncFlow(acts, workers, words, files=files, workbooks=workbooks)
        self.records = RecordsFlow(acts, workers, words)
        self.network = NetworkReturn(acts, workers, self.sync)
        self.settings = SettingsFlow(acts, workers, words)
        self.cards = SettingsCards(
            self.settings.screen,
            acts,
            workers,
            words,
            scanners=self.scanners,
            scales=self.scales,
            phones=self.phones,
            cameras=self.cameras,
            camera=live,
            network=network,
        )
        self.spoken = SpokenWords(acts, workers, words)
        self.places = self._make_places()
        self.scans = ScanDesk(
            acts,
            workers,
            self.scanners,
            self.phones,
            words,
            takers=self.places.takers,
            place=lambda: self.frame.place,
        )
        self.scans.check = self.cards.scanner
        self.commands = DeskCommands(
            acts,
            workers,
            words,
            frame=self.frame,
            scans=self.scans,
            settings=self.settings.screen,
            open_paper=self._open_paper,
        )
        self.door = Door(self.frame, users, acts, workers, words) if users is not None else None
        self.practice = PracticeDesk(self.frame, self.settings.screen, acts, words)
        self.printing = self._make_printing(printing, words) if printing is not None else None
        self.first_day = FirstDayDesk(
            acts,
            workers,
            words,
            frame=self.frame,
            screen=self.settings.screen,
            cards=self.cards,
            users=self.door.card.panel if self.door is not None else None,
            printing=self.printing,
            open_paper=self._open_paper,
        )
        self.checks = PaperChecks(
            acts,
            workers,
            words,
            frame=self.frame,
            records=self.records.screen,
            route=self.scans.route,
            open_load=self._open_load,
            open_delivery=partial(self._go, "stock"),
        )
        self.checks.flow.toned.connect(self._play)
        self.strip = StripFeed(acts, workers, self._render_strip)
        self.undo = UndoFlow(acts, workers, self.frame.undo_bar, words)
        self._clock = ClockNotice(acts, workers, self.frame.banner, words)
        self._minutes = QTimer(self)
        self._minutes.setInterval(EVERY_MS)
        self._minutes.timeout.connect(self._minute_passed)
        app = QGuiApplication.instance()
        self._qt_words = QtWords(app) if app is not None else None
        self._scheme: Scheme | None = None
        for place in self.places:
            self.frame.add_place(on_rail(place))
        self._connect_acts()
        self._connect_details()
        self._connect_frame()
        self._connect_devices()
        if self.door is not None:
            self._connect_door(self.door)
        self._speak(language)
        if self.door is not None and known is not None:
            self.door.begin(known)

    def start(self) -> None:
        """Ask the ledger for all that the screens show, and begin."""
        self.cameras.start()
        self.intake.start()
        self.vehicles.start()
        self.handoff.start()
        self.sync.start()
        self.network.start()
        self.settings.start()
        self.strip.start()
        self.scanners.start()
        self.scales.start()
        self.spoken.start()
        self.phones.start()
        self._minutes.start()
        self._show("today")
        if self.printing is not None:
            self.printing.start()
        if self.door is not None:
            self.door.start()

    def close(self) -> None:
        """Let go of the devices and ask nothing more."""
        if self.door is not None:
            self.door.stop()
        if self.printing is not None:
            self.printing.stop()
        self.scanners.stop()
        self.scales.stop()
        self.phones.stop()
        self.intake.put_away()
        self.cards.camera.stop()
        self.cameras.keep()
        self.strip.stop()
        self._minutes.stop()
        self.network.stop()
        self._workers.close()
        self.sync.stop()
        if self._qt_words is not None:
            self._qt_words.speak(Language.ENGLISH)  # Qt's own: nothing of ours stays with the application
        self.frame.close()

    def _make_places(self) -> DeskPlaces:
        return DeskPlaces(
            today_place(self.today),
            intake_place(self.intake),
            vehicles_place(self.vehicles),
            stock_place(self.stock, self._acts, self._workers),
            handoff_place(self.handoff, self.way),
            sync_place(self.sync),
            records_place(self.records),
            settings_place(self.settings, self.cards),
        )

    def _connect_acts(self) -> None:
        self.intake.taken_in.connect(self._records_written)
        if self.printing is not None:
            self.intake.taken_in.connect(self.printing.taken_in)
            self.stock.labels_asked.connect(self.printing.labels.print_units)
        self.handoff.handed_on.connect(self._records_written)
        self.vehicles.written.connect(self._records_written)
        self.settings.profile_saved.connect(self._records_written)
        self.settings.profile_saved.connect(self.first_day.flow.refresh)
        for flow in (self.intake, self.vehicles, self.stock, self.handoff):
            flow.toned.connect(self._play)
            flow.undoable.connect(self.undo.offer)
        self.undo.undone.connect(self._records_written)
        self.today.go.connect(self._go)
        self.intake.go.connect(self._go)
        self.records.go.connect(self._go)
        self.records.load_asked.connect(self._open_load)
        self.records.open_paper.connect(self._open_paper)
        self.vehicles.unit_asked.connect(partial(self._go, "stock"))
        self.stock.load_asked.connect(self._load)
        self.handoff.screen.way_asked.connect(self.way.open)
        self.way.failed.connect(self._say_trouble)
        self.intake.open_paper.connect(self._open_paper)
        self.handoff.open_paper.connect(self._open_paper)
        self.stock.open_paper.connect(self._open_paper)
        self.sync.open_paper.connect(self._open_paper)
        self.vehicles.open_paper.connect(self._open_paper)
        self.sync.record_asked.connect(partial(self._go, "stock"))
        self.sync.detail_left.connect(self.frame.close_detail)
        self.sync.settings_asked.connect(partial(self._show, "settings"))
        self.sync.refreshed.connect(lambda _: self.strip.refresh())
        self._clock.confirmed.connect(self.strip.refresh)
        self.settings.language_chosen.connect(self._speak)
        self.settings.appearance_chosen.connect(self._wear_scheme)
        self.settings.size_chosen.connect(self._wear_size)

    def _connect_details(self) -> None:
        for place in self.places:
            if place.detail is not None:
                place.detail.detail_asked.connect(partial(self._show_detail, place.key, place.detail))
                place.detail.written.connect(self._records_written)
                self.frame.detail_closed.connect(place.detail.detail_closed)

    def _connect_frame(self) -> None:
        frame = self.frame
        frame.place_shown.connect(self.places.arrived)
        frame.search_entered.connect(self._search)
        frame.strip_clicked.connect(lambda item: self._show(STRIP_PLACES.get(item, "today")))
        frame.back_asked.connect(self._back)
        frame.next_fault_asked.connect(self._next_fault)
        frame.close_asked.connect(self._close_asked)

    def _connect_devices(self) -> None:
        self.settings.screen.add_card(self.spoken.panel)
        self.scans.told.connect(self._tell_of_scan)
        self.scales.told.connect(self._tell_of_scan)
        self.scans.scanner_is.connect(self._scanner_is)
        self.scans.toned.connect(self._play)
        self.scans.route.unit_meant.connect(partial(self._go, "stock"))
        self.scans.route.case_meant.connect(partial(self._go, "vehicles"))
        self.scans.route.text_meant.connect(self._search)
        if self._camera is not None:
            self._camera.frame_arrived.connect(lambda _: self._camera_is(Readiness.READY))
            self._camera.failed.connect(lambda _: self._camera_is(Readiness.MISSING))

    def _connect_door(self, door: Door) -> None:
        self.settings.screen.add_card(door.card.panel)
        self.scans.route.is_shut = lambda: door.is_shut
        door.shut.connect(self._clear_the_lock_page)
        door.shut.connect(self.places.leave)
        door.shut.connect(self.stock.form.forget_secrets)
        door.card.changed.connect(self.first_day.flow.refresh)
        door.opened.connect(self._somebody_came)
        door.practice_asked.connect(self.practice.open)
        self.scans.toned.connect(lambda _: door.touch())
        self.intake.toned.connect(lambda _: door.touch())

    def _clear_the_lock_page(self) -> None:
        """What lies over the window would lie over the page for signing in too."""
        self.commands.flow.palette.close_up()
        self.commands.flow.help.close_up()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.reject()

    def _tell_of_scan(self, tone: Tone, sentence: str) -> None:
        """A scan that was refused is told of where it is seen."""
        if self.door is not None and self.door.is_shut and tone is Tone.DANGER:
            self.door.sign_in.tell(sentence)
        else:
            self.frame.banner.show_message(tone, sentence)

    def _somebody_came(self) -> None:
        """Another may work here than before: what is refused to whom is asked anew."""
        if self.frame.place is not None:
            self.places.arrived(self.frame.place)
        self._records_written()

    def _speak(self, language: Language) -> None:
        words = wording(language)
        self._acts.speak(language)
        if self._qt_words is not None:
            self._qt_words.speak(language)
        speaking_parts = (
            self.places, self.frame, self.undo, self.scans, self.scales, self.phones, self._clock,
            self.spoken,
        )  # fmt: skip
        for speaking in speaking_parts:
            speaking.retranslate(words)
        self.commands.retranslate(words)
        self.checks.retranslate(words)
        self.practice.retranslate(words)
        self.first_day.retranslate(words)
        if self.printing is not None:
            self.printing.retranslate(words)
        if self.door is not None:
            self.door.retranslate(words)

    def _render_strip(self, state: StripState) -> None:
        self.frame.render_strip(state)
        self._clock.behind(state.clock_behind)

    def _records_written(self, _: object = None) -> None:
        self.places.records_written()
        self.strip.refresh()

    def _minute_passed(self) -> None:
        """The countdowns of Today go on while it is in sight."""
        if self.frame.place == "today":
            self.today.refresh()

    def _show(self, place: str) -> None:
        self.frame.show_place(place)

    def _go(self, place: str, subject: str) -> None:
        self._show(place)
        if subject:
            self.places[place].resume(subject)

    def _load(self, unit_ids: tuple[str, ...]) -> None:
        self._show("handoff")
        self.handoff.pick_listed(unit_ids)

    def _open_load(self, handoff_id: str) -> None:
        self._show("handoff")
        self.way.open(handoff_id)

    def _search(self, text: str) -> None:
        self._show("records")
        self.records.find(text)

    def _show_detail(self, place: str, detail: Detailed, widget: QWidget) -> None:
        if self.frame.place != place:  # the answer came after the operator had gone on
            detail.detail_closed()
            return
        self.frame.show_detail(detail.detail_title, widget)

    def _say_trouble(self, error: OutletError) -> None:
        self.frame.banner.show_message(Tone.DANGER, str(explain(self.frame.wording, error)))

    def _back(self) -> None:
        place = self.places.find(self.frame.place)
        if place is not None:
            place.back()

    def _next_fault(self) -> None:
        place = self.places.find(self.frame.place)
        if place is not None:
            place.next_fault()

    def _play(self, tone: str) -> None:
        meant = TONES[tone] if tone in TONES else ScanTone(tone)
        self._sound.play(meant)
        self.spoken.say(meant)

    def _scanner_is(self, readiness: Readiness) -> None:
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

    def _close_asked(self, event: QCloseEvent) -> None:
        """Closing waits for an act or a print under way and says so. What is to be sent is in the ledger."""
        is_door_busy = self.door is not None and self.door.is_busy
        if self.places.is_busy or self.undo.is_busy or is_door_busy:
            event.ignore()
            self.frame.banner.show_message(Tone.INFO, self.frame.wording.say("frame.closing_waits"))
            return
        if self.printing is not None and not self.printing.may_close():
            event.ignore()
            return
        self.closed.emit()

    def _make_printing(self, needs: Printing, words: Wording) -> DeskPrinting:
        settings = self.settings.screen
        return DeskPrinting(
            self._acts, self._workers, words, frame=self.frame, settings=settings, needs=needs
        )

    def _open_paper(self, path: Path) -> None:
        open_paper(path, self.printing)
