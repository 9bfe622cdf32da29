"""Who may receive a load and who may drive it: papers by kind of recipient, the carrier's card."""

from packtrail.domain.eligibility.carrier import (
    CarrierCard,
    CarrierWarning,
    CarrierWarningKind,
    carrier_warnings,
)
from packtrail.domain.eligibility.province import PROVINCES, province_of
from packtrail.domain.eligibility.recipient import (
    Eligibility,
    EligibilityWarning,
    Override,
    Recipient,
    RecipientCodeWrong,
    RecipientNotEligible,
    eligibility,
    recipient_of,
    require_eligible,
)
from packtrail.domain.eligibility.rules import (
    SET_UP_BY,
    CarrierRule,
    RecipientRules,
    Requirement,
    RoleRule,
)

__all__ = [
    "PROVINCES",
    "SET_UP_BY",
    "CarrierCard",
    "CarrierRule",
    "CarrierWarning",
    "CarrierWarningKind",
    "Eligibility",
    "EligibilityWarning",
    "Override",
    "Recipient",
    "RecipientCodeWrong",
    "RecipientNotEligible",
    "RecipientRules",
    "Requirement",
    "RoleRule",
    "carrier_warnings",
    "eligibility",
    "province_of",
    "recipient_of",
    "require_eligible",
]
