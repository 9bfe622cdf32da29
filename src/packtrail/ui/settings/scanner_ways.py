"""What the settings ask of the hand-held scanners, as a promise; ``desk.hand_scanners`` keeps it."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import SignalInstance

from packtrail.domain.handheld import ScannerHabits


class ScannerWays(Protocol):
    """The keyboard, and a serial port."""

    @property
    def plugged(self) -> SignalInstance:
        """Emits the name of the port that is open now."""
        ...

    @property
    def unplugged(self) -> SignalInstance:
        """Emits the name of the port that was open and is gone."""
        ...

    @property
    def not_there(self) -> SignalInstance:
        """Emits the name of the port that was chosen and is waited for."""
        ...

    @property
    def chosen(self) -> SignalInstance:
        """Emitted when another port is listened at."""
        ...

    @property
    def port(self) -> str:
        """The port that is listened at; empty for none."""
        ...

    @property
    def baud(self) -> int:
        """Its speed."""
        ...

    @property
    def bauds(self) -> tuple[int, ...]:
        """The speeds that can be chosen."""
        ...

    @property
    def is_port_open(self) -> bool:
        """Whether a scanner can be heard there now."""
        ...

    def ports(self) -> Sequence[tuple[str, str]]:
        """The ports of this computer: name, and what its maker calls it."""
        ...

    def choose_port(self, name: str, baud: int) -> None:
        """Listen there from now on; remembered."""
        ...

    def learn(self, habits: ScannerHabits) -> None:
        """What a check has shown of this scanner; remembered."""
        ...
