"""Joins 拒收 to the ledger: the delivery at hand ends with its reason, and a fresh one lies on the bench."""

from PySide6.QtCore import QObject, QTimer

from packtrail.domain.errors import OutletError
from packtrail.domain.refused_delivery import RefusedDelivery
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.faults import work_faults
from packtrail.ui.intake.gate.form import RefuseForm
from packtrail.ui.intake.gate.panel import GatePanel
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.values import word


class GateFlow(QObject):
    """What happens when a delivery is turned away."""

    def __init__(self, bench: Bench, panel: GatePanel) -> None:
        super().__init__()
        self._bench, self._panel = bench, panel
        self._is_ending = False
        self.form = FormFlow(bench.acts, bench.workers, bench.wording)
        panel.hold(self.form.panel)
        panel.asked.connect(self.open)
        bench.screen.finish_asked.connect(self.form.leave)  # one delivery has one end
        self.form.panel.confirmed.connect(self._under_way)
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

    def _under_way(self) -> None:
        if self.form.is_busy and not self._bench.is_recording:
            self._is_ending = self._bench.is_recording = True
            self._bench.draw()

    def _ended(self) -> None:
        """Only what was begun here: the delivery may be on its way into the ledger meanwhile."""
        if self._is_ending:
            self._is_ending = self._bench.is_recording = False

    def _done(self, refused: RefusedDelivery) -> None:
        bench, w = self._bench, self._bench.wording
        self._ended()
        bench.begin_anew()
        self._panel.show_form(is_open=False)
        reason = word(w, "gate_refusal", refused.reason_code)
        bench.say(Tone.OK, w.say("intake.gate.done", number=refused.number, reason=reason))
        bench.toned.emit("ok")
        bench.screen.focus_code()

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
        self._panel.show_form(is_open=False)
        self._bench.screen.focus_code()
