"""Photographs and papers, each kept once by its content."""

import hashlib

from packtrail.domain.records import Attachment
from packtrail.store.columns import hash_blob, hash_text
from packtrail.store.connection import Connection


def keep(connection: Connection, content: bytes, media_type: str, role: str) -> Attachment:
    """Store ``content`` unless it is here; how a record names it."""
    digest = hashlib.sha256(content).digest()
    if not connection.execute("SELECT 1 FROM blob WHERE digest = ?", (digest,)).fetchone():
        connection.execute(
            "INSERT INTO blob (digest, media_type, content) VALUES (?, ?, ?)", (digest, media_type, content)
        )
    return Attachment(digest=hash_text(digest), media_type=media_type, size=len(content), role=role)


def content(connection: Connection, digest: str) -> bytes | None:
    """The bytes that ``digest`` names."""
    row = connection.execute("SELECT content FROM blob WHERE digest = ?", (hash_blob(digest),)).fetchone()
    return bytes(row[0]) if row else None
