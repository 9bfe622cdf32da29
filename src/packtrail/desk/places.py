"""The places of the desk: what may be asked of each, and the book in which the desk finds them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from packtrail.desk.scan_route import Take
from packtrail.ui.frame.rail import Place
from packtrail.wording import Wording


class Speaking(Protocol):
    """Whoever says something on a screen."""

    def retranslate(self, wording: Wording) -> None:
        """Speak another language from now on."""
        ...


class Busy(Protocol):
    """Whoever may be in the middle of an act."""

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way."""
        ...


class Detailed(Protocol):
    """A flow that shows a detail beside its screen, and says by signals when, and what was written there."""

    detail_asked: Any  # Signal(QWidget)
    written: Any  # Signal(object)

    @property
    def detail_title(self) -> str:
        """What stands above the detail."""
        ...

    def detail_closed(self) -> None:
        """The detail is out of sight."""
        ...


def _nothing() -> None:
    """Most places need no word of it."""


def _opened(_: str) -> None:
    """Most places are only shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskPlace:
    """One place: its screen, and what the desk tells it."""

    key: str  # of its title, its icon and its sentences too
    shortcut: str
    screen: QWidget
    flows: tuple[Speaking, ...]
    acting: tuple[Busy, ...] = ()  # closing the window waits for these
    detail: Detailed | None = None
    arrive: Callable[[], None] = _nothing  # it came into sight
    leave: Callable[[], None] = _nothing  # another place is in sight
    written: Callable[[], None] = _nothing  # records were written, here or elsewhere
    resume: Callable[[str], None] = _opened  # at this draft, record or choice
    back: Callable[[], None] = _nothing
    next_fault: Callable[[], None] = _nothing
    take: Take | None = None  # a scan while it is in sight; without it a scan opens its record


class DeskPlaces:
    """The places in the order of the rail."""

    def __init__(self, *places: DeskPlace) -> None:
        self._places: Mapping[str, DeskPlace] = {place.key: place for place in places}

    def __iter__(self) -> Iterator[DeskPlace]:
        return iter(self._places.values())

    def __getitem__(self, key: str) -> DeskPlace:
        return self._places[key]

    def find(self, key: str | None) -> DeskPlace | None:
        """The place of this key; None before any is shown."""
        return self._places.get(key or "")

    @property
    def takers(self) -> Mapping[str, Take]:
        """Which places take scans themselves."""
        return {place.key: place.take for place in self if place.take is not None}

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way at any of them."""
        return any(flow.is_busy for place in self for flow in place.acting)

    def arrived(self, key: str) -> None:
        """This place is in sight now, and no other."""
        for place in self:
            if place.key != key:
                place.leave()
        self._places[key].arrive()

    def leave(self) -> None:
        """None of them is in sight: nobody is at the desk."""
        for place in self:
            place.leave()

    def records_written(self) -> None:
        """What the screens show may be old."""
        for place in self:
            place.written()

    def retranslate(self, wording: Wording) -> None:
        """Speak another language everywhere."""
        for place in self:
            for flow in place.flows:
                flow.retranslate(wording)


def on_rail(place: DeskPlace) -> Place:
    """A place as the frame takes it."""
    return Place(place.key, place.key, place.shortcut, f"frame.rail.{place.key}", place.screen)
