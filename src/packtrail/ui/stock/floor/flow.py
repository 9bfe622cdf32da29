"""Joins the map to the ledger: what stands where, the list of one slot, and changes of the plan."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.places import Zone
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.stock.floor.forms import DropZoneForm, ZoneForm
from packtrail.ui.stock.floor.screen import FloorScreen
from packtrail.ui.stock.floor.state import Floor, FloorState, ask_floor, spot, spots
from packtrail.ui.stock.latest import Latest
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


class FloorFlow(QObject):
    """What happens on the page of the map."""

    place_meant = Signal(object)  # Place whose batteries are to be listed

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.screen = FloorScreen(wording, self.form.panel)
        self.state = FloorState()
        question = partial(ask_floor, acts.now)
        self._floor = Latest(acts, workers, question, show=self._show, failed=self._failed)
        self.screen.walked.connect(self._walk)
        self.screen.opened.connect(self._open)
        self.screen.asked.connect(self._ask)
        self.form.done.connect(self._saved)
        self.form.left.connect(lambda: self.screen.show_form(is_open=False))

    @property
    def is_busy(self) -> bool:
        """Whether the plan is being saved."""
        return self.form.is_busy

    def refresh(self) -> None:
        """The page was opened, or records were written."""
        self._floor.ask()

    def back(self) -> None:
        """Esc: the plan stays as it is."""
        self.form.leave()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.screen.retranslate(wording)
        self.form.retranslate(wording)

    def _show(self, floor: Floor) -> None:
        keys = [each.key for _, some in spots(floor) for each in some]
        key = self.state.key if self.state.key in keys else next(iter(keys), None)
        self._put(FloorState(floor=floor, key=key))

    def _failed(self, error: OutletError) -> None:
        self._put(replace(self.state, trouble=error))

    def _walk(self, key: str) -> None:
        if key != self.state.key:
            self._put(replace(self.state, key=key))

    def _open(self, key: str) -> None:
        found = spot(self.state.floor, key) if self.state.floor else None
        if found is not None:
            self.place_meant.emit(found.place)

    def _ask(self, what: str) -> None:
        floor, zone = self.state.floor, self.state.zone
        if floor is None or self.form.is_busy:
            return
        form = self._form(what, floor, zone)
        if form is not None:
            self.form.open(form)
            self.screen.show_form(is_open=True)
            self.form.panel.take_hand()

    def _form(self, what: str, floor: Floor, zone: Zone | None) -> ZoneForm | DropZoneForm | None:
        if what == "new":
            return ZoneForm(floor.places)
        if zone is None:
            return None
        return ZoneForm(floor.places, zone) if what == "change" else DropZoneForm(floor.places, zone)

    def _saved(self, _: object) -> None:
        self.screen.show_form(is_open=False)
        self._floor.ask()

    def _put(self, state: FloorState) -> None:
        self.state = state
        self.screen.render_state(state)
