"""Sealed batches and their answers as files: what lies in a ``.tbatch`` and a ``.treceipt`` (文件通道).

Both are ZIP archives with a ``manifest.json`` that names their members by digest. A ``.tbatch`` carries the
very envelopes that HTTP would (``platform.md`` 8.15), so a stick and the network in any order, and the same
file twice, are harmless. The manifest is a table of contents and signed by nobody: what counts is the
signature of each envelope. ``file_archive`` packs and unpacks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Len
from pydantic import StringConstraints

from packtrail.domain.shapes import Digest, Moment, Name
from packtrail.protocol import batch, dsse, messages
from packtrail.protocol.canonical import sha256_digest

MANIFEST: Final = "manifest.json"
BATCHES_SUFFIX: Final = ".tbatch"
ANSWERS_SUFFIX: Final = ".treceipt"
BATCHES_SCHEMA: Final = "battery-trace.tbatch/1.0"
ANSWERS_SCHEMA: Final = "battery-trace.treceipt/1.0"

MAX_BATCHES: Final = 500
MAX_BLOBS: Final = 5000
MAX_ENTRIES: Final = 6000
MAX_FILE_BYTES: Final = 1024 * 1024 * 1024
MAX_TOTAL_BYTES: Final = 1024 * 1024 * 1024  # unpacked
MAX_MANIFEST_BYTES: Final = 1024 * 1024
MAX_BLOB_BYTES: Final = 20_000_000
MAX_RATIO: Final = 100  # unpacked to packed; records in base64 come to less than 20
RATIO_FROM_BYTES: Final = 64 * 1024  # what is smaller harms nobody

BatchesSchema = Annotated[str, StringConstraints(pattern=r"^battery-trace\.tbatch/1\.[0-9]{1,3}$")]
AnswersSchema = Annotated[str, StringConstraints(pattern=r"^battery-trace\.treceipt/1\.[0-9]{1,3}$")]

_HEX: Final = "([0-9a-f]{64})"
_FOLDERS: Final = {
    "batches": re.compile(rf"batches/{_HEX}\.dsse\.json"),
    "blobs": re.compile(rf"blobs/{_HEX}"),
    "receipts": re.compile(rf"receipts/{_HEX}\.dsse\.json"),
    "problems": re.compile(rf"problems/{_HEX}\.json"),
}
_LIMITS: Final = {
    "batches": dsse.MAX_ENVELOPE_BYTES,
    "blobs": MAX_BLOB_BYTES,
    "receipts": dsse.MAX_ENVELOPE_BYTES,
    "problems": messages.MAX_MESSAGE_BYTES,
}
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*/?")
_ARCHIVES: Final = (".zip", ".7z", ".rar", ".gz", ".tar", BATCHES_SUFFIX, ANSWERS_SUFFIX)


class ArchiveFault(StrEnum):
    """What is wrong with a file that should be a ``.tbatch`` or a ``.treceipt``."""

    NOT_A_ZIP = "not_a_zip"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    BOMB = "bomb"
    UNSAFE_PATH = "unsafe_path"
    LINK = "link"
    TWICE = "twice"
    ENCRYPTED = "encrypted"
    NESTED = "nested"
    METHOD = "method"
    DAMAGED = "damaged"
    NO_MANIFEST = "no_manifest"
    BAD_MANIFEST = "bad_manifest"
    OTHER_MEMBERS = "other_members"
    WRONG_DIGEST = "wrong_digest"


class BadArchive(ValueError):
    """Nothing of an archive is used; ``member`` names the entry at fault, where it is one."""

    def __init__(self, fault: ArchiveFault, member: str = "") -> None:
        super().__init__(fault.value, member)
        self.fault = fault
        self.member = member[:100]


@dataclass(frozen=True, kw_only=True)
class BatchesManifest:
    """What a ``.tbatch`` holds; batches stand in the order in which a hub takes them."""

    schema: BatchesSchema
    made_at: Moment
    batches: Annotated[tuple[Digest, ...], Len(min_length=1, max_length=MAX_BATCHES)]
    blobs: Annotated[tuple[Digest, ...], Len(max_length=MAX_BLOBS)] = ()


@dataclass(frozen=True, kw_only=True)
class AnswersManifest:
    """What a ``.treceipt`` holds, by the digest of the batch that is answered: a receipt or a refusal."""

    schema: AnswersSchema
    made_at: Moment
    hub_name: Name
    receipts: Annotated[tuple[Digest, ...], Len(max_length=MAX_BATCHES)] = ()
    problems: Annotated[tuple[Digest, ...], Len(max_length=MAX_BATCHES)] = ()


Manifest = BatchesManifest | AnswersManifest


@dataclass(frozen=True)
class Entry:
    """What an archive's directory says of one entry, before a byte of it is unpacked."""

    name: str
    size: int
    packed_size: int
    is_encrypted: bool = False
    is_link: bool = False
    is_deflated_or_stored: bool = True


