"""The changes feed: what a hub has to tell a station that no batch of its own asked for.

A page is signed by the hub and says from which cursor it goes on, so an older page cannot be passed off as
the answer to a newer question. Cursors are the hub's own words: kept and given back, never read. The same
cursor always gives the same changes, or the same and more behind them (``platform.md`` 8.7).
"""

import base64
import dataclasses
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

from annotated_types import Len
from pydantic import StringConstraints

from packtrail.domain.shapes import (
    Count,
    Digest,
    DocumentNumber,
    Grams,
    Line,
    Moment,
    Name,
    RecordId,
    Remark,
    Seq,
    Token,
    Uscc,
)
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import canonical, dsse, messages
from packtrail.protocol.enrolment import PublicKeyHex
from packtrail.protocol.faults import Fault
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault, signed_answer
from packtrail.protocol.keys import is_signed, key_id
from packtrail.protocol.receipt import Issue
from packtrail.protocol.records import MAX_RECORD_BYTES, plain
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import RelayedReceipt

CHANGES: Final = "application/vnd.battery-trace.changes.v1+json"
HUB_KEY: Final = "application/vnd.battery-trace.hub-key.v1+json"
MAX_CHANGES: Final = 500
MAX_PAGE_BYTES: Final = 4 * 1024 * 1024
"""Of the signed bytes; a hub ends a page well before, so that a slow line gets through it."""

CursorText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.~-]{1,128}$")]
SignatureHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
LineText = Annotated[str, StringConstraints(max_length=MAX_RECORD_BYTES)]
LineBase64 = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=2 * MAX_RECORD_BYTES)
]


