"""Which views a record touches; with the folds of each view, a projection is a pure fold over the log."""

from dataclasses import dataclass

from packtrail.domain.records import (
    Delivery,
    Handoff,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    Intake,
    Record,
)

PROJECTION_VERSION = 1
"""Raised whenever a fold or a view changes: the station then rebuilds its projections."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The views to load, fold and write back for one record.

    ``units_of_handoffs``: every unit on the lines of these handoffs is touched as well.
    """

    units: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    handoffs: tuple[str, ...] = ()
    units_of_handoffs: tuple[str, ...] = ()


def touched(record: Record) -> Touched:
    """The views that ``record`` speaks of; nothing for a type without a projection yet."""
    body = record.body
    if isinstance(body, Delivery):
        return Touched(deliveries=(record.record_id,))
    if isinstance(body, Intake):
        return Touched(units=(record.record_id,), deliveries=_named(body.delivery_record_id))
    if isinstance(body, Handoff):
        return Touched(handoffs=(record.record_id,))
    if isinstance(body, HandoffLine):
        return Touched(units=_named(body.intake_record_id))
    if isinstance(body, HandoffRelease | HandoffCancelled):
        return Touched(handoffs=(body.handoff_record_id,), units_of_handoffs=(body.handoff_record_id,))
    return Touched()


def _named(record_id: str | None) -> tuple[str, ...]:
    return (record_id,) if record_id else ()
