"""The scale of one desk, as it was set up; what becomes of its plug is told by name."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from packtrail.devices.scale_serial import SCALE_BAUDS, SerialScale
from packtrail.devices.serial_line import DEFAULT_BAUD, serial_ports
from packtrail.domain.errors import OutletError
from packtrail.domain.scale import ScaleFormat, ScaleReading
from packtrail.ui.acts import OutletActs
from packtrail.ui.scale_ways import ScaleStand
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.wording import Wording

PORT: Final = "scale.port"
BAUD: Final = "scale.baud"
FORMAT: Final = "scale.format"
"""The names under which the choices are remembered."""


class Scales(QObject):
    """Keeps the promises of ``ui.scale_ways.ScaleWays``. On the GUI thread, from ``start`` to ``stop``."""

    changed = Signal()
    told = Signal(Tone, str)  # the plug is out, or back

    def __init__(self, acts: OutletActs, workers: GuiWorkers, words: Wording) -> None:
        super().__init__()
        self.stand = ScaleStand(baud=DEFAULT_BAUD)
        self.bauds = SCALE_BAUDS
        self._acts, self._workers, self._words = acts, workers, words
        self._was_out = False
        self._scale = SerialScale()
        self._scale.read.connect(self._read)
        self._scale.misfit.connect(lambda fits: self._become(replace(self.stand, fits=fits)))
        self._scale.connected.connect(self._plugged)
        self._scale.disconnected.connect(self._unplugged)
        self._scale.not_there.connect(self._unplugged)

    def ports(self) -> tuple[tuple[str, str], ...]:
        """The serial ports of this computer: name, and what its maker calls it."""
        return tuple((port.name, port.description) for port in serial_ports())

    def start(self) -> None:
        """Weigh as soon as the ledger has said where."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, _remembered),
            done=self._set_up,
            failed=_not_remembered,
        )

    def stop(self) -> None:
        """Let the scale go."""
        self._scale.stop()

    def choose(self, port: str, scale_format: ScaleFormat, baud: int) -> None:
        """Weigh there from now on, nowhere where ``port`` is empty; remembered."""
        self._weigh(port, scale_format, baud)
        for name, value in ((PORT, port), (FORMAT, scale_format.value), (BAUD, str(baud))):
            self._workers.run(
                self._workers.acts,
                partial(self._acts.remember, name, value),
                done=lambda _: None,
                failed=_not_remembered,
            )

    def use_up(self) -> None:
        """The reading was taken: one that a print key sent is not to be had a second time."""
        self._scale.use_up()

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._words = words

    def _set_up(self, found: Mapping[str, str]) -> None:
        if not found[PORT]:
            return
        known = found[FORMAT] in set(ScaleFormat)
        bauds = {str(baud): baud for baud in SCALE_BAUDS}
        self._weigh(
            found[PORT],
            ScaleFormat(found[FORMAT]) if known else ScaleFormat.COMMA,
            bauds.get(found[BAUD], DEFAULT_BAUD),
        )

    def _weigh(self, port: str, scale_format: ScaleFormat, baud: int) -> None:
        self._scale.stop()
        self._was_out = False
        self._become(ScaleStand(port=port, scale_format=scale_format, baud=baud))
        if port:
            self._scale.weigh(port, scale_format, baud)

    def _read(self, reading: ScaleReading | None, is_still: bool) -> None:  # noqa: FBT001 - a signal's argument
        fits = self.stand.fits if reading is None else None
        self._become(replace(self.stand, reading=reading, is_still=is_still, fits=fits))

    def _plugged(self, port: str) -> None:
        self._become(replace(self.stand, is_open=True))
        if self._was_out:
            self.told.emit(Tone.OK, self._words.say("scale.plugged", port=port))
        self._was_out = False

    def _unplugged(self, port: str) -> None:
        self._become(replace(self.stand, is_open=False, fits=None))
        self._was_out = True
        self.told.emit(Tone.WARN, self._words.say("scale.unplugged", port=port))

    def _become(self, stand: ScaleStand) -> None:
        if stand != self.stand:
            self.stand = stand
            self.changed.emit()


def _remembered(view: View) -> Mapping[str, str]:
    return {name: view.setting(name) or "" for name in (PORT, BAUD, FORMAT)}


def _not_remembered(_: OutletError) -> None:
    """The scale works all the same; what the ledger lacks is said by whoever writes next."""
