"""Everything that keeps a delivery from being recorded; nothing else does (``practice.md`` 14)."""

from collections.abc import Iterator
from datetime import datetime

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.delivery_draft import (
    HEAVIEST_G,
    MOST_CLAIMED,
    MOST_MILLIVOLTS,
    WITHOUT_CODE,
    DeliveryDraft,
    UnitDraft,
)
from packtrail.domain.draft_faults import (
    HEAVIEST_LOAD_G,
    MOST_IN_ONE_DOCUMENT,
    DraftFault,
    FaultKind,
    long_texts,
    oversized,
)
from packtrail.domain.late_entry import late_entry_faults
from packtrail.domain.owed_papers import owed_faults
from packtrail.domain.records.gate import MassBasis, SourceType, UnitLevel
from packtrail.domain.uscc import check_uscc
from packtrail.domain.vin import parse_vin


def delivery_faults(draft: DeliveryDraft, now: datetime | None = None) -> tuple[DraftFault, ...]:
    """Everything that keeps ``draft`` from being recorded, head first, then unit by unit.

    Without ``now`` a true time in the future passes, and a promised day in the past.
    """
    return (
        *deliverer_faults(draft),
        *_load_faults(draft),
        *late_entry_faults(draft, now),
        *owed_faults(draft.papers_owed, now),
        *(fault for n, unit in enumerate(draft.units, start=1) for fault in unit_faults(n, unit)),
        *_lot_faults(draft),
    )


def deliverer_faults(draft: DeliveryDraft) -> Iterator[DraftFault]:
    """What is wrong with who came and how much he says he brings."""
    if not draft.deliverer_name and not draft.deliverer_person:
        yield DraftFault(FaultKind.DELIVERER_MISSING, "deliverer_name")
    if draft.source_type == SourceType.UNKNOWN:
        yield DraftFault(FaultKind.SOURCE_MISSING, "source_type")
    if draft.deliverer_uscc and not check_uscc(draft.deliverer_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "deliverer_uscc", value=draft.deliverer_uscc)
    if draft.claimed_count is not None:
        if draft.claimed_count < 1:
            yield DraftFault(FaultKind.COUNT_MISSING, "claimed_count")
        elif draft.claimed_count > MOST_CLAIMED:
            yield DraftFault(FaultKind.COUNT_IMPLAUSIBLE, "claimed_count", value=str(draft.claimed_count))
    yield from expected_faults(draft.expected_codes)


def expected_faults(codes: tuple[str, ...]) -> Iterator[DraftFault]:
    """What is wrong with a deliverer's list; no code stands on it twice, however it is written."""
    if len(codes) > MOST_IN_ONE_DOCUMENT:
        yield DraftFault(FaultKind.TOO_MANY, "expected_codes", value=str(MOST_IN_ONE_DOCUMENT))
    seen: set[str] = set()
    for line, code in enumerate(codes, start=1):
        written = fold(code).text
        if not written:
            yield DraftFault(FaultKind.CODE_MISSING, "expected_codes", line)
        elif written in seen:
            yield DraftFault(FaultKind.LISTED_TWICE, "expected_codes", line, code)
        elif len(code) > 128:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, "expected_codes", line, "128")
        seen.add(written)


def unit_faults(line: int, unit: UnitDraft) -> Iterator[DraftFault]:
    """What keeps one unit from being recorded; ``line`` counts from 1."""
    if unit.code_status in WITHOUT_CODE:
        if not unit.code_reason:
            yield DraftFault(FaultKind.REASON_MISSING, "code_reason", line)
        if not unit.photos:
            yield DraftFault(FaultKind.PHOTO_MISSING, "photos", line)
    elif not (unit.battery_code or "").strip():
        yield DraftFault(FaultKind.CODE_MISSING, "battery_code", line)
    if unit.original_battery_code and unit.original_battery_code == unit.battery_code:
        yield DraftFault(FaultKind.ORIGINAL_CODE_SAME, "original_battery_code", line)
    yield from _mass_faults(line, unit)
    if unit.vin and not parse_vin(unit.vin).is_well_formed:
        yield DraftFault(FaultKind.VIN_WRONG, "vin", line, unit.vin)
    if unit.voltage_mv is not None and not 0 <= unit.voltage_mv <= MOST_MILLIVOLTS:
        yield DraftFault(FaultKind.VOLTAGE_IMPLAUSIBLE, "voltage_mv", line, str(unit.voltage_mv))
    yield from long_texts(unit, line)


def _mass_faults(line: int, unit: UnitDraft) -> Iterator[DraftFault]:
    if unit.mass_g is None:
        return
    if unit.mass_g <= 0:
        yield DraftFault(FaultKind.MASS_NOT_POSITIVE, "mass_g", line, str(unit.mass_g))
    elif unit.mass_g > HEAVIEST_G.get(unit.level, 0):
        yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, "mass_g", line, str(unit.mass_g))
    if unit.mass_basis == MassBasis.UNKNOWN:
        yield DraftFault(FaultKind.MASS_WITHOUT_BASIS, "mass_basis", line)


def _load_faults(draft: DeliveryDraft) -> Iterator[DraftFault]:
    if not draft.units:
        yield DraftFault(FaultKind.NOTHING_BROUGHT, "units")
    yield from oversized(draft, "units")
    gross, tare = draft.gross_mass_g, draft.tare_mass_g
    for name, mass in (("gross_mass_g", gross), ("tare_mass_g", tare)):
        if mass is not None and mass <= 0:
            yield DraftFault(FaultKind.MASS_NOT_POSITIVE, name, value=str(mass))
        elif mass is not None and mass > HEAVIEST_LOAD_G:
            yield DraftFault(FaultKind.TOO_HEAVY, name, value=str(mass // 1000))
    if gross is not None and tare is not None and gross < tare:
        yield DraftFault(FaultKind.TARE_ABOVE_GROSS, "tare_mass_g", value=str(tare // 1000))


def _lot_faults(draft: DeliveryDraft) -> Iterator[DraftFault]:
    """An uncoded lot by the kilogram is a maker's production scrap and nothing else (``practice.md`` 6)."""
    for line, unit in enumerate(draft.units, start=1):
        if unit.level == UnitLevel.LOT and draft.source_type != SourceType.BATTERY_MAKER:
            yield DraftFault(FaultKind.LOT_NOT_OF_MAKER, "level", line)
        if unit.level == UnitLevel.LOT and unit.mass_g is None:
            yield DraftFault(FaultKind.GROUP_MASS_MISSING, "mass_g", line)
