"""The rules that acts are given; where they come from is the program's to decide."""

from dataclasses import dataclass

from packtrail.domain.deadlines import RuleBook
from packtrail.domain.load import LoadRules
from packtrail.domain.opening_rules import OpeningRules
from packtrail.domain.release_rules import ReleaseRules
from packtrail.domain.safety import Checklist, SafetyRules
from packtrail.domain.sources import SourceRules
from packtrail.domain.stock_rules import StockRules
from packtrail.domain.vehicle_case import VehicleRules


@dataclass(frozen=True, kw_only=True, slots=True)
class RulesInUse:
    """Everything that acts ask of the rules."""

    rulebook: RuleBook
    checklist: Checklist
    safety: SafetyRules
    release: ReleaseRules
    stock: StockRules
    load: LoadRules
    opening: OpeningRules
    sources: SourceRules
    vehicle: VehicleRules
