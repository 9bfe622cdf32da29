"""回收证明: when it may be issued, what is printed on it against what was found, and its record.

The certificate itself is printed by the commerce system; here stands what it says (``domain.md`` 6.5). Its
number has no known form: it is kept as typed, required, and unique among our own cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.acting import Acting
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind, long_texts
from packtrail.domain.moments import legal_day
from packtrail.domain.records import Attachment, CertificateIssued, NewRecord
from packtrail.domain.vehicle_case.blocks import MissingProof, certificate_blocks, certificate_warnings
from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.compare import (
    LONGEST_QR,
    PrintedAgainstFound,
    compare_printed,
    plain_code,
    qr_host_known,
)
from packtrail.domain.vehicle_case.errors import (
    CertificateBlocked,
    CertificateIssuedAlready,
    CertificateNumberUsed,
    PrintedCodesDiffer,
)
from packtrail.domain.vehicle_case.receive import code_faults
from packtrail.domain.vehicle_case.rules import VehicleRules
from packtrail.domain.vehicle_case.shared import day_faults, evidence, photo_faults, written
from packtrail.domain.vehicle_case.steps import require_confirmed, require_step
from packtrail.domain.vehicle_case.words import CaseState, CaseStep, CaseWarning, EvidenceKind, Proof


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateDraft:
    """A certificate as it lies on the desk."""

    certificate_no: str | None = None
    issued_on: date | None = None
    printed_codes: tuple[str, ...] = ()
    qr_text: str | None = None  # as scanned; never opened
    missing_proof: str | None = None  # why it is issued without a battery
    proof_text: str | None = None
    photos: tuple[Attachment, ...] = ()
    confirmed_warnings: tuple[str, ...] = ()

    @property
    def proof(self) -> MissingProof | None:
        """The proof of a missing battery, if one is given."""
        return MissingProof(self.missing_proof, self.proof_text or "") if self.missing_proof else None


def issue(
    draft: CertificateDraft,
    case: VehicleCase,
    *,
    rules: VehicleRules,
    same_number: Sequence[VehicleCase],
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """The records of a certificate: itself, and its photographs as evidence.

    ``same_number`` are the cases that carry its number. Raises a refusal of ``steps``, DraftIncomplete,
    CertificateIssuedAlready, CertificateNumberUsed, CertificateBlocked, PrintedCodesDiffer when a code on it
    is of no battery in the vehicle, or NotConfirmed.
    """
    require_step(case, CaseStep.ISSUE_CERTIFICATE)
    faults = tuple(_faults(draft, case, legal_day(acting.at)))
    if faults or draft.issued_on is None:
        raise DraftIncomplete(faults)
    number, on = (draft.certificate_no or "").strip(), draft.issued_on
    _refuse_second(case, number, same_number)
    blocks = certificate_blocks(case, rules, on, draft.proof)
    if blocks:
        raise CertificateBlocked(case.case_number, tuple(dict.fromkeys(each.kind.value for each in blocks)))
    printed = compare_printed(case, draft.printed_codes, may_be_absent=draft.proof is not None)
    if printed.only_printed:
        raise PrintedCodesDiffer(case.case_number, printed.only_printed, printed.only_found)
    known = qr_host_known(draft.qr_text, rules.qr_hosts)
    warnings = (
        *certificate_warnings(case, rules, on, draft.proof),
        *_about_paper(draft, case, printed, is_known_host=known),
    )
    confirmed = require_confirmed(case.case_number, warnings, draft.confirmed_warnings)
    body = CertificateIssued(
        vehicle_record_id=case.case_id,
        certificate_no=number,
        issued_on=on,
        printed_codes=tuple(plain_code(code) for code in draft.printed_codes),
        missing_battery_proof=draft.missing_proof or _replacement_proof(case),
        proof_text=(draft.proof_text or "").strip() or None,
        qr_host_known=known,
        confirmed_warnings=confirmed,
    )
    found = (one.match_id for one in case.batteries)
    return (
        written(acting, body, (case.case_id, *found)),
        *evidence(acting, case.case_id, EvidenceKind.CERTIFICATE_COPY, draft.photos),
    )


def _refuse_second(case: VehicleCase, number: str, same_number: Sequence[VehicleCase]) -> None:
    if case.certificate_no is not None and case.certificate_issued_on is not None:
        raise CertificateIssuedAlready(case.case_number, case.certificate_no, case.certificate_issued_on)
    for other in same_number:
        if other.case_id != case.case_id and other.state is not CaseState.VOIDED:
            raise CertificateNumberUsed(number, other.case_number, other.case_id)


def _about_paper(
    draft: CertificateDraft, case: VehicleCase, printed: PrintedAgainstFound, *, is_known_host: bool | None
) -> Iterator[CaseWarning]:
    if not draft.printed_codes and case.batteries:
        yield CaseWarning.NOTHING_PRINTED
    elif draft.printed_codes:
        yield from printed.warnings
    if is_known_host is False:
        yield CaseWarning.QR_HOST_UNKNOWN


def _replacement_proof(case: VehicleCase) -> str | None:
    """By which proof a code other than the expected one got its certificate."""
    proved = any(one.proof == Proof.LAWFUL_REPLACEMENT for one in case.batteries)
    return Proof.LAWFUL_REPLACEMENT if proved else None


def _faults(draft: CertificateDraft, case: VehicleCase, today: date) -> Iterator[DraftFault]:
    if not (draft.certificate_no or "").strip():
        yield DraftFault(FaultKind.CERTIFICATE_NO_MISSING, "certificate_no")
    received_on = legal_day(case.received_at)
    yield from day_faults(draft.issued_on, "issued_on", earliest=received_on, latest=today)
    yield from code_faults(draft.printed_codes, "printed_codes")
    if draft.missing_proof and not (draft.proof_text or "").strip():
        yield DraftFault(FaultKind.PROOF_TEXT_MISSING, "proof_text")
    if draft.missing_proof and draft.missing_proof not in set(Proof):
        yield DraftFault(FaultKind.PROOF_UNKNOWN, "missing_proof", value=draft.missing_proof[:40])
    if len(draft.qr_text or "") > LONGEST_QR:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, "qr_text", value=str(LONGEST_QR))
    yield from photo_faults(draft.photos, "photos")
    yield from (each for each in long_texts(draft, 0) if each.field != "qr_text")
