"""The delivery at hand as it lies on the bench: each change is drawn at once and saved behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.draft_keeper import DraftKeeper
from packtrail.ui.intake.faults import Fault, work_faults
from packtrail.ui.intake.screen import IntakeScreen
from packtrail.ui.intake.state import intake_state
from packtrail.ui.intake.work import Deliverer, Work, as_typed, has_something
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import DELIVERY, draft_content
from packtrail.usecases.life_warnings import LifeWarning
from packtrail.usecases.ports import Draft
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.unit_life import warning_words


class Bench(QObject):
    """Holds the work for the parts of the flow."""

    toned = Signal(str)  # ok, duplicate, reject: what the loudspeaker says
    drawn = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers, screen: IntakeScreen, wording: Wording) -> None:
        super().__init__()
        self.acts, self.workers, self.screen, self.wording = acts, workers, screen, wording
        self.work = Work()
        self.faults: tuple[Fault, ...] = ()  # shown since the last try to finish
        self.last: Deliverer | None = None
        self.early: Mapping[str, Sequence[LifeWarning]] = {}  # by code: what hubs told that warns of it
        self.is_recording = False
        self.banner_step: Callable[[], None] | None = None
        self._drafts = DraftKeeper(DELIVERY, acts, workers, failed=self.refuse)

    def change(self, work: Work, saved: Callable[[], None] | None = None) -> None:
        """``work`` is how it stands now; ``saved`` is called when the ledger holds it."""
        if has_something(work):
            if work.draft_id is None:
                work = replace(work, draft_id=self.acts.new_id())
            # first: it is written while the cards are drawn, and the tone waits for the slower one only
            self._drafts.keep(work.draft_id or "", partial(as_typed, work), saved)
        self.put(work)

    def put(self, work: Work) -> None:
        """Draw ``work`` without saving: nothing in it belongs in a draft."""
        self.work = work
        if self.faults:
            found = set(work_faults(work))
            self.faults = tuple(fault for fault in self.faults if fault in found)
        self.draw()

    def warn_early(self, found: Mapping[str, Sequence[LifeWarning]]) -> None:
        """Show on the cards what hubs told against taking their batteries in."""
        self.early = found
        self.draw()

    def begin_anew(self) -> None:
        """The delivery was recorded: the next lies on the bench."""
        self._drafts.forget()
        self.faults = ()
        self.put(Work())

    def used_up(self, work: Work) -> Draft:
        """The draft that became records, as it is saved again when they are taken back."""
        return Draft(
            draft_id=work.draft_id or self.acts.new_id(),
            kind=DELIVERY,
            content=draft_content(as_typed(work)),
            updated_at=self.acts.now(),
        )

    def lay_back(self, work: Work) -> bool:
        """Lay ``work`` here again as it was; False where another delivery has been begun."""
        if self.is_recording or has_something(self.work):
            return False
        self.hush()
        self.put(work)
        self.screen.focus_code()
        return True

    def draw(self) -> None:
        """Show everything."""
        self.screen.render_state(
            intake_state(
                self.work,
                self.wording,
                faults=self.faults,
                last=self.last,
                is_recording=self.is_recording,
                early=self._early_words(),
            )
        )
        self.drawn.emit()

    def _early_words(self) -> dict[str, tuple[str, ...]]:
        now = self.acts.now()
        return {
            code: tuple(warning_words(self.wording, each, now) for each in found)
            for code, found in self.early.items()
        }

    def say(
        self,
        tone: Tone,
        sentence: str,
        action: str = "",
        step: Callable[[], None] | None = None,
        *,
        command: str = "",
        key: str = "",
    ) -> None:
        """Show ``sentence`` in the banner, with one button that takes ``step``."""
        self.banner_step = step
        self.screen.banner.show_message(tone, sentence, action=action, command=command, key=key)

    def refuse(self, error: OutletError) -> None:
        """Say what the world would not let us do, and what next."""
        self.toned.emit("reject")
        self.say(Tone.DANGER, str(explain(self.wording, error)))

    def hush(self) -> None:
        """The banner has nothing to say any more."""
        self.banner_step = None
        self.screen.banner.clear()
