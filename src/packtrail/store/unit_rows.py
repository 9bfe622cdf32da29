"""What a unit has beside its row: every text that finds it, and where it was from when to when."""

from packtrail.domain.unit import Unit
from packtrail.store.columns import seconds
from packtrail.store.connection import Connection, Row
from packtrail.store.statements import filled

_STATEMENTS = {
    "name": "INSERT OR IGNORE INTO {p}unit_code (code, arrival, is_number) VALUES (?, ?, ?)",
    "unname": "DELETE FROM {p}unit_code WHERE code = ? AND arrival = ?",
    "last": "SELECT number, since FROM {p}unit_stay WHERE arrival = ? ORDER BY number DESC LIMIT 1",
    "end": "UPDATE {p}unit_stay SET until = ? WHERE arrival = ? AND number = ?",
    "stay": """
        INSERT INTO {p}unit_stay
          (arrival, number, since, custody, level, chemistry_code, mass_g, zone, slot)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
    "forget": "DELETE FROM {p}unit_stay WHERE arrival = ?",
}


class UnitRows:
    """The names and stays of units, in one set of tables."""

    def __init__(self, connection: Connection, prefix: str) -> None:
        self._connection = connection
        self._sql = {name: filled(sql, p=prefix) for name, sql in _STATEMENTS.items()}

    def follow(self, key: int, before: Unit | None, after: Unit) -> None:
        """Bring names and stays from ``before`` to ``after``."""
        had, has = _names(before), _names(after)
        if had != has:
            gone = had.keys() - has.keys()
            self._connection.executemany(self._sql["unname"], [(code, key) for code in sorted(gone)])
            self._connection.executemany(
                self._sql["name"], [(code, key, is_number) for code, is_number in has.items()]
            )
        if before is None or _stay(before) != _stay(after):
            self._stay(key, after)

    def forget(self, key: int, unit: Unit | None) -> None:
        """Begin the names and stays of a unit anew; ``unit`` is what they were made from."""
        self._connection.execute(self._sql["forget"], (key,))
        self._connection.executemany(self._sql["unname"], [(code, key) for code in _names(unit)])

    def _stay(self, key: int, unit: Unit) -> None:
        """A stay begins when its record happened, but never before the one that it ends."""
        last = self._connection.execute(self._sql["last"], (key,)).fetchone()
        number, since = last or (0, seconds(unit.moved_at))
        begins = max(since, seconds(unit.moved_at))
        if last:
            self._connection.execute(self._sql["end"], (begins, key, number))
        self._connection.execute(self._sql["stay"], (key, number + 1, begins, *_stay(unit)))


def _names(unit: Unit | None) -> dict[str, int]:
    """Under which texts a unit is found, and whether each is no name of the battery itself."""
    if unit is None:
        return {}
    others = [unit.intake_number, *([unit.vin] if unit.vin else [])]
    return {**dict.fromkeys(others, 1), **dict.fromkeys(unit.codes, 0)}


def _stay(unit: Unit) -> Row:
    return (unit.custody.value, unit.level, unit.chemistry_code, unit.mass_g, unit.zone, unit.slot)
