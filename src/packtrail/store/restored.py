"""Units that their restored station does not know any more, and took in again from its papers.

A station that goes on from an older copy of its log opens an epoch at an earlier place. What it had written
behind that place stays heard, but its desk forgot it: when it takes the same battery in again, that is the
same unit and not a second one. The hub says so too (``protocol.following``); what else lies behind the place
counts as it did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Protocol

from packtrail.domain.amendments import Amended
from packtrail.domain.custody import LIVE
from packtrail.domain.entry import Entry
from packtrail.domain.unit import Unit
from packtrail.domain.unit_folds import fold_unit
from packtrail.store.connection import Connection


class Folding(Protocol):
    """What is asked of the projection."""

    def amended(self, arrival: int) -> tuple[Amended, Mapping[str, object]]:
        """A record as amended up to now, and its private part."""
        ...


class Restored:
    """The forgotten units of one set of tables."""

    def __init__(self, connection: Connection, sql: Mapping[str, str], folding: Folding) -> None:
        self._connection, self._sql, self._folding = connection, sql, folding

    def is_forgotten(self, unit: int) -> bool:
        """Whether a later epoch of its station goes on from before its intake."""
        return self._connection.execute(self._sql["is_forgotten"], (unit,)).fetchone() is not None

    def as_it_counts(self, unit: int, entries: Sequence[Entry]) -> Sequence[Entry]:
        """``entries`` of a unit, its intake void if it was live when its station took it in again."""
        if not entries or not self.is_forgotten(unit):
            return entries
        last = _folded(entries)
        again = [
            self._folding.amended(arrival)[0].record.recorded_at
            for code in (last.codes if last else ())
            for (arrival,) in self._connection.execute(self._sql["entered_again"], (code, unit)).fetchall()
        ]
        if not again:
            return entries
        before = _folded([entries[0], *(one for one in entries[1:] if one.record.recorded_at <= min(again))])
        if before is None or before.custody not in LIVE:
            return entries
        return [replace(entries[0], is_voided=True), *entries[1:]]

    def forgotten_beside(self, unit: int, codes: Iterable[str]) -> list[int]:
        """The forgotten ones among all other units of ``codes``."""
        others = {
            int(arrival)
            for code in codes
            for (arrival,) in self._connection.execute(self._sql["named"], (code,)).fetchall()
        }
        return [other for other in sorted(others - {unit}) if self.is_forgotten(other)]


def _folded(entries: Sequence[Entry]) -> Unit | None:
    unit: Unit | None = None
    return reduce(fold_unit, entries, unit)
