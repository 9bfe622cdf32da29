"""What a hub is for ever: one that counts, or a practice hub (练习平台), whose every answer says so.

The mark stands in the database, so no option can turn practised records into reported ones, nor the other
way round. A database that holds a station and no mark is one that counts, from before there were marks.
"""

from sqlalchemy import Connection, insert, select

from packtrail_hub import database
from packtrail_hub.tables import hub_nature, station


class OtherNature(Exception):
    """The hub is the other kind for ever; ``is_practice`` is what it is."""

    def __init__(self, *, is_practice: bool) -> None:
        super().__init__(is_practice)
        self.is_practice = is_practice


def settle_nature(connection: Connection, at: int, *, asked: bool | None) -> bool:
    """Whether this is a practice hub; the first who asks for a kind of a fresh one decides it.

    ``at`` is now, in seconds since 1970. Raises OtherNature.
    """
    database.take_turns(connection, ["hub nature"])
    marked: bool | None = connection.execute(select(hub_nature.c.is_practice)).scalar()
    if marked is None and connection.execute(select(station.c.id).limit(1)).first() is not None:
        marked = _mark(connection, at, is_practice=False)
    if marked is None and asked is not None:
        marked = _mark(connection, at, is_practice=asked)
    if marked is not None and asked is not None and marked != asked:
        raise OtherNature(is_practice=marked)
    return bool(marked)


def _mark(connection: Connection, at: int, *, is_practice: bool) -> bool:
    connection.execute(insert(hub_nature).values(id=1, is_practice=is_practice, marked_at=at))
    return is_practice
