"""The file channel of the desk: sealed batches into a ``.tbatch``, a hub's answers out of a ``.treceipt``.

Keeps ``usecases.ports.BatchFile`` and ``AnswerFile``. A file that is being written lies beside its name until
it is whole and on the disk, so a stick that is pulled out early never holds half of one under it.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from packtrail.domain.errors_files import ArchiveRefused, FileNotWritten, FileUnreadable
from packtrail.protocol import messages, problems
from packtrail.protocol.file_archive import Archive, ArchiveWriter
from packtrail.protocol.file_channel import (
    ANSWERS_SCHEMA,
    BATCHES_SCHEMA,
    AnswersManifest,
    BadArchive,
    BatchesManifest,
    Manifest,
)
from packtrail.usecases.ports import Reply

_PASSING = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
"""Refusals of whoever asks, or of the moment; they say nothing of the batch."""

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class _FileBeside:
    """A file that is written beside ``target`` and gets its name at the end, or leaves nothing behind."""

    def __init__(self, target: Path) -> None:
        """Raises FileNotWritten."""
        self.target = target
        self._fresh = target.with_name(f".{target.name}.new")
        with _writing(target):
            self.stream: BinaryIO = self._fresh.open("wb")
        self._is_published = False

    def sync(self) -> None:
        """What was written is on the disk when this returns."""
        with _writing(self.target):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()

    def publish(self) -> None:
        """Give it its name."""
        with _writing(self.target):
            self._fresh.replace(self.target)
            self._is_published = True
            _sync_folder(self.target.parent)

    def give_up(self) -> None:
        """Leave nothing behind of a file that never got its name."""
        with suppress(OSError):  # the stick is gone, and with it what would be removed
            self.stream.close()
        if not self._is_published:
            with suppress(OSError):
                self._fresh.unlink(missing_ok=True)


class _ArchiveBeside:
    """An archive that is being written; nothing of it stays where it was not finished."""

    def __init__(self, target: Path) -> None:
        """Raises FileNotWritten where no file can be."""
        self._file = _FileBeside(target)
        self._writer = ArchiveWriter(self._file.stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._writer.abandon()
        self._file.give_up()


class TbatchFile(_ArchiveBeside):
    """``usecases.ports.BatchFile`` into a ``.tbatch``; use it as a context manager."""

    def __init__(self, target: Path) -> None:
        """Raises FileNotWritten where no file can be."""
        super().__init__(target)
        self._batches: list[str] = []
        self._blobs: list[str] = []

    def add_batch(self, digest: str, envelope: bytes) -> None:
        """One batch more; raises FileNotWritten."""
        with _writing(self._file.target):
            self._writer.add("batches", digest, envelope)
        self._batches.append(digest)

    def add_blob(self, digest: str, content: bytes) -> None:
        """One photograph or paper more; raises FileNotWritten."""
        with _writing(self._file.target):
            self._writer.add("blobs", digest, content)
        self._blobs.append(digest)

    def close(self, made_at: datetime) -> None:
        """All is in and on the disk; raises FileNotWritten."""
        manifest = BatchesManifest(
            schema=BATCHES_SCHEMA, made_at=made_at, batches=tuple(self._batches), blobs=tuple(self._blobs)
        )
        _finish(self._file, self._writer, manifest)

    def publish(self) -> None:
        """The file has its name; raises FileNotWritten."""
        self._file.publish()


class AnswersWriter(_ArchiveBeside):
    """Replies of a hub into a ``.treceipt``: for one who carries the batches of others to the network."""

    def __init__(self, target: Path) -> None:
        """Raises FileNotWritten where no file can be."""
        super().__init__(target)
        self._receipts: list[str] = []
        self._problems: list[str] = []

    def add(self, digest: str, reply: Reply) -> bool:
        """Keep an answer; False for what is none: a hub that is busy, a page of a proxy."""
        if reply.status == HTTPStatus.OK:
            folder, digests = "receipts", self._receipts
        elif _is_refusal(reply):
            folder, digests = "problems", self._problems
        else:
            return False
        with _writing(self._file.target):
            self._writer.add(folder, digest, reply.body)
        digests.append(digest)
        return True

    def publish(self, hub_name: str, made_at: datetime) -> None:
        """All answers under the file's name; raises FileNotWritten."""
        manifest = AnswersManifest(
            schema=ANSWERS_SCHEMA,
            made_at=made_at,
            hub_name=hub_name,
            receipts=tuple(self._receipts),
            problems=tuple(self._problems),
        )
        _finish(self._file, self._writer, manifest)
        self._file.publish()


