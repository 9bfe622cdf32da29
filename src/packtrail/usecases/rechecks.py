"""Which hot or burnt units are to be looked at again, and when: the countdown on the wall (定时复检).

It is counted from the records, so it goes on after a restart.
"""

from datetime import datetime

from packtrail.domain.custody import Custody
from packtrail.domain.isolation_acts import Recheck, rechecks
from packtrail.domain.safety import RecheckRule
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import View

_WHERE = frozenset({Custody.QUARANTINED, Custody.ALLOCATED})
"""Where a hot unit can be while it is here; heat isolates whatever is in storage."""


def rechecks_due(view: View, now: datetime, rule: RecheckRule) -> tuple[Recheck, ...]:
    """Every unit here that waits for its second look, the first due first; overdue ones stay on it."""
    return rechecks(view.in_order(Unit, custody=_WHERE), rule, now)
