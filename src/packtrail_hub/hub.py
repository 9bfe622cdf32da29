"""What a running hub is made of; requests share it, and nothing in it changes while they run."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from packtrail import __version__
from packtrail.domain.moments import to_moment
from packtrail.domain.records import record_types
from packtrail.protocol.capabilities import Capabilities, ClockPolicy, Limits, SchemaWindow
from packtrail.protocol.code_doubts import form_doubts
from packtrail.protocol.dsse import MAX_ENVELOPE_BYTES
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.knowledge import JudgeRules
from packtrail.protocol.records import MAX_RECORD_BYTES
from packtrail.protocol.verdicts import Verdict
from packtrail_hub import database
from packtrail_hub.hub_keys import open_keys

LIMITS: Final = Limits(
    max_records=500,
    max_batch_bytes=2_000_000,
    max_line_bytes=MAX_RECORD_BYTES,
    max_blob_bytes=0,  # photographs stay at the outlet so far
    max_inflight_per_station=1,
)

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
    key_secret: bytes | None = None,
) -> Hub:
    """The hub over this database; the first start makes its tables and draws its key.

    ``key_secret`` opens, and seals, the private keys in it; raises KeySealed where it has to be given.
    """
    engine = database.open_database(path_or_url)
    with database.act(engine) as connection:
        signer, public_keys = open_keys(connection, int(clock().timestamp()), key_secret)
    return Hub(
        engine=engine,
        signer=signer,
        public_keys=public_keys,
        clock=clock,
        new_id=new_id,
        name=name,
        is_sandbox=is_sandbox,
        writing=threading.Semaphore(database.WRITERS.get(engine.dialect.name, 1)),
    )


def capabilities(hub: Hub) -> Capabilities:
    """What the hub takes, told to anybody who asks."""
    return Capabilities(
        hub_name=hub.name,
        hub_version=__version__,
        is_sandbox=hub.is_sandbox,
        server_time=hub.now(),
        schemas={
            "battery-trace.batch": SchemaWindow(min="1.0", max="1.0"),
            "battery-trace.receipt": SchemaWindow(min="1.0", max="1.0"),
        },
        limits=hub.limits,
        signature_algs=("ed25519",),
        digest_algs=("sha256",),
        clock=ClockPolicy(
            warn_skew_ms=int(hub.rules.warn_skew.total_seconds() * 1000),
            max_future_ms=int(hub.rules.max_future.total_seconds() * 1000),
        ),
        record_types=tuple(sorted(record_types())),
    )
