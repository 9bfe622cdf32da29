"""Labels as papers to print: laid out for the dots of the printer that is chosen in the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from packtrail.app.labels import place_labels, unit_labels
from packtrail.app.outlet import Outlet
from packtrail.papers.labels.calibration import calibration_pdf
from packtrail.papers.labels.content import Label, sample_label
from packtrail.papers.labels.sheets import LEAST_DPI, labels_pdf
from packtrail.papers.labels.stock import LabelStock, Shift, label_stocks
from packtrail.papers.speech import Speech
from packtrail.usecases.label_choices import LabelChoices, StockInfo
from packtrail.wording import wording

ForDpi = Callable[[int], bytes]
"""The PDF for a printer of so many dots an inch. Raises LabelTooSmall."""


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Labels that were read from the ledger, to be laid out for a printer's dots and a begun sheet."""

    labels: Sequence[Label]
    stock: LabelStock
    shift: Shift
    words: Speech

    @property
    def count(self) -> int:
        """How many labels there are."""
        return len(self.labels)

    def lay_out(self, *, dpi: int, used: int) -> bytes:
        """The PDF, behind ``used`` labels of its first sheet. Raises LabelTooSmall or PrintTooLarge."""
        return labels_pdf(self.labels, self.stock, self.words, dpi=_usable(dpi), skip=used, shift=self.shift)


class LabelPapers:
    """Makes the papers of one outlet's labels; any thread."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def stocks(self) -> tuple[StockInfo, ...]:
        """What can be chosen, sheets first."""
        return tuple(
            StockInfo(
                name=stock.name,
                kind=stock.kind,
                width_mm=stock.label_width_mm,
                height_mm=stock.label_height_mm,
                per_page=stock.per_page,
            )
            for stock in label_stocks().values()
        )

    def calibration(self, choices: LabelChoices) -> ForDpi:
        """The page with rulers and outlines."""
        stock, shift = _of(choices)
        return lambda dpi: calibration_pdf(stock, self._words, dpi=_usable(dpi), shift=shift)

    def sample(self, choices: LabelChoices) -> LabelSet:
        """One label that names nothing, to see how the printer prints."""
        label = sample_label(self._words, practice=self._outlet.practice)
        return self._made([label], choices)

    def places(self, choices: LabelChoices) -> LabelSet:
        """The labels of every zone and slot. Raises NoPlaces or PrintTooLarge."""
        made = partial(place_labels, words=self._words, practice=self._outlet.practice)
        return self._made(self._outlet.read(made), choices)

    def units(self, unit_ids: Sequence[str], choices: LabelChoices) -> LabelSet:
        """The labels of units, the temporary tag for one without a code. Raises as ``unit_labels``."""
        made = partial(unit_labels, unit_ids=unit_ids, words=self._words, practice=self._outlet.practice)
        return self._made(self._outlet.read(made), choices)

    @property
    def _words(self) -> Speech:
        return Speech(wording(self._outlet.language))

    def _made(self, labels: Sequence[Label], choices: LabelChoices) -> LabelSet:
        stock, shift = _of(choices)
        return LabelSet(labels, stock, shift, self._words)


def _of(choices: LabelChoices) -> tuple[LabelStock, Shift]:
    stocks = label_stocks()
    stock = stocks.get(choices.stock) or next(iter(stocks.values()))
    return stock, Shift(*choices.shift)


def _usable(dpi: int) -> int:
    """Coarser printers than any of labels are taken for one of labels; their driver scales."""
    return max(dpi, LEAST_DPI)
