"""What a hand-held scanner delivers becomes a read, one after another in the order of the scans.

A scanner's text is whole or not there at all, so one read is enough; two codes in one text are shown to a
person. What comes while a delivery is being recorded belongs to the next one, and waits.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from packtrail.domain.battery_code import BatteryCode, parse
from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import HandScan
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.unit import Unit
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.typing import not_a_code
from packtrail.ui.intake.work import Read
from packtrail.usecases.read_label import LIVE_SOURCES

Tell = Callable[[str], None]
Take = Callable[[Read, Unit | None, Tell], None]


def source_of(scan: HandScan) -> str:
    """``code_source`` of a scan: a scanner that names the symbol is as good as a camera that saw it."""
    return LIVE_SOURCES[scan.symbology] if scan.symbology else CodeSource.SCAN_WEDGE


class HandScans:
    """The scans that wait, and the one being looked up; ``take`` gets each read and who hears of it."""

    def __init__(self, bench: Bench, take: Take) -> None:
        self._bench, self._take = bench, take
        self._waiting: deque[HandScan] = deque()
        self._is_looking = False
        bench.drawn.connect(self.go_on)  # a delivery was recorded, or refused

    @property
    def is_busy(self) -> bool:
        """Whether a scan is being looked up."""
        return self._is_looking

    def add(self, scan: HandScan) -> None:
        """Take one scan, behind those that wait."""
        self._waiting.append(scan)
        self.go_on()

    def go_on(self) -> None:
        """Look at the next, unless one is being looked up or a delivery recorded."""
        if self._is_looking or self._bench.is_recording or not self._waiting:
            return
        scan = self._waiting.popleft()
        reading = parse(scan.text, self._bench.acts.tables)
        if not reading.candidates:
            happened = not_a_code(reading.normalised, self._bench.acts.tables, self._bench.acts.now())
            self._bench.put(replace(self._bench.work, happened=happened))
            self._bench.toned.emit("reject")
            scan.told("reject")
            self.go_on()
            return
        self._look_up(scan, tuple(candidate.code for candidate in reading.candidates))

    def _look_up(self, scan: HandScan, codes: tuple[BatteryCode, ...]) -> None:
        self._is_looking = True
        self._bench.workers.run(
            self._bench.workers.reads,
            lambda: tuple(self._bench.acts.live_unit(code.text) for code in codes),
            done=partial(self._found, scan, codes),
            failed=partial(self._refused, scan),
        )

    def _found(self, scan: HandScan, codes: tuple[BatteryCode, ...], live: tuple[Unit | None, ...]) -> None:
        self._is_looking = False
        if self._bench.is_recording:
            self._waiting.appendleft(scan)
            return
        for code, unit in zip(codes, live, strict=True):
            read = Read(
                code=code, source=source_of(scan), raw=scan.text, is_sure=len(codes) == 1, way=scan.way
            )
            self._take(read, unit, scan.told)
        self.go_on()

    def _refused(self, scan: HandScan, error: OutletError) -> None:
        self._is_looking = False
        self._bench.refuse(error)
        scan.told("reject")
        self.go_on()
