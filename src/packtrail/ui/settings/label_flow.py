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
from packtrail.ui.printing.state import LABELS, PaperToPrint
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


class LabelActs(Protocol):
    """Labels as papers; ``app.label_papers`` keeps it. Any thread, each may take a moment."""

    def stocks(self) -> tuple[StockInfo, ...]:
        """What can be chosen."""
        ...

    def calibration(self, choices: LabelChoices) -> ForDpi:
        """The page with rulers."""
        ...

    def sample(self, choices: LabelChoices, skip: int) -> ForDpi:
        """One label that names nothing."""
        ...

    def places(self, choices: LabelChoices, skip: int) -> ForDpi:
        """The labels of the floor."""
        ...

    def units(self, unit_ids: Sequence[str], choices: LabelChoices, skip: int) -> ForDpi:
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
        self._workers.run(
            self._workers.preview,
            partial(_of_units, self._labels, self._acts, self._device, self._wording, tuple(unit_ids)),
            done=self._made,
            failed=self.failed.emit,
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
        if name != "skip" and right is not None and down is not None and state.stock is not None:
            state = replace(state, choices=state.choices.shifted(right, down))
            self._keep(state.choices)
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
        made: dict[str, Callable[[], ForDpi]] = {
            "calibration": partial(self._labels.calibration, state.choices),
            "sample": partial(self._labels.sample, state.choices, state.skip or 0),
            "places": partial(self._labels.places, state.choices, state.skip or 0),
        }
        unit = PrintedUnit.LABEL if stock.per_page == 1 else PrintedUnit.PAGE
        title = self._wording.say(f"settings.labels.paper.{which}")
        self._change(replace(state, is_making=True, trouble=None))
        self._workers.run(
            self._workers.preview,
            partial(_paper, made[which], self._device, title, unit),
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
    return stocks, choices_from(kept, [each.name for each in stocks])


def _kept(view: View) -> str | None:
    return view.setting(SETTING)


def _as_typed(choices: LabelChoices) -> dict[str, Any]:
    right, down = choices.shift
    return {"choices": choices, "right_text": f"{right:g}", "down_text": f"{down:g}"}


def _paper(made: Callable[[], ForDpi], device: PrinterDevice, title: str, unit: PrintedUnit) -> PaperToPrint:
    for_dpi = made()
    pdf = for_dpi(_SHOWN_DPI)
    pages = device.pages_in(pdf, title)
    return PaperToPrint(title=title, pdf=pdf, kind=LABELS, unit=unit, pages=pages, for_dpi=for_dpi)


def _of_units(
    labels: LabelActs,
    acts: OutletActs,
    device: PrinterDevice,
    wording: Wording,
    unit_ids: tuple[str, ...],
) -> PaperToPrint:
    stocks, choices = _known(labels, acts)
    chosen = next((each for each in stocks if each.name == choices.stock), stocks[0])
    unit = PrintedUnit.LABEL if chosen.per_page == 1 else PrintedUnit.PAGE
    title = wording.say("settings.labels.paper.units", count=len(unit_ids))
    return _paper(partial(labels.units, unit_ids, choices, 0), device, title, unit)
