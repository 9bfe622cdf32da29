"""Finding a party by what staff type: a piece of its name, its code, or the initials of its pinyin."""

from functools import cache

from packtrail.domain.party import Party
from packtrail.store.connection import Connection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled
from packtrail.store.units import escaped
from packtrail.wording.pinyin import initials

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
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries cost 0.2 s at start

    return "\n".join(_plain(each) for each in (name, uscc, *initials(name), "".join(lazy_pinyin(name))))


def is_spelt(name: str, text: str) -> bool:
    """Whether ``text`` is a piece of a name, of its pinyin or of the initials of it."""
    return _plain(text) in search_text(name, "")


def _plain(text: str) -> str:
    """Without blanks and case, which nobody types alike."""
    return "".join(text.casefold().split())
