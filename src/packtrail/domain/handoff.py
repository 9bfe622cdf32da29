"""Handing a load on: who may receive it, which units may go, and which records it becomes.

Sources: ``practice.md`` 4, 5, 9, ``platform.md`` 9.2 and 10.3. Header, lines and release are written
together at 签发, so what is on the paper is what is in the ledger.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from packtrail.domain.acting import refuse_faults
from packtrail.domain.battery_code.faults import form_faults
from packtrail.domain.custody import Custody
from packtrail.domain.delivery import plain_uscc, raw_scan_sha256
from packtrail.domain.draft_faults import HEAVIEST_LOAD_G, DraftFault, DraftIncomplete, FaultKind, oversized
from packtrail.domain.eligibility.recipient import Override
from packtrail.domain.elsewhere import TAKEN_IN_ELSEWHERE
from packtrail.domain.errors import HandedOnBeforeTakenIn, NotInStock, UnitIsolated
from packtrail.domain.errors_handoff_way import ExitPending, SealBroken, SignedUnsealed
from packtrail.domain.late_entry import is_late, late_entry_faults, paper_of, true_time
from packtrail.domain.records import (
    Attachment,
    Handoff,
    HandoffLine,
    HandoffPrivate,
    HandoffRelease,
    NewRecord,
    private_part,
)
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import ConsigneeRole, PickedBy
from packtrail.domain.release_rules import (
    RECIPIENT_UNCHECKED,
    UNCHECKED,
    Judgement,
    require_judged,
)
from packtrail.domain.unheard import is_unheard, unheard_unit
from packtrail.domain.unit import Unit
from packtrail.domain.uscc import check_uscc

READY = frozenset({Custody.IN_STORAGE})
"""Only checked and stored units go on an ordinary load; quarantine has its own one way out (practice 9)."""

ISOLATED = frozenset({Custody.QUARANTINED, Custody.RECEIVED})


@dataclass(frozen=True, kw_only=True, slots=True)
class LineDraft:
    """One unit picked for a load, and how."""

    code: str  # what was scanned or chosen: a battery code or a provisional number
    unit_id: str | None = None
    picked_by: str = PickedBy.SCAN
    code_source: str | None = None
    raw_scan: str | None = None
    elsewhere: bool = False  # unknown here: the operator says that another station of the outlet took it in


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """锁单: what a load came to when it was locked, which is what the signatures are for."""

    unit_ids: tuple[str, ...]  # in the order of the lines
    mass_g: int
    sealed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffDraft:
    """A load before it is signed away."""

    consignee_name: str | None = None
    consignee_uscc: str | None = None
    consignee_role: str = ConsigneeRole.UTILISATION_ENTERPRISE
    carrier_name: str | None = None
    carrier_uscc: str | None = None
    vehicle_plate: str | None = None
    driver_name: str | None = None
    driver_phone: str | None = None
    packaging: str | None = None
    contract_no: str | None = None
    waybill_no: str | None = None
    lines: tuple[LineDraft, ...] = ()
    late_entry: bool = False
    occurred_at: datetime | None = None  # of a late entry: when the paper says it happened
    occurred_typed: str | None = None
    paper_number: str | None = None  # of a blank form of this station's pads
    paper_ref: str | None = None
    paper_photos: tuple[Attachment, ...] = ()
    un_number: str | None = None
    packing_instruction: str | None = None
    transfer_filing_no: str | None = None  # to another province, 待确认
    override_reason: str | None = None  # why it goes without papers that the recipient should have
    confirmed_warnings: tuple[str, ...] = ()  # as ``judge_load`` named them
    sealed: Seal | None = None
    signatures: tuple[Attachment, ...] = ()  # of the locked load


def handoff_faults(draft: HandoffDraft, now: datetime | None = None) -> tuple[DraftFault, ...]:
    """Everything that keeps ``draft`` from being released, whatever the stock says.

    Without ``now`` a true time in the future passes.
    """
    return (*_faults(draft), *late_entry_faults(draft, now))


def refuse_if_not_ready(code: str, unit: Unit | None, at: datetime, judged: Judgement = UNCHECKED) -> Unit:
    """``unit``, if it may go on a load at ``at``; asked at picking, and again at the release.

    An isolated unit passes only where ``judged`` has its case, which is asked for then. Raises NotInStock,
    UnitIsolated, ExitPending or HandedOnBeforeTakenIn.
    """
    if unit is None:
        raise NotInStock(code, left_at=None)
    if unit.pending_exit is not None and unit.custody in READY | ISOLATED:
        raise ExitPending(code)
    if unit.custody in ISOLATED and unit.unit_id not in judged.cases:
        raise UnitIsolated(code, condition_class=unit.condition_class, code_status=unit.code_status)
    if unit.custody not in READY | ISOLATED:
        raise NotInStock(code, left_at=unit.moved_at)
    if unit.taken_in_at > at:
        raise HandedOnBeforeTakenIn(code, taken_in_at=unit.taken_in_at)
    return unit


def release(
    draft: HandoffDraft,
    units: Sequence[Unit | None],
    *,
    number: str,
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
    judged: Judgement = UNCHECKED,
    override: Override | None = None,
) -> tuple[NewRecord, ...]:
    """The records of a released load: header, one line for each unit, the release.

    ``units`` stand in the order of ``draft.lines``, None where this station knows none; ``judged`` is what
    the rules say of them. Raises what ``ready_units`` raises, SealBroken or SignedUnsealed; nothing half-done
    comes back.
    """
    happened_at = true_time(draft, at)
    picked = ready_units(draft, units, at=at, judged=judged, override=override)
    total_g = sum(unit.mass_g or 0 for unit in picked)
    _refuse_broken_seal(draft, picked, total_g)
    handoff_id = new_id()

    def record(
        body: Handoff | HandoffLine | HandoffRelease, *depends_on: str, record_id: str | None = None
    ) -> NewRecord:
        return NewRecord(
            record_id=record_id or new_id(),
            body=body,
            occurred_at=happened_at,
            operator_ref=operator_ref,
            depends_on=depends_on,
            attachments=_attachments(draft, body),
            private=_driver(draft) if isinstance(body, Handoff) else {},
        )

    header = record(
        _judged_header(_header(draft, number, len(picked), total_g), draft, judged, override),
        *([judged.card.profile_id] if judged.card else []),
        record_id=handoff_id,
    )
    lines = [
        record(_line(line, unit, n, number, handoff_id), *_stands_on(unit), handoff_id)
        for n, (line, unit) in enumerate(zip(draft.lines, picked, strict=True), start=1)
    ]
    sealed = HandoffRelease(
        handoff_record_id=handoff_id,
        handoff_id=number,
        line_record_ids=tuple(line.record_id for line in lines),
        line_count=len(lines),
        total_gross_mass_g=total_g,
    )
    return (header, *lines, record(sealed, handoff_id, *sealed.line_record_ids))


def ready_units(
    draft: HandoffDraft,
    units: Sequence[Unit | None],
    *,
    at: datetime,
    judged: Judgement = UNCHECKED,
    override: Override | None = None,
) -> list[Unit]:
    """The units of a load that may be signed away now.

    Raises DraftIncomplete, NotInStock, UnitIsolated, ExitPending, HandedOnBeforeTakenIn, WayOutClosed,
    RecipientCodeWrong or RecipientNotEligible.
    """
    faults = handoff_faults(draft, at)
    if faults:
        raise DraftIncomplete(faults)
    happened_at = true_time(draft, at)
    picked = [
        refuse_if_not_ready(line.code, unit or unheard(line, happened_at), happened_at, judged)
        for line, unit in zip(draft.lines, units, strict=True)
    ]
    refuse_faults(_picked_twice(draft, picked))
    total_g = sum(unit.mass_g or 0 for unit in picked)
    if total_g > HEAVIEST_LOAD_G:
        raise DraftIncomplete((DraftFault(FaultKind.TOO_HEAVY, "lines", value=str(total_g // 1000)),))
    require_judged(judged, picked, override)
    return picked


def unheard(line: LineDraft, at: datetime) -> Unit | None:
    """What a load shows of a unit that another station took in, as its code stands for it; else None."""
    return unheard_unit(line.code, at) if line.elsewhere and not form_faults(line.code) else None


def _picked_twice(draft: HandoffDraft, picked: Sequence[Unit]) -> Iterator[DraftFault]:
    """A unit that stands on two lines, under its code and its provisional number, say."""
    seen: set[str] = set()
    for n, (line, unit) in enumerate(zip(draft.lines, picked, strict=True), start=1):
        if unit.unit_id in seen:
            yield DraftFault(FaultKind.PICKED_TWICE, "lines", n, line.code)
        seen.add(unit.unit_id)


def _refuse_broken_seal(draft: HandoffDraft, picked: Sequence[Unit], total_g: int) -> None:
    if draft.sealed is None:
        if draft.signatures:
            raise SignedUnsealed(len(draft.signatures))
        return
    if draft.sealed.unit_ids != tuple(unit.unit_id for unit in picked) or draft.sealed.mass_g != total_g:
        raise SealBroken(len(draft.sealed.unit_ids), draft.sealed.mass_g, len(picked), total_g)


def _attachments(draft: HandoffDraft, body: Handoff | HandoffLine | HandoffRelease) -> tuple[Attachment, ...]:
    if isinstance(body, Handoff):
        return draft.paper_photos
    return draft.signatures if isinstance(body, HandoffRelease) else ()


def _stands_on(unit: Unit) -> tuple[str, ...]:
    if is_unheard(unit):
        return ()
    return (unit.unit_id, unit.safety_id) if unit.safety_id else (unit.unit_id,)


def _judged_header(
    header: Handoff, draft: HandoffDraft, judged: Judgement, override: Override | None
) -> Handoff:
    """The header with what the rules found: the recipient by its card, evidence, warnings, an override."""
    confirmed = [each for each in judged.warnings if each in {*draft.confirmed_warnings, RECIPIENT_UNCHECKED}]
    let_go = override if judged.wanting else None
    said = replace(
        header,
        un_number=draft.un_number or None,
        packing_instruction=draft.packing_instruction or None,
        transfer_filing_no=draft.transfer_filing_no or None,
        rules_version=judged.rules_version,
        confirmed_warnings=tuple(confirmed),
        override_reason=let_go.reason.strip() if let_go else None,
        override_by=let_go.by if let_go else None,
    )
    if judged.card is None:
        return said
    recipient = judged.card.recipient
    seen_on = [paper.checked_on for paper in recipient.papers if paper.checked_on]
    return replace(
        said,
        consignee_role=recipient.role,
        consignee_evidence=tuple(dict.fromkeys(paper.paper for paper in recipient.papers)),
        evidence_checked_on=max(seen_on, default=None),
        takes_damaged=recipient.takes_damaged,
    )


def _header(draft: HandoffDraft, number: str, line_count: int, total_g: int) -> Handoff:
    return Handoff(
        handoff_id=number,
        consignee_uscc=plain_uscc(draft.consignee_uscc) or "",
        consignee_name=draft.consignee_name,
        consignee_role=draft.consignee_role,
        carrier_uscc=plain_uscc(draft.carrier_uscc),
        carrier_name=draft.carrier_name or None,
        vehicle_plate=draft.vehicle_plate or None,
        packaging=draft.packaging or None,
        contract_no=draft.contract_no or None,
        waybill_no=draft.waybill_no or None,
        line_count=line_count,
        total_gross_mass_g=total_g,
        late_entry=is_late(draft),
        paper_ref=paper_of(draft),
    )


def _line(line: LineDraft, unit: Unit, line_no: int, number: str, handoff_id: str) -> HandoffLine:
    return HandoffLine(
        handoff_id=number,
        line_no=line_no,
        unit_level=unit.level,
        battery_code=unit.battery_code,
        chemistry_code=unit.chemistry_code,
        gross_mass_g=unit.mass_g,
        mass_basis=unit.mass_basis if unit.mass_g is not None else MassBasis.UNKNOWN,
        handoff_record_id=handoff_id,
        intake_record_id=None if is_unheard(unit) else unit.unit_id,
        local_id=unit.local_id,
        picked_by=line.picked_by,
        code_source=line.code_source,
        raw_scan_sha256=raw_scan_sha256(line.raw_scan),
        safety_record_id=unit.safety_id,
        unconfirmed_reason=TAKEN_IN_ELSEWHERE if is_unheard(unit) else None,
    )


def _faults(draft: HandoffDraft) -> Iterator[DraftFault]:
    if not draft.consignee_name:
        yield DraftFault(FaultKind.RECIPIENT_MISSING, "consignee_name")
    if not draft.consignee_uscc:
        yield DraftFault(FaultKind.USCC_MISSING, "consignee_uscc")
    elif not check_uscc(draft.consignee_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "consignee_uscc", value=draft.consignee_uscc)
    if draft.carrier_uscc and not check_uscc(draft.carrier_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "carrier_uscc", value=draft.carrier_uscc)
    if not draft.lines:
        yield DraftFault(FaultKind.NOTHING_PICKED, "lines")
    yield from oversized(draft, "lines")
    seen: set[str] = set()
    for n, line in enumerate(draft.lines, start=1):
        if line.code in seen:
            yield DraftFault(FaultKind.PICKED_TWICE, "lines", n, line.code)
        seen.add(line.code)


def _driver(draft: HandoffDraft) -> dict[str, object]:
    return private_part(HandoffPrivate(driver_name=draft.driver_name, driver_phone=draft.driver_phone))
