"""Joins the intake screen with the acts; its parts read, take in what has no code, and finish."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from packtrail.domain.handheld import HandScan
from packtrail.domain.moments import legal_day
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import SourceType
from packtrail.ui.acts import OutletActs
from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.camera_flow import CameraFlow, Films
from packtrail.ui.intake.desk_memory import Found, found_in
from packtrail.ui.intake.early_flow import EarlyFlow
from packtrail.ui.intake.evidence import OVERALL, EvidenceKeeper, Picture
from packtrail.ui.intake.expected.flow import ExpectedFlow
from packtrail.ui.intake.finish_flow import FinishFlow
from packtrail.ui.intake.gate.flow import GateFlow
from packtrail.ui.intake.hand_scans import HandScans
from packtrail.ui.intake.harder_flow import HarderFlow
from packtrail.ui.intake.reading_flow import ReadingFlow
from packtrail.ui.intake.screen import IntakeScreen
from packtrail.ui.intake.source_flow import SourceFlow
from packtrail.ui.intake.state import MORE_CONDITIONS
from packtrail.ui.intake.unreadable_flow import UnreadableFlow
from packtrail.ui.intake.weigh_flow import WeighFlow
from packtrail.ui.ports import FrameSource
from packtrail.ui.scale_ways import ScaleWays
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


class IntakeFlow(QObject):
    """The intake screen at work. Make it on the GUI thread, show ``screen``, then ``start``."""

    go = Signal(str, str)  # a place of the rail, and what to show there
    taken_in = Signal(object)  # TakenIn: a delivery was recorded
    undoable = Signal(object)  # Undoable: it can be taken back for a while
    open_paper = Signal(object)  # Path of a voucher
    toned = Signal(str)  # ok, duplicate, reject, risk

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        camera: FrameSource | None = None,
        cameras: CameraDesk | None = None,
        films: Films | None = None,
        scale: ScaleWays | None = None,
    ) -> None:
        super().__init__()
        self.screen = IntakeScreen(wording)
        self._bench = Bench(acts, workers, self.screen, wording)
        self._evidence = EvidenceKeeper(acts, workers, failed=self._bench.refuse)
        self._reading = ReadingFlow(self._bench, self._evidence)
        self._hand_scans = HandScans(self._bench, self._reading.take)
        self._camera = CameraFlow(self._bench, self._reading, cameras, films)
        self._sources = SourceFlow(self._bench, self._reading, self._camera)
        self._harder = HarderFlow(self._bench, self._reading, self._camera)
        self._unreadable = UnreadableFlow(
            self._bench,
            self._evidence,
            in_view=lambda: self._reading.picture,
            shown=lambda: self._reading.shown,
            crop_in=self._camera.crop_in,
            take=self._reading.take_by_hand,
            choose_file=self._sources.choose_photo,
        )
        # before the end of a delivery: what was typed of turning it away is not saved anew behind it
        self._gate = GateFlow(self._bench, self.screen.right.gate)
        self._finish = FinishFlow(self._bench)
        self._early = EarlyFlow(self._bench)
        self._expected = ExpectedFlow(self._bench, self.screen.right.expected)
        if scale is not None:
            self._weigh = WeighFlow(self._bench, self.screen.right.scale, scale)
        self._connect()
        self.use_camera(camera)
        self._bench.draw()

    @property
    def is_busy(self) -> bool:
        """Whether something is read, kept or recorded that closing the window should wait for."""
        readers = (self._reading, self._evidence, self._sources, self._harder, self._unreadable)
        return self._bench.is_recording or any(
            part.is_busy for part in (*readers, self._expected, self._gate)
        )

    def start(self) -> None:
        """Find the draft again that was not finished, and who came last."""
        self._look_for(None)

    def arrive(self) -> None:
        """The screen is shown: put the hand where it goes on."""
        if self._bench.work.head.source_type == SourceType.UNKNOWN:
            self.screen.focus_head("source_type")
        else:
            self.screen.focus_code()

    def resume(self, draft_id: str) -> None:
        """Go on with one draft; the delivery at hand stays saved."""
        self._look_for(draft_id)

    def use_camera(self, camera: FrameSource | None) -> None:
        """Read from ``camera`` from now on; None when there is none."""
        self._camera.use(camera)

    def scanned(self, scan: HandScan) -> None:
        """Add to the delivery what a hand-held scanner delivered."""
        self._hand_scans.add(scan)

    def put_away(self) -> None:
        """The screen is left: the camera rests."""
        self._harder.cancel()
        self._camera.stop()
        self._camera.show_state()

    def next_fault(self) -> None:
        """F8."""
        self._finish.next_fault()

    def back(self) -> None:
        """Esc: one step back of what is open, the newest first."""
        work = self._bench.work
        if self._harder.cancel() or self._reading.drop_waiting():
            return
        if work.without_code is not None:
            self._unreadable.leave()
        elif work.proposals:
            self._reading.turn_down()
        elif work.first_entry is not None:
            self._reading.type_anew()
        else:
            self._bench.hush()
            self.screen.focus_code()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._bench.wording = wording
        self.screen.retranslate(wording)
        self._gate.retranslate(wording)
        self._bench.draw()
        self._reading.show_picture()
        self._camera.retranslate()

    def _connect(self) -> None:
        screen, bench = self.screen, self._bench
        bench.toned.connect(self.toned)
        self._reading.unit_asked.connect(lambda unit_id: self.go.emit("stock", unit_id))
        self._reading.without_code_asked.connect(self._unreadable.begin)
        self._finish.stock_asked.connect(lambda: self.go.emit("stock", ""))
        self._finish.paper_made.connect(self.open_paper)
        self._finish.recorded.connect(self._recorded)
        self._finish.undoable.connect(self.undoable)
        self._gate.undoable.connect(self.undoable)
        asked = {
            "picture": self._sources.choose_pictures,
            "folder": self._sources.choose_folder,
            "camera": self._camera.toggle,
            "without_code": self._unreadable.begin,
            "crop": self._camera.toggle_crop,
            "torch": self._camera.toggle_torch,
            "harder": self._harder.begin,
            "why": self._harder.keep_why,
        }
        screen.source_asked.connect(lambda name: asked[name]())
        screen.left.tools.asked.connect(lambda name: asked[name]())
        screen.head_changed.connect(self._head_changed)
        screen.source_chosen.connect(self._source_chosen)
        screen.same_again_asked.connect(self._same_again)
        screen.head_opened.connect(lambda: bench.put(replace(bench.work, head_open=True)))
        screen.card_changed.connect(self._card_changed)
        screen.mass_typed.connect(lambda key, text: bench.change(steps.type_mass(bench.work, key, text)))
        screen.card_opened.connect(self._open_card)
        screen.card_removed.connect(self._remove_card)
        screen.card_weighed.connect(lambda _key: screen.focus_code())
        screen.warning_confirmed.connect(self._warning_confirmed)
        screen.photo_asked.connect(self._photo_asked)

    def _look_for(self, draft_id: str | None) -> None:
        self._bench.workers.run(
            self._bench.workers.reads,
            lambda: self._bench.acts.read(lambda view: found_in(view, draft_id)),
            done=self._found,
            failed=self._bench.refuse,
        )

    def _found(self, found: Found) -> None:
        bench = self._bench
        bench.last = found.last
        if found.draft_id is None or found.draft_id == bench.work.draft_id:
            bench.draw()
            return
        if found.draft is None:
            bench.draw()
            bench.say(Tone.WARN, bench.wording.say("intake.finish.draft_lost"))
            return
        keys = tuple(bench.acts.new_id() for _ in found.draft.units)
        today = legal_day(bench.acts.now())
        bench.put(steps.resumed(found.draft_id, found.draft, bench.acts.tables, today, keys))
        count = len(found.draft.units)
        bench.say(Tone.INFO, bench.wording.say("intake.finish.found_again", count=count))

    def _recorded(self, taken_in: object) -> None:
        self._reading.clear()
        self.taken_in.emit(taken_in)

    def read_folder(self, folder: Path) -> None:
        """Read every picture of ``folder`` in order of name."""
        self._sources.read_folder(folder)

    def _head_changed(self, field: str, text: str) -> None:
        work = self._bench.work
        if field == "claimed_count":
            self._bench.change(replace(work, claimed=text.strip()))
        else:
            head = replace(work.head, **{field: text.strip() or None})  # type: ignore[arg-type]  # text fields of the head
            self._bench.change(replace(work, head=head))

    def _source_chosen(self, source: str) -> None:
        work = self._bench.work
        self._bench.change(replace(work, head=replace(work.head, source_type=source)))
        is_person = source in steps.PERSONS
        self.screen.focus_head("deliverer_person" if is_person else "deliverer_name")

    def _same_again(self) -> None:
        if self._bench.last is not None:
            self._bench.change(steps.same_again(self._bench.work, self._bench.last))
            self.screen.focus_head("vehicle_plate")

    def _card_changed(self, key: str, field: str, value: str) -> None:
        work = self._bench.work
        if value == MORE_CONDITIONS:
            self._bench.put(replace(work, condition_open=True))
        else:
            self._bench.change(steps.change_card(work, key, **{field: value or None}))
        if field == "condition_class" and value in steps.DANGERS:
            self.toned.emit("risk")

    def _open_card(self, key: str) -> None:
        self._bench.put(replace(self._bench.work, open_card=key, condition_open=False))

    def _remove_card(self, key: str) -> None:
        self._bench.change(steps.remove(self._bench.work, key))
        self._reading.show_picture()
        self.screen.focus_code()

    def _warning_confirmed(self, key: str, kind: str, is_confirmed: bool) -> None:  # noqa: FBT001 - a signal's argument
        work = steps.confirm_warning(self._bench.work, key, kind, is_confirmed=is_confirmed)
        self._bench.change(work)

    def _photo_asked(self, key: str) -> None:
        file = self._sources.choose_photo()
        if file is None:
            return
        self._bench.put(steps.attach(self._bench.work, key, None, under_way=True))

        def attached(photo: Attachment) -> None:
            self._bench.change(steps.attach(self._bench.work, key, photo))

        def gave_up() -> None:
            self._bench.put(steps.attach(self._bench.work, key, None))

        self._evidence.keep(Picture.of_file(file), OVERALL, attached, gave_up)
