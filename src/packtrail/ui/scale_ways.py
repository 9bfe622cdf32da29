"""What screens ask of the weighing scale, as a promise; ``desk.scales`` keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance

from packtrail.domain.scale import ScaleFormat, ScaleReading


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleStand:
    """The scale as it stands; without a port there is none."""

    port: str = ""
    baud: int = 0
    scale_format: ScaleFormat = ScaleFormat.COMMA
    is_open: bool = False
    reading: ScaleReading | None = None  # None while it is silent
    is_still: bool = False  # the reading may be taken
    fits: tuple[ScaleFormat, ...] | None = None  # bytes come, and not in its format but in these


class ScaleWays(Protocol):
    """One scale on a serial line."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted when it stands otherwise than before."""
        ...

    @property
    def stand(self) -> ScaleStand:
        """How it stands now."""
        ...

    @property
    def bauds(self) -> tuple[int, ...]:
        """The speeds that can be chosen."""
        ...

    def ports(self) -> Sequence[tuple[str, str]]:
        """The ports of this computer: name, and what its maker calls it."""
        ...

    def choose(self, port: str, scale_format: ScaleFormat, baud: int) -> None:
        """Weigh there from now on, nowhere where ``port`` is empty; remembered."""
        ...

    def use_up(self) -> None:
        """The reading was taken: one that a print key sent is not to be had a second time."""
        ...
