"""Joins the handoff screen to the acts: picking, saving as typed, signing away, printing."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.eligibility import RecipientNotEligible
from packtrail.domain.errors import OutletError
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.party import Party
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.draft_keeper import DraftKeeper
from packtrail.ui.handoff.party_flow import PartyFlow
from packtrail.ui.handoff.party_state import SEARCHED, PartyState, with_party
from packtrail.ui.handoff.screen import HandoffScreen
from packtrail.ui.handoff.state import (
    HandoffState,
    Heard,
    Known,
    Picked,
    Recipient,
    Released,
    Work,
    known,
    line_of_list,
    line_of_scan,
    recent,
    with_recipient,
    with_unit,
    without_units,
)
from packtrail.ui.handoff.typed_code import source_of_typed
from packtrail.ui.stock.latest import Latest
from packtrail.ui.stock.pages import StockPages
from packtrail.ui.stock.state import StockState
from packtrail.ui.undo_flow import Undoable
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.drafts import HANDOFF, draft_content
from packtrail.usecases.ports import Draft, View
from packtrail.usecases.release_handoff import HandedOn
from packtrail.wording import Wording

T = TypeVar("T")

Tell = Callable[[str], None]
"""Hears what became of one scan: the tone that it got."""


def _nobody(_: str) -> None:
    """What was typed or chosen here is seen here."""


class HandoffFlow(QObject):
    """What happens on the handoff screen. Make it on the GUI thread, then ``start``."""

    open_paper = Signal(object)  # Path of a receipt
    handed_on = Signal(object)  # HandedOn: records were written
    undoable = Signal(object)  # Undoable: it can be taken back for a while
    toned = Signal(str)  # ok, again, no

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.screen = HandoffScreen(wording)
        self.state = HandoffState()
        self._acts, self._workers = acts, workers
        self._drafts = DraftKeeper(HANDOFF, acts, workers, failed=self._show_trouble)
        self._draft_id: str | None = None  # None while there is nothing to save
        self._pages = StockPages(acts, workers, self._show_stock)
        self._recent = Latest(acts, workers, recent, show=self._show_recent, failed=self._show_trouble)
        self._parties = PartyFlow(acts, workers, show=self._show_parties, failed=self._show_trouble)
        self._to_pick: deque[tuple[LineDraft, Tell]] = (
            deque()
        )  # in the order of the scans, which the load keeps
        self._is_picking = False
        screen = self.screen
        screen.code_entered.connect(lambda text: self.scanned(text, source_of_typed(text)))
        screen.stock_text_changed.connect(lambda text: self._pages.ask(replace(self._pages.state, text=text)))
        screen.more_wanted.connect(self._pages.ask_more)
        screen.listed_picked.connect(self.pick_listed)
        screen.removed.connect(self._remove)
        screen.field_edited.connect(self._edit)
        screen.recipient_chosen.connect(self._choose_recipient)
        screen.party_chosen.connect(self._choose_party)
        screen.keep_asked.connect(self._parties.keep)
        screen.paper_noted.connect(
            lambda paper, typed: screen.say_fault(self._parties.note_paper(paper, typed))
        )
        screen.release_asked.connect(self.release)
        screen.open_asked.connect(self._open_receipt)
        screen.print_asked.connect(self._print)
        screen.released_closed.connect(lambda: self._change(replace(self.state, released=None)))
        screen.retry_asked.connect(self._banner_acted)
        screen.dismissed.connect(self._dismiss)

    @property
    def is_busy(self) -> bool:
        """Whether a load is being signed away or its receipt made."""
        return self.state.work is not Work.NONE

    def start(self) -> None:
        """Find the draft again that was left, then show the stock."""
        self._ask(known, self._resume)
        self.refresh()

    def resume(self, draft_id: str) -> None:
        """Go on with one draft, if it is one of a load; the load at hand stays saved."""
        self._ask(partial(known, draft_id=draft_id), self._go_on)

    def refresh(self) -> None:
        """Ask anew: the screen was opened, or records were written."""
        self._change(replace(self.state, trouble=None))
        self._pages.ask(replace(self._pages.state, trouble=None))
        self._recent.ask()
        self._parties.refresh()

    def scanned(self, text: str, source: str = CodeSource.SCAN_WEDGE, tell: Tell = _nobody) -> None:
        """Pick what a scanner delivered or an operator typed; ``tell`` hears what became of it."""
        line = line_of_scan(text, source, self._acts.tables)
        if isinstance(line, LineDraft):
            self._pick(line, tell)
        else:
            codes = " / ".join(line)
            self._change(replace(self.state, picked=Picked(heard=Heard.TWO_CODES, code=codes)))
            self._tone(tell, "no")

    def pick_elsewhere(self, line: LineDraft) -> None:
        """Pick what was refused just now as taken in at another station."""
        self._pick(line)

    def pick_listed(self, unit_ids: Sequence[str]) -> None:
        """Pick units that were chosen in a table, here or on the stock screen."""
        self._ask(partial(_units, tuple(unit_ids)), self._pick_units)

    def release(self) -> None:
        """Sign the load away, then make its receipt."""
        if self.is_busy or self.state.faults:
            return
        draft_id = self._draft_id  # saved before it is released: one lane, in order
        load = Known(draft_id, self.state.draft, self.state.units)
        self._change(replace(self.state, work=Work.RELEASING, trouble=None, picked=None))
        self._workers.run(
            self._workers.acts,
            partial(self._acts.release_handoff, load.draft, draft_id),
            done=partial(self._released, load),
            failed=self._release_failed,
        )

    def next_fault(self) -> None:
        """F8: put the hand on the first thing that is missing."""
        if self.state.faults:
            self.screen.focus_field(self.state.faults[0].field)

    def back(self) -> None:
        """Esc: say no more of the last scan, and be ready for the next."""
        self._dismiss()
        self.screen.forget_typed()
        self.screen.focus_code()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.screen.retranslate(wording)

    def _banner_acted(self) -> None:
        """The banner's button: load what was refused as taken in elsewhere, or ask everything anew."""
        line = self.state.elsewhere
        if line is not None:
            self.pick_elsewhere(line)
        else:
            self.refresh()

    def _dismiss(self) -> None:
        self._change(replace(self.state, picked=None, trouble=None))

    def _resume(self, found: Known) -> None:
        if self.state.draft == HandoffDraft():
            self._lay(found)

    def _go_on(self, found: Known) -> None:
        if found.draft_id is not None and found.draft_id != self._draft_id:
            self._lay(found)

    def _lay(self, found: Known) -> None:
        if self.state.work is not Work.RELEASING:
            self._draft_id = found.draft_id
            self._change(replace(self.state, draft=found.draft, units=found.units, picked=None))

    def _pick_units(self, units: Sequence[Unit]) -> None:
        for unit in units:
            self._pick(line_of_list(unit))

    def _tone(self, tell: Tell, tone: str) -> None:
        self.toned.emit(tone)
        tell(tone)

    def _pick(self, line: LineDraft, tell: Tell = _nobody) -> None:
        self._to_pick.append((line, tell))
        self._pick_next()

    def _pick_next(self) -> None:
        """One at a time, or two would change places; none while the load is being signed away."""
        if self._is_picking or not self._to_pick or self.state.work is Work.RELEASING:
            return
        self._is_picking = True
        line, tell = self._to_pick.popleft()
        self._workers.run(
            self._workers.reads,
            partial(self._acts.pick_unit, line),
            done=partial(self._picked, line, tell),
            failed=partial(self._refused, line, tell),
        )

    def _picked(self, line: LineDraft, tell: Tell, unit: Unit) -> None:
        self._is_picking = False
        if self.state.work is Work.RELEASING:
            self._to_pick.appendleft((line, tell))
            return
        before = self.state.draft
        self._change(with_unit(self.state, line, unit))
        is_new = self.state.picked is not None and self.state.picked.heard is Heard.ADDED
        if not is_new:
            self._tone(tell, "again")
        if self.state.draft != before:
            self._keep(saved=partial(self._tone, tell, "ok") if is_new else None)
        self._pick_next()

    def _refused(self, line: LineDraft, tell: Tell, error: OutletError) -> None:
        self._is_picking = False
        self._change(
            replace(self.state, picked=Picked(heard=Heard.REFUSED, code=line.code, error=error, line=line))
        )
        self._tone(tell, "no")
        self._pick_next()

    def _remove(self, unit_ids: Sequence[str]) -> None:
        if self.state.work is not Work.RELEASING:
            self._change(without_units(self.state, unit_ids))
            self._keep()

    def _edit(self, field: str, text: str) -> None:
        changed: dict[str, Any] = {field: text or None}
        self._edit_draft(replace(self.state.draft, **changed))
        if field in SEARCHED:
            self._parties.search(field, text)

    def _choose_party(self, field: str, party: Party) -> None:
        self._parties.forget()
        self._edit_draft(with_party(self.state.draft, field, party))

    def _choose_recipient(self, recipient: Recipient) -> None:
        self._edit_draft(with_recipient(self.state.draft, recipient))

    def _edit_draft(self, draft: HandoffDraft) -> None:
        if self.state.work is not Work.RELEASING:
            self._change(replace(self.state, draft=draft))
            self._keep()

    def _keep(self, saved: Callable[[], None] | None = None) -> None:
        """Save the draft as it stands; ``saved`` is called when the ledger holds it."""
        if self._draft_id is None:
            self._draft_id = self._acts.new_id()
        draft = self.state.draft
        self._drafts.keep(self._draft_id, lambda: draft, saved)

    def _released(self, load: Known, handed: HandedOn) -> None:
        self._drafts.forget()
        self._draft_id = None
        after = replace(
            HandoffState(parties=self._parties.state),
            stock=self.state.stock,
            recent=self.state.recent,
            released=Released(document=handed.document),
        )
        self._change(after)
        self.toned.emit("ok")
        self.handed_on.emit(handed)
        self.refresh()
        self._print("", opens=False)
        self._pick_next()
        self._offer_undo(load, handed.document)

    def _offer_undo(self, load: Known, document: HandoffDocument) -> None:
        draft = Draft(
            draft_id=load.draft_id or self._acts.new_id(),
            kind=HANDOFF,
            content=draft_content(load.draft),
            updated_at=self._acts.now(),
        )
        self.undoable.emit(
            Undoable(
                kind=HANDOFF,
                number=document.number,
                document_id=document.handoff_id,
                draft=draft,
                restore=partial(self._lay_back, replace(load, draft_id=draft.draft_id), document),
            )
        )

    def _lay_back(self, load: Known, document: HandoffDocument) -> bool:
        """Lay a load that was taken back on the counter again; False where another has been begun."""
        released = self.state.released
        if released is not None and released.document.handoff_id == document.handoff_id:
            self._change(replace(self.state, released=None))
        is_free = self.state.draft == HandoffDraft() and self.state.work is not Work.RELEASING
        if is_free:
            self._lay(load)
            self.screen.focus_code()
        return is_free

    def _release_failed(self, error: OutletError) -> None:
        self._change(replace(self.state, work=Work.NONE, trouble=error))
        if isinstance(error, RecipientNotEligible):
            self.screen.focus_field("override_reason")
        self._keep()
        self.toned.emit("no")
        self._pick_next()

    def _print(self, handoff_id: str, *, opens: bool = True) -> None:
        released = self.state.released
        wanted = handoff_id or (released.document.handoff_id if released else "")
        if self.is_busy or not wanted:
            return
        self._change(replace(self.state, work=Work.PRINTING))
        self._workers.run(
            self._workers.acts,
            partial(self._acts.print_handoff, wanted),
            done=partial(self._printed, wanted, opens),
            failed=self._print_failed,
        )

    def _printed(self, handoff_id: str, opens: bool, paper: Path) -> None:  # noqa: FBT001 - bound by partial
        released = self.state.released
        if released is not None and released.document.handoff_id == handoff_id:
            released = replace(released, paper=str(paper))
        self._change(replace(self.state, work=Work.NONE, released=released))
        if opens:
            self.open_paper.emit(paper)

    def _print_failed(self, error: OutletError) -> None:
        self._change(replace(self.state, work=Work.NONE, trouble=error))

    def _open_receipt(self) -> None:
        released = self.state.released
        if released is not None and released.paper is not None:
            self.open_paper.emit(Path(released.paper))

    def _show_stock(self, stock: StockState) -> None:
        self._change(replace(self.state, stock=stock))

    def _show_recent(self, documents: tuple[HandoffDocument, ...]) -> None:
        self._change(replace(self.state, recent=documents))

    def _show_parties(self, parties: PartyState) -> None:
        self._change(replace(self.state, parties=parties))

    def _show_trouble(self, error: OutletError) -> None:
        self._change(replace(self.state, trouble=error))

    def _ask(self, question: Callable[[View], T], show: Callable[[T], None]) -> None:
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, question),
            done=show,
            failed=self._show_trouble,
        )

    def _change(self, state: HandoffState) -> None:
        is_other = state.draft != self.state.draft
        self.state = state
        if is_other:
            self._parties.judge(state.draft)
        self.screen.render_state(state)


def _units(unit_ids: Sequence[str], view: View) -> tuple[Unit, ...]:
    found = (view.unit(unit_id) for unit_id in unit_ids)
    return tuple(unit for unit in found if unit is not None)
