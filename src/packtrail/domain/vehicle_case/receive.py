"""车辆接收: what has to be known of a vehicle, all faults at once, and the records it becomes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from packtrail.domain.acting import Acting, refuse_faults
from packtrail.domain.draft_faults import DraftFault, FaultKind, long_texts
from packtrail.domain.moments import legal_day
from packtrail.domain.owed_papers import OwedDraft, owed_body, owed_faults
from packtrail.domain.plate import parse_plate
from packtrail.domain.records import Attachment, NewRecord, VehiclePrivate, VehicleReceived, private_part
from packtrail.domain.resident_id import LENGTH as ID_LENGTH
from packtrail.domain.resident_id import check_resident_id
from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.compare import plain_code
from packtrail.domain.vehicle_case.errors import VehicleCaseOpen, VehicleSeenBefore
from packtrail.domain.vehicle_case.rules import VehicleRules
from packtrail.domain.vehicle_case.shared import photo_faults, written
from packtrail.domain.vehicle_case.words import (
    CaseKind,
    CaseState,
    CaseWarning,
    CodeOrigin,
    EnergyType,
    OwnerKind,
    VinReason,
)
from packtrail.domain.vin import parse_vin

MOST_BATTERIES = 50
"""Packs of one vehicle; a lorry has a dozen."""

MOST_PAPERS = 50
LONGEST_CODE = 128
HEAVIEST_VEHICLE_G = 60_000_000
"""Above this a kerb mass is a typing error."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedCode:
    """A code that the vehicle should have, and who says so."""

    battery_code: str
    origin: str = CodeOrigin.REGISTRATION


@dataclass(frozen=True, kw_only=True, slots=True)
class VehicleDraft:
    """A vehicle before it is received, saved as typed."""

    vin: str | None = None
    vin_reason: str | None = None  # where there is no well-formed VIN
    plate: str | None = None
    owner_kind: str | None = None
    owner_name: str | None = field(default=None, repr=False)
    owner_id_number: str | None = field(default=None, repr=False)
    owner_phone: str | None = field(default=None, repr=False)
    energy_type: str | None = None
    case_kind: str = CaseKind.ORDINARY
    brand_model: str | None = None
    first_registered_on: date | None = None
    kerb_mass_g: int | None = None
    pledged: bool | None = None  # None: nobody asked
    vin_altered: bool | None = None
    battery_count_seen: int | None = None
    expected_count: int | None = None
    label_visible: bool = True
    expected: tuple[ExpectedCode, ...] = ()
    papers_present: tuple[str, ...] = ()
    papers_owed: tuple[OwedDraft, ...] = ()
    confirmed_warnings: tuple[str, ...] = ()
    photos: tuple[Attachment, ...] = ()


def vehicle_faults(draft: VehicleDraft, rules: VehicleRules, at: datetime) -> tuple[DraftFault, ...]:
    """Everything that keeps ``draft`` from being received at ``at``."""
    on = legal_day(at)
    return (
        *_vin_faults(draft),
        *_owner_faults(draft, on),
        *_kind_faults(draft, rules, on),
        *_figure_faults(draft, on),
        *_expected_faults(draft.expected),
        *_paper_faults(draft, rules.evidence_kinds),
        *owed_faults(draft.papers_owed, at),
        *photo_faults(draft.photos, "photos"),
        *(fault for fault in long_texts(draft, 0) if fault.field not in {"vin", "plate"}),
    )


