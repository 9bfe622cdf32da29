"""Reference data that this station took into use: the content beside the record that says so."""

import hashlib
from collections.abc import Iterator
from datetime import date

from packtrail.domain.errors_refdata import RefdataNotAPack, RefdataTooLarge, RefdataTruncated
from packtrail.domain.records import Record, RefdataAdopted
from packtrail.domain.refdata import AdoptedRefdata, RefdataVersion
from packtrail.protocol import records
from packtrail.protocol.refdata_pack import MAX_UNPACKED_BYTES, envelope_in, unpacked
from packtrail.store.columns import hash_blob, hash_text, id_text, moment
from packtrail.store.connection import Connection, Row
from packtrail.store.lines import arrival_of
from packtrail.usecases.ports import RefdataContent

_COLUMNS = (
    "refdata.dataset, refdata.version, refdata.digest, refdata.effective_from, refdata.effective_to,"
    " refdata.signed_by, record.recorded_at, record.record_id"
)


def keep(connection: Connection, record: Record, content: RefdataContent) -> None:
    """Put ``content`` beside the record that takes it into use; LookupError for a record of another act."""
    arrival = arrival_of(connection, record.record_id)
    if arrival is None or not isinstance(record.body, RefdataAdopted):
        raise LookupError(record.record_id)
    connection.execute(
        "INSERT INTO refdata VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            arrival,
            record.body.dataset,
            record.body.version,
            hash_blob(record.body.digest),
            content.effective_from.isoformat(),
            content.effective_to.isoformat() if content.effective_to else None,
            content.signed_by,
            content.document,
            content.envelope,
        ),
    )


def adopted(connection: Connection, dataset: str | None, before_record: str | None) -> list[AdoptedRefdata]:
    """What was taken into use, newest first; LookupError when ``before_record`` is not here."""
    limit = None if before_record is None else arrival_of(connection, before_record)
    if before_record is not None and limit is None:
        raise LookupError(before_record)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM refdata JOIN record USING (arrival)"  # noqa: S608 - our own columns' names
        " WHERE (?1 IS NULL OR refdata.dataset = ?1) AND (?2 IS NULL OR arrival < ?2) ORDER BY arrival DESC",
        (dataset, limit),
    )
    return [_adopted(row) for row in rows]


def document(connection: Connection, digest: str) -> bytes | None:
    """The bytes that were signed, by their digest."""
    row = connection.execute(
        "SELECT document FROM refdata WHERE digest = ? LIMIT 1", (hash_blob(digest),)
    ).fetchone()
    return bytes(row[0]) if row else None


def refdata_problems(connection: Connection) -> Iterator[str]:
    """Where content is not what its record names: ``dataset/version``, or the seq of a record without any."""
    for row in connection.execute(
        "SELECT refdata.dataset, refdata.version, digest, document, envelope, record_type, canonical"
        " FROM refdata LEFT JOIN record USING (arrival) ORDER BY arrival"
    ):
        dataset, version, digest, content, envelope, record_type, canonical = row
        named = _named(canonical) if record_type == RefdataAdopted.record_type else None
        is_whole = hashlib.sha256(content).digest() == digest and _holds(envelope, content)
        if not is_whole or named != (dataset, version, hash_text(digest)):
            yield f"{dataset}/{version}"
    for (seq,) in connection.execute(
        "SELECT seq FROM record WHERE record_type = ? AND arrival NOT IN (SELECT arrival FROM refdata)"
        " ORDER BY arrival",
        (RefdataAdopted.record_type,),
    ):
        yield str(seq)


def _named(canonical: bytes) -> tuple[str, str, str] | None:
    try:
        body = records.read(canonical).body
    except ValueError:  # the chain's own check says what is wrong with the record
        return None
    return (body.dataset, body.version, body.digest) if isinstance(body, RefdataAdopted) else None


def _holds(envelope: bytes | None, content: bytes) -> bool:
    """Whether what was received still holds ``content``; what came with the program has no envelope."""
    if envelope is None:
        return True
    try:
        return envelope_in(unpacked(envelope), max_bytes=MAX_UNPACKED_BYTES).payload == content
    except (RefdataNotAPack, RefdataTooLarge, RefdataTruncated):
        return False


def _adopted(row: Row) -> AdoptedRefdata:
    dataset, version, digest, effective_from, effective_to, signed_by, recorded_at, record_id = row
    return AdoptedRefdata(
        dataset=dataset,
        version=RefdataVersion.parse(version),
        digest=hash_text(digest),
        effective_from=date.fromisoformat(effective_from),
        effective_to=date.fromisoformat(effective_to) if effective_to else None,
        signed_by=signed_by,
        adopted_at=moment(recorded_at),
        record_id=id_text(record_id),
    )
