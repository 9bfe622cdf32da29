"""In which order the records of several stations speak of one thing.

Each station's records stand in the order of its own log. Between two stations nobody's log has an order, so
what names a record comes after it, and for the rest the earlier recorded comes first, the station's id
deciding between equals. Every station that has the same records makes the same order of them, in whatever
order they reached it; so two desks that have heard each other say the same of a unit.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told(Generic[T]):
    """One record on its station's chain, and what it stands for."""

    record_id: str
    recorded_at: datetime
    names: frozenset[str]
    value: T


def merged(chains: Mapping[str, Sequence[Told[T]]]) -> list[T]:
    """The values of ``chains``, each by its station's id and in that station's order, as one row.

    Two chains that each wait for a later record of the other, which no honest station writes, go on by time.
    """
    waiting = {station: deque(chain) for station, chain in chains.items() if chain}
    left = {each.record_id for chain in chains.values() for each in chain}
    found: list[T] = []
    while waiting:
        heads = {station: chain[0] for station, chain in waiting.items()}
        free = {
            station: head for station, head in heads.items() if not (head.names & left) - {head.record_id}
        }
        choice = free or heads
        station = min(choice, key=lambda each: (choice[each].recorded_at, each))
        head = waiting[station].popleft()
        left.discard(head.record_id)
        found.append(head.value)
        if not waiting[station]:
            del waiting[station]
    return found
