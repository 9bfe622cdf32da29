"""接收车辆 at work: one form, kept as typed from the first key on, found again after a crash."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.battery_code import parse
from packtrail.domain.errors import OutletError
from packtrail.domain.plate import PlateKind, parse_plate
from packtrail.domain.vehicle_case import VehicleCase, VehicleDraft, VehicleRules
from packtrail.domain.vin import parse_vin
from packtrail.ui.acts import OutletActs
from packtrail.ui.draft_keeper import DraftKeeper
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed
from packtrail.ui.undo_flow import DISCARD, Undoable
from packtrail.ui.undo_flow import VEHICLE as VEHICLE_ACT
from packtrail.ui.vehicles.asks import filled, place_in_list
from packtrail.ui.vehicles.receive_form import EXPECTED, ReceiveForm, typed_of, vehicle_draft
from packtrail.ui.vehicles.scan_meaning import code_in
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import VEHICLE, draft_content, draft_from
from packtrail.usecases.ports import Draft
from packtrail.wording import Wording


class Reception(QObject):
    """The vehicle that is being received, if one is."""

    received = Signal(object)  # VehicleCase
    undoable = Signal(object)  # Undoable
    changed = Signal()  # it was opened, left, or begun anew

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self._acts, self._workers = acts, workers
        self._drafts = DraftKeeper(VEHICLE, acts, workers, failed=failed)
        self._failed = failed
        self._draft_id: str | None = None
        self._forgotten: set[str] = set()  # drafts that a question asked before still finds
        self._left: Typed | None = None  # what was typed when the form was left
        self._rules: VehicleRules | None = None
        self._on = date.min
        self.form.edited.connect(self._keep)
        self.form.done.connect(self._done)
        self.form.left.connect(self.changed)

    @property
    def is_open(self) -> bool:
        """Whether its form is in sight."""
        return self.form.act is not None

    @property
    def draft_id(self) -> str | None:
        """What keeps the vehicle that was begun; None while none is."""
        return self._draft_id

    @property
    def begun(self) -> str | None:
        """What to call the vehicle that was begun; None while none is."""
        if self._left is None:
            return None
        return self._left.text("plate") or self._left.text("vin") or "…"

    def know(self, rules: VehicleRules, on: date, saved: Draft | None) -> None:
        """The rules of the day, and the newest form that was left; one at hand stays."""
        self._rules, self._on = rules, on
        if self._draft_id is None and saved is not None and saved.draft_id not in self._forgotten:
            self._lay(saved)

    def open(self) -> None:
        """Go on with the vehicle that was begun, or begin one."""
        if self.is_open or self._rules is None:
            return
        if self._draft_id is None:
            self._draft_id = self._acts.new_id()
        self.form.open(ReceiveForm(self._rules, self._on, self._draft_id), self._left)
        self.changed.emit()
        self.form.panel.take_hand()

    def discard(self) -> None:
        """Give up the vehicle that was begun."""
        if self._left is None or self.is_open:
            return
        name, left = self.begun or "", self._used(self._left)
        self._forget()
        drop = partial(self._acts.drop_draft, left.draft_id)
        self._workers.run(self._workers.acts, drop, done=lambda _: None, failed=self._failed)
        self.changed.emit()
        self.undoable.emit(
            Undoable(
                kind=DISCARD,
                number=name,
                document_id=left.draft_id,
                draft=left,
                restore=partial(self._lay_again, left),
            )
        )

    def scanned(self, text: str) -> str:
        """Fill in what a scan says: VIN, plate, or the code of an expected battery; its tone."""
        vin, plate = parse_vin(text), parse_plate(text)
        if vin.is_well_formed:
            is_kept = self.form.give("vin", vin.text)
        elif plate.kind is not PlateKind.OTHER:
            is_kept = self.form.give("plate", plate.text)
        else:
            code = code_in(parse(text, self._acts.tables))
            return filled(self.form, place_in_list(self.form.typed, EXPECTED, code), code)
        return "ok" if is_kept else "reject"

    def _keep(self, typed: Typed) -> None:
        self._left = typed
        if self._draft_id is not None:
            self._drafts.keep(self._draft_id, partial(vehicle_draft, typed))

    def _done(self, case: VehicleCase) -> None:
        used = self._used(self.form.typed)
        self._forget()
        self.changed.emit()
        self.received.emit(case)
        self.undoable.emit(
            Undoable(
                kind=VEHICLE_ACT,
                number=case.case_number,
                document_id=case.case_id,
                draft=used,
                restore=partial(self._lay_again, used),
            )
        )

    def _used(self, typed: Typed) -> Draft:
        content = draft_content(vehicle_draft(typed))
        return Draft(
            draft_id=self._draft_id or "", kind=VEHICLE, content=content, updated_at=self._acts.now()
        )

    def _forget(self) -> None:
        self._forgotten.add(self._draft_id or "")
        self._draft_id, self._left = None, None
        self._drafts.forget()

    def _lay_again(self, used: Draft) -> bool:
        self._forgotten.discard(used.draft_id)
        if self._draft_id is not None:
            return False
        self._lay(used)
        self.open()
        return True

    def _lay(self, saved: Draft) -> None:
        draft = draft_from(VEHICLE, saved.content)
        if self._rules is not None and isinstance(draft, VehicleDraft):
            self._draft_id, self._left = saved.draft_id, typed_of(draft, self._rules, self._on)
            self.changed.emit()
