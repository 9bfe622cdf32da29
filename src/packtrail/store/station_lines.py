"""Lines of the outlet's other stations: kept as a feed brought them, and verified on their own chains.

Where a chain lacks a record the rest of it waits. A second line in one place, and one that does not follow
the line before it, are kept for a person to look at and count for nothing. A verified line becomes a row of
``heard`` with an arrival of its own, which is when it is folded; it is never copied into our log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from packtrail.domain.records import EpochOpen, Record
from packtrail.protocol.changes import StationRecord
from packtrail.protocol.records import ZERO_HASH, UnknownBody
from packtrail.protocol.verdicts import references
from packtrail.store import heard, station_chains
from packtrail.store.columns import hash_blob, hash_text, id_blob, id_text
from packtrail.store.connection import Connection
from packtrail.store.projections import Projection
from packtrail.store.station_chains import Head
from packtrail.store.station_telling import FAULTS, may_be_told, read_line
from packtrail.usecases.port_values import OtherStation

KIND = "station_record"

UNREADABLE, OTHER_PLACE, OTHER_PREDECESSOR, OUR_OWN, HEARD_BEFORE = (
    "unreadable",
    "other_place",
    "other_predecessor",
    "our_own",
    "heard_before",
)
"""Why a line is broken: what it says of itself is not what it was told as, or it follows another line."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that waits."""

    line: int
    station: bytes
    epoch: int
    seq: int
    hash: bytes
    prev_hash: bytes
    canonical: bytes


_NEXT_WAITING = """
    SELECT station_id, epoch FROM heard_line
    WHERE state = 'waiting' AND (station_id, epoch, seq) > (?, ?, 9223372036854775807)
    ORDER BY station_id, epoch, seq LIMIT 1
    """
_OPENING = "record_type = 'epoch_open'"  # in these words, an index is of them

_COLUMNS = "line, station_id, epoch, seq, hash, prev_hash, canonical"


def keep(connection: Connection, told: Iterable[StationRecord]) -> None:
    """Let lines wait for their turn; one that is here already changes nothing."""
    ours = _our_id(connection)
    for each in told:
        station, digest = id_blob(each.station_id), hash_blob(each.hash)
        if station_chains.is_heard(connection, station, each.station_epoch, each.station_seq, digest):
            continue
        line = each.canonical
        record = read_line(line)
        reason = _fault(each, record, ours)
        state = "waiting"
        if reason or record is None:
            state = "broken"
        elif station_chains.is_taken(connection, station, each.station_epoch, record):
            state = "forked"
        connection.execute(
            """
            INSERT OR IGNORE INTO heard_line
              (station_id, label, epoch, seq, hash, prev_hash, record_id, record_type, canonical,
               state, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                station,
                each.station_label,
                each.station_epoch,
                each.station_seq,
                digest,
                hash_blob(record.prev_hash) if record else None,
                id_blob(record.record_id) if record else None,
                record.record_type if record else "",
                line,
                state,
                reason,
            ),
        )


def take(connection: Connection, limit: int, at: datetime) -> int:
    """Verify and fold up to ``limit`` lines whose turn it is; 0 when nothing can be taken now."""
    taker, done = _Taker(connection, at), 0
    waiting, before = list(_waiting(connection)), -1
    while before < done < limit:  # what waits on one chain may be freed by another
        before = done
        for station, epoch in waiting:
            done += taker.go_on(station, epoch, limit - done)
    taker.projection.finish()
    return done


def _waiting(connection: Connection) -> Iterator[tuple[bytes, int]]:
    """Each station and epoch of which something waits, one look into an index for each of them."""
    after = b"", 0
    while found := connection.execute(_NEXT_WAITING, after).fetchone():
        station, epoch = after = found
        yield station, epoch


def other_stations(connection: Connection) -> list[OtherStation]:
    """The outlet's other stations: how far each is verified, what waits and what does not fit."""
    rows = connection.execute(
        """
        SELECT station_id, epoch, max(label), max(seq), sum(waiting), sum(faulty) FROM (
          SELECT station_id, epoch, label, (SELECT max(seq) FROM heard_record
            WHERE heard_record.chain = heard_epoch.chain) AS seq, 0 AS waiting, 0 AS faulty FROM heard_epoch
          UNION ALL
          SELECT station_id, epoch, max(label), 0, sum(state = 'waiting'), sum(state <> 'waiting')
          FROM heard_line GROUP BY station_id, epoch
        ) GROUP BY station_id, epoch ORDER BY station_id, epoch
        """
    )
    return [
        OtherStation(
            station_id=id_text(station),
            epoch=epoch,
            label=label,
            head_seq=seq or 0,
            waiting=waiting,
            faulty=faulty,
        )
        for station, epoch, label, seq, waiting, faulty in rows
    ]


def _fault(told: StationRecord, record: Record | None, ours: str | None) -> str:
    if told.station_id == ours:
        return OUR_OWN
    if record is None:
        return UNREADABLE
    return OTHER_PLACE if record.station_seq != told.station_seq else ""


def _known(line: _Line) -> Record:
    """What a line says, which was read when it was kept."""
    record = read_line(line.canonical)
    if record is None:
        raise LookupError(line.line)
    return record


def _following(connection: Connection, station: bytes, epoch: int, head: Head | None) -> _Line | None:
    """The line that may come next on a chain, or begin one."""
    where = "seq = ?" if head else _OPENING
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM heard_line"  # noqa: S608 - our own columns and terms
        f" WHERE state = 'waiting' AND station_id = ? AND epoch = ? AND {where} ORDER BY line",
        (station, epoch, head.seq + 1) if head else (station, epoch),
    ).fetchall()
    for row in rows:
        line = _Line(*row)
        if head and line.prev_hash != head.hash and _may_follow_another(connection, line):
            continue
        if head is None and station_chains.is_taken(connection, station, epoch, _known(line)):
            _set_aside(connection, line, "forked", "")
            continue
        reason = _misfit(line, head) or (HEARD_BEFORE if heard.is_here(connection, line.hash) else "")
        if not reason and (head or _is_founded(connection, line)):
            return line
        if reason:
            _set_aside(connection, line, "broken", reason)
    return None


