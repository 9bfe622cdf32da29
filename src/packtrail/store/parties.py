"""Finding a party by what staff type: a piece of its name, its code, or the initials of its pinyin."""

from functools import cache
from itertools import islice, product

from packtrail.domain.party import Party
from packtrail.store.connection import Connection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled
from packtrail.store.units import escaped

MOST_INITIALS = 8
"""Ways to read one name; a character with several readings doubles them, and most names have none."""

_STATEMENTS = {
    "keep": "INSERT OR REPLACE INTO {p}party_text (arrival, text) VALUES (?, ?)",
    "forget": "DELETE FROM {p}party_text WHERE arrival = ?",
}


class PartyRows:
    """The texts that find parties, in one set of tables."""

    def __init__(self, connection: Connection, prefix: str) -> None:
        self._connection = connection
        self._sql = {name: filled(sql, p=prefix) for name, sql in _STATEMENTS.items()}

    def follow(self, key: int, before: Party | None, after: Party | None) -> None:
        """Bring the text of a party from ``before`` to ``after``."""
        if after is None:
            self._connection.execute(self._sql["forget"], (key,))
        elif before is None or (before.name, before.uscc) != (after.name, after.uscc):
            self._connection.execute(self._sql["keep"], (key, search_text(after.name, after.uscc)))

    def forget(self, key: int, party: Party | None) -> None:
        """Begin anew."""
        del party
        self._connection.execute(self._sql["forget"], (key,))


def search(connection: Connection, text: str, kind: str | None, limit: int) -> list[Party]:
    """Parties that ``text`` finds and that are still offered, by name; all of them for no text."""
    shape = shape_of(Party)
    rows = connection.execute(
        filled(
            "SELECT {columns} FROM party WHERE is_retired = 0 AND (? IS NULL OR kind = ?)"
            " AND arrival IN (SELECT arrival FROM party_text WHERE text LIKE ? ESCAPE '\\')"
            " ORDER BY name LIMIT ?",
            columns=shape.names,
        ),
        (kind, kind, f"%{escaped(_plain(text))}%", limit),
    )
    return [shape.state_of(row) for row in rows]


@cache
def search_text(name: str, uscc: str) -> str:
    """Name, code, initials in every reading and the whole pinyin, as one text to look for a piece in."""
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 - its dictionaries cost 0.2 s at start

    readings = [
        {reading.strip()[:1] if _is_one_han(reading, each) else reading for reading in each}
        for each in pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    ]
    initials = ["".join(way) for way in islice(product(*map(sorted, readings)), MOST_INITIALS)]
    return "\n".join(_plain(each) for each in (name, uscc, *initials, "".join(lazy_pinyin(name))))


def _is_one_han(reading: str, readings: list[str]) -> bool:
    """A run of other characters stays as it is; it is the only thing with a single, longer reading."""
    return len(readings) > 1 or len(reading) == 1


def _plain(text: str) -> str:
    """Without blanks and case, which nobody types alike."""
    return "".join(text.casefold().split())
