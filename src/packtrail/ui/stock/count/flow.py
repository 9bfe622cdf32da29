"""Joins the stock-take to the ledger: scans in order, kept as they come, a record at the end."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.operators import Operator
from packtrail.domain.records import Attachment
from packtrail.domain.stock_take import CountScan, StockTakeDraft
from packtrail.ui.acts import OutletActs
from packtrail.ui.draft_keeper import DraftKeeper
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed
from packtrail.ui.stock.count.counting import Counting, Tally
from packtrail.ui.stock.count.forms import FinishForm
from packtrail.ui.stock.count.screen import CountScreen
from packtrail.ui.stock.count.state import Begin, CountState, Left, Part, begin
from packtrail.ui.stock.count.words import tone_of
from packtrail.ui.stock.latest import Latest
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.count_stock import Counted, begin_stock_take
from packtrail.usecases.drafts import STOCK_TAKE
from packtrail.usecases.ports import Clock, Store
from packtrail.wording import Wording

Tell = Callable[[str], None]
"""Hears what became of one scan: the tone that it got."""

LOUDEST = ("no", "again", "ok")
"""Of several scans that are answered at once the gravest is heard."""


class CountFlow(QObject):
    """What happens on the page of the stock-take."""

    toned = Signal(str)
    written = Signal(object)  # Counted: a record was written
    unit_meant = Signal(str)  # unit id, to be shown in detail

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.screen = screen = CountScreen(wording, self.form.panel)
        self.state = CountState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._drafts = DraftKeeper(STOCK_TAKE, acts, workers, failed=self._trouble)
        self._begin = Latest(acts, workers, begin, show=self._show_begin, failed=self._trouble)
        self._counting: Counting | None = None
        self._turns: deque[Callable[[], None]] = deque()  # in the order of the hand
        self._heard: deque[tuple[str, Tell]] = deque()
        self._is_at_work = self._is_opening = False
        self._unsaved: Left | None = None  # newer than what the ledger has
        self._photos: tuple[Attachment, ...] = ()  # of what differs, put to the count so far
        screen.zone_chosen.connect(lambda zone: self._put(replace(self.state, zone=zone or None)))
        screen.begun.connect(self._begin_count)
        screen.gone_on.connect(self._go_on)
        screen.given_up.connect(self._give_up)
        screen.brought_back.connect(self._bring_back)
        screen.entered.connect(lambda text: self.scanned(text, lambda _: None))
        screen.part_chosen.connect(lambda part: self._put(replace(self.state, part=Part(part))))
        screen.unit_chosen.connect(self.unit_meant)
        screen.dropped.connect(self._drop)
        screen.settled.connect(self._choose)
        screen.paused.connect(self.pause)
        screen.finished.connect(self._finish)
        self.form.done.connect(self._recorded)
        self.form.edited.connect(self._photographed)
        self.form.left.connect(lambda: self._put(replace(self.state, is_finishing=False)))

    @property
    def is_busy(self) -> bool:
        """Whether a count is being recorded."""
        return self.form.is_busy

    @property
    def is_counting(self) -> bool:
        """Whether scans belong to a count."""
        return self.state.tally is not None

    def refresh(self) -> None:
        """The page was opened, or records were written."""
        self._begin.ask()
        if self.is_counting:
            self._turns.append(partial(self._judge, Counting.again))
            self._go_on_working()

    def scanned(self, text: str, tell: Tell) -> bool:
        """Count what a scanner delivered or a hand typed; False where no count is under way or opened."""
        if not self.is_counting and not self._is_opening:
            return False
        if self.state.is_finishing:
            self.screen.say_busy()
            self._tone(tell, "no")
            return True
        self._heard.append((text, tell))
        self._go_on_working()
        return True

    def pause(self) -> None:
        """Leave the form first, and then the count as it is kept, behind what was scanned before."""
        if self.is_counting:
            self._turns.append(self._leave)
            self._go_on_working()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)
        self.form.retranslate(wording)

    def _leave(self) -> None:
        tally, draft_id = self.state.tally, self.state.draft_id
        if self.state.is_finishing:
            self.form.leave()
        elif tally is not None and draft_id is not None:
            draft = self._whole(tally)
            left = self._unsaved = Left(draft_id=draft_id, draft=draft, saved_at=self._acts.now())
            self._drafts.keep(draft_id, lambda: draft, saved=partial(self._saved, left))
            self._stop(left)

    def _saved(self, left: Left) -> None:
        if self._unsaved is left:  # it may have gone on since, and been left anew
            self._unsaved = None
            self._begin.ask()

    def _show_begin(self, found: Begin) -> None:
        if self._unsaved is not None:
            found = replace(found, left=self._unsaved)  # the ledger has an older one, or none yet
        self._put(replace(self.state, begin=found, now=self._acts.now()))

    def _begin_count(self) -> None:
        if self.is_counting or self._is_opening or self.state.begin.left is not None:
            return
        self._is_opening = True
        self._workers.run(
            self._workers.acts,
            partial(self._acts.act, _empty, self.state.zone),
            done=lambda draft: self._open(self._acts.new_id(), draft),
            failed=self._not_opened,
        )

    def _go_on(self) -> None:
        left = self.state.begin.left
        if left is not None and not self.is_counting and not self._is_opening:
            self._open(left.draft_id, left.draft)

    def _open(self, draft_id: str, draft: StockTakeDraft) -> None:
        self._is_opening = True
        self._workers.run(
            self._workers.reads,
            partial(_begun, self._acts, draft),
            done=partial(self._opened, draft_id),
            failed=self._not_opened,
        )

    def _opened(self, draft_id: str, begun: tuple[Counting, Tally]) -> None:
        self._is_opening = False
        self._unsaved = None  # saved anew below
        self._counting, tally = begun
        self._photos = tally.draft.photos
        self._put(CountState(begin=self.state.begin, draft_id=draft_id, tally=tally))
        self._keep(tally)
        self.screen.take_hand()
        self._go_on_working()  # with what was scanned meanwhile

    def _not_opened(self, error: OutletError) -> None:
        self._is_opening = False
        self._send_away()
        self._trouble(error)

    def _give_up(self) -> None:
        """Drop the count that was left; it can be brought back while the page says so."""
        left = self.state.begin.left
        if left is None or self.is_counting:
            return
        self._workers.run(
            self._workers.acts,
            partial(self._acts.drop_draft, left.draft_id),
            done=lambda _: self._dropped(left),
            failed=self._trouble,
        )

    def _dropped(self, left: Left) -> None:
        self._unsaved = None
        self._put(replace(self.state, given_up=left, begin=replace(self.state.begin, left=None)))
        self._begin.ask()

    def _bring_back(self) -> None:
        left = self.state.given_up
        if left is not None and not self.is_counting and not self._is_opening:
            self._open(left.draft_id, left.draft)

    def _drop(self, scans: Sequence[CountScan]) -> None:
        self._turn(partial(Counting.drop, wrong=tuple(scans)))

    def _choose(self, scan: CountScan, unit_id: str) -> None:
        self._turn(partial(Counting.choose, meant=scan, unit_id=unit_id))

    def _turn(self, change: Callable[[Counting], Tally]) -> None:
        self._turns.append(partial(self._judge, change))
        self._go_on_working()

    def _go_on_working(self) -> None:
        """One turn at a time; what was scanned before a change by hand is taken before it."""
        if self._is_at_work or self._counting is None:
            return
        if self._heard:
            batch = tuple(self._heard)
            self._heard.clear()
            tells = tuple(tell for _, tell in batch)
            self._judge(partial(Counting.hear, texts=tuple(text for text, _ in batch)), tells)
        elif self._turns:
            self._turns.popleft()()
            self._go_on_working()

    def _judge(self, change: Callable[[Counting], Tally], tells: tuple[Tell, ...] = ()) -> None:
        counting = self._counting
        if counting is None:
            return
        self._is_at_work = True
        self._workers.run(
            self._workers.reads,
            partial(change, counting),
            done=partial(self._judged, counting, tells),
            failed=partial(self._refused, tells),
        )

    def _judged(self, counting: Counting, tells: tuple[Tell, ...], tally: Tally) -> None:
        self._is_at_work = False
        if counting is self._counting:
            is_new = self.state.tally is None or tally.draft != self.state.tally.draft
            last = tally.heard[-1] if tally.heard else self.state.last
            self._put(replace(self.state, tally=tally, last=last, trouble=None))
            if is_new:
                self._keep(tally)
            if tally.heard:
                self._tell(tells, [tone_of(each) for each in tally.heard])
        self._go_on_working()

    def _tell(self, tells: Sequence[Tell], tones: Sequence[str]) -> None:
        self.toned.emit(min(tones, key=LOUDEST.index))
        for tell, tone in zip(tells, tones, strict=True):
            tell(tone)

    def _tone(self, tell: Tell, tone: str) -> None:
        self.toned.emit(tone)
        tell(tone)

    def _keep(self, tally: Tally) -> None:
        draft = self._whole(tally)
        if self.state.draft_id is not None:
            self._drafts.keep(self.state.draft_id, lambda: draft)

    def _whole(self, tally: Tally) -> StockTakeDraft:
        """The count with its photographs, which no turn of a lane has to judge."""
        return replace(tally.draft, photos=self._photos)

    def _photographed(self, typed: Typed) -> None:
        """What was put to the form stays with the count when one goes back to scanning."""
        if self.state.tally is not None and typed.photos != self._photos:
            self._photos = typed.photos
            self._keep(self.state.tally)

    def _finish(self) -> None:
        self._turns.append(self._open_form)  # behind what was scanned before
        self._go_on_working()

    def _open_form(self) -> None:
        tally, draft_id = self.state.tally, self.state.draft_id
        if tally is None or draft_id is None or self.state.is_finishing:
            return
        self.form.open(FinishForm(draft_id, tally.draft, tally.found), Typed(photos=self._photos))
        self._put(replace(self.state, is_finishing=True))
        self.form.panel.take_hand()

    def _recorded(self, counted: Counted) -> None:
        self._drafts.forget()
        self._stop()
        self._put(replace(self.state, done=counted.differences))
        self.toned.emit("ok")
        self.written.emit(counted)
        self._begin.ask()

    def _stop(self, left: Left | None = None) -> None:
        self._counting = None
        self._turns.clear()
        self._send_away()
        self._put(CountState(begin=replace(self.state.begin, left=left), now=self.state.now))

    def _send_away(self) -> None:
        """No count takes what was scanned."""
        while self._heard:
            self._tone(self._heard.popleft()[1], "no")

    def _refused(self, tells: tuple[Tell, ...], error: OutletError) -> None:
        self._is_at_work = False
        for tell in tells:
            self._tone(tell, "no")
        self._trouble(error)
        self._go_on_working()

    def _trouble(self, error: OutletError) -> None:
        self._put(replace(self.state, trouble=error))

    def _put(self, state: CountState) -> None:
        self.state = state
        self.screen.render_state(state)


def _empty(zone: str | None, *, by: Operator, store: Store, now: Clock, **_: object) -> StockTakeDraft:
    return begin_stock_take(zone, by=by, store=store, now=now)


def _begun(acts: OutletActs, draft: StockTakeDraft) -> tuple[Counting, Tally]:
    counting = Counting(acts, draft)
    return counting, counting.tally()
