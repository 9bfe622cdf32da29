"""Whether sealed workbooks and portals' failure files are still the bytes that were kept."""

import hashlib
from collections.abc import Iterator

from packtrail.store.columns import hash_text
from packtrail.store.connection import Connection
from packtrail.store.verify import Problem, ProblemKind


def workbooks(connection: Connection) -> Iterator[Problem]:
    """Every workbook and every failure file against its digest, one at a time."""
    if not connection.execute("SELECT 1 FROM pragma_table_info('workbook')").fetchone():
        return  # the schema's part says so
    for number, digest, content in connection.execute("SELECT number, digest, content FROM workbook"):
        if hashlib.sha256(content).digest() != digest:
            yield Problem(ProblemKind.BATCH, number)
    for digest, content in connection.execute("SELECT digest, content FROM portal_result"):
        if hashlib.sha256(content).digest() != digest:
            yield Problem(ProblemKind.HEARD, hash_text(digest))
