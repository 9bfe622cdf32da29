"""Which records of other stations may be folded: what no honest station writes has its place and no say."""

from packtrail.domain.amendments import targets_of
from packtrail.domain.records import Record
from packtrail.protocol.records import UnknownBody
from packtrail.store.columns import id_blob
from packtrail.store.connection import Connection
from packtrail.store.lines import record_of

MOST_DEEP = 16
"""Amendments of amendments, one on the other; folding one costs all those below it."""

_HEARD = """
    SELECT station_id, payload FROM heard_record JOIN heard_epoch USING (chain) JOIN heard USING (arrival)
    WHERE record_id = ?1 AND is_told = 1
    UNION ALL SELECT x'', x'' FROM record WHERE record_id = ?1
    """


def may_be_told(connection: Connection, station: bytes, record: Record) -> bool:
    """Whether its body can be read, its id is its own, and what it amends is its own station's."""
    if isinstance(record.body, UnknownBody) or _told_by(connection, record.record_id) is not None:
        return False
    targets = targets_of(record)
    if any(_told_by(connection, each) != station for each in targets):
        return False
    return not _is_deep(connection, frozenset(targets))


def _told_by(connection: Connection, record_id: str) -> bytes | None:
    """The station whose record this is; nothing for ours, since ours has no id here."""
    row = connection.execute(_HEARD, (id_blob(record_id),)).fetchone()
    return row[0] if row else None


def _is_deep(connection: Connection, targets: frozenset[str]) -> bool:
    """Whether too many amendments lie below, or several things that are amendments themselves.

    With one target each they are a tree, and what is below one record is walked once.
    """
    below = _targets_of_all(connection, targets)
    if len(targets) > 1 and below:
        return True
    for _ in range(MOST_DEEP - 1):
        if not below:
            return False
        below = _targets_of_all(connection, below)
    return bool(below)


def _targets_of_all(connection: Connection, record_ids: frozenset[str]) -> frozenset[str]:
    rows = (connection.execute(_HEARD, (id_blob(each),)).fetchone() for each in record_ids)
    return frozenset(named for row in rows if row for named in targets_of(record_of(row[1])))
