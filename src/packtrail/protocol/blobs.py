"""Photographs and papers on their way to a hub: by content, in pieces, from where the last piece ended.

``HEAD /v1/blobs/{digest}`` asks how far it got, ``PATCH`` appends at that offset. Length and digest are the
record's, so whatever arrives can be checked against what a station signed (``design.md``, wire (e)).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UPLOAD_OFFSET: Final = "Upload-Offset"
UPLOAD_LENGTH: Final = "Upload-Length"
CHUNK_TYPE: Final = "application/offset+octet-stream"
BLOB_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)


class BadUpload(ValueError):
    """Headers from outside do not say how far an upload is; ``header`` is the one that is wrong."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


@dataclass(frozen=True)
class Upload:
    """How far a blob has come: ``offset`` of ``length`` bytes are there."""

    offset: int
    length: int

    @property
    def is_complete(self) -> bool:
        """Whether every byte is there, and their digest was found right."""
        return self.offset == self.length

    def headers(self) -> dict[str, str]:
        """The upload as both sides say it."""
        return {UPLOAD_OFFSET: str(self.offset), UPLOAD_LENGTH: str(self.length)}


def blob_path(digest: str) -> str:
    """The address of a blob below the hub's own; ValueError for what is no SHA-256 digest."""
    if not BLOB_DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} addresses no blob")
    return f"/v1/blobs/{digest}"


def read_upload(headers: Mapping[str, str]) -> Upload:
    """The upload in hostile ``headers``; raises BadUpload, also for more bytes than the whole."""
    offset, length = read_number(headers, UPLOAD_OFFSET), read_number(headers, UPLOAD_LENGTH)
    if offset > length:
        raise BadUpload(UPLOAD_OFFSET)
    return Upload(offset, length)


def read_number(headers: Mapping[str, str], name: str) -> int:
    """The header ``name``, whatever case it comes in, as a count of bytes; raises BadUpload."""
    found = [value.strip() for key, value in headers.items() if key.lower() == name.lower()]
    if len(found) != 1 or not _NUMBER.fullmatch(found[0]):
        raise BadUpload(name)
    return int(found[0])
