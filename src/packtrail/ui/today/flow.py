"""Joins the Today screen with the ledger: asked anew whenever it is shown or something was recorded."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import TodayFacts, facts_in
from packtrail.ui.today.lines import Way
from packtrail.ui.today.screen import TodayScreen
from packtrail.ui.today.state import today_state
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class TodayFlow(QObject):
    """The Today screen at work; call ``refresh`` when it is shown, after each act, and as time goes by."""

    go = Signal(str, str)  # a place of the rail, and what to show there
    refreshed = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.screen = TodayScreen(wording)
        self._acts, self._workers, self._wording = acts, workers, wording
        self._facts: TodayFacts | None = None
        self._ways: dict[str, Way] = {}
        self._is_asking = False
        self._ask_again = False
        self.screen.acted.connect(self._go)
        self.screen.banner_acted.connect(self.refresh)

    def refresh(self) -> None:
        """Ask the ledger; a wish while an answer is under way is granted after it."""
        if self._is_asking:
            self._ask_again = True
            return
        self._is_asking = True
        self._workers.run(
            self._workers.reads, partial(_facts, self._acts), done=self._show, failed=self._refused
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)
        if self._facts is not None:
            self._draw(self._facts)

    def _show(self, facts: TodayFacts) -> None:
        self._facts = facts
        self.screen.banner.clear()
        self._draw(facts)
        self._answered()
        self.refreshed.emit()

    def _draw(self, facts: TodayFacts) -> None:
        state = today_state(facts, facts.limit, self._wording)
        self._ways = dict(state.ways)
        self.screen.render_state(state)

    def _refused(self, error: OutletError) -> None:
        sentence = str(explain(self._wording, error))
        self.screen.banner.show_message(Tone.DANGER, sentence, action=self._wording.say("today.again"))
        self._answered()

    def _answered(self) -> None:
        self._is_asking = False
        if self._ask_again:
            self._ask_again = False
            self.refresh()

    def _go(self, key: str) -> None:
        way = self._ways[key]
        self.go.emit(way.place, way.subject)


def _facts(acts: OutletActs) -> TodayFacts:
    now, rules = acts.now(), acts.rules()
    return acts.read(lambda view: facts_in(view, now, rules))
