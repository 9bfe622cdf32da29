"""Joins what hubs tell beside their receipts to the ledger: requests for corrections, the stock compared."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.stock.latest import Latest
from packtrail.ui.sync.requests import RequestList
from packtrail.ui.sync.stock_compare import StockCompareView
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.check_stock import StockComparison, last_comparison
from packtrail.usecases.correction_requests import AskedCorrection, correction_requests
from packtrail.usecases.ports import View
from packtrail.wording import Wording


class HeardFlow(QObject):
    """What is shown of it; nothing is asked of the network here."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.requests, self.stock = RequestList(), StockCompareView(wording)
        self.asked: tuple[AskedCorrection, ...] = ()
        self.comparison: StockComparison | None = None
        self._acts, self._workers, self._failed, self._wording = acts, workers, failed, wording
        self._destination = ""
        self._requests = Latest(acts, workers, correction_requests, show=self._show_requests, failed=failed)

    def ask(self) -> None:
        """Ask the ledger anew what was told."""
        self._requests.ask()
        if self._destination:
            self.compare_with(self._destination)

    def compare_with(self, destination: str) -> None:
        """Show how the stock last compared with that of ``destination``, and go on with it."""
        self._destination = destination
        ask = partial(self._acts.read, partial(_last, destination))
        self._workers.run(self._workers.reads, ask, done=self._show_stock, failed=self._failed)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.stock.retranslate(wording)
        self._show_requests(self.asked)

    def _show_requests(self, asked: tuple[AskedCorrection, ...]) -> None:
        self.asked = asked
        self.requests.show_requests(self._wording, asked, self._acts.now())

    def _show_stock(self, comparison: StockComparison | None) -> None:
        self.comparison = comparison
        self.stock.show_comparison(comparison, self._acts.now())


def _last(destination: str, view: View) -> StockComparison | None:
    return last_comparison(view, destination)