def _may_follow_another(connection: Connection, line: _Line) -> bool:
    """Whether it begins an epoch, or goes on from what another installation of this epoch wrote or will."""
    if isinstance(_known(line).body, EpochOpen):
        return True
    before = line.station, line.epoch, line.seq - 1, line.prev_hash
    waits = connection.execute(
        "SELECT 1 FROM heard_line"
        " WHERE state = 'waiting' AND station_id = ? AND epoch = ? AND seq = ? AND hash = ?",
        before,
    ).fetchone()
    return waits is not None or station_chains.is_heard(connection, *before)


def _misfit(line: _Line, head: Head | None) -> str:
    """Why a line can never stand where it was told to; empty while it may.

    The key that its batch was sealed with says nothing of it: what a station had not sent when it changed
    its key goes under the new one, and the hub has looked whose that is.
    """
    if head is not None:
        return "" if line.prev_hash == head.hash else OTHER_PREDECESSOR
    opening = _known(line)
    body = opening.body
    if isinstance(body, UnknownBody):
        return UNREADABLE
    if not isinstance(body, EpochOpen) or (body.station_id, body.station_epoch) != (
        id_text(line.station),
        line.epoch,
    ):
        return OTHER_PLACE
    follows = (body.last_seq, body.last_hash) == (line.seq - 1, opening.prev_hash)
    return "" if follows else OTHER_PREDECESSOR


def _is_founded(connection: Connection, opening: _Line) -> bool:
    """Whether the record that an epoch goes on from is verified, or there is none."""
    if opening.seq == 1:
        return hash_text(opening.prev_hash) == ZERO_HASH
    found = connection.execute(
        "SELECT 1 FROM heard_record JOIN heard_epoch USING (chain)"
        " WHERE hash = ? AND seq = ? AND station_id = ? AND epoch < ?",
        (opening.prev_hash, opening.seq - 1, opening.station, opening.epoch),
    ).fetchone()
    return found is not None


def _waits_for_another(connection: Connection, line: _Line) -> bool:
    """Whether a record that it names waits on another chain."""
    return any(
        connection.execute(
            "SELECT 1 FROM heard_line WHERE state = 'waiting' AND record_id = ?1"
            " AND (station_id <> ?2 OR epoch <> ?3) AND NOT EXISTS (SELECT 1 FROM told WHERE record_id = ?1)",
            (id_blob(named), line.station, line.epoch),
        ).fetchone()
        for named in references(_known(line))
    )


