"""What the law and practice ask of a case, as dated data (resources/rules/vehicle_case.toml)."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.code_tables import Confidence, Provenance


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One place of an evidence set; any one of these papers or photographs fills it."""

    name: str
    kinds: frozenset[str]
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseKindRule:
    """What one kind of case needs between two days, both included."""

    kind: str  # a CaseKind
    in_force_from: date
    in_force_to: date | None
    certificate_after_dismantling: bool
    evidence: tuple[EvidenceItem, ...]  # what has to be there before the case is closed
    provenance: Provenance

    def is_in_force(self, on: date) -> bool:
        """Whether ``on`` lies between its dates."""
        return self.in_force_from <= on <= (self.in_force_to or date.max)


@dataclass(frozen=True, slots=True)
class AcceptedProof:
    """动力电池缺失: what lets a certificate be issued all the same, for one kind of case."""

    case_kind: str
    proof: str
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingBatteryRule:
    """Whether a vehicle without its battery is an incomplete vehicle, between two days."""

    rule: str
    in_force_from: date
    in_force_to: date | None
    accepted: tuple[AcceptedProof, ...]
    provenance: Provenance

    def is_in_force(self, on: date) -> bool:
        """Whether ``on`` lies between its dates."""
        return self.in_force_from <= on <= (self.in_force_to or date.max)

    def accepts(self, case_kind: str, proof: str) -> AcceptedProof | None:
        """The entry by which ``proof`` counts for this kind of case."""
        return next((one for one in self.accepted if (one.case_kind, one.proof) == (case_kind, proof)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class VehicleRules:
    """One version of the data."""

    version: str
    with_battery: frozenset[str]  # energy types whose vehicles have a traction battery
    missing_battery: tuple[MissingBatteryRule, ...]
    case_kinds: tuple[CaseKindRule, ...]
    mismatch_proofs: frozenset[str]  # what explains a code other than the expected one
    qr_hosts: frozenset[str]  # lower case; compared whole, never opened
    other_evidence: frozenset[str]  # kinds that may be added and fill no place of a set

    def of_kind(self, kind: str, on: date) -> CaseKindRule | None:
        """What this kind of case needs on the day."""
        return next((rule for rule in self.case_kinds if rule.kind == kind and rule.is_in_force(on)), None)

    def on_missing_battery(self, on: date) -> MissingBatteryRule | None:
        """What a missing battery means on the day; None where nothing was read."""
        return next((rule for rule in self.missing_battery if rule.is_in_force(on)), None)

    @property
    def evidence_kinds(self) -> frozenset[str]:
        """Every paper or photograph that a case may be given."""
        items = (item for rule in self.case_kinds for item in rule.evidence)
        return self.other_evidence.union(*(item.kinds for item in items))


def is_unconfirmed(provenance: Provenance) -> bool:
    """待确认: nobody has seen it in the law's own wording."""
    return provenance.confidence is not Confidence.SEEN
