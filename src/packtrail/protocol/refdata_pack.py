"""Reference-data packs: signed, gzipped snapshots of rules, lists and calendars, to bytes and back.

A pack comes by stick, mail or network, so every step has a limit and asks no more of what it has not checked
yet: bytes, then gzip, then the envelope, then the signature; only what a trusted key signed is parsed.
Whole snapshots, no deltas (``design.md``, wire (f); fields after ``platform.md`` 8.10).
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from packtrail.domain.errors_refdata import (
    RefdataBeyondLimits,
    RefdataDatasetUnknown,
    RefdataFieldUnknown,
    RefdataFieldWrong,
    RefdataJsonWrong,
    RefdataKeyNotForDataset,
    RefdataKeyUnknown,
    RefdataNotAPack,
    RefdataSignatureWrong,
    RefdataTooLarge,
    RefdataTruncated,
)
from packtrail.domain.refdata import Dataset, RefdataVersion
from packtrail.protocol import canonical, dsse
from packtrail.protocol.canonical import JsonValue
from packtrail.protocol.keys import Signer

REFDATA: Final = "application/vnd.battery-trace.refdata.v1+json"

MAX_PACKED_BYTES: Final = 2 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 8 * 1024 * 1024
"""Of the envelope; some 10,000 enterprises with all their papers take a third of it."""

MAX_DEPTH: Final = 12
MAX_ENTRIES: Final = 200_000
MAX_TEXT: Final = 4000
MAX_MARKS_OF_ENVELOPE: Final = 64
"""Brackets, colons and commas outside the payload of any envelope; more would only fill the memory."""

HEAD: Final = frozenset(
    {"dataset", "version", "effective_from", "effective_to", "source", "confidence", "content"}
)
_CONFIDENCE = re.compile(r"[A-Za-z][A-Za-z_-]{0,31}", re.ASCII)
_SHOWN = 80
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key whose packs this station takes, and of which datasets."""

    key_id: str
    public_key: bytes
    datasets: frozenset[str]
    name: str