class _Taker:
    """Takes lines one after the other within one act."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self.projection = Projection(connection, hears=True)
        self._connection, self._at = connection, at

    def go_on(self, station: bytes, epoch: int, limit: int) -> int:
        """Take what follows on the chains of an epoch, or begins one; how many lines that were."""
        done = 0
        for begun in (*station_chains.heads(self._connection, station, epoch), None):
            head = begun
            while done < limit:
                line = _following(self._connection, station, epoch, head)
                if line is None or _waits_for_another(self._connection, line):
                    break
                head = self._take(line, head)
                done += 1
        return done

    def _take(self, line: _Line, head: Head | None) -> Head:
        """Hear and fold one verified line; the head that it is."""
        record = _known(line)
        begun = head or _begin(self._connection, line, record)
        arrival = heard.hear_record(
            self._connection, KIND, id_text(line.station), line.canonical, at=self._at
        )
        self._connection.execute("DELETE FROM heard_line WHERE line = ?", (line.line,))
        _free_and_fork(self._connection, line, record)
        is_told = may_be_told(self._connection, line.station, record) and self._fold(
            arrival, begun.chain, record
        )
        if not is_told:
            _enter(self._connection, arrival, begun.chain, record, is_told=False)
        return replace(begun, seq=line.seq, hash=line.hash)

    def _fold(self, arrival: int, chain: int, record: Record) -> bool:
        """Whether it could be folded; its content may be none that a station of ours would write."""
        self._connection.execute("SAVEPOINT one_line")
        try:
            _enter(self._connection, arrival, chain, record, is_told=True)
            self.projection.fold(arrival, record, {})
            self.projection.finish()
        except FAULTS:
            self._connection.execute("ROLLBACK TO one_line")
            self._connection.execute("RELEASE one_line")
            self.projection = Projection(self._connection, hears=True)
            return False
        self._connection.execute("RELEASE one_line")
        return True


def _free_and_fork(connection: Connection, line: _Line, record: Record) -> None:
    """What follows the line that was taken may wait again; what stands in its place will never be taken."""
    connection.execute(
        "UPDATE heard_line SET state = 'waiting', reason = '' WHERE state = 'broken' AND reason = ?"
        " AND station_id = ? AND epoch = ? AND seq = ? AND prev_hash = ?",
        (OTHER_PREDECESSOR, line.station, line.epoch, line.seq + 1, line.hash),
    )
    beside = connection.execute(
        f"SELECT {_COLUMNS} FROM heard_line"  # noqa: S608 - our own columns
        " WHERE state = 'waiting' AND station_id = ? AND epoch = ? AND seq = ? AND prev_hash = ?",
        (line.station, line.epoch, line.seq, line.prev_hash),
    ).fetchall()
    for other in (_Line(*row) for row in beside):
        if station_chains.is_same_place(record, _known(other)):
            _set_aside(connection, other, "forked", "")


def _begin(connection: Connection, line: _Line, record: Record) -> Head:
    """The chain that an ``epoch_open`` begins."""
    body: Any = record.body
    connection.execute(
        "INSERT INTO heard_epoch (station_id, epoch, install_nonce, label) VALUES (?, ?, ?, ?)",
        (line.station, line.epoch, body.install_nonce, body.station_label),
    )
    (chain,) = connection.execute("SELECT last_insert_rowid()").fetchone() or (0,)
    return Head(int(chain), line.seq, line.hash)


def _enter(connection: Connection, arrival: int, chain: int, record: Record, *, is_told: bool) -> None:
    connection.execute(
        "INSERT INTO heard_record (arrival, chain, seq, hash, record_id, record_type, is_told)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            arrival,
            chain,
            record.station_seq,
            hash_blob(record.record_hash),
            id_blob(record.record_id),
            record.record_type,
            is_told,
        ),
    )


def _set_aside(connection: Connection, line: _Line, state: str, reason: str) -> None:
    connection.execute(
        "UPDATE heard_line SET state = ?, reason = ? WHERE line = ?", (state, reason, line.line)
    )


def _our_id(connection: Connection) -> str | None:
    row = connection.execute("SELECT station_id FROM station_secret LIMIT 1").fetchone()
    return id_text(row[0]) if row else None
