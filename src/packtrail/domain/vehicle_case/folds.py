"""What each record makes of a case, and which records speak of one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.entry import Entry
from packtrail.domain.records import (
    BatteryMatched,
    BatteryRemoved,
    BatteryReplaced,
    Body,
    CaseClosed,
    CertificateIssued,
    Evidence,
    ExpectedCodesNamed,
    PaperOwed,
    PaperSupplied,
    Record,
    VehicleReceived,
)
from packtrail.domain.vehicle_case.case import (
    BatteryInCase,
    CaseBattery,
    Replacement,
    VehicleCase,
)
from packtrail.domain.vehicle_case.words import CaseState, EvidenceKind, MatchOutcome


class Known(Protocol):
    """What else was written, for records that name a case by another record."""

    def record(self, record_id: str) -> Record | None:
        """One of our own records, as it was written."""
        ...


def case_subjects(record: Record, known: Known) -> Iterable[str | None]:
    """The case that a record speaks of."""
    body = record.body
    if isinstance(body, VehicleReceived):
        return (record.record_id,)
    if isinstance(body, _NAMES_ITS_CASE):
        return (body.vehicle_record_id,)
    named: str | None = None
    if isinstance(body, Evidence):
        named = body.target_record_id
    elif isinstance(body, PaperOwed):
        named = body.subject_record_id
    elif isinstance(body, PaperSupplied):
        owed = known.record(body.owed_record_id)
        named = owed.body.subject_record_id if owed and isinstance(owed.body, PaperOwed) else None
    about = known.record(named) if named else None
    return (named,) if about and isinstance(about.body, VehicleReceived) else ()


def battery_subjects(record: Record, _: Known) -> Iterable[str | None]:
    """The battery in a vehicle that a record speaks of."""
    body = record.body
    if isinstance(body, BatteryMatched):
        return (body.earlier_match_record_id or record.record_id,)
    return (body.match_record_id,) if isinstance(body, BatteryRemoved) else ()


def replacement_subjects(record: Record, _: Known) -> Iterable[str | None]:
    """A replacement is its own subject."""
    return (record.record_id,) if isinstance(record.body, BatteryReplaced) else ()


def fold_case(case: VehicleCase | None, entry: Entry) -> VehicleCase:
    """The case after its own record or any step in it."""
    record, body = entry.record, entry.record.body
    if isinstance(body, VehicleReceived):
        return _received(record, body, is_voided=entry.is_voided)
    if case is None:
        raise ValueError(f"{record.record_type} {record.record_id} speaks of a case never opened")
    change = _CHANGES.get(type(body))
    if case.state is CaseState.VOIDED or change is None:
        return case
    seen = replace(case, moved_at=record.occurred_at, head_hash=record.record_hash)
    return _staged(change(seen, body, record))


def fold_battery_in_case(found: BatteryInCase | None, entry: Entry) -> BatteryInCase | None:
    """Where a code was seen; nothing for a battery whose code nobody knows yet or whose match is void."""
    body = entry.record.body
    if entry.is_voided:
        return None
    if isinstance(body, BatteryRemoved):
        return replace(found, battery_code=body.battery_code) if found and body.battery_code else found
    if not isinstance(body, BatteryMatched):
        return found
    code = body.battery_code or body.expected_code
    if code is None:
        return found
    match_id = body.earlier_match_record_id or entry.record.record_id
    return BatteryInCase(match_id=match_id, case_id=body.vehicle_record_id, battery_code=code)


def fold_replacement(_: Replacement | None, entry: Entry) -> Replacement | None:
    """A replacement as its record says; nothing once it is void."""
    body = entry.record.body
    if entry.is_voided or not isinstance(body, BatteryReplaced):
        return None
    return Replacement(
        replacement_id=entry.record.record_id,
        document_number=body.document_number,
        vin=body.source_vin,
        old_code=body.old_code,
        new_code=body.new_code,
        level=body.unit_level,
        replaced_on=body.replaced_on,
        work_order_no=body.work_order_no,
        unit_id=body.intake_record_id,
    )


def certificate_key(certificate_no: str) -> str:
    """A certificate's number as two of them are compared: blanks, case and width tell nothing apart."""
    return fold(certificate_no).text


def _received(record: Record, body: VehicleReceived, *, is_voided: bool) -> VehicleCase:
    return _staged(
        VehicleCase(
            case_id=record.record_id,
            case_number=body.case_number,
            state=CaseState.VOIDED if is_voided else CaseState.OPEN,
            vin=body.vin,
            vin_as_read=body.vin_as_read,
            vin_reason=body.vin_reason,
            plate=body.plate,
            owner_kind=body.owner_kind,
            energy_type=body.energy_type,
            case_kind=body.case_kind,
            brand_model=body.brand_model,
            first_registered_on=body.first_registered_on,
            kerb_mass_g=body.kerb_mass_g,
            pledged=body.pledged,
            vin_altered=body.vin_altered,
            battery_count_seen=body.battery_count_seen,
            label_visible=body.label_visible,
            expected_codes=body.expected_codes,
            expected_origins=body.expected_origins,
            expected_count=body.expected_count,
            received_at=record.occurred_at,
            moved_at=record.occurred_at,
            head_hash=record.record_hash,
            earlier_case_id=body.earlier_case_record_id,
            confirmed_warnings=body.confirmed_warnings,
            papers=body.papers_present,
        )
    )


