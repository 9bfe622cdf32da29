"""What a unit has beside its row: every text that finds it, and where it was from when to when.

A stay is what ``domain.unit_history`` says of the unit from one moment to the next. While records happen in
the order of the log, each only ends the last stay and begins one; after a late entry the stays of that unit
are laid anew with each of its records.
"""

from collections.abc import Sequence

from packtrail.domain.entry import Entry
from packtrail.domain.unit import Unit
from packtrail.domain.unit_history import unit_over_time
from packtrail.store.columns import seconds
from packtrail.store.connection import Connection, Row
from packtrail.store.statements import filled

_STATEMENTS = {
    "name": "INSERT OR IGNORE INTO {p}unit_code (code, arrival, is_number) VALUES (?, ?, ?)",
    "unname": "DELETE FROM {p}unit_code WHERE code = ? AND arrival = ?",
    "last": "SELECT number FROM {p}unit_stay WHERE arrival = ? ORDER BY number DESC LIMIT 1",
    "end": "UPDATE {p}unit_stay SET until = ? WHERE arrival = ? AND number = ?",
    "stay": """
        INSERT INTO {p}unit_stay
          (arrival, number, since, until, custody, level, chemistry_code, mass_g, zone, slot)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
    "unstay": "DELETE FROM {p}unit_stay WHERE arrival = ?",
    "late": "INSERT OR IGNORE INTO {p}unit_late (arrival) VALUES (?)",
    "is_late": "SELECT 1 FROM {p}unit_late WHERE arrival = ?",
    "tally": """
        INSERT INTO {p}unit_tally (custody, units, mass_g) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET units = units + excluded.units, mass_g = mass_g + excluded.mass_g
        """,
    "in_time": "DELETE FROM {p}unit_late WHERE arrival = ?",
}


class UnitRows:
    """The names and stays of units, in one set of tables."""

    def __init__(self, connection: Connection, prefix: str) -> None:
        self._connection = connection
        self._sql = {name: filled(sql, p=prefix) for name, sql in _STATEMENTS.items()}

    def follow(self, key: int, before: Unit | None, after: Unit) -> bool:
        """Bring names and stays from ``before`` to ``after``.

        False when the stays have to be laid anew, since this happened before what is told already.
        """
        self._tally(before, after)
        had, has = _names(before), _names(after)
        if had != has:
            gone = had.keys() - has.keys()
            self._connection.executemany(self._sql["unname"], [(code, key) for code in sorted(gone)])
            self._connection.executemany(
                self._sql["name"], [(code, key, is_number) for code, is_number in has.items()]
            )
        if before is not None and (after.moved_at < before.moved_at or self._is_late(key)):
            return False
        if before is None or _stay(before) != _stay(after):
            self._go_on(key, after)
        return True

    def lay(self, key: int, entries: Sequence[Entry]) -> None:
        """Write the stays of a unit anew; its records did not happen in the order of the log."""
        self._connection.execute(self._sql["unstay"], (key,))
        self._connection.execute(self._sql["late"], (key,))
        stays = [(seconds(at), _stay(unit)) for at, unit in unit_over_time(entries)]
        changes = [each for n, each in enumerate(stays) if n == 0 or each[1] != stays[n - 1][1]]
        ends = [*(since for since, _ in changes[1:]), None]
        self._connection.executemany(
            self._sql["stay"],
            [
                (key, number, since, until, *stay)
                for number, ((since, stay), until) in enumerate(zip(changes, ends, strict=True), start=1)
            ],
        )

    def forget(self, key: int, unit: Unit | None) -> None:
        """Begin the names and stays of a unit anew; ``unit`` is what they were made from."""
        self._tally(unit, None)
        self._connection.execute(self._sql["unstay"], (key,))
        self._connection.execute(self._sql["in_time"], (key,))
        self._connection.executemany(self._sql["unname"], [(code, key) for code in _names(unit)])

    def _tally(self, before: Unit | None, after: Unit | None) -> None:
        """Keep count and mass by custody, so that asking for them costs the same at any size."""
        had, has = _counted(before), _counted(after)
        if had != has:
            gone = [(custody, -1, -mass_g) for custody, mass_g in had]
            come = [(custody, 1, mass_g) for custody, mass_g in has]
            self._connection.executemany(self._sql["tally"], [*gone, *come])

    def _go_on(self, key: int, unit: Unit) -> None:
        begins = seconds(unit.moved_at)
        (number,) = self._connection.execute(self._sql["last"], (key,)).fetchone() or (0,)
        if number:
            self._connection.execute(self._sql["end"], (begins, key, number))
        self._connection.execute(self._sql["stay"], (key, number + 1, begins, None, *_stay(unit)))

    def _is_late(self, key: int) -> bool:
        return self._connection.execute(self._sql["is_late"], (key,)).fetchone() is not None


def _names(unit: Unit | None) -> dict[str, int]:
    """Under which texts a unit is found, and whether each is no name of the battery itself."""
    if unit is None:
        return {}
    others = [unit.intake_number, *([unit.vin] if unit.vin else [])]
    return {**dict.fromkeys(others, 1), **dict.fromkeys(unit.codes, 0)}


def _counted(unit: Unit | None) -> list[tuple[str, int]]:
    return [(unit.custody.value, unit.mass_g or 0)] if unit else []


def _stay(unit: Unit) -> Row:
    return (unit.custody.value, unit.level, unit.chemistry_code, unit.mass_g, unit.zone, unit.slot)