Trust = Mapping[str, TrustedKey]
"""Trusted keys by key id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """A pack whose head was checked and its signature, if it came from outside.

    What its content means is its dataset's to check.
    """

    dataset: Dataset
    version: RefdataVersion
    effective_from: date
    effective_to: date | None  # the last day in force
    source: str
    confidence: str  # as its publisher rates it, V, S, I … or to_be_confirmed
    content: JsonValue
    document: bytes  # exactly the bytes that were signed
    signed_by: str | None  # key id; None for what came with the program

    @property
    def digest(self) -> str:
        """What the ``refdata_adopted`` record names."""
        return canonical.sha256_digest(self.document)


def open_pack(data: bytes, trust: Trust) -> Pack:
    """The pack in hostile ``data``, if a key of ``trust`` signed it for its dataset.

    Raises RefdataTooLarge, RefdataTruncated, RefdataNotAPack, RefdataKeyUnknown, RefdataSignatureWrong,
    RefdataKeyNotForDataset, or for what was signed RefdataJsonWrong, RefdataBeyondLimits,
    RefdataFieldUnknown, RefdataFieldWrong, RefdataDatasetUnknown.
    """
    envelope = _envelope(unpacked(data))
    signers = signers_of(envelope, REFDATA, trust)
    head = _document(envelope.payload)
    dataset = _dataset(head["dataset"])
    covering = [key for key in signers if dataset in key.datasets]
    if not covering:
        raise RefdataKeyNotForDataset(key_id=signers[0].key_id, dataset=dataset)
    return _pack(head, envelope.payload, covering[0].key_id)


def own_pack(document: Mapping[str, JsonValue]) -> Pack:
    """A document that came with the program, and is trusted with it; raises as ``open_pack`` does."""
    data = canonical.canonical(dict(document))
    return _pack(_document(data), data, None)


def _pack(head: Mapping[str, JsonValue], document: bytes, signed_by: str | None) -> Pack:
    effective_from, effective_to = _dates(head)
    return Pack(
        dataset=_dataset(head["dataset"]),
        version=_version(head["version"]),
        effective_from=effective_from,
        effective_to=effective_to,
        source=_text(head, "source"),
        confidence=_confidence(head["confidence"]),
        content=head["content"],
        document=document,
        signed_by=signed_by,
    )


def read_document(document: bytes) -> dict[str, JsonValue]:
    """The head and content of a document that was signed; raises as ``open_pack`` does for what was."""
    return _document(document)


def packed(document: Mapping[str, JsonValue], *signers: Signer) -> bytes:
    """``document`` (the fields of ``HEAD``) signed and gzipped; the same one always gives the same bytes."""
    envelope = dsse.to_json(dsse.signed(REFDATA, canonical.canonical(dict(document)), *signers))
    return gzip.compress(envelope, mtime=0)


def unpacked(data: bytes) -> bytes:
    """The envelope in a pack; inflating stops at the limit, whatever the pack would grow to.

    Raises RefdataTooLarge, RefdataNotAPack, RefdataTruncated.
    """
    if len(data) > MAX_PACKED_BYTES:
        raise RefdataTooLarge(limit_kib=MAX_PACKED_BYTES // 1024)
    inflater = zlib.decompressobj(wbits=_GZIP)
    try:
        envelope = inflater.decompress(data, MAX_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise (RefdataTruncated() if data[:2] == b"\x1f\x8b" else RefdataNotAPack()) from error
    if len(envelope) > MAX_UNPACKED_BYTES:
        raise RefdataTooLarge(limit_kib=MAX_UNPACKED_BYTES // 1024)
    if not inflater.eof:
        raise RefdataTruncated if data[:2] == b"\x1f\x8b" else RefdataNotAPack
    if inflater.unused_data:
        raise RefdataNotAPack
    return envelope


def signers_of(envelope: dsse.Envelope, payload_type: str, trust: Trust) -> list[TrustedKey]:
    """The trusted keys whose signature over ``envelope`` is good, at least one.

    Raises RefdataNotAPack for another type, RefdataKeyUnknown or RefdataSignatureWrong.
    """
    if envelope.payload_type != payload_type:
        raise RefdataNotAPack
    named = [signature.keyid for signature in envelope.signatures]
    known = [trust[key_id] for key_id in named if key_id in trust]
    if not known:
        raise RefdataKeyUnknown(key_id=named[0][:_SHOWN])
    good = [key for key in known if _is_good(envelope, payload_type, key)]
    if not good:
        raise RefdataSignatureWrong(key_id=known[0].key_id)
    return good


def envelope_in(data: bytes, *, max_bytes: int) -> dsse.Envelope:
    """The DSSE envelope in hostile ``data``; raises RefdataNotAPack before much memory is asked for."""
    marks = sum(data.count(mark) for mark in (b"[", b"{", b":", b","))
    if marks > MAX_MARKS_OF_ENVELOPE:
        raise RefdataNotAPack
    try:
        return dsse.from_json(data, max_bytes=max_bytes)
    except dsse.BadEnvelope as error:
        raise RefdataNotAPack from error


def _envelope(data: bytes) -> dsse.Envelope:
    return envelope_in(data, max_bytes=MAX_UNPACKED_BYTES)


def _is_good(envelope: dsse.Envelope, payload_type: str, key: TrustedKey) -> bool:
    try:
        dsse.verified(envelope, payload_type, {key.key_id: key.public_key})
    except dsse.BadEnvelope:
        return False
    return True


def _document(data: bytes) -> dict[str, JsonValue]:
    """The parsed document, canonical and within the limits, with the fields of a head and no other."""
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MAX_ENTRIES:  # before anything is built of it
        raise RefdataBeyondLimits(beyond="entries", limit=MAX_ENTRIES)
    try:
        value = canonical.parse(data, max_bytes=MAX_UNPACKED_BYTES, max_depth=MAX_DEPTH)
    except canonical.UnreadableJson as error:
        if error.reason == "too_deep":
            raise RefdataBeyondLimits(beyond="depth", limit=MAX_DEPTH) from error
        raise RefdataJsonWrong(problem=error.reason) from error
    if not isinstance(value, dict) or not canonical.is_canonical(data, value):
        raise RefdataJsonWrong(problem="not_canonical")
    for name in value:
        if name not in HEAD:
            raise RefdataFieldUnknown(field=name[:_SHOWN])
    for name in sorted(HEAD - value.keys()):
        raise RefdataFieldWrong(field=name)
    if _longest(value.values()) > MAX_TEXT:
        raise RefdataBeyondLimits(beyond="text", limit=MAX_TEXT)
    return value


def _longest(values: Iterable[JsonValue]) -> int:
    """The length of the longest text or key; ``canonical.parse`` has bounded the depth."""
    longest = 0
    for value in values:
        if isinstance(value, str):
            longest = max(longest, len(value))
        elif isinstance(value, list):
            longest = max(longest, _longest(value))
        elif isinstance(value, dict):
            longest = max(longest, _longest(value), _longest(value.values()))
    return longest


def _dataset(value: JsonValue) -> Dataset:
    if not isinstance(value, str):
        raise RefdataFieldWrong(field="dataset")
    try:
        return Dataset(value)
    except ValueError as error:
        raise RefdataDatasetUnknown(dataset=value[:_SHOWN]) from error


def _version(value: JsonValue) -> RefdataVersion:
    try:
        return RefdataVersion.parse(value)
    except (TypeError, ValueError) as error:
        raise RefdataFieldWrong(field="version") from error


def _dates(head: Mapping[str, JsonValue]) -> tuple[date, date | None]:
    first = _day(head, "effective_from")
    last = None if head["effective_to"] is None else _day(head, "effective_to")
    if last is not None and last < first:
        raise RefdataFieldWrong(field="effective_to")
    return first, last


def _day(head: Mapping[str, JsonValue], field: str) -> date:
    """``2026-11-21`` and no other way to write it."""
    try:
        day = date.fromisoformat(head[field])
    except (TypeError, ValueError) as error:
        raise RefdataFieldWrong(field=field) from error
    if day.isoformat() != head[field]:
        raise RefdataFieldWrong(field=field)
    return day


def _text(head: Mapping[str, JsonValue], field: str) -> str:
    value = head[field]
    if not isinstance(value, str) or not value.strip():
        raise RefdataFieldWrong(field=field)
    return value


def _confidence(value: JsonValue) -> str:
    if not isinstance(value, str) or not _CONFIDENCE.fullmatch(value):
        raise RefdataFieldWrong(field="confidence")
    return value
