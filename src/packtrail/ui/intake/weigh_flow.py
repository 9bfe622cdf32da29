"""Joins the scale to the open card: its mass is taken by a key or a scanned command, once it is still."""

from dataclasses import replace

from PySide6.QtCore import QObject

from packtrail.domain.records.gate import MassBasis
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.scale_bar import ScaleBar
from packtrail.ui.intake.weighing import Weighing
from packtrail.ui.scale_ways import ScaleWays
from packtrail.ui.widgets.figures import kg_exact, signed_kg


class WeighFlow(QObject):
    """The scale's part of intake."""

    def __init__(self, bench: Bench, bar: ScaleBar, scale: ScaleWays) -> None:
        super().__init__()
        self.state = Weighing(stand=scale.stand)
        self._bench, self._bar, self._scale = bench, bar, scale
        self._live_on: str | None = None
        bar.take_asked.connect(self.take)
        bar.tare_asked.connect(self.tare)
        scale.changed.connect(self._look)
        bench.drawn.connect(self._look)
        self._look()

    def take(self) -> None:
        """The net mass goes to the open card as weighed, and the hand back to the next code."""
        key, net = self._bench.work.open_card, self.state.net_g
        if key is None or net is None or self.state.why_not is not None:
            return
        text = kg_exact(net)
        self._bench.screen.show_mass(key, text)
        weighed = steps.change_card(self._bench.work, key, mass_basis=MassBasis.WEIGHED)
        self._bench.change(steps.type_mass(weighed, key, text))
        self._scale.use_up()
        self._bench.toned.emit("ok")
        self._bench.screen.focus_code()

    def tare(self) -> None:
        """What stands on the scale now, a pallet or a box, is taken off from now on; or no more."""
        reading = self.state.stand.reading
        if self.state.tare_g:
            self.state = replace(self.state, tare_g=0)
        elif reading is not None and self.state.why_no_tare is None:
            self.state = replace(self.state, tare_g=reading.mass_g)
        self._look()

    def _look(self) -> None:
        work, stand = self._bench.work, self._scale.stand
        has_card = steps.card_of(work, work.open_card or "") is not None
        tare_g = self.state.tare_g if stand.port == self.state.stand.port else 0  # another scale
        is_recording = self._bench.is_recording
        self.state = Weighing(stand=stand, tare_g=tare_g, has_card=has_card, is_recording=is_recording)
        self._bar.render_state(self.state)
        self._show_live()

    def _show_live(self) -> None:
        """The empty mass field of the open card shows what would be taken."""
        key, net = self._bench.work.open_card, self.state.net_g
        if self._live_on is not None and self._live_on != key:
            self._bench.screen.hint_mass(self._live_on, None)
        self._live_on = key
        if key is not None:
            self._bench.screen.hint_mass(key, None if net is None else signed_kg(net))
