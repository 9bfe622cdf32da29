"""The filed battery models that were published to the hub, read once for each list.

A list was checked for whose it is when it was published; its content is a stranger's all the same. One that
cannot be read counts as if it were not there.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, or_, select

from packtrail.domain.errors import OutletError
from packtrail.domain.refdata import Dataset, RefdataVersion
from packtrail.protocol import dsse
from packtrail.protocol.battery_models import BatteryModel, models_in, models_on
from packtrail.protocol.refdata_pack import MAX_UNPACKED_BYTES, envelope_in, read_document, unpacked
from packtrail_hub.tables import refdata_pack


@dataclass(frozen=True)
class FiledModels:
    """The list in force on a day, its entries of that day by filing code."""

    version: str
    by_filing_code: dict[str, BatteryModel]


def filed_models(connection: Connection, day: date) -> FiledModels | None:
    """What counts on ``day``; None while no list does."""
    columns = (refdata_pack.c.version, refdata_pack.c.pack_digest)
    begun = select(*columns).where(
        refdata_pack.c.dataset == Dataset.BATTERY_MODELS.value,
        refdata_pack.c.effective_from <= day.isoformat(),
        or_(refdata_pack.c.effective_to.is_(None), refdata_pack.c.effective_to >= day.isoformat()),
    )
    rows = connection.execute(begun).all()
    if not rows:
        return None
    newest = max(rows, key=lambda row: RefdataVersion.parse(row.version))
    packed = _Packed(connection, bytes(newest.pack_digest))
    by_filing_code = _read(packed, day)
    return None if by_filing_code is None else FiledModels(newest.version, by_filing_code)


@dataclass(frozen=True)
class _Packed:
    """A pack that is fetched only where it was not read yet; it is itself by its digest."""

    connection: Connection
    digest: bytes

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Packed) and other.digest == self.digest

    def bytes_of_it(self) -> bytes:
        """The pack as it was published."""
        query = select(refdata_pack.c.packed).where(refdata_pack.c.pack_digest == self.digest)
        found: bytes = self.connection.execute(query.limit(1)).scalar_one()
        return found


@lru_cache(maxsize=4)
def _read(packed: _Packed, day: date) -> dict[str, BatteryModel] | None:
    try:
        envelope = envelope_in(unpacked(packed.bytes_of_it()), max_bytes=MAX_UNPACKED_BYTES)
        return models_on(models_in(read_document(envelope.payload)["content"]), day)
    except (OutletError, ValueError, dsse.BadEnvelope):
        return None