def receive(
    draft: VehicleDraft,
    *,
    rules: VehicleRules,
    same_vin: Sequence[VehicleCase],
    case_number: str,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """The records that ``draft`` becomes: the case, then one for each paper owed.

    ``same_vin`` holds the cases of its VIN, the newest first. Raises DraftIncomplete with every fault,
    VehicleCaseOpen, or VehicleSeenBefore until somebody confirmed that.
    """
    refuse_faults(vehicle_faults(draft, rules, acting.at))
    earlier = _earlier_case(draft, same_vin)
    head = written(
        acting,
        _body(draft, case_number, earlier),
        (earlier.case_id if earlier else None,),
        draft.photos,
    )
    case = replace(head, private=_owner(draft))
    owed = (owed_body(each, case.record_id) for each in draft.papers_owed)
    return (case, *(written(acting, body, (case.record_id,)) for body in owed))


def masked_name(name: str) -> str:
    """A person's name as screens and papers show it: the first character."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def masked_phone(phone: str) -> str:
    """A telephone number with its last four characters."""
    return "*" * max(len(phone) - 4, 0) + phone[-4:] if len(phone) > 4 else "*" * len(phone)


def masked_id_number(number: str) -> str:
    """A resident ID's first three and last four characters; of any other paper only its last two."""
    checked = check_resident_id(number)
    if len(checked.number) == ID_LENGTH:
        return checked.masked
    return "*" * max(len(number) - 2, 0) + number[-2:] if len(number) > 4 else "*" * len(number)


def _earlier_case(draft: VehicleDraft, same_vin: Sequence[VehicleCase]) -> VehicleCase | None:
    standing = [case for case in same_vin if case.state is not CaseState.VOIDED]
    for case in standing:
        if case.closed_at is None:
            raise VehicleCaseOpen(case.vin or "", case.case_number, case.case_id, case.received_at)
    earlier = standing[0] if standing else None
    if earlier and CaseWarning.EARLIER_CASE not in draft.confirmed_warnings:
        raise VehicleSeenBefore(earlier.vin or "", earlier.case_number, earlier.case_id, earlier.received_at)
    return earlier


def _body(draft: VehicleDraft, case_number: str, earlier: VehicleCase | None) -> VehicleReceived:
    vin = parse_vin(draft.vin or "")
    plate = parse_plate(draft.plate or "").text
    return VehicleReceived(
        case_number=case_number,
        vin=vin.text if vin.is_well_formed else None,
        plate=plate or None,
        owner_kind=draft.owner_kind or "",
        energy_type=draft.energy_type or "",
        case_kind=draft.case_kind,
        expected_codes=tuple(plain_code(each.battery_code) for each in draft.expected),
        battery_count_seen=draft.battery_count_seen or 0,
        label_visible=draft.label_visible,
        papers_present=draft.papers_present,
        kerb_mass_g=draft.kerb_mass_g,
        pledged=draft.pledged,
        vin_altered=draft.vin_altered,
        brand_model=draft.brand_model or None,
        first_registered_on=draft.first_registered_on,
        expected_origins=tuple(each.origin for each in draft.expected),
        expected_count=draft.expected_count,
        vin_as_read=None if vin.is_well_formed else (draft.vin or "").strip() or None,
        vin_reason=None if vin.is_well_formed else draft.vin_reason,
        earlier_case_record_id=earlier.case_id if earlier else None,
        confirmed_warnings=draft.confirmed_warnings,
    )


def _owner(draft: VehicleDraft) -> dict[str, object]:
    return private_part(
        VehiclePrivate(
            owner_name=draft.owner_name,
            owner_id_number=draft.owner_id_number,
            owner_phone=draft.owner_phone,
        )
    )


def _vin_faults(draft: VehicleDraft) -> Iterator[DraftFault]:
    vin = parse_vin(draft.vin or "")
    if not vin.is_well_formed:
        if len(draft.vin or "") > 100:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, "vin", value="100")
        if draft.vin_reason not in set(VinReason):
            kind = FaultKind.VIN_MALFORMED if vin.text else FaultKind.VIN_MISSING
            yield DraftFault(kind, "vin", value=vin.text[:40])
    elif not vin.check_digit_ok and CaseWarning.VIN_CHECK_DIGIT not in draft.confirmed_warnings:
        yield DraftFault(FaultKind.VIN_CHECK_DIGIT, "vin", value=vin.text)
    if len(parse_plate(draft.plate or "").text) > 16:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, "plate", value="16")


