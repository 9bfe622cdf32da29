"""Joins 拒收 to the ledger: the delivery at hand ends with its reason, and a fresh one lies on the bench."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.domain.delivery_draft import RefusalDraft
from packtrail.domain.errors import OutletError
from packtrail.domain.refused_delivery import RefusedDelivery
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.faults import work_faults
from packtrail.ui.intake.gate.form import RefuseForm, refusal_of, typed_of
from packtrail.ui.intake.gate.panel import GatePanel
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.undo_flow import REFUSAL, Undoable
from packtrail.wording import Wording
from packtrail.wording.values import word


class GateFlow(QObject):
    """What happens when a delivery is turned away; what was typed is saved with the delivery's draft."""

    undoable = Signal(object)  # Undoable

    def __init__(self, bench: Bench, panel: GatePanel) -> None:
        super().__init__()
        self._bench, self._panel = bench, panel
        self._is_ending = False
        self._shown: RefusalDraft | None = None  # what stands in the form
        self.form = FormFlow(bench.acts, bench.workers, bench.wording)
        panel.hold(self.form.panel)
        panel.asked.connect(self.open)
        bench.screen.finish_asked.connect(self.form.leave)  # one delivery has one end
        self.form.panel.confirmed.connect(self._under_way)
        self.form.edited.connect(self._edited)
        bench.drawn.connect(self._follow)
        self.form.done.connect(self._done)
        self.form.refused.connect(self._refused)
        self.form.left.connect(self._close)

    @property
    def is_busy(self) -> bool:
        """Whether a refusal is being recorded or a photograph kept."""
        return self.form.is_busy

    def open(self) -> None:
        """Ask why."""
        if self._bench.is_recording:
            return
        self.form.open(RefuseForm(lambda: self._bench.work))
        self._panel.show_form(is_open=True)
        QTimer.singleShot(
            0, self.form.panel, self.form.panel.take_hand
        )  # it scrolls into sight once laid out

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.form.retranslate(wording)

    def _edited(self, typed: Typed) -> None:
        """Save it with the delivery; one that is being recorded keeps its draft as it is."""
        if not self._bench.is_recording:
            self._put(refusal_of(typed))

    def _put(self, refusal: RefusalDraft | None) -> None:
        bench, self._shown = self._bench, refusal
        if bench.work.head.refusal != refusal:
            bench.change(replace(bench.work, head=replace(bench.work.head, refusal=refusal)))

    def _follow(self) -> None:
        """Another delivery lies on the bench: its form is open when it was begun, and no other."""
        refusal = self._bench.work.head.refusal
        if refusal == self._shown or self.form.is_busy:
            return
        self._shown = refusal
        if refusal is None:
            self.form.leave()
            return
        self.form.open(RefuseForm(lambda: self._bench.work), typed_of(refusal))
        self._panel.show_form(is_open=True)

    def _under_way(self) -> None:
        if self.form.is_busy and not self._bench.is_recording:
            self._is_ending = self._bench.is_recording = True
            self._bench.draw()

    def _ended(self) -> None:
        """Only what was begun here: the delivery may be on its way into the ledger meanwhile."""
        if self._is_ending:
            self._is_ending = self._bench.is_recording = False

    def _done(self, refused: RefusedDelivery) -> None:
        bench, w, work = self._bench, self._bench.wording, self._bench.work
        self._ended()
        bench.begin_anew()
        self._panel.show_form(is_open=False)
        reason = word(w, "gate_refusal", refused.reason_code)
        bench.say(Tone.OK, w.say("intake.gate.done", number=refused.number, reason=reason))
        bench.toned.emit("ok")
        bench.screen.focus_code()
        self.undoable.emit(
            Undoable(
                kind=REFUSAL,
                number=refused.number,
                document_id=refused.refusal_id,
                draft=bench.used_up(work),
                act_ids=(refused.refusal_id,),
                restore=partial(bench.lay_back, work),
            )
        )

    def _refused(self, _: OutletError) -> None:
        """The form says why; what is lacking of the head is marked there too."""
        bench = self._bench
        self._ended()
        bench.faults = tuple(
            fault for fault in work_faults(bench.work) if fault.line == 0 and fault.field != "units"
        )
        bench.draw()
        bench.toned.emit("reject")

    def _close(self) -> None:
        self._put(None)
        self._panel.show_form(is_open=False)
        self._bench.screen.focus_code()
