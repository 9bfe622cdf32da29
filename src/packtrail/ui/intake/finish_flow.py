"""The end of a delivery: every fault at once, each at its field, or one act and a fresh delivery."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive, OutletError
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.desk_memory import LAST_DELIVERER, deliverer_of, last_text
from packtrail.ui.intake.expected.state import ticked_of
from packtrail.ui.intake.faults import Fault, fault_with_line, work_faults
from packtrail.ui.intake.work import (
    Work,
    as_recorded,
    card_with_code,
    change_card,
)
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.undo_flow import DELIVERY, Undoable
from packtrail.ui.widgets.figures import kg_text
from packtrail.usecases.record_delivery import TakenIn
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.gate import ticked_lines

VOUCHER_KEY = "Ctrl+P"
_MOST_NAMED = 3  # faults in the banner's one sentence; all stand at their fields


class FinishFlow(QObject):
    """Joins F10 and F8 with the act."""

    recorded = Signal(object)  # TakenIn
    undoable = Signal(object)  # Undoable: what was recorded can be taken back for a while
    stock_asked = Signal()
    paper_made = Signal(object)  # Path of a voucher

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._at = -1  # the fault that F8 showed last
        bench.screen.finish_asked.connect(self.finish)
        bench.screen.banner_acted.connect(self._banner_step)

    def finish(self) -> None:
        """Record the delivery, or say all that is missing and go to the first."""
        bench = self._bench
        if bench.is_recording:
            return
        faults = work_faults(bench.work)
        if faults:
            self._show(faults)
            return
        bench.is_recording = True
        bench.hush()
        bench.draw()
        work = bench.work
        bench.workers.run(
            bench.workers.acts,
            lambda: bench.acts.record_delivery(as_recorded(work), work.draft_id),
            done=partial(self._done, work),
            failed=self._refused,
        )

    def next_fault(self) -> None:
        """F8: put the hand on the next fault."""
        faults = self._bench.faults
        if not faults:
            return
        self._at = (self._at + 1) % len(faults)
        self._go_to(faults[self._at])

    def _show(self, faults: tuple[Fault, ...]) -> None:
        bench = self._bench
        bench.faults = faults
        self._at = -1
        bench.draw()
        bench.toned.emit("reject")
        w = bench.wording
        named = [fault_with_line(w, fault) for fault in faults[:_MOST_NAMED]]
        listed = w.say("values.semicolon").join(named) + ("…" if len(faults) > _MOST_NAMED else "")
        action = w.say("intake.finish.next_fault") if len(faults) > 1 else ""
        bench.say(
            Tone.WARN,
            w.say("intake.finish.incomplete", count=len(faults), faults=listed),
            action,
            self.next_fault,
        )
        self.next_fault()

    def _go_to(self, fault: Fault) -> None:
        bench = self._bench
        if fault.line == 0:
            if fault.field == "units":
                bench.screen.focus_code()
            else:
                bench.screen.focus_head(fault.field)
            return
        card = bench.work.cards[fault.line - 1]
        bench.screen.card_opened.emit(card.key)
        bench.screen.focus_field(card.key, fault.field)

    def _done(self, work: Work, taken_in: TakenIn) -> None:
        bench, w, last = self._bench, self._bench.wording, deliverer_of(work)
        bench.is_recording = False
        bench.last = last
        bench.begin_anew()
        document = taken_in.document
        bench.say(
            Tone.OK,
            _done_words(w, work, document),
            w.say("intake.finish.voucher"),
            partial(self._print_voucher, document),
            command="intake.voucher",
            key=VOUCHER_KEY,
        )
        bench.toned.emit("ok")
        bench.workers.run(
            bench.workers.acts,
            lambda: bench.acts.remember(LAST_DELIVERER, last_text(last)),
            done=_nothing,
            failed=bench.refuse,
        )
        bench.screen.focus_code()
        self.recorded.emit(taken_in)
        self.undoable.emit(
            Undoable(
                kind=DELIVERY,
                number=document.number,
                document_id=document.delivery_id,
                draft=bench.used_up(work),
                restore=partial(bench.lay_back, work),
            )
        )

    def _print_voucher(self, document: DeliveryDocument) -> None:
        """Make what the deliverer waits for."""
        bench = self._bench
        bench.say(Tone.INFO, bench.wording.say("intake.finish.printing", number=document.number))
        bench.workers.run(
            bench.workers.preview,
            partial(bench.acts.print_paper, ActPaper.VOUCHER, document.delivery_id),
            done=partial(self._printed, document),
            failed=bench.refuse,
        )

    def _printed(self, document: DeliveryDocument, paper: Path) -> None:
        bench = self._bench
        bench.say(
            Tone.OK,
            bench.wording.say("intake.finish.printed", number=document.number),
            bench.wording.say("intake.finish.open_stock"),
            self.stock_asked.emit,
        )
        self.paper_made.emit(paper)

    def _refused(self, error: OutletError) -> None:
        bench = self._bench
        bench.is_recording = False
        if isinstance(error, DraftIncomplete):
            self._show(error.faults)
            return
        bench.draw()
        bench.refuse(error)
        if isinstance(error, CodeAlreadyLive):
            self._offer_conflict(error)

    def _offer_conflict(self, error: CodeAlreadyLive) -> None:
        """The code went live after it was read here: open its card, and offer to take it in all the same."""
        bench = self._bench
        card = card_with_code(bench.work, error.battery_code)
        if card is None:
            return

        def as_conflict() -> None:
            bench.hush()
            bench.change(change_card(bench.work, card.key, as_conflict=True))

        bench.screen.card_opened.emit(card.key)
        words = bench.wording.say("intake.action.as_conflict")
        bench.say(Tone.DANGER, str(explain(bench.wording, error)), words, as_conflict)

    def _banner_step(self) -> None:
        if self._bench.banner_step is not None:
            self._bench.banner_step()


def _done_words(w: Wording, work: Work, document: DeliveryDocument) -> str:
    """What was recorded and, where there was a list, how much of it came."""
    said = w.say(
        "intake.finish.done",
        number=document.number,
        count=document.unit_count,
        mass=kg_text(document.mass_g),
    )
    ticked = ticked_of(work)
    if ticked is None:
        return said
    return w.say("intake.expected.closed", done=said, list=ticked_lines(w, ticked)[0])


def _nothing(_result: object) -> None:
    """What was remembered needs no word."""
