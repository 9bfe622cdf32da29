"""Which records of other stations may be folded: what no honest station writes has its place and no say.

Nor has what a newer release wrote, until this program is as new: then it is looked at again, before the
views are made anew.
"""

from packtrail.domain.amendments import targets_of
from packtrail.domain.records import Record
from packtrail.protocol.records import BadRecord, UnknownBody, read_envelope
from packtrail.store.columns import hash_blob, id_blob
from packtrail.store.connection import Connection
from packtrail.store.lines import record_of

MOST_DEEP = 16
"""Amendments of amendments, one on the other; folding one costs all those below it."""

FAULTS = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError)
"""What folding a body brings about that none of our stations would write."""

_HEARD = """
    SELECT station_id, payload FROM heard_record JOIN heard_epoch USING (chain) JOIN heard USING (arrival)
    WHERE record_id = ?1 AND is_told = 1
    UNION ALL SELECT x'', x'' FROM record WHERE record_id = ?1
    """

_UNTOLD = """
    SELECT station_id, payload FROM heard_record JOIN heard_epoch USING (chain) JOIN heard USING (arrival)
    WHERE arrival = ?
    """
_STANDS = """
    SELECT 1 FROM heard_record JOIN heard_epoch USING (chain) WHERE station_id = ? AND epoch = ? AND seq = ?
    """


def read_line(line: bytes) -> Record | None:
    """The record in a line, its body as it is when that can't be read; None when nothing of it can."""
    try:
        return record_of(line)
    except BadRecord:
        pass
    try:
        return read_envelope(line)
    except BadRecord:
        return None


def look_again(connection: Connection) -> None:
    """Tell what could not be told, and let wait what could not be read, as far as it can by now.

    To be done before the views are made anew with folds that this program did not have. Whether what is
    told can be folded shows then.
    """
    untold = connection.execute("SELECT arrival FROM heard_record WHERE is_told = 0 ORDER BY arrival")
    for (arrival,) in untold.fetchall():
        station, line = connection.execute(_UNTOLD, (arrival,)).fetchone() or (b"", b"")
        record = read_line(line)
        if record is not None and may_be_told(connection, station, record):
            tell(connection, arrival, is_told=True)
    unread = connection.execute(
        "SELECT line FROM heard_line WHERE state = 'broken' AND reason = 'unreadable'"
    )
    for (line,) in unread.fetchall():
        _read_again(connection, line)


def tell(connection: Connection, arrival: int, *, is_told: bool) -> None:
    """Let a heard record be folded, or not."""
    connection.execute("UPDATE heard_record SET is_told = ? WHERE arrival = ?", (is_told, arrival))


def _read_again(connection: Connection, line: int) -> None:
    station, epoch, seq, canonical = connection.execute(
        "SELECT station_id, epoch, seq, canonical FROM heard_line WHERE line = ?", (line,)
    ).fetchone() or (b"", 0, 0, b"")
    record = read_line(canonical)
    if record is None or record.station_seq != seq:
        return
    stands = connection.execute(_STANDS, (station, epoch, seq)).fetchone()
    connection.execute(
        "UPDATE heard_line SET state = ?, reason = '', prev_hash = ?, record_id = ?, record_type = ?"
        " WHERE line = ?",
        (
            "forked" if stands else "waiting",
            hash_blob(record.prev_hash),
            id_blob(record.record_id),
            record.record_type,
            line,
        ),
    )


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
