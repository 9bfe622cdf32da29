"""The hand-held scanners of one desk: the keyboard and a serial line, heard as one, as they were set up."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from packtrail.devices.scanner_keys import ScannerKeys
from packtrail.devices.scanner_serial import BAUDS, SerialScanner
from packtrail.devices.serial_line import DEFAULT_BAUD, serial_ports
from packtrail.domain.errors import OutletError
from packtrail.domain.handheld import ScannerHabits
from packtrail.ui.acts import OutletActs
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View

PORT: Final = "scanner.port"
BAUD: Final = "scanner.baud"
PREFIX: Final = "scanner.prefix"
SUFFIX: Final = "scanner.suffix"
BY_PLACE: Final = "scanner.by_place"
"""The names under which the choices are remembered; ``by_place`` is yes, no or empty."""

_NAMES = (PORT, BAUD, PREFIX, SUFFIX, BY_PLACE)
_TRUTH = {"yes": True, "no": False}


class HandScanners(QObject):
    """Keeps the promises of ``ui.ports.HandScanners``. On the GUI thread, from ``start`` to ``stop``."""

    scanned = Signal(object)  # HandScan that can be relied on
    refused = Signal(object)  # HandScan that can't
    plugged = Signal(str)  # the serial port is open, for the first time or again
    unplugged = Signal(str)  # it was open and is gone
    not_there = Signal(str)  # the port that was chosen is not there; it is waited for
    chosen = Signal()  # the port that is listened at is another

    def __init__(self, acts: OutletActs, workers: GuiWorkers, keys: ScannerKeys | None) -> None:
        super().__init__()
        self._acts, self._workers = acts, workers
        self._keys, self._serial = keys, SerialScanner()
        self._serial.scanned.connect(self.scanned)
        self._serial.refused.connect(self.refused)
        if keys is not None:
            keys.scanned.connect(self.scanned)
            keys.refused.connect(self.refused)
        self._serial.connected.connect(self.plugged)
        self._serial.disconnected.connect(self.unplugged)
        self._serial.not_there.connect(self.not_there)
        self._baud = DEFAULT_BAUD

    @property
    def port(self) -> str:
        """The serial port that is listened at; empty for none."""
        return self._serial.port_name

    @property
    def baud(self) -> int:
        """Its speed."""
        return self._baud

    @property
    def bauds(self) -> tuple[int, ...]:
        """The speeds that can be chosen."""
        return BAUDS

    @property
    def is_port_open(self) -> bool:
        """Whether a scanner can be heard there now."""
        return self._serial.is_connected

    def ports(self) -> tuple[tuple[str, str], ...]:
        """The serial ports of this computer: name, and what its maker calls it."""
        return tuple((port.name, port.description) for port in serial_ports())

    def start(self) -> None:
        """Hear the keyboard now, and the port as soon as the ledger has said which."""
        if self._keys is not None:
            self._keys.start()
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, _remembered),
            done=self._set_up,
            failed=_not_remembered,
        )

    def stop(self) -> None:
        """Hear nothing more."""
        if self._keys is not None:
            self._keys.stop()
        self._serial.stop()

    def choose_port(self, name: str, baud: int) -> None:
        """Listen at another port from now on, at none where ``name`` is empty; remembered."""
        self._listen(name, baud)
        self._remember({PORT: name, BAUD: str(baud)})

    def learn(self, habits: ScannerHabits) -> None:
        """What a check has shown of this scanner; remembered."""
        self._use(habits)
        by_place = {True: "yes", False: "no", None: ""}[habits.by_place]
        self._remember({PREFIX: habits.prefix, SUFFIX: habits.suffix, BY_PLACE: by_place})

    def _set_up(self, found: Mapping[str, str]) -> None:
        self._use(
            ScannerHabits(found[PREFIX], found[SUFFIX], by_place=_TRUTH.get(found[BY_PLACE])),
        )
        baud = found[BAUD]
        if found[PORT]:
            self._listen(found[PORT], int(baud) if baud in set(map(str, BAUDS)) else DEFAULT_BAUD)

    def _use(self, habits: ScannerHabits) -> None:
        self._serial.habits = habits
        if self._keys is not None:
            self._keys.habits = habits

    def _listen(self, name: str, baud: int) -> None:
        self._baud = baud
        if name:
            self._serial.listen(name, baud)
        else:
            self._serial.stop()
        self.chosen.emit()

    def _remember(self, choices: Mapping[str, str]) -> None:
        for name, value in choices.items():
            self._workers.run(
                self._workers.acts,
                partial(self._acts.remember, name, value),
                done=_nothing,
                failed=_not_remembered,
            )


def _remembered(view: View) -> Mapping[str, str]:
    return {name: view.setting(name) or "" for name in _NAMES}


def _nothing(_: object) -> None:
    """What was remembered needs no word."""


def _not_remembered(_: OutletError) -> None:
    """The scanner works all the same; what the ledger lacks is said by whoever writes next."""
