"""What a running hub is made of; requests share it, and nothing in it changes while they run."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from packtrail.domain.moments import to_moment
from packtrail.protocol.capabilities import Limits
from packtrail.protocol.code_doubts import form_doubts
from packtrail.protocol.dsse import MAX_ENVELOPE_BYTES
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.knowledge import JudgeRules
from packtrail.protocol.records import MAX_RECORD_BYTES
from packtrail.protocol.verdicts import Verdict
from packtrail_hub import database
from packtrail_hub.hub_keys import open_keys
from packtrail_hub.practice import settle_nature

LIMITS: Final = Limits(
    max_records=500,
    max_batch_bytes=2_000_000,
    max_line_bytes=MAX_RECORD_BYTES,
    max_blob_bytes=0,  # photographs stay at the outlet where the hub has no folder for them
    max_inflight_per_station=1,
)

MAX_BLOB_BYTES: Final = 20_000_000
MAX_CHUNK_BYTES: Final = 1024 * 1024
RULES: Final = JudgeRules(code_doubts=form_doubts)
T = TypeVar("T")


def as_judged(verdict: Verdict) -> Verdict:
    """A verdict stands as the rules have it."""
    return verdict


@dataclass(frozen=True, kw_only=True)
class Hub:
    """One hub process: its database, its key, its clock and its rules."""

    engine: Engine
    signer: Ed25519Signer
    public_keys: Mapping[str, bytes]  # of all its keys, retired ones too, by key id
    clock: Callable[[], datetime]
    new_id: Callable[[], str]  # a fresh UUIDv7
    name: str
    is_sandbox: bool = False
    is_practice: bool = False  # marked in its database for ever
    blobs: Path | None = None  # the folder for photographs; without one they stay at the outlet
    secret: bytes | None = field(default=None, repr=False)  # seals the private keys in the database
    limits: Limits = LIMITS
    max_body_bytes: int = MAX_ENVELOPE_BYTES
    rules: JudgeRules = RULES
    overrule: Callable[[Verdict], Verdict] = as_judged  # the fault simulator's hand in a verdict
    writing: threading.Semaphore = field(default_factory=threading.Semaphore)  # acts at a time; others wait

    def now(self) -> datetime:
        """The hub's time as it writes it everywhere: Shanghai's, to the second."""
        return to_moment(self.clock())

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, once it is committed; see ``database.carry_out``."""
        with self.writing:
            return database.carry_out(self.engine, work)


def open_hub(
    path_or_url: str,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    name: str,
    is_sandbox: bool = False,
    is_practice: bool | None = None,
    key_secret: bytes | None = None,
    blobs: Path | None = None,
) -> Hub:
    """The hub over this database; the first start makes its tables and draws its key.

    ``key_secret`` opens, and seals, the private keys in it; raises KeySealed where it has to be given.
    ``is_practice`` is what it is to be, None what it is; raises OtherNature when it is the other for ever.
    ``blobs`` is the folder for photographs, one for all processes; None is the folder beside a SQLite file.
    """
    engine = database.open_database(path_or_url)
    with database.closed_on_failure(engine), database.act(engine) as connection:
        practises = settle_nature(connection, int(clock().timestamp()), asked=is_practice)
        signer, public_keys = open_keys(connection, int(clock().timestamp()), key_secret)
    folder = blobs or database.folder_beside(engine)
    return Hub(
        engine=engine,
        signer=signer,
        public_keys=public_keys,
        clock=clock,
        new_id=new_id,
        name=name,
        is_sandbox=is_sandbox,
        is_practice=practises,
        blobs=folder,
        secret=key_secret,
        limits=limits_with(folder),
        writing=threading.Semaphore(database.WRITERS.get(engine.dialect.name, 1)),
    )


def limits_with(folder: Path | None) -> Limits:
    """The limits of a hub that keeps photographs in ``folder``, or takes none."""
    if folder is None:
        return LIMITS
    return replace(LIMITS, max_blob_bytes=MAX_BLOB_BYTES, max_chunk_bytes=MAX_CHUNK_BYTES)
