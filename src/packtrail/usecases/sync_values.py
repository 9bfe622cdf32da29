"""What every step of a session with a hub works with, and how each of them ends."""

from collections.abc import Callable
from dataclasses import dataclass, field

from packtrail.usecases.ports import Channel, Clock, Destination, NewId, OnWriter, Store

Post = Callable[[Callable[[], None]], Callable[[], None]]


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
    post: Post | None = None  # hands an act to the writer without waiting for it

    @property
    def name(self) -> str:
        """The destination's."""
        return self.destination.name

    def on_writer_later(self, act: Callable[[], None]) -> Callable[[], None]:
        """Have ``act`` done behind what the writer has to do; what is returned waits for its end."""
        if self.post is not None:
            return self.post(act)
        self.on_writer(act)
        return _done


@dataclass(frozen=True, slots=True)
class Step:
    """How a step beside the records ended; ``cause`` where it was not to its end."""

    end: str
    done: int = 0
    cause: str = ""
    retry_after_s: int | None = None


def _done() -> None:
    """Nothing is left to wait for."""
