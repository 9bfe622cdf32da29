"""单据核验 at the desk: a paper's code is answered beside whatever screen is in sight."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from packtrail.desk.scan_route import ScanRoute
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.records.check.flow import CheckFlow
from packtrail.ui.records.screen import RecordsScreen
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


class PaperChecks:
    """Where questions come from and where the answers lead."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        *,
        frame: MainFrame,
        records: RecordsScreen,
        route: ScanRoute,
        open_load: Callable[[str], None],
        open_delivery: Callable[[str], None],
    ) -> None:
        self.flow, self._frame = CheckFlow(acts, workers, words), frame
        self.flow.detail_asked.connect(self._show)
        self.flow.load_asked.connect(open_load)
        self.flow.delivery_asked.connect(open_delivery)
        records.verify_asked.connect(partial(self.flow.choose_picture, frame))
        route.paper_meant.connect(self.flow.check)

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self.flow.retranslate(words)

    def _show(self, panel: QWidget) -> None:
        self._frame.show_detail(self.flow.detail_title, panel)
