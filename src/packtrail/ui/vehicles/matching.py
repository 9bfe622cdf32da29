"""Scan to match: each scan of a battery in a vehicle is recorded on the acts lane, one after another."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import HandScan
from packtrail.domain.vehicle_case import MatchDraft, SlotState
from packtrail.domain.vehicle_case.errors import BatteryMatchedAlready
from packtrail.ui.acts import OutletActs
from packtrail.ui.intake.hand_scans import source_of
from packtrail.ui.vehicles.state import CasePage
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.match_battery import Matched, match_battery


class Matching(QObject):
    """The scans that are being recorded."""

    done = Signal(object, object)  # the VehicleCase before the scan, and Matched
    refused = Signal(str, str, object)  # the case, the code, and the OutletError
    toned = Signal(str)

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self._acts, self._workers = acts, workers
        self._under_way = 0

    @property
    def is_busy(self) -> bool:
        """Whether a scan is being recorded."""
        return self._under_way > 0

    def match(self, page: CasePage, code: str, scan: HandScan) -> None:
        """Record that ``code`` was seen in the vehicle of ``page``."""
        draft = MatchDraft(battery_code=code, code_source=source_of(scan))
        self._under_way += 1
        self._workers.run(
            self._workers.acts,
            partial(self._acts.act, match_battery, page.case.case_id, draft, rules=page.stand.rules),
            done=partial(self._matched, page, scan),
            failed=partial(self._not_matched, page, scan, code),
        )

    def _matched(self, page: CasePage, scan: HandScan, done: Matched) -> None:
        self._end(scan, "reject" if done.battery.state is SlotState.MISMATCH else "ok")
        self.done.emit(page.case, done)

    def _not_matched(self, page: CasePage, scan: HandScan, code: str, error: OutletError) -> None:
        self._end(scan, "duplicate" if isinstance(error, BatteryMatchedAlready) else "reject")
        self.refused.emit(page.case.case_id, code, error)

    def _end(self, scan: HandScan, tone: str) -> None:
        self._under_way -= 1
        self.toned.emit(tone)
        scan.told(tone)
