"""Joins the labels' card to what is remembered of stock and shifts, and offers its papers for printing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.print_jobs import PrintedUnit
from packtrail.ui.acts import OutletActs
from packtrail.ui.printing.ports import PrinterDevice
from packtrail.ui.printing.state import LABELS, LabelSheet, PaperToPrint
from packtrail.ui.settings.label_card import LabelCard
from packtrail.ui.settings.label_state import LabelState
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.label_choices import (
    SETTING,
    LabelChoices,
    StockInfo,
    choices_from,
    choices_text,
    millimetres,
)
from packtrail.usecases.ports import View
from packtrail.wording import Wording

_SHOWN_DPI = 300  # of the paper for the eye; the printer's own counts when it is printed

ForDpi = Callable[[int], bytes]


class LabelSet(Protocol):
    """Labels that were read from the ledger, to be laid out; any thread."""

    @property
    def count(self) -> int:
        """How many labels there are."""
        ...

    def lay_out(self, *, dpi: int, used: int) -> bytes:
        """The PDF for a printer's dots, behind ``used`` labels of its first sheet."""
        ...


class LabelActs(Protocol):
    """Labels as papers; ``app.label_papers`` keeps it. Any thread, each may take a moment."""

    def stocks(self) -> tuple[StockInfo, ...]:
        """What can be chosen."""
        ...

    def calibration(self, choices: LabelChoices) -> ForDpi:
        """The page with rulers."""
        ...

    def sample(self, choices: LabelChoices) -> LabelSet:
        """One label that names nothing."""
        ...

    def places(self, choices: LabelChoices) -> LabelSet:
        """The labels of the floor."""
        ...

    def units(self, unit_ids: Sequence[str], choices: LabelChoices) -> LabelSet:
        """The labels of units, the temporary tag for one without a code."""
        ...


class LabelFlow(QObject):
    """What happens on the card. Make it on the GUI thread."""

    paper_made = Signal(object)  # PaperToPrint
    failed = Signal(object)  # OutletError, of what was asked from another screen

    def __init__(
        self,
        labels: LabelActs,
        device: PrinterDevice,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
    ) -> None:
        super().__init__()
        self.panel, self.state = LabelCard(wording), LabelState()
        self._labels, self._device, self._acts = labels, device, acts
        self._workers, self._wording = workers, wording
        self.panel.stock_chosen.connect(self._choose)
        self.panel.edited.connect(self._edit)
        self.panel.print_asked.connect(self._make)
        self.panel.came_in_sight.connect(self.refresh)

    def refresh(self) -> None:
        """Find what was chosen before."""
        self._workers.run(
            self._workers.reads,
            partial(_known, self._labels, self._acts),
            done=self._show_known,
            failed=self._show_trouble,
        )

    def print_units(self, unit_ids: Sequence[str]) -> None:
        """Make the labels of these units on the stock that was chosen last; any screen."""
        ids, say = tuple(unit_ids), self._wording.say
        self._make_on_last_stock(
            lambda choices: self._labels.units(ids, choices),
            lambda made: say("settings.labels.paper.units", count=made.count),
        )

    def print_sample(self) -> None:
        """Make the sample on the stock that was chosen last, on the first one where none was yet."""
        title = self._wording.say("settings.labels.paper.sample")
        self._make_on_last_stock(self._labels.sample, lambda _: title)

    def _make_on_last_stock(
        self, make: Callable[[LabelChoices], LabelSet], title: Callable[[LabelSet], str]
    ) -> None:
        self._workers.run(
            self._workers.preview,
            partial(_on_last_stock, self._labels, self._acts, self._device, make, title),
            done=self._made,
            failed=self.failed.emit,
        )

    def queued(self, paper: PaperToPrint) -> None:
        """Labels are on their way: the sheet in the printer is used so far, and the next ones begin there."""
        if paper.sheet is not None:
            self._workers.run(
                self._workers.acts,
                partial(_begin_sheet, self._labels, self._acts, paper.sheet),
                done=self._show_known,
                failed=self._show_trouble,
            )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.panel.retranslate(wording)

    def _show_known(self, found: tuple[tuple[StockInfo, ...], LabelChoices]) -> None:
        stocks, choices = found
        self._change(replace(self.state, stocks=stocks, **_as_typed(choices)))

    def _choose(self, name: str) -> None:
        choices = replace(self.state.choices, stock=name)
        self._change(replace(self.state, trouble=None, **_as_typed(choices)))
        self._keep(choices)

    def _edit(self, name: str, text: str) -> None:
        typed: dict[str, Any] = {f"{name}_text": text}
        state = replace(self.state, **typed)
        right, down = millimetres(state.right_text), millimetres(state.down_text)
        stock, used = state.stock, state.used
        if stock is not None and None not in (right, down, used):
            choices = state.choices.shifted(right or 0.0, down or 0.0).with_used(stock.name, used or 0)
            state = replace(state, choices=choices)
            self._keep(choices)
        self._change(state)

    def _keep(self, choices: LabelChoices) -> None:
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, SETTING, choices_text(choices)),
            done=lambda _: None,
            failed=self._show_trouble,
        )

    def _make(self, which: str) -> None:
        state, stock = self.state, self.state.stock
        if state.refusal is not None or stock is None:
            return
        labels, choices, device = self._labels, state.choices, self._device
        title = self._wording.say(f"settings.labels.paper.{which}")
        made: dict[str, Callable[[], PaperToPrint]] = {
            "calibration": lambda: _paper(labels.calibration(choices), device, title, stock),
            "sample": lambda: _sheets(labels.sample(choices), stock, device, title, choices.used),
            "places": lambda: _sheets(labels.places(choices), stock, device, title, choices.used),
        }
        self._change(replace(state, is_making=True, trouble=None))
        self._workers.run(
            self._workers.preview,
            made[which],
            done=self._made,
            failed=self._show_trouble,
        )

    def _made(self, paper: PaperToPrint) -> None:
        self._change(replace(self.state, is_making=False))
        self.paper_made.emit(paper)

    def _show_trouble(self, error: OutletError) -> None:
        self._change(replace(self.state, is_making=False, trouble=error))

    def _change(self, state: LabelState) -> None:
        self.state = state
        self.panel.render_state(state)


