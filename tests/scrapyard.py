"""A dismantler's world for tests: vehicles with their packs, and photographs that are only named."""

from dataclasses import replace
from datetime import datetime, timedelta

from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.acting import Acting
from packtrail.domain.delivery_draft import UnitDraft
from packtrail.domain.entry import Entry
from packtrail.domain.moments import legal_day
from packtrail.domain.records import Attachment, NewRecord, OutletProfile, Record
from packtrail.domain.vehicle_case import (
    CertificateDraft,
    EarlierLife,
    EvidenceDraft,
    ExpectedCode,
    MatchDraft,
    RemovalDraft,
    RemovalNumbers,
    Replacement,
    ReplacementDraft,
    VehicleCase,
    VehicleDraft,
    add_evidence,
    case_subjects,
    certificate_key,
    close,
    fold_case,
    fold_replacement,
    issue,
    match,
    name_codes,
    receive,
    remove,
    replaced,
    replacement_subjects,
)
from packtrail.protocol.records import ZERO_HASH, chain
from tests.trade import MORNING, OUTLET, ids, stored

VIN = "1M8GDM9AXKP042788"
OTHER_VIN = "LSVAA123456789012"
BAD_CHECK_VIN = "LGWEESK55SH210918"

PACK = "0TXPB01A000001A5A0000123"
SECOND_PACK = "0TXPB01A000001A5A0000124"
THIRD_PACK = "0TXPB01A000001A5A0000125"
LOOK_ALIKE = "0TXPB01A000001A5A00O0123"  # O for 0 in the serial

PAPERS = ("registration_certificate", "driving_licence", "plates", "owner_identity")


def photo(role: str = "overall", number: int = 1) -> Attachment:
    """A photograph by its digest."""
    return Attachment(digest=f"sha256:{number:064x}", media_type="image/jpeg", size=1000, role=role)


def vehicle(*codes: str, **changes: object) -> VehicleDraft:
    """A private electric car with the packs that its registration names, all of them in it."""
    fields: dict[str, object] = {
        "vin": VIN,
        "plate": "湘AD12345",
        "owner_kind": "person",
        "owner_name": "李建国",
        "owner_id_number": "360426199101010071",
        "owner_phone": "13800138000",
        "energy_type": "battery_electric",
        "pledged": False,
        "vin_altered": False,
        "battery_count_seen": len(codes) or 1,
        "expected": tuple(ExpectedCode(battery_code=code) for code in codes),
        "papers_present": PAPERS,
    }
    return VehicleDraft(**{**fields, **changes})  # type: ignore[arg-type]


def scan(code: str, **changes: object) -> MatchDraft:
    """A label read in the vehicle."""
    return MatchDraft(**{"battery_code": code, "code_source": "scan_qr", **changes})  # type: ignore[arg-type]


def certificate(*codes: str, **changes: object) -> CertificateDraft:
    """A certificate of today with these codes on it and a QR of the commerce system."""
    fields: dict[str, object] = {
        "certificate_no": "HS-430000-1323-20261120-8",
        "printed_codes": codes,
        "qr_text": "https://qclt.mofcom.gov.cn/deal/scrap/validdata/8f1c",
    }
    return CertificateDraft(**{**fields, **changes})  # type: ignore[arg-type]


def unit(code: str | None = PACK, **changes: object) -> UnitDraft:
    """The battery once it is out, weighed."""
    fields: dict[str, object] = {
        "battery_code": code,
        "code_scheme": "gbt34014_full" if code else "none",
        "code_source": "scan_qr" if code else "none",
        "mass_g": 312_500,
        "mass_basis": "weighed",
    }
    return UnitDraft(**{**fields, **changes})  # type: ignore[arg-type]


