"""保管状态: who has a unit, and which record moves it where (``platform.md`` 10.1).

The table is the whole state machine: what it does not list is refused by the act that would write it, and
leaves a unit where it is when an old log has it.
"""

from collections.abc import Mapping
from enum import StrEnum

from packtrail.domain.records import (
    Body,
    ConsigneeAck,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    IncidentClosed,
    PackOpened,
    QuarantineRelease,
    ReturnedToSource,
    ReturnIn,
    UnitMoved,
)


class Custody(StrEnum):
    """Who has the unit and what may be done with it."""

    EXPECTED = "expected"
    RECEIVED = "received"
    IN_STORAGE = "in_storage"
    QUARANTINED = "quarantined"
    ALLOCATED = "allocated"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED_TO_SOURCE = "returned_to_source"
    INCIDENT_CLOSED = "incident_closed"
    OPENED = "opened"  # its modules or cells are units of their own now; it is never deleted (practice 13)
    VOIDED = "voided"


HERE = frozenset({Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED, Custody.ALLOCATED})
"""In these states the unit stands on our floor and counts as stock."""

LIVE = HERE | {Custody.IN_TRANSIT, Custody.RETURNING}
"""In these states a second unit with the same code is a conflict."""

FINAL = frozenset(
    {
        Custody.DELIVERED,
        Custody.RETURNED_TO_SOURCE,
        Custody.INCIDENT_CLOSED,
        Custody.OPENED,
        Custody.VOIDED,
    }
)
"""Nothing moves a unit on from these."""

MAY: Mapping[type[Body], frozenset[Custody]] = {
    HandoffLine: frozenset({Custody.IN_STORAGE, Custody.QUARANTINED}),
    HandoffRelease: frozenset({Custody.ALLOCATED}),
    HandoffCancelled: frozenset({Custody.ALLOCATED, Custody.IN_TRANSIT}),
    ConsigneeAck: frozenset({Custody.IN_TRANSIT}),
    ReturnIn: frozenset({Custody.RETURNING}),
    ReturnedToSource: frozenset({Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED}),
    IncidentClosed: frozenset(
        {Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED, Custody.IN_TRANSIT, Custody.RETURNING}
    ),
    PackOpened: frozenset({Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED}),
    QuarantineRelease: frozenset({Custody.QUARANTINED}),
    UnitMoved: HERE,
}
"""From which states a record may take a unit; a record type that is not here moves none."""


def may(event: type[Body], custody: Custody) -> bool:
    """Whether a record of this type may follow while the unit is in ``custody``."""
    return custody in MAY.get(event, frozenset())
