"""The file channel of the hub: takes a ``.tbatch`` in and writes its ``.treceipt``.

Every member is checked against its digest before the first is stored. Each batch then goes the way that it
would go over HTTP, so the same file twice, or after the network, gets the same receipts again.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from packtrail.domain.errors_files import ArchiveRefused, FileNotWritten, FileUnreadable
from packtrail.protocol import dsse
from packtrail.protocol.blobs import Upload
from packtrail.protocol.file_archive import Archive, ArchiveWriter
from packtrail.protocol.file_channel import ANSWERS_SCHEMA, AnswersManifest, BadArchive, BatchesManifest
from packtrail_hub.admin.audit import COMMAND_LINE, name_of, note
from packtrail_hub.blobs import asked_for, take_piece
from packtrail_hub.border import problem_response
from packtrail_hub.carried import sealer_of
from packtrail_hub.hub import Hub
from packtrail_hub.reception import receive
from packtrail_hub.refused import Refused


@dataclass(frozen=True)
class TakenIn:
    """What became of the batches in a file."""

    new: int
    replayed: int  # answered before, by whichever road; the same receipts again
    refused: tuple[tuple[str, str], ...]  # batch and problem code
    photos: int = 0  # that this hub did not have


def take_in(hub: Hub, source: Path, target: Path) -> TakenIn:
    """Take in every batch in ``source`` and write the answers to ``target``.

    Raises FileUnreadable or ArchiveRefused before anything is stored, FileNotWritten for the answers: what
    was taken in by then stays, and the file may be given again.
    """
    with opened(source) as stream:
        archive = _checked(stream, source)
        with beside(target) as fresh:
            answers = ArchiveWriter(fresh)
            try:
                taken = _answered(hub, archive, source, answers)
                hub.write(partial(_noted, hub, source, taken))  # it is in, whether or not its answer gets out
            finally:
                answers.abandon()
    return taken


def _noted(hub: Hub, source: Path, taken: TakenIn, connection: Connection) -> None:
    facts: dict[str, Any] = {
        "file": name_of(source),
        "new": taken.new,
        "replayed": taken.replayed,
        "refused": len(taken.refused),
    }
    note(hub, connection, COMMAND_LINE, "file_taken_in", **facts)


@contextmanager
def opened(source: Path) -> Iterator[BinaryIO]:
    """The file that somebody brought; raises FileUnreadable."""
    try:
        if not source.is_file():  # a pipe would keep us waiting, a device never ends
            reason = "folder" if source.is_dir() else "denied" if source.exists() else "missing"
            raise FileUnreadable(file=str(source), reason=reason)
        stream = source.open("rb")
    except OSError as error:
        raise FileUnreadable(file=str(source), reason="denied") from error
    with stream:
        yield stream


@contextmanager
def beside(target: Path) -> Iterator[BinaryIO]:
    """What is written here has the name ``target`` once the block ended well, and leaves nothing otherwise.

    Raises FileNotWritten.
    """
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    except OSError as error:
        raise FileNotWritten(file=str(target), write_fault=_write_fault(error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _checked(stream: BinaryIO, source: Path) -> Archive:
    with _reading(source):
        archive = Archive(stream, BatchesManifest)
        archive.check()
    return archive


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    try:
        yield
    except BadArchive as error:
        raise ArchiveRefused(
            file=source.name, archive_fault=error.fault.value, member=error.member or None
        ) from error
    except OSError as error:
        raise FileUnreadable(file=str(source), reason="denied") from error


def _answered(hub: Hub, archive: Archive, source: Path, answers: ArchiveWriter) -> TakenIn:
    manifest = archive.manifest
    if not isinstance(manifest, BatchesManifest):
        raise TypeError(manifest)
    receipts: list[str] = []
    refused: list[tuple[str, str]] = []
    sealers: set[str] = set()
    replayed = 0
    for digest in manifest.batches:
        with _reading(source):
            body = archive.read("batches", digest)
        try:
            sealer = sealer_of(hub, dsse.from_json(body))
            answer = receive(hub, sealer, digest, body)
        except Refused as refusal:
            document = problem_response(refusal, f"/v1/batches/{digest}", f"req_{hub.new_id()}").body
            answers.add("problems", digest, bytes(document))
            refused.append((digest, refusal.problem.code))
        else:
            answers.add("receipts", digest, answer.envelope)
            receipts.append(digest)
            sealers.add(sealer)
            replayed += answer.is_replay
    photos = sum(_photo_taken(hub, archive, source, each, sorted(sealers)) for each in manifest.blobs)
    answers.finish(
        AnswersManifest(
            schema=ANSWERS_SCHEMA,
            made_at=hub.now(),
            hub_name=hub.name,
            receipts=tuple(receipts),
            problems=tuple(digest for digest, _ in refused),
        )
    )
    return TakenIn(len(receipts) - replayed, replayed, tuple(refused), photos)


def _photo_taken(hub: Hub, archive: Archive, source: Path, digest: str, stations: Sequence[str]) -> bool:
    """Whether a photograph is newly here, for the first of ``stations`` whose records name it."""
    with _reading(source):
        content = archive.read("blobs", digest)
    for station_id in stations:
        with suppress(Refused):  # not named by this one, or more than this hub takes
            there = asked_for(hub, station_id, digest) or Upload(0, len(content))
            if there.is_complete:
                return False
            return take_piece(hub, station_id, digest, there, content[there.offset :]).is_complete
    return False


def _write_fault(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EFBIG}:
        return "full"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "denied"
    return "no_folder" if error.errno in {errno.ENOENT, errno.ENOTDIR} else "failed"