def member_name(folder: str, digest: str) -> str:
    """``batches/<64 hex digits>.dsse.json``: no colon, which a Windows folder refuses."""
    suffix = {"blobs": "", "problems": ".json"}.get(folder, ".dsse.json")
    return f"{folder}/{digest.removeprefix('sha256:')}{suffix}"


def members_of(manifest: Manifest) -> dict[str, str]:
    """Every member that a manifest promises: its name, and the digest it stands for."""
    folders: Mapping[str, Sequence[str]] = (
        {"batches": manifest.batches, "blobs": manifest.blobs}
        if isinstance(manifest, BatchesManifest)
        else {"receipts": manifest.receipts, "problems": manifest.problems}
    )
    return {member_name(folder, digest): digest for folder, digests in folders.items() for digest in digests}


def checked_directory(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The members of ours among hostile ``entries``, by name; raises BadArchive.

    Names that we do not know are a newer program's and are left alone, where they are safe.
    """
    if len(entries) > MAX_ENTRIES:
        raise BadArchive(ArchiveFault.TOO_MANY)
    seen: set[str] = set()
    for entry in entries:
        _refuse_hostile(entry, seen)
        seen.add(entry.name.casefold())
    if sum(entry.size for entry in entries) > MAX_TOTAL_BYTES:
        raise BadArchive(ArchiveFault.BOMB)
    ours = {entry.name: entry for entry in entries if _limit_of(entry.name) is not None}
    for entry in ours.values():
        if entry.size > (_limit_of(entry.name) or 0):
            raise BadArchive(ArchiveFault.TOO_LARGE, entry.name)
    if MANIFEST not in ours:
        raise BadArchive(ArchiveFault.NO_MANIFEST)
    return ours


def _refuse_hostile(entry: Entry, seen: set[str]) -> None:
    packed = max(entry.packed_size, 1)
    faults = {
        ArchiveFault.UNSAFE_PATH: not _SAFE_NAME.fullmatch(entry.name),
        ArchiveFault.LINK: entry.is_link,
        ArchiveFault.TWICE: entry.name.casefold() in seen,
        ArchiveFault.ENCRYPTED: entry.is_encrypted,
        ArchiveFault.NESTED: entry.name.casefold().endswith(_ARCHIVES),
        ArchiveFault.METHOD: not entry.is_deflated_or_stored,
        ArchiveFault.BOMB: entry.size > RATIO_FROM_BYTES and entry.size // packed > MAX_RATIO,
    }
    for fault, is_so in faults.items():
        if is_so:
            raise BadArchive(fault, entry.name)


def _limit_of(name: str) -> int | None:
    """How many bytes a member of ours may have; None for a name that is not ours."""
    if name == MANIFEST:
        return MAX_MANIFEST_BYTES
    return next((_LIMITS[folder] for folder, form in _FOLDERS.items() if form.fullmatch(name)), None)


def read_manifest(kind: type[BatchesManifest] | type[AnswersManifest], data: bytes) -> Manifest:
    """The manifest in hostile ``data``, naming nothing twice; raises BadArchive."""
    try:
        manifest: Manifest = messages.decode(kind, data, max_bytes=MAX_MANIFEST_BYTES)
    except messages.BadMessage as error:
        raise BadArchive(ArchiveFault.BAD_MANIFEST) from error
    named = (
        (*manifest.batches, *manifest.blobs)
        if isinstance(manifest, BatchesManifest)
        else (*manifest.receipts, *manifest.problems)
    )
    if len(set(named)) != len(named) or any(not name.startswith("sha256:") for name in named):
        raise BadArchive(ArchiveFault.BAD_MANIFEST)
    return manifest


def refuse_other_members(manifest: Manifest, names: Sequence[str]) -> None:
    """Raises BadArchive unless ``names``, the members of ours, are exactly what the manifest promises."""
    promised = {MANIFEST, *members_of(manifest)}
    for name in sorted(promised.symmetric_difference(names)):
        raise BadArchive(ArchiveFault.OTHER_MEMBERS, name)


def checked_content(name: str, digest: str, content: bytes) -> bytes:
    """``content`` of the member ``name``, if it is what its digest says; raises BadArchive.

    A batch is named by the digest of the bytes in its envelope, a photograph by its own. An answer is named
    by the batch that it answers; whether it does is asked by whoever verifies its signature.
    """
    if name.startswith("batches/"):
        try:
            found = batch.digest(dsse.from_json(content).payload)
        except dsse.BadEnvelope as error:
            raise BadArchive(ArchiveFault.WRONG_DIGEST, name) from error
    elif name.startswith("blobs/"):
        found = sha256_digest(content)
    else:
        return content
    if found != digest:
        raise BadArchive(ArchiveFault.WRONG_DIGEST, name)
    return content
