"""Whether the records of other stations in ``heard`` are the chains that they were verified as."""

import hashlib
from collections.abc import Iterator

from pydantic_core import from_json

from packtrail.store.columns import hash_text, id_text
from packtrail.store.connection import Connection
from packtrail.store.verify import Problem, ProblemKind, rows

_CHAINS = """
    SELECT chain, station_id, seq, hash, payload FROM heard_record
      JOIN heard_epoch USING (chain) JOIN heard USING (arrival) ORDER BY chain, seq
    """


def chains(connection: Connection) -> Iterator[Problem]:
    """Follow every chain from its opening: bytes to hash to link."""
    if not connection.execute("SELECT 1 FROM pragma_table_info('heard_record')").fetchone():
        return  # the schema's part says so
    last_chain, last_seq, last_hash = 0, 0, b""
    for chain, station, seq, digest, payload in rows(connection, _CHAINS):
        follows = chain != last_chain or (
            seq == last_seq + 1 and from_json(payload).get("prev_hash") == hash_text(last_hash)
        )
        if hashlib.sha256(payload).digest() != digest or not follows:
            yield Problem(ProblemKind.CHAIN, f"{id_text(station)}/{seq}")
        last_chain, last_seq, last_hash = chain, seq, digest
