"""Early warnings at intake: what a hub knows of a code that whoever takes it in should look at first.

Pure: a life in, warnings out. None of them stops an intake: what others said may be late or wrong, and no
rule that was read says what follows from it, so each is "to be confirmed" (待确认).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.protocol.unit_life import (
    FITTED,
    MISSING,
    TAKEN_OFF,
    LifeLine,
    ModelKnown,
    UnitLife,
    vin_digest,
)

TO_BE_CONFIRMED = "to_be_confirmed"


class EarlyWarning(StrEnum):
    """What may be wrong with a battery that is being taken in."""

    OTHER_VEHICLE = "other_vehicle"  # it was last told of with another VIN
    HANDED_ON = "handed_on"  # another outlet handed it on, and not to us
    STANDS_ELSEWHERE = "stands_elsewhere"  # another outlet took it in, and it has not left there
    REPORTED_MISSING = "reported_missing"  # a stock take did not find it
    REPORTED_LOST = "reported_lost"  # written off as lost, stolen or burnt
    OPENED = "opened"  # another outlet opened it: only parts of it are left
    UNKNOWN_MODEL = "unknown_model"  # its first 14 characters are not on the list of filed models


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeWarning:
    """One warning: by whose word, of which day; the hub's list where no outlet said it."""

    kind: EarlyWarning
    told_by: str  # the hub, as staff call it
    told_at: datetime  # of its answer
    outlet_uscc: str | None = None
    at: datetime | None = None
    detail: str | None = None  # the recipient's USCC, or the kind of incident
    confidence: str = TO_BE_CONFIRMED


_NAMES_VEHICLE = frozenset(
    {"vehicle_received", "expected_codes_named", "battery_replaced", "battery_removed", "intake"}
)
_CUSTODY = {
    "intake": EarlyWarning.STANDS_ELSEWHERE,
    "return_in": EarlyWarning.STANDS_ELSEWHERE,
    "handoff_cancelled": EarlyWarning.STANDS_ELSEWHERE,
    "handoff_release": EarlyWarning.HANDED_ON,
    "consignee_ack": EarlyWarning.HANDED_ON,
    "incident_closed": EarlyWarning.REPORTED_LOST,
    "pack_opened": EarlyWarning.OPENED,
    "stock_check": EarlyWarning.REPORTED_MISSING,
    "returned_to_source": None,  # whoever had brought it has it again, and may bring it anywhere
}


def life_warnings(
    life: UnitLife, *, vin: str | None, our_uscc: str | None, told_by: str, told_at: datetime
) -> tuple[LifeWarning, ...]:
    """What ``life`` says against taking the battery in; ``vin`` is the vehicle it is said to come from."""
    lines = [each for each in life.lines if each.status != "voided"]
    found = (
        *_of_vehicle(life.battery_code, lines, vin),
        *_of_custody(lines, our_uscc),
        *_of_model(life),
    )
    return tuple(
        LifeWarning(
            kind=kind,
            told_by=told_by,
            told_at=told_at,
            outlet_uscc=line.outlet_uscc if line else None,
            at=line.at if line else None,
            detail=detail,
        )
        for kind, line, detail in found
    )


_Said = tuple[EarlyWarning, LifeLine | None, str | None]


def _of_vehicle(code: str, lines: Sequence[LifeLine], vin: str | None) -> Iterator[_Said]:
    """The last word on its vehicle; one that it came off by somebody's record binds it no more."""
    last = next((each for each in reversed(lines) if each.vin_digest and each.kind in _NAMES_VEHICLE), None)
    if vin and last is not None and last.vin_digest != vin_digest(code, vin) and last.outcome != TAKEN_OFF:
        yield EarlyWarning.OTHER_VEHICLE, last, FITTED if last.outcome == FITTED else None


def _of_model(life: UnitLife) -> Iterator[_Said]:
    if life.model_known == ModelKnown.UNKNOWN:
        yield EarlyWarning.UNKNOWN_MODEL, None, None


def _of_custody(lines: Sequence[LifeLine], our_uscc: str | None) -> Iterator[_Said]:
    """The last move at each other outlet, the outlet that spoke last first; our own log speaks for itself."""
    seen: set[str] = set()
    for line in reversed(lines):
        if line.is_own or line.outlet_uscc in seen or line.kind not in _CUSTODY:
            continue
        seen.add(line.outlet_uscc)
        kind = _CUSTODY[line.kind]
        if kind is EarlyWarning.REPORTED_MISSING and line.outcome != MISSING:
            continue
        is_ours = line.to_uscc is not None and line.to_uscc == our_uscc
        if kind is not None and not (kind is EarlyWarning.HANDED_ON and is_ours):
            yield kind, line, line.to_uscc or line.outcome
