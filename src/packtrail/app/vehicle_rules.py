"""Reads what a vehicle's case needs, from the program or from a pack."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from packtrail import resources
from packtrail.app.rule_shapes import (
    MOST_ENTRIES,
    Day,
    Document,
    Ident,
    RuleId,
    Sourced,
    by_name,
    refuse_unknown,
)
from packtrail.domain.vehicle_case import (
    AcceptedProof,
    CaseKind,
    CaseKindRule,
    EnergyType,
    EvidenceItem,
    EvidenceKind,
    MissingBatteryRule,
    Proof,
    VehicleRules,
)
from packtrail.wording import CHINESE, ENGLISH, wording

_DATASET = "vehicle_case"
_MOST_OF_ONE = 50

_Names = Annotated[list[Ident], Field(max_length=_MOST_OF_ONE)]
_Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]


class _Energy(Sourced):
    with_battery: _Names


class _Mismatch(Sourced):
    proofs: _Names


class _Certificate(Sourced):
    qr_hosts: Annotated[list[_Host], Field(max_length=_MOST_OF_ONE)]


class _Other(Sourced):
    evidence: _Names


class _Accepted(Sourced):
    case_kind: Ident
    proof: Ident


class _Missing(Sourced):
    rule: RuleId
    in_force_from: Day
    in_force_to: Day | None = None
    accepted: Annotated[list[_Accepted], Field(max_length=_MOST_OF_ONE)]


class _Evidence(Sourced):
    name: Ident
    kinds: Annotated[list[Ident], Field(min_length=1, max_length=_MOST_OF_ONE)]


class _CaseKind(Sourced):
    kind: Ident
    in_force_from: Day
    in_force_to: Day | None = None
    certificate_after_dismantling: bool
    evidence: _Names


class _Document(Document):
    energy: _Energy
    mismatch: _Mismatch
    certificate: _Certificate
    other: _Other
    missing_battery: Annotated[list[_Missing], Field(max_length=MOST_ENTRIES)]
    evidence: Annotated[list[_Evidence], Field(max_length=MOST_ENTRIES)]
    case_kind: Annotated[list[_CaseKind], Field(max_length=MOST_ENTRIES)]


@cache
def load_vehicle_rules() -> VehicleRules:
    """The rules that come with the program, read once per process."""
    return vehicle_rules_from(resources.toml("rules", "vehicle_case.toml"))


def vehicle_rules_from(document: Mapping[str, Any]) -> VehicleRules:
    """The rules that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source, proof, energy type or place of
    the evidence set, one that stands there twice or has no words; RefdataDatesOverlap for two rules of one
    kind on one day.
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    items = {
        name: EvidenceItem(name, frozenset(entry.kinds), checked.provenance(entry))
        for name, entry in by_name(checked.evidence, lambda entry: entry.name).items()
    }
    _refuse_gaps(checked, items)
    for part in (checked.energy, checked.mismatch, checked.certificate, checked.other):
        checked.provenance(part)
    return VehicleRules(
        version=checked.version,
        with_battery=frozenset(checked.energy.with_battery),
        missing_battery=tuple(_missing(checked, entry) for entry in checked.missing_battery),
        case_kinds=tuple(
            CaseKindRule(
                kind=entry.kind,
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
                certificate_after_dismantling=entry.certificate_after_dismantling,
                evidence=tuple(items[name] for name in entry.evidence),
                provenance=checked.provenance(entry),
            )
            for entry in checked.case_kind
        ),
        mismatch_proofs=frozenset(checked.mismatch.proofs),
        qr_hosts=frozenset(checked.certificate.qr_hosts),
        other_evidence=frozenset({*checked.other.evidence, *EvidenceKind}),
    )


def _missing(document: _Document, entry: _Missing) -> MissingBatteryRule:
    return MissingBatteryRule(
        rule=entry.rule,
        in_force_from=entry.in_force_from,
        in_force_to=entry.in_force_to,
        accepted=tuple(
            AcceptedProof(one.case_kind, one.proof, document.provenance(one)) for one in entry.accepted
        ),
        provenance=document.provenance(entry),
    )


def _refuse_gaps(document: _Document, items: Mapping[str, EvidenceItem]) -> None:
    for entry in document.case_kind:
        by_name(entry.evidence, str)
        refuse_unknown(entry.evidence, items, "evidence")
    kinds, accepted = document.case_kind, [one for each in document.missing_battery for one in each.accepted]
    refuse_unknown((entry.kind for entry in (*kinds,)), CaseKind, "kind of case")
    refuse_unknown((one.case_kind for one in accepted), CaseKind, "kind of case")
    refuse_unknown((*(one.proof for one in accepted), *document.mismatch.proofs), Proof, "proof")
    refuse_unknown(document.energy.with_battery, EnergyType, "energy type")
    document.refuse_overlaps((entry.kind, entry.in_force_from, entry.in_force_to) for entry in kinds)
    document.refuse_overlaps(
        ("missing_battery", entry.in_force_from, entry.in_force_to) for entry in document.missing_battery
    )
    shown = {*document.other.evidence, *items, *(kind for item in items.values() for kind in item.kinds)}
    for language in (CHINESE, ENGLISH):
        wordless = sorted(
            kind for kind in shown if not wording(language).knows(f"words.case_evidence.{kind}")
        )
        if wordless:
            raise ValueError(f"evidence {', '.join(wordless)} has no words in {language}")
