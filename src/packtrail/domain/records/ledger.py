"""Records about records and about the station itself: epochs, corrections, voids, lists taken into use.

Sources: ``design.md`` ("One record's way", "Identity of a station"), ``platform.md`` 8.9 and 9.1,
``practice.md`` 15-17.
"""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import (
    CodeText,
    Count,
    Digest,
    DocumentNumber,
    Grams,
    Hex,
    Line,
    Name,
    OperatorRef,
    RecordId,
    Remark,
    Token,
    Uscc,
)

JsonScalar = str | int | bool | None


@dataclass(frozen=True, kw_only=True)
class EpochOpen(Body, record_type="epoch_open"):
    """启用新序列: an uninterrupted history of this station begins, with this key.

    ``last_seq`` and ``last_hash`` are the head of the local log when it was opened: None and zeros at
    first start, or the older head of a restored or cloned database.
    """

    station_id: RecordId
    station_label: Line
    station_epoch: Count
    public_key: Hex
    key_id: Line
    install_nonce: Hex
    last_seq: Count
    last_hash: Digest
    reason: Token  # first_start, restored, cloned, rebuilt, relabelled, key_rotated


@dataclass(frozen=True, kw_only=True)
class KeyRotation(Body, record_type="key_rotation"):
    """换钥: from here on the station signs with the new key; both keys signed this."""

    old_key_id: Line
    new_key_id: Line
    new_public_key: Hex
    signature_by_new: Hex


@dataclass(frozen=True, kw_only=True)
class RefdataAdopted(Body, record_type="refdata_adopted"):
    """启用资料: a rule pack, list or calendar is in use from here on; old records keep their rules."""

    dataset: Token
    version: Line
    digest: Digest


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of a correction; ``old`` must be what the target says now."""

    path: Line  # JSON Pointer into the target's body
    old: JsonScalar
    new: JsonScalar


@dataclass(frozen=True, kw_only=True)
class Correction(Body, record_type="correction"):
    """更正: some fields of a record were wrong."""

    target_record_id: RecordId
    target_head_hash: Digest
    reason_code: Token
    reason_text: Remark
    changes: tuple[FieldChange, ...]
    needs_counterparty: bool = False  # the other side sealed a field of it: counts once he applied it


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(Body, record_type="correction_answered"):
    """对方确认更正: the other side applies or declines a correction of what it sealed."""

    correction_record_id: RecordId
    outcome: Token  # applied, declined
    answered_on: date
    answer_source: Token  # signed_paper, phone, system


@dataclass(frozen=True, kw_only=True)
class Void(Body, record_type="void"):
    """作废: a record should not count; what replaces it, if anything."""

    target_record_id: RecordId
    target_head_hash: Digest
    reason_code: Token
    reason_text: Remark
    replacement_record_ids: tuple[RecordId, ...]
    second_operator_ref: OperatorRef | None = None  # who stood by an exit, or by the end of an isolation


@dataclass(frozen=True, kw_only=True)
class Evidence(Body, record_type="evidence"):
    """补充凭证: photographs or papers that came later."""

    target_record_id: RecordId
    remark: Remark | None
    kind: Token | None = None  # photo_before, photo_after, deregistration …: which place of a set it fills


@dataclass(frozen=True, kw_only=True)
class ReportProof(Body, record_type="report_proof"):
    """报送凭证: records were reported by another road than ours; proofs are ranked (practice 10)."""

    destination: Line
    proof: Token  # portal_readback, operator_statement
    target_record_ids: tuple[RecordId, ...]
    reported_on: date
    confirmed_count: Count | None  # as the portal showed it
    remote_no: Line | None


@dataclass(frozen=True, kw_only=True)
class Resubmit(Body, record_type="resubmit"):
    """重新申报: offered again, unchanged, after what stood in the way upstream is gone."""

    target_record_id: RecordId
    reason_code: Token


@dataclass(frozen=True, kw_only=True)
class StockCheck(Body, record_type="stock_check"):
    """盘点: what was counted on the floor, and how it differs from the ledger."""

    zone: Line | None
    counted: Count
    missing_record_ids: tuple[RecordId, ...]
    extra_codes: tuple[CodeText, ...]
    misplaced_record_ids: tuple[RecordId, ...]
    counted_mass_g: Grams | None
    expected: Count | None = None  # what the ledger had there


@dataclass(frozen=True, kw_only=True)
class PrivatePurged(Body, record_type="private_purged"):
    """清除个人信息: the private parts of these records were removed, by rule or on request."""

    target_record_ids: tuple[RecordId, ...]
    basis: Token


@dataclass(frozen=True, kw_only=True)
class FormsIssued(Body, record_type="forms_issued"):
    """空白单据: a pad of blank forms with reserved numbers was printed (practice 16)."""

    form: Token
    numbers: tuple[DocumentNumber, ...]


@dataclass(frozen=True, kw_only=True)
class GapExplained(Body, record_type="gap_explained"):
    """编号说明: why a reserved or drawn number has no document."""

    numbers: tuple[DocumentNumber, ...]
    reason_text: Remark


@dataclass(frozen=True, kw_only=True)
class OutletProfile(Body, record_type="outlet_profile"):
    """网点信息: who this outlet is and who set it up (practice 17)."""

    outlet_uscc: Uscc
    outlet_name: Name
    outlet_kind: Token  # collection 收集型, central_storage 集中贮存型, dismantler 拆解企业
    set_up_by_name: Name | None
    set_up_by_uscc: Uscc | None
    address: Line | None


@dataclass(frozen=True, kw_only=True)
class OutletProfilePrivate:
    """Often somebody's own number, so it stays at the station; the outlet's papers show it."""

    contact_phone: Line | None = None


@dataclass(frozen=True, kw_only=True)
class PartyPaper:
    """One paper seen of a party."""

    paper: Token
    number: Line | None = None
    checked_on: date | None = None
    expires_on: date | None = None
    scope: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ListMembership:
    """On which list a party stood on a day."""

    list_name: Line
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PartyProfile(Body, record_type="party_profile"):
    """往来单位: a recipient, carrier or deliverer and the evidence seen of it (practice 11)."""

    party_kind: Token
    uscc: Uscc
    name: Name
    role: Token
    evidence: tuple[Token, ...]
    checked_on: date | None
    expires_on: date | None
    party_record_id: RecordId | None = None  # the first profile of this party; None: it is this one
    papers: tuple[PartyPaper, ...] = ()
    takes_damaged: bool = False
    memberships: tuple[ListMembership, ...] = ()  # dated attributes, never the test (domain 2)
    set_up_by_name: Name | None = None  # of an outlet: who set it up or entrusted it
    set_up_by_uscc: Uscc | None = None
    is_retired: bool = False  # not offered any more
