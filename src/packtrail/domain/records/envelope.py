"""What stands around every body: identity, place in the station's chain, times, and who acted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import Bytes, Digest, Line, Moment, OperatorRef, RecordId, Seq, Token, Version


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A photograph or paper that belongs to a record, named by its content."""

    digest: Digest
    media_type: Line
    size: Bytes
    role: Token  # nameplate, overall, damage, weighbridge, signature, transport, certificate, paper_original


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """An assertion that an act is about to write; the log gives it its place in the chain.

    ``record_id`` is drawn once, by the act: it is what makes sending twice harmless.
    """

    record_id: RecordId
    body: Body
    occurred_at: Moment
    operator_ref: OperatorRef
    depends_on: tuple[RecordId, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    private: Mapping[str, object] = field(default_factory=dict)  # never leaves the station


def private_part(part: Any) -> dict[str, object]:
    """What of ``part``, a ``…Private`` class of the record types, is filled in, as a record keeps it."""
    return {name: entry for name, entry in asdict(part).items() if entry}


@dataclass(frozen=True, kw_only=True)
class Record:
    """One link of a station's chain.

    ``record_hash`` is over the canonical form of all the rest, ``prev_hash`` is the one before it.
    """

    record_id: RecordId
    station_seq: Seq
    prev_hash: Digest
    record_hash: Digest
    occurred_at: Moment  # when it physically happened, as the operator says
    recorded_at: Moment  # by the clock of the station
    operator_ref: OperatorRef
    depends_on: tuple[RecordId, ...]
    body: Body
    attachments: tuple[Attachment, ...]
    v: Version = 1

    @property
    def record_type(self) -> str:
        """The type's name on the wire."""
        return self.body.record_type