def _codes_named(case: VehicleCase, body: ExpectedCodesNamed, _: Record) -> VehicleCase:
    new = tuple(code for code in dict.fromkeys(body.codes) if code not in case.expected_codes)
    return replace(
        case,
        expected_codes=(*case.expected_codes, *new),
        expected_origins=(*case.expected_origins, *(body.origin for _ in new)),
        platform_asked=True,
    )


def _matched(case: VehicleCase, body: BatteryMatched, record: Record) -> VehicleCase:
    """A battery seen for the first time, or looked at again."""
    match_id = body.earlier_match_record_id or record.record_id
    before = case.battery(match_id)
    now = CaseBattery(
        match_id=match_id,
        battery_code=body.battery_code,
        expected_code=body.expected_code,
        outcome=body.match,
        code_origin=body.code_origin,
        proof=body.proof,
        proof_record_id=body.proof_record_id,
        unit_id=before.unit_id if before else None,
        removed_text=before.removed_text if before else None,
    )
    return _with_battery(case, now)


def _removed(case: VehicleCase, body: BatteryRemoved, record: Record) -> VehicleCase:
    before = case.battery(body.match_record_id or "")
    if before is None:
        before = CaseBattery(
            match_id=body.match_record_id or record.record_id,
            battery_code=None,
            expected_code=None,
            outcome=body.match,
            code_origin="label",
        )
    same = body.match == before.outcome and body.battery_code in {None, before.battery_code}
    now = replace(
        before,
        battery_code=body.battery_code or before.battery_code,
        outcome=body.match,
        proof=before.proof if same else None,  # what was proved was proved of another code
        proof_record_id=before.proof_record_id if same else None,
        unit_id=body.intake_record_id,
        removed_text=body.removed_on.isoformat(),
    )
    latest = max(filter(None, (case.last_removed_on, body.removed_on)))
    return replace(_with_battery(case, now), last_removed_on=latest)


def _with_battery(case: VehicleCase, battery: CaseBattery) -> VehicleCase:
    """The case with ``battery`` as it is now; one that fits takes its place from one that doesn't."""
    others = [one if one.match_id != battery.match_id else battery for one in case.batteries]
    if battery not in others:
        others.append(battery)
    if battery.outcome == MatchOutcome.MATCH:
        others = [_out_of(battery, one) for one in others]
    return replace(case, battery_rows=tuple(one.row for one in others))


def _out_of(matched: CaseBattery, other: CaseBattery) -> CaseBattery:
    same_place = other.match_id != matched.match_id and other.expected_code == matched.expected_code
    return replace(other, expected_code=None) if same_place else other


def _issued(case: VehicleCase, body: CertificateIssued, record: Record) -> VehicleCase:
    return replace(
        case,
        certificate_id=record.record_id,
        certificate_no=body.certificate_no,
        certificate_key=certificate_key(body.certificate_no),
        certificate_issued_on=body.issued_on,
        printed_codes=body.printed_codes,
        missing_battery_proof=body.missing_battery_proof,
        qr_host_known=body.qr_host_known,
    )


def _evidence(case: VehicleCase, body: Evidence, record: Record) -> VehicleCase:
    """A place is filled by a photograph or paper, not by a remark."""
    if body.kind is None or not record.attachments or body.kind in case.evidence:
        return case
    return replace(case, evidence=(*case.evidence, body.kind))


def _owed(case: VehicleCase, body: PaperOwed, record: Record) -> VehicleCase:
    return replace(case, owed_rows=(*case.owed_rows, (record.record_id, body.paper)))


def _supplied(case: VehicleCase, body: PaperSupplied, _: Record) -> VehicleCase:
    paper = next((paper for owed_id, paper in case.owed_rows if owed_id == body.owed_record_id), None)
    left = tuple(row for row in case.owed_rows if row[0] != body.owed_record_id)
    papers = (*case.papers, paper) if paper and paper not in case.papers else case.papers
    return replace(case, owed_rows=left, papers=papers)


def _closed(case: VehicleCase, _: CaseClosed, record: Record) -> VehicleCase:
    return replace(case, closed_at=record.occurred_at)


def _staged(case: VehicleCase) -> VehicleCase:
    """The furthest stage that the facts reach."""
    stages = (
        (case.state is CaseState.VOIDED, CaseState.VOIDED),
        (case.closed_at is not None, CaseState.CLOSED),
        (is_held(case), CaseState.HELD),
        (case.is_dismantled, CaseState.DISMANTLED),
        (case.certificate_id is not None, CaseState.CERTIFICATE_ISSUED),
        (case.in_place, CaseState.MATCHED),
    )
    return replace(case, state=next((state for is_so, state in stages if is_so), CaseState.OPEN))


def is_held(case: VehicleCase) -> bool:
    """Whether the police come first: the VIN was altered, and nobody has cleared the vehicle."""
    return bool(case.vin_altered) and EvidenceKind.POLICE_CLEARANCE not in case.evidence


_NAMES_ITS_CASE = BatteryMatched | BatteryRemoved | CaseClosed | CertificateIssued | ExpectedCodesNamed

_CHANGES: Mapping[type[Body], Callable[[VehicleCase, Any, Record], VehicleCase]] = {
    BatteryMatched: _matched,
    BatteryRemoved: _removed,
    CaseClosed: _closed,
    CertificateIssued: _issued,
    Evidence: _evidence,
    ExpectedCodesNamed: _codes_named,
    PaperOwed: _owed,
    PaperSupplied: _supplied,
}