class TreceiptFile:
    """``usecases.ports.AnswerFile`` out of a ``.treceipt``; use ``open_answers``."""

    def __init__(self, archive: Archive, file: Path) -> None:
        if not isinstance(archive.manifest, AnswersManifest):
            raise TypeError(archive.manifest)
        self._archive = archive
        self._manifest = archive.manifest
        self._file = file

    @property
    def hub_name(self) -> str:
        """As the file says."""
        return self._manifest.hub_name

    @property
    def digests(self) -> tuple[str, ...]:
        """The batches that are answered."""
        return (*self._manifest.receipts, *self._manifest.problems)

    def reply(self, digest: str) -> Reply:
        """The answer to one of them; raises ArchiveRefused when the file changed while it was read."""
        is_receipt = digest in self._manifest.receipts
        with _reading(self._file):
            body = self._archive.read("receipts" if is_receipt else "problems", digest)
        return Reply(HTTPStatus.OK if is_receipt else _status(body), body)


class Batches:
    """The batches in somebody's ``.tbatch``; use ``open_batches``."""

    def __init__(self, archive: Archive, file: Path) -> None:
        if not isinstance(archive.manifest, BatchesManifest):
            raise TypeError(archive.manifest)
        self._archive = archive
        self._file = file
        self._digests = archive.manifest.batches

    @property
    def digests(self) -> tuple[str, ...]:
        """In the order in which a hub takes them."""
        return self._digests

    def envelope(self, digest: str) -> bytes:
        """One batch as it travels; raises ArchiveRefused when the file changed while it was read."""
        with _reading(self._file):
            return self._archive.read("batches", digest)


@contextmanager
def open_answers(file: Path) -> Iterator[TreceiptFile]:
    """The answers in ``file``, each member looked at; raises FileUnreadable, ArchiveRefused."""
    with _opened(file, AnswersManifest) as archive:
        yield TreceiptFile(archive, file)


@contextmanager
def open_batches(file: Path) -> Iterator[Batches]:
    """The batches in ``file``, each member looked at; raises FileUnreadable, ArchiveRefused."""
    with _opened(file, BatchesManifest) as archive:
        yield Batches(archive, file)


@contextmanager
def _opened(file: Path, kind: type[BatchesManifest] | type[AnswersManifest]) -> Iterator[Archive]:
    with _reading(file):
        if not file.is_file():  # a pipe would keep us waiting, a device never ends
            reason = "folder" if file.is_dir() else "denied" if file.exists() else "missing"
            raise FileUnreadable(file=str(file), reason=reason)
        stream = file.open("rb")
    with stream:
        with _reading(file):
            archive = Archive(stream, kind)
            archive.check()
        yield archive


@contextmanager
def writing_beside(target: Path) -> Iterator[BinaryIO]:
    """What is written here has the name ``target`` once the block ended well; raises FileNotWritten."""
    file = _FileBeside(target)
    try:
        with _writing(target):
            yield file.stream
        file.sync()
        file.publish()
    finally:
        file.give_up()


def _finish(file: _FileBeside, writer: ArchiveWriter, manifest: Manifest) -> None:
    with _writing(file.target):
        writer.finish(manifest)
    file.sync()


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except BadArchive as error:
        raise ArchiveRefused(
            file=file.name, archive_fault=error.fault.value, member=error.member or None
        ) from error
    except OSError as error:
        raise FileUnreadable(file=str(file), reason="denied") from error


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileNotWritten(file=str(file), write_fault=_write_fault(error)) from error


def _write_fault(error: OSError) -> str:
    if error.errno in _FULL:
        return "full"
    if error.errno in _DENIED:
        return "denied"
    return "no_folder" if error.errno in {errno.ENOENT, errno.ENOTDIR} else "failed"


def _is_refusal(reply: Reply) -> bool:
    """Whether the hub itself refused the batch; what passes by itself is not worth carrying home."""
    try:
        problem = problems.decode(reply.body)
    except messages.BadMessage:
        return False
    is_passing = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status in _PASSING
    return problem.status == reply.status and not is_passing


def _status(body: bytes) -> int:
    """The status that a refusal came with; a document that says none is no hub's."""
    try:
        return problems.decode(body).status
    except messages.BadMessage:
        return HTTPStatus.BAD_REQUEST


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
