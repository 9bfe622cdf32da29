"""What passes through the ports: plain values that an act asks for or gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.clock import ClockSample
from packtrail.domain.custody import Custody
from packtrail.domain.deadlines import DestinationKind, Duty, Proof
from packtrail.domain.places import Place
from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol.keys import Signer
from packtrail.protocol.unit_life import UnitLife


class HeadVerdict(StrEnum):
    """How the database stands to the head file beside it (``design.md``, "Identity of a station")."""

    IN_STEP = "in_step"
    ABSENT = "absent"  # no head file and no nonce: a first start
    BEHIND = "behind"  # bytes or papers left this machine that the database no longer holds
    FOREIGN = "foreign"  # the nonce beside it is another installation's: restored or cloned


class DocumentKind(StrEnum):
    """What a human number is for; its value is the number's first part."""

    DELIVERY = "DL"
    INTAKE = "IN"
    HANDOFF = "HO"
    LOCAL_ID = "TMP"
    VEHICLE_CASE = "VC"
    REPLACEMENT = "RV"
    BATCH = "BT"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberState:
    """What became of a number that this station drew."""

    number: str
    kind: DocumentKind
    has_document: bool  # a record carries it; one that was voided still does
    pad_id: str | None  # the ``forms_issued`` on whose pad it stands
    explained_id: str | None  # the newest ``gap_explained`` that names it


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberRun:
    """The numbers of one kind, epoch and day: all from 1 to ``drawn``."""

    kind: DocumentKind
    label: str
    epoch: int
    day: date
    drawn: int
    gaps: tuple[NumberState, ...]  # those without a document, in order


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """This station and its open epoch."""

    station_id: str
    label: str  # short, on papers: S1
    epoch: int
    head_seq: int
    head_hash: str
    install_nonce: str
    signer: Signer


NEXT_HUB = "next_hub"
"""The name of the destination behind the relay that this station reports to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Who must know: a hub, a maker's portal, the platform."""

    name: str  # stable key, ``hub``
    title: str  # as the strip names it
    base_url: str
    outlet_uscc: str
    hub_keys: Mapping[str, bytes]  # pinned at enrolment, by key id
    station_signature: bytes  # the hub's, over our public key; stands in the paper's QR
    enrolled_at: datetime
    kind: DestinationKind = DestinationKind.HUB
    is_practice: bool = False  # what it takes in counts for nothing, for ever

    @property
    def is_portal(self) -> bool:
        """A maker's portal takes lines of its makers' units; only a hub takes the log as it stands."""
        return self.kind is DestinationKind.MAKER_PORTAL

    @property
    def is_behind_relay(self) -> bool:
        """A hub that a relay passes our batches on to: nothing of ours is sealed for it or sent there."""
        return self.name == NEXT_HUB

    @property
    def is_called(self) -> bool:
        """Whether this station itself sends requests there."""
        return not self.is_portal and not self.is_behind_relay


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedBatch:
    """Frozen bytes of a contiguous run of records, resent identical for ever."""

    digest: str
    destination: str
    epoch: int
    seq_first: int
    seq_last: int
    envelope: bytes  # DSSE JSON as it travels
    sealed_at: datetime
    state: BatchState


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    """Where a destination's chain of receipts stands; ``epoch`` is that of the batch it answered."""

    epoch: int
    receipt_seq: int
    digest: str  # over the signed bytes, as the next receipt names it


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a destination said of one record."""

    record_id: str
    state: SubmissionState
    ack_level: AckLevel
    remote_no: str | None
    issues: tuple[Mapping[str, object], ...]  # as the receipt has them
    said_at: datetime  # by the destination's clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One record at one destination, as the Sync screen lists it."""

    record_id: str
    record_type: str
    subject: str  # what staff call the thing: a code, a document number
    recorded_at: datetime
    destination: str
    state: SubmissionState
    ack_level: AckLevel
    remote_no: str | None
    issues: tuple[Mapping[str, object], ...]
    said_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """Work not confirmed yet, saved as typed."""

    draft_id: str
    kind: str  # delivery, handoff
    content: Mapping[str, object]  # JSON values
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StockLine:
    """Count and mass of what is on the floor in one custody state."""

    custody: Custody
    count: int
    mass_g: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StockAt:
    """Count and mass of one level in one custody state and zone at a past moment."""

    custody: Custody
    level: str
    count: int
    mass_g: int
    without_mass: int  # how many of them have no known mass
    zone: str | None = None  # None: nobody had said where they stand


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenInSum:
    """How many units came in in some time, the first known mass of each summed, and how many have none."""

    count: int = 0
    mass_g: int = 0
    without_mass: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitAt:
    """One unit where it stood at a past moment."""

    unit_id: str
    label: str
    custody: Custody
    mass_g: int | None
    zone: str | None
    slot: str | None
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDuties:
    """How many records of one day owe the same report, and what was shown for them by hand."""

    duty: Duty
    event_on: date
    proof: Proof | None
    is_removed_battery: bool  # handed-out batteries that came out of a vehicle
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitQuery:
    """What the stock table is asked for; ``text`` finds a fragment of any code or number."""

    text: str = ""
    custody: frozenset[Custody] | None = None
    place: Place | None = None  # without a slot: the open floor of the zone
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class RefdataContent:
    """What a ``refdata_adopted`` record takes into use: the signed bytes, and the pack as it was received."""

    document: bytes
    effective_from: date
    effective_to: date | None
    signed_by: str | None  # key id; None, as the envelope, for data that came with the program
    envelope: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChange:
    """One change of a page of a hub's feed, to be kept; ``number`` is its place in the page."""

    number: int
    kind: str
    record_id: str | None  # the record of ours that it is about
    content: Mapping[str, object]  # JSON values


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardChange:
    """What a hub told later than in a receipt."""

    destination: str
    kind: str
    record_id: str | None
    content: Mapping[str, object]
    heard_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherStation:
    """One epoch of another station of the outlet, as far as its log was heard and verified."""

    station_id: str
    epoch: int
    label: str
    head_seq: int  # of its newest verified record; 0 while there is none
    waiting: int  # records that came before what they follow
    faulty: int  # records that are a second one in their place, or do not fit at all


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptLife:
    """What a hub last told of a battery code, and the moment of which that is."""

    destination: str
    told_at: datetime
    life: UnitLife


@dataclass(frozen=True, kw_only=True, slots=True)
class BlobScan:
    """Which photographs and papers a part of the log names, and how far it was looked at."""

    looked_to: int
    digests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BlobToSend:
    """A photograph or paper on its way."""

    digest: str
    size: int  # bytes


@dataclass(frozen=True)
class Reply:
    """What came back over a channel, uninterpreted."""

    status: int
    body: bytes
    retry_after_s: int | None = None
    clock: ClockSample | None = None  # how the clocks stood, where the answer was dated
    headers: Mapping[str, str] = field(default_factory=dict)  # by lower-case name; those a channel knows


class Unreached(Exception):
    """No reply: refused, timed out, cut off. ``sent`` says whether bytes may have arrived."""

    def __init__(self, cause: str, *, sent: bool) -> None:
        super().__init__(cause)
        self.cause = cause
        self.sent = sent
