"""A ``.tbatch`` or ``.treceipt`` out of a stream and into one; desk and hub open the files.

A hostile archive costs its directory at most: the end record is looked at before ``zipfile`` reads what it
points to, no member is unpacked that the directory does not allow, and none beyond the size it states.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from packtrail.protocol import messages
from packtrail.protocol.file_channel import (
    MANIFEST,
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    AnswersManifest,
    ArchiveFault,
    BadArchive,
    BatchesManifest,
    Entry,
    Manifest,
    checked_content,
    checked_directory,
    member_name,
    members_of,
    read_manifest,
    refuse_other_members,
)

MAX_DIRECTORY_BYTES: Final = 2 * 1024 * 1024
_END: Final = struct.Struct("<4s4H2LH")  # the end record, PKWARE APPNOTE 4.3.16
_END_MARK: Final = b"PK\x05\x06"
_FIRST_MARK: Final = b"PK\x03\x04"
_BIG_MARK: Final = b"PK\x06\x07"  # the locator of ZIP64, which lies before the end record
_BIG_SIZE: Final = 20
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_MADE: Final = (2026, 1, 1, 0, 0, 0)  # the manifest has the time; this field knows no zone

_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    struct.error,
    OverflowError,
)


class Archive:
    """An archive whose directory and manifest are in order; members are checked as they are read."""

    def __init__(self, stream: BinaryIO, kind: type[BatchesManifest] | type[AnswersManifest]) -> None:
        """Raises BadArchive, or the OSError of the disk."""
        _refuse_bad_end(stream)
        try:
            self._zip = zipfile.ZipFile(stream)
            entries = [_entry(info) for info in self._zip.infolist()]
        except _UNREADABLE as error:
            raise BadArchive(ArchiveFault.DAMAGED) from error
        self._members = checked_directory(entries)
        self.manifest: Manifest = read_manifest(kind, self._bytes_of(MANIFEST))
        refuse_other_members(self.manifest, list(self._members))
        self._digests = members_of(self.manifest)

    def read(self, folder: str, digest: str) -> bytes:
        """A member that the manifest names; raises BadArchive when it is not what its name says."""
        name = member_name(folder, digest)
        return checked_content(name, self._digests[name], self._bytes_of(name))

    def check(self) -> None:
        """Unpack and check every member, one at a time, before the first is used; raises BadArchive."""
        for _ in self._all():
            pass

    def _all(self) -> Iterator[bytes]:
        for name, digest in self._digests.items():
            yield checked_content(name, digest, self._bytes_of(name))

    def _bytes_of(self, name: str) -> bytes:
        size = self._members[name].size
        try:
            with self._zip.open(name) as member:
                content = member.read(size + 1)  # checks the CRC where the member ends
        except _UNREADABLE as error:
            raise BadArchive(ArchiveFault.DAMAGED, name) from error
        if len(content) != size:
            raise BadArchive(ArchiveFault.DAMAGED, name)
        return content


class ArchiveWriter:
    """Writes an archive into a stream, a member at a time; the manifest last, when all are known."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=False)

    def add(self, folder: str, digest: str, content: bytes) -> None:
        """One member, named by ``digest``."""
        self._write(member_name(folder, digest), content)

    def finish(self, manifest: Manifest) -> None:
        """The table of contents, and the end of the archive."""
        self._write(MANIFEST, messages.encode(manifest))
        self._zip.close()

    def abandon(self) -> None:
        """Nobody wants what is here so far; harmless when it is finished."""
        with suppress(OSError, ValueError):  # the disk is full or gone, and that is why
            self._zip.close()

    def _write(self, name: str, content: bytes) -> None:
        info = zipfile.ZipInfo(name, _MADE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        self._zip.writestr(info, content)


def _refuse_bad_end(stream: BinaryIO) -> None:
    """Raises BadArchive unless the stream ends with an end record that promises no more than we take."""
    size = stream.seek(0, 2)
    if size > MAX_FILE_BYTES:
        raise BadArchive(ArchiveFault.TOO_LARGE)
    stream.seek(0)
    first = stream.read(len(_FIRST_MARK))
    stream.seek(max(0, size - _END.size - _BIG_SIZE))
    tail = stream.read(_END.size + _BIG_SIZE)
    stream.seek(0)
    end = tail[-_END.size :]
    if not end.startswith(_END_MARK) or len(end) < _END.size:
        raise BadArchive(ArchiveFault.TRUNCATED if first == _FIRST_MARK else ArchiveFault.NOT_A_ZIP)
    _, disk, _, _, entries, directory_size, _, comment_size = _END.unpack(end)
    if first != _FIRST_MARK or comment_size:
        raise BadArchive(ArchiveFault.NOT_A_ZIP)
    if disk or tail[: -_END.size].startswith(_BIG_MARK):
        raise BadArchive(ArchiveFault.METHOD)
    if entries > MAX_ENTRIES or directory_size > MAX_DIRECTORY_BYTES:
        raise BadArchive(ArchiveFault.TOO_MANY)


def _entry(info: zipfile.ZipInfo) -> Entry:
    return Entry(
        name=info.orig_filename,  # as it stands there: ``filename`` is cut at a NUL
        size=info.file_size,
        packed_size=info.compress_size,
        is_encrypted=bool(info.flag_bits & _ENCRYPTED),
        is_link=stat.S_ISLNK(info.external_attr >> 16),
        is_deflated_or_stored=info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED},
    )