class Yard:
    """A ledger in memory that folds cases, replacements and nothing else; every act is the domain's own."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at
        self.rules = load_vehicle_rules()
        self.new_id = ids()
        self.records: dict[str, Record] = {}
        self.cases: dict[str, VehicleCase] = {}
        self.replacements: list[Replacement] = []

    def record(self, record_id: str) -> Record | None:
        return self.records.get(record_id)

    @property
    def acting(self) -> Acting:
        self.at += timedelta(seconds=1)
        return Acting(at=self.at, operator_ref="op_1", new_id=self.new_id)

    def receive(self, draft: VehicleDraft) -> VehicleCase:
        same = [case for case in self.cases.values() if case.vin and case.vin == draft.vin]
        number = f"VC-S1a-20261120-{len(self.cases) + 1:04d}"
        new = receive(draft, rules=self.rules, same_vin=same[::-1], case_number=number, acting=self.acting)
        self._append(*new)
        return self.cases[new[0].record_id]

    def match(self, case: VehicleCase, draft: MatchDraft, *lives: EarlierLife) -> VehicleCase:
        case = self.cases[case.case_id]
        known = [one for one in self.replacements if one.vin == case.vin]
        new = match(draft, case, rules=self.rules, lives=lives, replacements=known, acting=self.acting)
        self._append(new)
        return self.cases[case.case_id]

    def name_codes(self, case: VehicleCase, *codes: str, origin: str = "platform_by_vin") -> VehicleCase:
        case = self.cases[case.case_id]
        known = [one for one in self.replacements if one.vin == case.vin]
        self._append(*name_codes(codes, origin, case, replacements=known, acting=self.acting))
        return self.cases[case.case_id]

    def evidence(self, case: VehicleCase, *kinds: str) -> VehicleCase:
        for kind in kinds:
            draft = EvidenceDraft(kind=kind, photos=(photo(kind),))
            new = add_evidence(draft, self.cases[case.case_id], rules=self.rules, acting=self.acting)
            self._append(*new)
        return self.cases[case.case_id]

    def issue(self, case: VehicleCase, draft: CertificateDraft) -> VehicleCase:
        key = certificate_key(draft.certificate_no or "")
        same = [one for one in self.cases.values() if one.certificate_key == key]
        draft = draft if draft.issued_on else replace(draft, issued_on=legal_day(self.at))
        case = self.cases[case.case_id]
        self._append(*issue(draft, case, rules=self.rules, same_number=same, acting=self.acting))
        return self.cases[case.case_id]

    def remove(self, case: VehicleCase, draft: RemovalDraft) -> VehicleCase:
        number = f"IN-S1a-20261120-{len(self.records):04d}"
        out = [one for one in self.cases[case.case_id].batteries if one.is_removed]
        new = remove(
            draft,
            self.cases[case.case_id],
            rules=self.rules,
            outlet=PROFILE,
            live={one.battery_code: stored(one.battery_code) for one in out if one.battery_code},
            numbers=RemovalNumbers(intake=number, local_id=None if draft.unit.battery_code else "TMP-1"),
            acting=self.acting,
        )
        self._append(*new)
        return self.cases[case.case_id]

    def close(self, case: VehicleCase) -> VehicleCase:
        self._append(close(self.cases[case.case_id], rules=self.rules, acting=self.acting))
        return self.cases[case.case_id]

    def replace(self, draft: ReplacementDraft) -> None:
        self._append(replaced(draft, document_number="RV-1", acting=self.acting))

    def _append(self, *new: NewRecord) -> None:
        for each in new:
            seq = len(self.records) + 1
            record = chain(each, station_seq=seq, prev_hash=ZERO_HASH, recorded_at=self.at).record
            self.records[record.record_id] = record
            entry = Entry(record=record)
            for case_id in case_subjects(record, self):
                if case_id is not None:
                    self.cases[case_id] = fold_case(self.cases.get(case_id), entry)
            if any(replacement_subjects(record, self)):
                made = fold_replacement(None, entry)
                self.replacements += [made] if made else []


PROFILE = OutletProfile(
    outlet_uscc=OUTLET,
    outlet_name="长沙测试报废机动车拆解有限公司",
    outlet_kind="dismantler",
    set_up_by_name=None,
    set_up_by_uscc=None,
    address=None,
)
