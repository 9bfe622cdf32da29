"""Joins a deliverer's list to the delivery at hand: read behind the hand's back, kept in its draft."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.delivery_list import DeliveryList, RowFault
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT
from packtrail.domain.errors import OutletError
from packtrail.domain.expected_list import OverLimit, Ticked
from packtrail.domain.moments import legal_day
from packtrail.domain.records import OutletProfile
from packtrail.domain.stock_rules import LimitKind
from packtrail.ui.acts import OutletActs
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.expected.panel import ExpectedPanel
from packtrail.ui.intake.expected.state import expected_state, ticked_of
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.announce_delivery import room_for
from packtrail.usecases.ports import View

ENDINGS = ("*.xlsx", "*.csv", "*.txt")


class ExpectedFlow(QObject):
    """The list's part of intake."""

    def __init__(self, bench: Bench, panel: ExpectedPanel) -> None:
        super().__init__()
        self._bench, self._panel = bench, panel
        self._folder = ""
        self._is_opening = False
        self._faults: Sequence[RowFault] = ()
        self._faults_of: tuple[str, ...] = ()  # the codes beside which those rows stood
        self._ticked: Ticked | None = None
        self._ticked_of: object = None
        self._mass_g: int | None = None  # the mass that ``_over`` was asked for
        self._over: OverLimit | None = None
        panel.open_asked.connect(self.choose)
        panel.drop_asked.connect(self.drop)
        bench.drawn.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether a list is being read."""
        return self._is_opening

    def choose(self) -> None:
        """In the system's dialog."""
        say = self._bench.wording.say
        kinds = f"{say('intake.expected.files')} ({' '.join(ENDINGS)})"
        file, _ = QFileDialog.getOpenFileName(
            self._bench.screen, say("intake.expected.dialog"), self._folder, kinds
        )
        if file:
            self._folder = str(Path(file).parent)
            self.open(Path(file))

    def open(self, file: Path) -> None:
        """Read ``file`` and hold the delivery at hand against it."""
        bench = self._bench
        if self._is_opening or bench.is_recording:
            return
        self._is_opening = True
        bench.workers.run(
            bench.workers.reads,
            partial(bench.acts.delivery_list, file),
            done=partial(self._opened, file.name, bench.work.draft_id),
            failed=self._refused,
        )

    def drop(self) -> None:
        """Go on without the list; what was scanned stays."""
        work = self._bench.work
        head = replace(work.head, expected_codes=(), expected_mass_g=None)
        self._bench.change(replace(work, head=head))

    def _opened(self, name: str, draft_id: str | None, found: DeliveryList) -> None:
        self._is_opening = False
        bench = self._bench
        if bench.is_recording or (draft_id is not None and bench.work.draft_id != draft_id):
            return  # another delivery lies on the bench by now
        trouble = _trouble(found)
        if trouble:
            bench.toned.emit("reject")
            bench.say(Tone.WARN, bench.wording.say(f"intake.expected.{trouble}", name=name, most=_MOST))
            return
        self._faults, self._faults_of = found.faults, found.codes
        work = bench.work
        head = replace(work.head, expected_codes=found.codes, expected_mass_g=found.mass_g)
        claimed = work.claimed or str(len(found.codes) + len(found.faults))
        bench.hush()
        bench.change(replace(work, head=head, claimed=claimed))
        bench.toned.emit("ok")

    def _refused(self, error: OutletError) -> None:
        self._is_opening = False
        self._bench.refuse(error)

    def _look(self) -> None:
        work = self._bench.work
        if work.head.expected_mass_g != self._mass_g:
            self._mass_g, self._over = work.head.expected_mass_g, None
            self._ask_for_room()
        seen = (work.head.expected_codes, work.cards)
        if seen != self._ticked_of:
            self._ticked, self._ticked_of = ticked_of(work), seen
        state = expected_state(
            work,
            self._bench.wording,
            ticked=self._ticked,
            faults=self._faults if work.head.expected_codes == self._faults_of else (),
            over=self._over,
            on=legal_day(self._bench.acts.now()),
        )
        self._panel.render_state(state)

    def _ask_for_room(self) -> None:
        bench, mass_g = self._bench, self._mass_g
        if mass_g is None:
            return
        bench.workers.run(
            bench.workers.reads,
            partial(_room, bench.acts, mass_g),
            done=partial(self._answered, mass_g),
            failed=bench.refuse,
        )

    def _answered(self, mass_g: int, over: OverLimit | None) -> None:
        if mass_g == self._mass_g:
            self._over = over
            self._look()


_MOST = MOST_IN_ONE_DOCUMENT


def _trouble(found: DeliveryList) -> str:
    """Why the list can't be used as a whole, empty when it can."""
    if not found.codes:
        return "nothing_clear"
    return "too_long" if len(found.codes) > _MOST else ""


def _room(acts: OutletActs, mass_g: int) -> OverLimit | None:
    """Whether that much still fits beside the stock, by the limit for the outlet's kind."""
    stock, today = acts.rules().stock, legal_day(acts.now())

    def ask(view: View) -> OverLimit | None:
        found = view.latest(OutletProfile.record_type)
        kind = found.body.outlet_kind if found and isinstance(found.body, OutletProfile) else None
        return room_for(view, mass_g, stock.limit(kind, LimitKind.CEILING, today))

    return acts.read(ask)
