"""What stands against the certificate, what has to be confirmed for it, and what a case still lacks.

Sources: ``practice.md`` 2, ``domain.md`` 1.2, 1.3 and 6.5 (docs/sources.md S40 to S44); which rule counts is
chosen by the day of the certificate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.folds import is_held
from packtrail.domain.vehicle_case.rules import VehicleRules, is_unconfirmed
from packtrail.domain.vehicle_case.words import CaseWarning, EvidenceKind, MatchOutcome, SlotState


class BlockKind(StrEnum):
    """One reason why no certificate may be issued yet."""

    VIN_ALTERED = "vin_altered"
    PLEDGED = "pledged"
    BATTERY_COUNT_SHORT = "battery_count_short"
    BATTERY_CODE_MISSING = "battery_code_missing"
    BATTERY_NOT_SCANNED = "battery_not_scanned"
    MISMATCH_UNEXPLAINED = "mismatch_unexplained"
    NOT_DISMANTLED = "not_dismantled"  # 监督解体 and the like: the certificate comes after


@dataclass(frozen=True, slots=True)
class Block:
    """One line: what stands against the certificate, and its facts."""

    kind: BlockKind
    battery_code: str | None = None
    expected_code: str | None = None
    found: int | None = None
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class MissingProof:
    """Why a vehicle without its battery gets a certificate all the same, and what shows it."""

    proof: str
    text: str


MISSING = frozenset({BlockKind.BATTERY_COUNT_SHORT, BlockKind.BATTERY_CODE_MISSING})
"""Blocks that an accepted proof of a missing battery lifts."""


class Gap(StrEnum):
    """What a case lacks besides the places of its evidence set."""

    CERTIFICATE = "certificate"
    BATTERY_NOT_SCANNED = "battery_not_scanned"
    BATTERY_NOT_REMOVED = "battery_not_removed"
    BATTERY_NOT_SETTLED = "battery_not_settled"
    PAPER_OWED = "paper_owed"


def certificate_blocks(
    case: VehicleCase, rules: VehicleRules, on: date, proof: MissingProof | None = None
) -> tuple[Block, ...]:
    """Everything that stands against a certificate of ``case`` issued on ``on``; empty when nothing does.

    ``proof`` lifts a missing battery where the rule of the day accepts it for this kind of case.
    """
    return tuple(_blocks(case, rules, on, proof))


def certificate_warnings(
    case: VehicleCase, rules: VehicleRules, on: date, proof: MissingProof | None = None
) -> tuple[CaseWarning, ...]:
    """What has to be confirmed before the certificate, whatever is printed on it."""
    outcomes = {one.outcome for one in case.batteries if not one.is_settled}
    found = (
        (case.vin is None, CaseWarning.VIN_MISSING),
        (case.pledged is None, CaseWarning.PLEDGE_UNKNOWN),
        (case.vin_altered is None, CaseWarning.VIN_ALTERATION_UNKNOWN),
        (MatchOutcome.UNKNOWN_OFFLINE in outcomes, CaseWarning.CODES_UNCHECKED),
        (MatchOutcome.LABEL_HIDDEN in outcomes, CaseWarning.LABEL_HIDDEN),
        (_rests_on_hearsay(case, rules, on, proof), CaseWarning.EXCEPTION_UNCONFIRMED),
    )
    return tuple(warning for is_so, warning in found if is_so)


def removal_warnings(case: VehicleCase, rules: VehicleRules, on: date) -> tuple[CaseWarning, ...]:
    """What has to be confirmed before a battery comes out; danger may ask for it at any time (practice 9)."""
    rule = rules.of_kind(case.case_kind, on)
    comes_after = rule is not None and rule.certificate_after_dismantling
    found = (
        (is_held(case), CaseWarning.CASE_HELD),
        (case.certificate_id is None and not comes_after, CaseWarning.BEFORE_CERTIFICATE),
    )
    return tuple(warning for is_so, warning in found if is_so)


def closing_gaps(case: VehicleCase, rules: VehicleRules, on: date) -> tuple[str, ...]:
    """What keeps ``case`` from being closed: our own gaps first, then places of its evidence set by name."""
    batteries = case.batteries
    own = (
        (case.certificate_id is None, Gap.CERTIFICATE),
        (case.unscanned_count > 0, Gap.BATTERY_NOT_SCANNED),
        (not all(one.is_removed for one in batteries), Gap.BATTERY_NOT_REMOVED),
        (not all(one.is_settled for one in batteries), Gap.BATTERY_NOT_SETTLED),
        (bool(case.owed_rows), Gap.PAPER_OWED),
    )
    rule = rules.of_kind(case.case_kind, on)
    places = rule.evidence if rule else ()
    return (
        *(gap.value for is_open, gap in own if is_open),
        *(item.name for item in places if not case.has(item.kinds)),
    )


def wanted_count(case: VehicleCase, rules: VehicleRules) -> int:
    """How many batteries the vehicle should have: by code, by number, or one where it runs on one."""
    least = 1 if case.energy_type in rules.with_battery else 0
    return max(len(case.expected_codes), case.expected_count or 0, least)


def _blocks(case: VehicleCase, rules: VehicleRules, on: date, proof: MissingProof | None) -> Iterator[Block]:
    if is_held(case):
        yield Block(BlockKind.VIN_ALTERED)
    if case.pledged and EvidenceKind.PLEDGE_RELEASE not in case.evidence:
        yield Block(BlockKind.PLEDGED)
    if _missing_counts(case, rules, on, proof):
        yield from _missing(case, rules)
    if case.unscanned_count:
        yield Block(BlockKind.BATTERY_NOT_SCANNED, found=case.unscanned_count)
    for one in case.batteries:
        if one.state is SlotState.MISMATCH:
            yield Block(BlockKind.MISMATCH_UNEXPLAINED, one.battery_code, one.expected_code)
    rule = rules.of_kind(case.case_kind, on)
    if rule and rule.certificate_after_dismantling and not case.is_dismantled:
        yield Block(BlockKind.NOT_DISMANTLED)


def _missing(case: VehicleCase, rules: VehicleRules) -> Iterator[Block]:
    """By number, then by code; while some are not scanned nobody can say which code is missing."""
    wanted = wanted_count(case, rules)
    found = max(case.battery_count_seen, len(case.battery_rows))
    if found < wanted:
        yield Block(BlockKind.BATTERY_COUNT_SHORT, found=found, wanted=wanted)
    if not case.unscanned_count:
        for code in case.open_codes:
            yield Block(BlockKind.BATTERY_CODE_MISSING, expected_code=code)


def _missing_counts(case: VehicleCase, rules: VehicleRules, on: date, proof: MissingProof | None) -> bool:
    rule = rules.on_missing_battery(on)
    if rule is None:
        return False
    return proof is None or not proof.text.strip() or rule.accepts(case.case_kind, proof.proof) is None


def _rests_on_hearsay(case: VehicleCase, rules: VehicleRules, on: date, proof: MissingProof | None) -> bool:
    rule = rules.on_missing_battery(on)
    accepted = rule.accepts(case.case_kind, proof.proof) if rule and proof else None
    return accepted is not None and is_unconfirmed(accepted.provenance)