class AuthorityStatus(StrEnum):
    """What became of a record at whom the hub passed it on to."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class AuthorityAck:
    """A platform behind the hub has answered for a record.

    ``rejected`` keeps the level that the record had and makes its state rejected, with ``issues``
    (``platform.md`` 10.5). ``evidence_digest`` is over the platform's own answer, which the hub keeps.
    """

    kind: ClassVar[str] = "authority_ack"
    record_id: RecordId
    destination: Token
    status: Token
    reported_at: Moment
    authority_record_no: Line | None = None
    evidence_digest: Digest | None = None
    issues: Annotated[tuple[Issue, ...], Len(max_length=200)] = ()

    @property
    def level(self) -> AckLevel | None:
        """The level that the record has reached by this; None where nothing was reached."""
        return {
            AuthorityStatus.SUBMITTED.value: AckLevel.AUTHORITY_SUBMITTED,
            AuthorityStatus.ACCEPTED.value: AckLevel.AUTHORITY_ACCEPTED,
        }.get(self.status)


@dataclass(frozen=True, kw_only=True)
class ConsigneeAckChange:
    """A recipient has answered for one line of a load through the platform."""

    kind: ClassVar[str] = "consignee_ack"
    line_record_id: RecordId
    handoff_id: DocumentNumber
    line_no: Count
    consignee_uscc: Uscc
    outcome: Token
    acknowledged_at: Moment
    received_gross_mass_g: Grams | None = None
    refusal_reason: Token | None = None
    ack_source: Token = "system"
    evidence_digest: Digest | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionRequest:
    """Somebody who has read a record asks for its correction; ``request_id`` makes it one request."""

    kind: ClassVar[str] = "correction_request"
    request_id: RecordId
    record_id: RecordId
    requested_by: Token  # platform, authority, consignee
    reason: Remark
    due_at: Moment | None = None
    pointer: Line | None = None  # JSON Pointer into the record, where one field is meant


@dataclass(frozen=True, kw_only=True)
class RefdataPublished:
    """There is a newer snapshot of a dataset; ``digest`` is over the document that was signed."""

    kind: ClassVar[str] = "refdata"
    dataset: Token
    version: Line
    digest: Digest


@dataclass(frozen=True, kw_only=True)
class HubKeyRotated:
    """The hub signs with another key from now on; the key that was pinned so far vouches for it."""

    kind: ClassVar[str] = "hub_key"
    key_id: Line
    alg: Line
    public_key: PublicKeyHex
    old_key_id: Line
    signature_by_old: SignatureHex
    signature_by_new: SignatureHex
    rotated_at: Moment

    def is_vouched_for(self, hub_keys: Mapping[str, bytes]) -> bool:
        """Whether a key of ``hub_keys`` (by key id) hands on to this one, and its owner holds it."""
        new, old = bytes.fromhex(self.public_key), hub_keys.get(self.old_key_id)
        if old is None or self.key_id != key_id(new):
            return False
        statement = hub_key_statement(self.old_key_id, new)
        return is_signed(statement, bytes.fromhex(self.signature_by_old), old) and is_signed(
            statement, bytes.fromhex(self.signature_by_new), new
        )


@dataclass(frozen=True, kw_only=True)
class NextHubKeyRotated(HubKeyRotated):
    """The hub behind a relay signs with another key; told on by the relay, vouched for by the old key."""

    kind: ClassVar[str] = "next_hub_key"


@dataclass(frozen=True, kw_only=True)
class StationRecord:
    """A record of another station of the outlet, as that station wrote it; see ``station_record``.

    ``key_id`` is the key under which it came in. ``status`` is the hub's verdict at the time of the page; a
    later one comes as a ``verdict``. Records that do not count come too: without them the chain has a hole.
    """

    kind: ClassVar[str] = "station_record"
    station_id: RecordId
    station_label: Line
    station_epoch: Count
    station_seq: Seq
    key_id: Line
    hash: Digest
    status: Token
    line: LineText = ""  # the canonical bytes as text, or else
    line_base64: LineBase64 = ""  # where the text would not keep every byte on the way

    @property
    def canonical(self) -> bytes:
        """Exactly the bytes that the other station hashed. Raises ValueError for broken base64."""
        if self.line_base64:
            return base64.b64decode(self.line_base64, validate=True)
        return self.line.encode()


@dataclass(frozen=True, kw_only=True)
class LaterVerdict:
    """The hub judged a record anew after its receipt: what it waited for came from elsewhere."""

    kind: ClassVar[str] = "verdict"
    station_id: RecordId
    station_epoch: Count
    station_seq: Seq
    record_id: RecordId
    record_hash: Digest
    status: Token
    ack_level: Token
    issues: Annotated[tuple[Issue, ...], Len(max_length=200)] = ()


@dataclass(frozen=True, kw_only=True)
class StationRevoked:
    """Another station of the outlet is out of service; what it signed before ``revoked_from_seq`` stands."""

    kind: ClassVar[str] = "station_revoked"
    station_id: RecordId
    revoked_at: Moment
    revoked_from_seq: Seq


@dataclass(frozen=True, kw_only=True)
class UnreadChange:
    """A change of a kind that this program doesn't know, or (with ``faults``) one that breaks its shape.

    It is kept and shown, and never holds up what stands behind it.
    """

    kind: str
    content: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


Change = (
    AuthorityAck
    | ConsigneeAckChange
    | CorrectionRequest
    | RefdataPublished
    | HubKeyRotated
    | StationRecord
    | LaterVerdict
    | StationRevoked
    | RelayedReceipt
    | RelayedChanges
    | NextHubKeyRotated
)

KINDS: Final[Mapping[str, type[Change]]] = {
    each.kind: each
    for each in (
        AuthorityAck,
        ConsigneeAckChange,
        CorrectionRequest,
        RefdataPublished,
        HubKeyRotated,
        StationRecord,
        LaterVerdict,
        StationRevoked,
        RelayedReceipt,
        RelayedChanges,
        NextHubKeyRotated,
    )
}


@dataclass(frozen=True, kw_only=True)
class Changes:
    """One page: what came after ``since``, and the ``cursor`` to ask with next.

    ``more`` says that the next page can be asked for at once. ``since`` None is the very beginning.
    ``carried_by`` is another station of the outlet that read the page on behalf of this one: then no other
    stations' records are in it, nor what the hub itself has from a hub behind it.
    """

    station_id: RecordId
    since: CursorText | None
    cursor: CursorText
    more: bool
    changes: tuple[Change | UnreadChange, ...]
    server_time: Moment
    is_practice: bool = False  # a practice hub's word
    carried_by: RecordId | None = None


@dataclass(frozen=True, kw_only=True)
class PageHead:
    """A page as it is read first, its changes untouched."""

    station_id: RecordId
    since: CursorText | None
    cursor: CursorText
    more: bool
    changes: Annotated[tuple[dict[str, Any], ...], Len(max_length=MAX_CHANGES)]
    server_time: Moment
    is_practice: bool = False
    carried_by: RecordId | None = None


def encode(page: Changes) -> bytes:
    """The canonical bytes that the hub signs. ValueError when the page is beyond the limits: a bug."""
    if len(page.changes) > MAX_CHANGES:
        raise ValueError("more changes than a page holds")
    head = plain(dataclasses.replace(page, changes=()))
    data = canonical.canonical(head | {"changes": [change_value(each) for each in page.changes]})
    if len(data) > MAX_PAGE_BYTES:
        raise ValueError("more bytes than a page holds")
    return data


def change_value(change: Change | UnreadChange) -> dict[str, Any]:
    """A change as JSON values, its kind among them."""
    if isinstance(change, UnreadChange):
        return {**change.content, "kind": change.kind}
    return {**plain(change), "kind": change.kind}


def verify_changes(
    envelope: bytes,
    hub_keys: Mapping[str, bytes],
    *,
    expect_station_id: str,
    expect_since: str | None,
    expect_carrier: str | None = None,
) -> Changes:
    """The page in hostile ``envelope``, signed by one of ``hub_keys``, in answer to what was asked.

    Raises AnswerDisputed. A change that cannot be read is an ``UnreadChange``, not an error of the page.
    """
    page = _signed_page(envelope, hub_keys, expect_station_id)
    if page.carried_by != expect_carrier:
        raise AnswerDisputed(AnswerFault.OTHER_STATION)
    if page.since != expect_since:
        raise AnswerDisputed(AnswerFault.OTHER_SINCE)
    return page


def verify_carried(envelope: bytes, hub_keys: Mapping[str, bytes], *, expect_station_id: str) -> Changes:
    """The page in hostile ``envelope`` that another station of the outlet read on behalf of this one.

    Raises AnswerDisputed. Where it belongs in what was heard is for the caller to say.
    """
    page = _signed_page(envelope, hub_keys, expect_station_id)
    if page.carried_by is None:
        raise AnswerDisputed(AnswerFault.OTHER_STATION)
    return page


def _signed_page(envelope: bytes, hub_keys: Mapping[str, bytes], station_id: str) -> Changes:
    page = signed_answer(PageHead, envelope, CHANGES, hub_keys, max_bytes=MAX_PAGE_BYTES)
    if page.station_id != station_id:
        raise AnswerDisputed(AnswerFault.OTHER_STATION)
    return Changes(
        station_id=page.station_id,
        since=page.since,
        cursor=page.cursor,
        more=page.more,
        changes=tuple(read_change(each) for each in page.changes),
        server_time=page.server_time,
        is_practice=page.is_practice,
        carried_by=page.carried_by,
    )


def read_change(value: Mapping[str, Any]) -> Change | UnreadChange:
    """The change in ``value``, JSON values that were signed; never raises for what it cannot read."""
    named = value.get("kind")
    kind = named if isinstance(named, str) else ""
    content = {name: entry for name, entry in value.items() if name != "kind"}
    shape = KINDS.get(kind)
    if shape is None:
        return UnreadChange(kind=kind, content=content)
    try:
        change: Change = messages.decode(shape, canonical.canonical(content), max_bytes=MAX_PAGE_BYTES)
    except messages.BadMessage as error:
        return UnreadChange(kind=kind, content=content, faults=error.faults)
    except (TypeError, ValueError):  # keys beyond ASCII, which no change of ours has
        return UnreadChange(kind=kind, content=content, faults=(Fault("", "InvalidFormat"),))
    if isinstance(change, StationRecord) and not _is_itself(change):
        return UnreadChange(kind=kind, content=content, faults=(Fault("/hash", "InvalidValue"),))
    return change


def station_record(
    *,
    station_id: str,
    station_label: Name,
    station_epoch: int,
    station_seq: int,
    key_id: str,
    status: str,
    canonical_line: bytes,
) -> StationRecord:
    """The change for a stored line; its text where that keeps every byte, base64 otherwise."""
    text = canonical_line.decode(errors="replace")
    is_kept = text.encode() == canonical_line and unicodedata.is_normalized("NFC", text)
    return StationRecord(
        station_id=station_id,
        station_label=station_label,
        station_epoch=station_epoch,
        station_seq=station_seq,
        key_id=key_id,
        hash=canonical.sha256_digest(canonical_line),
        status=status,
        line=text if is_kept else "",
        line_base64="" if is_kept else base64.b64encode(canonical_line).decode(),
    )


def hub_key_statement(old_key_id: str, new_public_key: bytes) -> bytes:
    """What both keys sign when a hub goes over from one to the other."""
    content = canonical.canonical({"new_public_key": new_public_key.hex(), "old_key_id": old_key_id})
    return dsse.pae(HUB_KEY, content)


def _is_itself(change: StationRecord) -> bool:
    try:
        return canonical.sha256_digest(change.canonical) == change.hash
    except ValueError:
        return False
