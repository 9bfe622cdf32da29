"""What printing needs of devices, as promises; ``devices.printers`` keeps them."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtGui import QImage


class PrinterInfo(Protocol):
    """A printer that can be chosen now."""

    @property
    def name(self) -> str:
        """As the system names it."""
        ...

    @property
    def description(self) -> str:
        """Maker and model."""
        ...

    @property
    def is_default(self) -> bool:
        """Whether the system takes it when nobody chooses."""
        ...

    @property
    def condition(self) -> str:
        """The end of a key of ``printing.condition``."""
        ...


class PrintRun(Protocol):
    """Pages on their way to a driver; all of it on the ``printing`` lane."""

    def hand_over(self, page: int) -> None:
        """Give the next page, counted from 0, to the driver."""
        ...

    def finish(self) -> None:
        """That was the last."""
        ...

    def abort(self) -> None:
        """No more."""
        ...


class PrinterDevice(Protocol):
    """The printers of this computer."""

    def available(self) -> Sequence[PrinterInfo]:
        """What can be chosen now; ``printing`` lane."""
        ...

    def dpi(self, name: str) -> int:
        """Dots an inch that pages for a printer are drawn in; ``printing`` lane."""
        ...

    def begin(self, pdf: bytes, *, printer: str, title: str) -> PrintRun:
        """Make ready to hand pages over; ``printing`` lane."""
        ...

    def pages_in(self, pdf: bytes, title: str) -> int:
        """How many pages a paper has; ``preview`` lane."""
        ...

    def picture(self, pdf: bytes, title: str, page: int, width_px: int) -> QImage:
        """One page for the eye; ``preview`` lane."""
        ...