def _known(labels: LabelActs, acts: OutletActs) -> tuple[tuple[StockInfo, ...], LabelChoices]:
    stocks = labels.stocks()
    kept = acts.read(_kept)
    return stocks, choices_from(kept, stocks)


def _kept(view: View) -> str | None:
    return view.setting(SETTING)


def _as_typed(choices: LabelChoices) -> dict[str, Any]:
    right, down = choices.shift
    return {
        "choices": choices,
        "right_text": f"{right:g}",
        "down_text": f"{down:g}",
        "used_text": str(choices.used),
    }


def _begin_sheet(
    labels: LabelActs, acts: OutletActs, sheet: LabelSheet
) -> tuple[tuple[StockInfo, ...], LabelChoices]:
    """Remember how far ``sheet`` is used; on the writer's lane, so that no other choice is lost."""
    stocks, choices = _known(labels, acts)
    choices = choices.with_used(sheet.stock, sheet.used_after)
    acts.remember(SETTING, choices_text(choices))
    return stocks, choices


def _paper(for_dpi: ForDpi, device: PrinterDevice, title: str, stock: StockInfo) -> PaperToPrint:
    pdf = for_dpi(_SHOWN_DPI)
    unit = PrintedUnit.LABEL if stock.per_page == 1 else PrintedUnit.PAGE
    pages = device.pages_in(pdf, title)
    return PaperToPrint(title=title, pdf=pdf, kind=LABELS, unit=unit, pages=pages, for_dpi=for_dpi)


def _sheets(made: LabelSet, stock: StockInfo, device: PrinterDevice, title: str, used: int) -> PaperToPrint:
    """Labels as a paper that can be laid out anew behind another number of used ones."""
    paper = _paper(lambda dpi: made.lay_out(dpi=dpi, used=used), device, title, stock)
    if stock.per_page == 1:
        return paper
    sheet = LabelSheet(
        stock=stock.name,
        per_page=stock.per_page,
        count=made.count,
        used=used,
        behind=partial(_sheets, made, stock, device, title),
    )
    return replace(paper, sheet=sheet)


def _on_last_stock(
    labels: LabelActs,
    acts: OutletActs,
    device: PrinterDevice,
    make: Callable[[LabelChoices], LabelSet],
    title: Callable[[LabelSet], str],
) -> PaperToPrint:
    stocks, choices = _known(labels, acts)
    chosen = next((each for each in stocks if each.name == choices.stock), stocks[0])
    made = make(choices)
    return _sheets(made, chosen, device, title(made), choices.begun.get(chosen.name, 0))
