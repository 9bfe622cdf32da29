"""Joins the way of a released load to the ledger."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from packtrail.domain.errors import OutletError
from packtrail.domain.load import ScaleOf
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.handoff.way.forms import SCALE, WeighForm, form_of
from packtrail.ui.handoff.way.scale_bar import why_not
from packtrail.ui.handoff.way.screen import WayDetail
from packtrail.ui.handoff.way.state import Way, WayAct, ask_way
from packtrail.ui.scale_ways import ScaleWays
from packtrail.ui.widgets.figures import kg_exact
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


class WayFlow(QObject):
    """What happens to the load that was chosen in the list of released ones."""

    detail_asked = Signal(QWidget)  # to be shown beside the screen, under ``detail_title``
    written = Signal(object)  # what an act on the load gave: records were written
    failed = Signal(object)  # OutletError: the ledger could not be read

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, wording: Wording, scale: ScaleWays | None = None
    ) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.detail = WayDetail(wording, self.form.panel)
        self.way: Way | None = None
        self._chosen: str | None = None
        self._act = ""  # whose form is open
        self._acts, self._workers, self._wording = acts, workers, wording
        self._scale = scale
        if scale is not None:
            scale.changed.connect(self._look_at_scale)
            self.detail.scale.taken.connect(self._take)
        self.detail.act_chosen.connect(self._begin)
        self.form.done.connect(self._done)
        self.form.left.connect(self._left)

    @property
    def detail_title(self) -> str:
        """What stands above the detail."""
        return self._wording.say("handoff.way.title")

    @property
    def is_busy(self) -> bool:
        """Whether an act on the load is under way."""
        return self.form.is_busy

    def open(self, handoff_id: str) -> None:
        """Show one load."""
        self._choose(handoff_id)
        self._ask(opens=True)

    def refresh(self) -> None:
        """Ask anew: records were written."""
        if self._chosen is not None:
            self._ask(opens=False)

    def detail_closed(self) -> None:
        """The detail was put away."""
        self._choose(None)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.detail.retranslate(wording)
        self.form.retranslate(wording)

    def _choose(self, handoff_id: str | None) -> None:
        if handoff_id != self._chosen:
            self.form.leave()  # it was about another load
        self._chosen = handoff_id

    def _ask(self, *, opens: bool) -> None:
        if self._chosen is None:
            return
        self._workers.run(
            self._workers.reads,
            partial(ask_way, self._acts, self._chosen),
            done=partial(self._answered, opens),
            failed=self._trouble,
        )

    def _answered(self, opens: bool, way: Way | None) -> None:  # noqa: FBT001 - bound by partial
        if way is None or way.document.handoff_id != self._chosen:
            return
        self.way = way
        self.detail.show_way(way)
        if opens:
            self.detail_asked.emit(self.detail)

    def _trouble(self, error: OutletError) -> None:
        self.failed.emit(error)

    def _begin(self, act: str) -> None:
        if self.way is None or self.form.is_busy:
            return
        self._act = act
        self.form.open(form_of(WayAct(act), self.way))
        self._look_at_scale()
        self.form.panel.take_hand()

    def _look_at_scale(self) -> None:
        """The scale stands above the form of a weighing, where there is one, and shows what it reads."""
        if self.form.act is None:
            return
        stand = None if self._scale is None else self._scale.stand
        if stand is not None:
            self.detail.scale.show_stand(stand)
        weighs = isinstance(self.form.act, WeighForm) and stand is not None and bool(stand.port)
        self.detail.show_form(is_open=True, weighs=weighs)

    def _take(self, field: str) -> None:
        """The reading goes into ``field``; the scale is then ours, unless somebody said whose it is."""
        scale, reading = self._scale, self._scale.stand.reading if self._scale else None
        if scale is None or reading is None or why_not(scale.stand) is not None:
            return
        if self.form.give(field, kg_exact(reading.mass_g)):
            if not self.form.typed.text(SCALE):
                self.form.give(SCALE, ScaleOf.OUTLET)
            scale.use_up()

    def _left(self) -> None:
        self.detail.show_form(is_open=False, act=self._act)

    def _done(self, result: object) -> None:
        self._left()
        self.written.emit(result)
        self.refresh()
