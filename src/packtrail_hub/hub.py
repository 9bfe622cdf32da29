"""What a running hub is made of; requests share it, and nothing in it changes while they run."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, insert, select

from packtrail import __version__
from packtrail.domain.moments import to_moment
from packtrail.domain.records import record_types
from packtrail.protocol.capabilities import Capabilities, ClockPolicy, Limits, SchemaWindow
from packtrail.protocol.code_doubts import form_doubts
from packtrail.protocol.dsse import MAX_ENVELOPE_BYTES
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.knowledge import JudgeRules
from packtrail.protocol.records import MAX_RECORD_BYTES
from packtrail_hub import database
from packtrail_hub.tables import hub_key

LIMITS: Final = Limits(
    max_records=500,
    max_batch_bytes=2_000_000,
    max_line_bytes=MAX_RECORD_BYTES,
    max_blob_bytes=0,  # photographs stay at the outlet so far
    max_inflight_per_station=1,
)

RULES: Final = JudgeRules(code_doubts=form_doubts)


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
    writing: threading.Lock = field(default_factory=threading.Lock)  # one writer; others wait here

    def now(self) -> datetime:
        """The hub's time as it writes it everywhere: Shanghai's, to the second."""
        return to_moment(self.clock())


def open_hub(
    path_or_url: str,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    name: str,
    is_sandbox: bool = False,
) -> Hub:
    """The hub over this database; the first start makes its tables and draws its key."""
    engine = database.open_database(path_or_url)
    with database.act(engine) as connection:
        signer, public_keys = _keys(connection, clock)
    return Hub(
        engine=engine,
        signer=signer,
        public_keys=public_keys,
        clock=clock,
        new_id=new_id,
        name=name,
        is_sandbox=is_sandbox,
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


def _keys(connection: Connection, clock: Callable[[], datetime]) -> tuple[Ed25519Signer, dict[str, bytes]]:
    rows = connection.execute(select(hub_key).order_by(hub_key.c.id)).all()
    if not any(row.retired_at is None for row in rows):
        private_key = secrets.token_bytes(32)  # any 32 random bytes are an Ed25519 key
        signer = Ed25519Signer(private_key)
        connection.execute(
            insert(hub_key).values(
                key_id=signer.key_id,
                private_key=private_key,
                public_key=signer.public_key,
                created_at=int(clock().timestamp()),
            )
        )
        return _keys(connection, clock)
    newest = [row for row in rows if row.retired_at is None][-1]
    return Ed25519Signer(newest.private_key), {row.key_id: row.public_key for row in rows}