def _owner_faults(draft: VehicleDraft, on: date) -> Iterator[DraftFault]:
    if draft.owner_kind not in set(OwnerKind):
        yield DraftFault(FaultKind.OWNER_KIND_MISSING, "owner_kind")
    if not (draft.owner_name or "").strip():
        yield DraftFault(FaultKind.OWNER_MISSING, "owner_name")
    number = check_resident_id(draft.owner_id_number or "", on)
    looks_like_one = draft.owner_kind == OwnerKind.PERSON and len(number.number) == ID_LENGTH
    if looks_like_one and not number.is_valid and CaseWarning.OWNER_ID_CHECK not in draft.confirmed_warnings:
        yield DraftFault(FaultKind.OWNER_ID_WRONG, "owner_id_number")


def _kind_faults(draft: VehicleDraft, rules: VehicleRules, on: date) -> Iterator[DraftFault]:
    if draft.energy_type not in set(EnergyType):
        yield DraftFault(FaultKind.ENERGY_TYPE_MISSING, "energy_type")
    if rules.of_kind(draft.case_kind, on) is None:
        yield DraftFault(FaultKind.CASE_KIND_MISSING, "case_kind")


def _figure_faults(draft: VehicleDraft, on: date) -> Iterator[DraftFault]:
    if draft.battery_count_seen is None:
        yield DraftFault(FaultKind.COUNT_SEEN_MISSING, "battery_count_seen")
    for name in ("battery_count_seen", "expected_count"):
        count = getattr(draft, name)
        if count is not None and not 0 <= count <= MOST_BATTERIES:
            yield DraftFault(FaultKind.COUNT_IMPLAUSIBLE, name, value=str(MOST_BATTERIES))
    if draft.kerb_mass_g is not None and not 0 < draft.kerb_mass_g <= HEAVIEST_VEHICLE_G:
        yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, "kerb_mass_g", value=str(draft.kerb_mass_g))
    registered = draft.first_registered_on
    if registered is not None and not date(1950, 1, 1) <= registered <= on:
        yield DraftFault(FaultKind.DAY_IMPLAUSIBLE, "first_registered_on", value=registered.isoformat())


def _expected_faults(expected: Sequence[ExpectedCode]) -> Iterator[DraftFault]:
    yield from code_faults([each.battery_code for each in expected], "expected")
    for line, each in enumerate(expected, start=1):
        if each.origin not in {CodeOrigin.REGISTRATION, CodeOrigin.CERTIFICATE, CodeOrigin.PLATFORM_BY_VIN}:
            yield DraftFault(FaultKind.CODE_ORIGIN_MISSING, "expected", line)


def code_faults(codes: Sequence[str], at: str) -> Iterator[DraftFault]:
    """What is wrong with the codes in the field ``at``: too many, empty, too long, one of them twice."""
    if len(codes) > MOST_BATTERIES:
        yield DraftFault(FaultKind.ENTRIES_TOO_MANY, at, value=str(MOST_BATTERIES))
    seen: set[str] = set()
    for line, typed in enumerate(codes[:MOST_BATTERIES], start=1):
        code = plain_code(typed)
        if not code:
            yield DraftFault(FaultKind.CODE_MISSING, at, line)
        elif len(code) > LONGEST_CODE:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, at, line, str(LONGEST_CODE))
        elif code in seen:
            yield DraftFault(FaultKind.CODE_TWICE, at, line, code)
        seen.add(code)


def _paper_faults(draft: VehicleDraft, known: Collection[str]) -> Iterator[DraftFault]:
    papers = (*draft.papers_present, *(each.paper for each in draft.papers_owed))
    if len(papers) > MOST_PAPERS:
        yield DraftFault(FaultKind.ENTRIES_TOO_MANY, "papers_present", value=str(MOST_PAPERS))
    for paper in papers:
        if paper not in known:
            yield DraftFault(FaultKind.EVIDENCE_UNKNOWN, "papers_present", value=paper[:40])
