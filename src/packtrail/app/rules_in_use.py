"""The rules that an outlet works by on a day: what packs took into use, else what came with the program."""

from datetime import date

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.app.load_rules import load_load_rules
from packtrail.app.opening_rules import load_opening_rules
from packtrail.app.refdata_content import (
    recipient_rules_in_use,
    rulebook_in_use,
    safety_in_use,
    stock_rules_in_use,
)
from packtrail.app.sources import load_source_rules
from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.release_rules import ReleaseRules
from packtrail.usecases.ports import View
from packtrail.usecases.rules import RulesInUse


def rules_in_use(view: View, on: date) -> RulesInUse:
    """The rules in force on a day, as this ledger has taken them into use."""
    safety = safety_in_use(view, on)
    return RulesInUse(
        rulebook=rulebook_in_use(view, on),
        checklist=safety.checklist,
        safety=safety.rules,
        release=ReleaseRules(
            recipients=recipient_rules_in_use(view, on),
            dangerous_goods=load_dangerous_goods(),
            recheck=safety.rules.recheck,
        ),
        stock=stock_rules_in_use(view, on),
        load=load_load_rules(),
        opening=load_opening_rules(),
        sources=load_source_rules(),
        vehicle=load_vehicle_rules(),
    )
