"""Where a unit that stands at its outlet belongs by all that was found of it: stored, unlooked at, isolated.

Folded from the unit's own records as its station folds them (``domain.unit_folds``), so that the hub's stock
says what the floor says. The road is left out: who has a unit on the way is ``following.py``'s.
"""

from typing import Final

from packtrail.domain.entry import Entry
from packtrail.domain.unit import Unit
from packtrail.domain.unit_folds import fold_unit
from packtrail.protocol.knowledge import KnownRecord
from packtrail.protocol.remembered import Remembered

_ASKING: Final = frozenset({"quarantine_release", "returned_to_source", "incident_closed"})
"""What may wait for a second person."""

TELLING: Final = _ASKING | {
    "condition_check",
    "identity_resolution",
    "return_in",
    "safety_determination",
    "second_confirmation",
    "treatment",
}
"""What says of a unit on the floor whether it is isolated."""


def as_it_stands(unit_id: str, known: Remembered) -> Unit | None:
    """The unit of this intake as its records on the floor make it; None where the intake breaks its shape."""
    unit: Unit | None = None
    for record_id in (unit_id, *(each.record_id for each in _told(unit_id, known))):
        one = known.as_corrected(record_id)
        if one is not None and (unit is not None or record_id == unit_id):
            unit = fold_unit(unit, Entry(record=one))
    return unit


def _told(unit_id: str, known: Remembered) -> list[KnownRecord]:
    """The records of ``TELLING`` about a unit, or about what it was before it was written anew, in order."""
    about = _naming(_same_unit(unit_id, known), known)
    asking = [each.record_id for each in about if each.record_type in _ASKING]
    answers = _naming(asking, known)
    return known.in_order({each.record_id: each for each in (*about, *answers)}.values())


def _naming(record_ids: list[str], known: Remembered) -> list[KnownRecord]:
    known.load_about(record_ids)
    found = (each for record_id in record_ids for each in known.dependents(record_id))
    return [each for each in found if each.record_type in TELLING]


def _same_unit(unit_id: str, known: Remembered) -> list[str]:
    found: list[str] = []
    earlier: object = unit_id
    while isinstance(earlier, str) and earlier not in found:
        found.append(earlier)
        known.load_named([earlier])
        earlier = (known.body(earlier) or {}).get("replaces_record_id")
    return found
