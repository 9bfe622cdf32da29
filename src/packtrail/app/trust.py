"""Whose packs of rules and lists this station takes: ``trust.json`` and the keys of the hub it is bound to.

Each key names its datasets. A key comes in by its fingerprint, which the administrator got another way than
the file, or by a statement of a key that is trusted already. What came with the program needs no key.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from packtrail.app.small_files import read_small_file
from packtrail.domain.errors_refdata import (
    RefdataFileUnreadable,
    RefdataKeyNotForDataset,
    RefdataTooLarge,
    TrustFileDamaged,
    TrustFingerprintMissing,
    TrustFingerprintWrong,
    TrustTooManyKeys,
)
from packtrail.domain.moments import moment_text
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.refdata import Dataset
from packtrail.domain.shapes import Line, Name, OperatorRef, Token
from packtrail.protocol.enrolment import PublicKeyHex
from packtrail.protocol.keys import key_id
from packtrail.protocol.refdata_pack import Trust, TrustedKey
from packtrail.protocol.trusted_keys import (
    MAX_KEY_FILE_BYTES,
    fingerprint,
    is_rotation,
    read_key_file,
    read_rotation,
    same_fingerprint,
)
from packtrail.store.durable import write_durably
from packtrail.usecases.ports import Clock, Destination

TRUST_FILE = "trust.json"
MOST_KEYS = 64
_MOST_BYTES = 256 * 1024
_ALL_DATASETS = frozenset(Dataset)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name
    public_key: PublicKeyHex
    datasets: Annotated[list[Token], Field(min_length=1, max_length=32)]
    vouched_by: Literal["fingerprint", "rotation"]
    added_by: OperatorRef
    added_at: Line


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: Literal[1]
    keys: Annotated[list[_Entry], Field(max_length=MOST_KEYS)]


def trust_of(folder: Path, destinations: Iterable[Destination]) -> dict[str, TrustedKey]:
    """Every key that this station trusts, by key id; a hub's own keys vouch for all datasets.

    Raises TrustFileDamaged.
    """
    of_hubs = {
        name: TrustedKey(name, public_key, _ALL_DATASETS, destination.title)
        for destination in destinations
        for name, public_key in destination.hub_keys.items()
    }
    return of_hubs | {key.key_id: key for key in map(_key, _read(folder))}


def add_key(
    folder: Path,
    file: Path,
    *,
    given_fingerprint: str | None,
    datasets: Iterable[str],
    trust: Trust,
    by: Operator,
    now: Clock,
) -> TrustedKey:
    """Trust the key in ``file`` for ``datasets`` (those that it names itself when there are none).

    A statement of a key of ``trust`` needs no fingerprint, and only ever adds. Raises NotAllowed,
    RefdataFileUnreadable, RefdataTooLarge, TrustKeyUnreadable, TrustFingerprintMissing,
    TrustFingerprintWrong, TrustTooManyKeys, TrustFileDamaged, or the errors of ``read_rotation``.
    """
    require(by, Act.ADOPT_REFDATA)
    vouched_by: Literal["fingerprint", "rotation"]
    data = read_small_file(file, MAX_KEY_FILE_BYTES)
    kept = _read(folder)
    if is_rotation(data):
        key, vouched_by = read_rotation(data, trust, file.name), "rotation"
        trusted_for = _handed_on(key, frozenset(datasets)) | _had(kept, key)
    else:
        key, vouched_by = read_key_file(data, file.name), "fingerprint"
        _compare(given_fingerprint, key.public_key)
        trusted_for = frozenset(datasets) or key.datasets
    key = TrustedKey(key.key_id, key.public_key, trusted_for, key.name)
    entry = _Entry(
        name=key.name,
        public_key=key.public_key.hex(),
        datasets=sorted(key.datasets),
        vouched_by=vouched_by,
        added_by=by.ref,
        added_at=moment_text(now()),
    )
    others = [each for each in kept if each.public_key != entry.public_key]
    if len(others) >= MOST_KEYS:
        raise TrustTooManyKeys(limit=MOST_KEYS)
    written = _File(format=1, keys=[*others, entry])
    write_durably(folder / TRUST_FILE, written.model_dump_json(indent=1).encode())
    return key


def _handed_on(key: TrustedKey, chosen: frozenset[str]) -> frozenset[str]:
    """What was chosen of that which the old key hands on; its word carries no further."""
    for dataset in sorted(chosen - key.datasets):
        raise RefdataKeyNotForDataset(key_id=key.key_id, dataset=dataset)
    return chosen or key.datasets


def _had(kept: Iterable[_Entry], key: TrustedKey) -> frozenset[str]:
    """What the key is trusted for already; nobody's statement takes that away."""
    return frozenset(
        name for each in kept if each.public_key == key.public_key.hex() for name in each.datasets
    )


def _compare(given: str | None, public_key: bytes) -> None:
    if given is None:
        raise TrustFingerprintMissing(found=fingerprint(public_key))
    if not same_fingerprint(given, public_key):
        raise TrustFingerprintWrong(found=fingerprint(public_key))


def _read(folder: Path) -> list[_Entry]:
    file = folder / TRUST_FILE
    if not file.exists():
        return []
    try:
        return _File.model_validate_json(read_small_file(file, _MOST_BYTES)).keys
    except (RefdataFileUnreadable, RefdataTooLarge, ValidationError) as error:
        raise TrustFileDamaged(file=str(file)) from error


def _key(entry: _Entry) -> TrustedKey:
    raw = bytes.fromhex(entry.public_key)
    return TrustedKey(key_id(raw), raw, frozenset(entry.datasets), entry.name)
