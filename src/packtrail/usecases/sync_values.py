"""What every step of a session with a hub works with, and how each of them ends."""

from collections.abc import Callable
from dataclasses import dataclass, field

from packtrail.usecases.ports import Channel, Clock, Destination, NewId, OnWriter, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One session with the hub behind ``channel``; ``is_held`` says that no further request may leave."""

    destination: Destination
    store: Store
    channel: Channel
    on_writer: OnWriter
    now: Clock
    new_id: NewId
    is_held: Callable[[], bool] = field(default=lambda: False)
    fetch: "Callable[[Session], Step]" = field(default=lambda _: Step(""))  # lists and rules, where wanted

    @property
    def name(self) -> str:
        """The destination's."""
        return self.destination.name


@dataclass(frozen=True, slots=True)
class Step:
    """How a step beside the records ended; ``cause`` where it was not to its end."""

    end: str
    done: int = 0
    cause: str = ""
    retry_after_s: int | None = None
