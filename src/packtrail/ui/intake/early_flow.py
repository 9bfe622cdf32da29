"""Looks up the codes of the delivery at hand behind the hand's back, and warns on their cards.

What a hub said before is shown at once, also without a network. Then hubs are asked for many codes in one
request, some time after the first new one, so that a scan never waits for it; nothing that comes of it stops
an intake, and that nobody answered is no news here.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer

from packtrail.domain.errors import OutletError
from packtrail.domain.vin import parse_vin
from packtrail.protocol.unit_life import MAX_CODES
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.work import Work
from packtrail.ui.stock.asking import Asked, ask_hubs
from packtrail.ui.workers import is_lost
from packtrail.usecases.life_asking import AFTER_A_FAILURE, rest_after
from packtrail.usecases.life_warnings import LifeWarning
from packtrail.usecases.unit_life import early_warnings

GATHER_MS = 1500
"""Codes that come within it are asked for together."""

_BEHIND = 1  # in a lane: after what somebody waits for


class EarlyFlow(QObject):
    """Keeps ``bench.early`` as the kept answers have it, and the kept answers young."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        # of each code of the delivery its VIN, empty where nobody said one
        self._vins: Mapping[str, str] = {}
        self._is_reading = self._is_stale = False
        self._asking: Future[Asked] | None = None
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.timeout.connect(self._ask)
        bench.drawn.connect(self._look)

    def _look(self) -> None:
        """The delivery was drawn: only other codes and other vehicles are news."""
        before, self._vins = self._vins, vins_of(self._bench.work)
        if self._vins == before:
            return
        self._read()
        if set(self._vins) - set(before):
            self._ask_soon(GATHER_MS)

    def _ask_soon(self, wait_ms: int) -> None:
        if not self._gather.isActive():
            self._gather.start(wait_ms)

    def _read(self) -> None:
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        vins = self._vins
        told = {code: vin for code, vin in vins.items() if vin}
        acts, workers = self._bench.acts, self._bench.workers
        workers.run(
            workers.reads,
            lambda: acts.read(lambda view: early_warnings(view, tuple(vins), told)),
            done=self._show,
            failed=self._unread,
            priority=_BEHIND,
        )

    def _show(self, found: Mapping[str, Sequence[LifeWarning]]) -> None:
        self._is_reading = False
        if self._is_stale:
            self._read()
        elif found != self._bench.early:
            self._bench.warn_early(found)

    def _unread(self, error: OutletError) -> None:
        self._is_reading = False
        self._bench.refuse(error)

    def _ask(self) -> None:
        if self._asking is not None and not is_lost(self._asking):
            self._ask_soon(GATHER_MS)
        elif self._vins:
            acts, workers = self._bench.acts, self._bench.workers
            ask = partial(ask_hubs, acts, tuple(self._vins), by_hand=False, most=MAX_CODES)
            self._asking = workers.run(
                workers.network, ask, done=self._answered, failed=self._unanswered, priority=_BEHIND
            )

    def _answered(self, asked: Asked) -> None:
        self._asking = None
        if asked.is_told:
            self._read()
        rest = rest_after(asked.steps.values())
        if rest is not None:
            self._wait(rest)
        elif asked.steps:
            self._ask_soon(GATHER_MS)  # for those beyond the most of one request

    def _unanswered(self, _: OutletError) -> None:
        """The connection check says it where it can be mended; here it would stand in the way."""
        self._asking = None
        self._wait(AFTER_A_FAILURE)

    def _wait(self, rest: timedelta) -> None:
        self._ask_soon(round(rest.total_seconds() * 1000))


def vins_of(work: Work) -> dict[str, str]:
    """Each code that is in the delivery or on its list, with the VIN of its vehicle or nothing."""
    scanned = {
        card.unit.battery_code: _whole_vin(card.unit.vin) for card in work.cards if card.unit.battery_code
    }
    return {**dict.fromkeys(work.head.expected_codes, ""), **scanned}


def _whole_vin(typed: str | None) -> str:
    """A VIN to compare with; half of one would differ from every vehicle's."""
    vin = parse_vin(typed or "")
    return vin.text if vin.is_well_formed else ""
