"""Which snapshots of reference data a hub has, so that a station fetches only what it lacks.

The snapshots themselves are packs (``refdata_pack``), signed by whoever publishes them; this list is not
signed and nothing is taken into use on its word.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from annotated_types import Ge, Le, Len
from pydantic import StringConstraints

from packtrail.domain.shapes import Digest, Line, Moment, Token
from packtrail.protocol.refdata_pack import MAX_PACKED_BYTES

PACK_TYPE: Final = "application/vnd.battery-trace.refdata.v1+gzip"
MAX_SNAPSHOTS: Final = 256

VersionText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[1-9][0-9]{0,3}$")]
PackedBytes = Annotated[int, Ge(1), Le(MAX_PACKED_BYTES)]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One pack that the hub serves at ``/v1/refdata/{dataset}?version={version}``.

    ``digest`` is over the signed document, as the record of its adoption names it; ``pack_digest`` over the
    packed bytes, and is their ETag.
    """

    dataset: Token
    version: VersionText
    digest: Digest
    pack_digest: Digest
    size: PackedBytes
    effective_from: date
    effective_to: date | None = None
    signed_by: Line


@dataclass(frozen=True, kw_only=True)
class RefdataList:
    """``GET /v1/refdata``: of each dataset what is in force today and what is to come, oldest first."""

    snapshots: Annotated[tuple[Snapshot, ...], Len(max_length=MAX_SNAPSHOTS)]
    server_time: Moment


def etag(pack_digest: str) -> str:
    """The ETag of a pack, in its quotes."""
    return f'"{pack_digest}"'
