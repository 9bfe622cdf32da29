"""Reads the safety checklist and the figures that go with it, from the program or from a pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from packtrail import resources
from packtrail.app.rule_shapes import Day, Document, Ident, Sourced, Words, by_name
from packtrail.domain.safety import (
    MOST_ITEMS,
    Checklist,
    ChecklistItem,
    MeasurementRules,
    RecheckRule,
    SafetyRules,
)
from packtrail.wording import CHINESE, ENGLISH, wording

_DATASET = "safety_checklist"


class _Item(Sourced):
    id: Ident
    order: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    high_risk: bool
    thermal: bool
    treatment: Ident
    picture: Ident
    zh: Words | None = None
    en: Words | None = None


class _Recheck(Sourced):
    thermal_hours: Annotated[int, Field(ge=1, le=24 * 90)]


class _Measurements(Sourced):
    hazardous_voltage_mv: Annotated[int, Field(ge=1, le=5_000_000)]
    insulation_ohm_per_volt: Annotated[int, Field(ge=1, le=100_000)]
    surface_celsius: Annotated[int, Field(ge=20, le=200)]


class _Document(Document):
    name: Ident
    in_force_from: Day
    recheck: _Recheck
    measurements: _Measurements
    item: Annotated[list[_Item], Field(min_length=1, max_length=MOST_ITEMS)]


@dataclass(frozen=True, slots=True)
class SafetyData:
    """One version of the safety data."""

    checklist: Checklist
    rules: SafetyRules


@cache
def load_safety() -> SafetyData:
    """The checklist that comes with the program, read once per process."""
    return safety_from(resources.toml("rules", "safety_checklist.toml"))


def safety_from(document: Mapping[str, Any]) -> SafetyData:
    """The checklist and figures that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source, an item that stands there
    twice or has no words in one of the languages, and an order that is not 1, 2, 3 …
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    by_name(checked.item, lambda item: item.id)
    items = sorted(checked.item, key=lambda item: item.order)
    if [item.order for item in items] != list(range(1, len(items) + 1)):
        raise ValueError("the items are not numbered 1, 2, 3 …")
    for item in items:
        _refuse_wordless(item)
    recheck, figures = checked.recheck, checked.measurements
    return SafetyData(
        Checklist(
            checked.name,
            checked.version,
            checked.in_force_from,
            tuple(_item(checked, item) for item in items),
        ),
        SafetyRules(
            RecheckRule(timedelta(hours=recheck.thermal_hours), checked.provenance(recheck)),
            MeasurementRules(
                figures.hazardous_voltage_mv,
                figures.insulation_ohm_per_volt,
                figures.surface_celsius,
                checked.provenance(figures),
            ),
        ),
    )


def _item(document: _Document, item: _Item) -> ChecklistItem:
    return ChecklistItem(
        item_id=item.id,
        order=item.order,
        is_high_risk=item.high_risk,
        is_thermal=item.thermal,
        treatment=item.treatment,
        picture=item.picture,
        provenance=document.provenance(item),
        text_zh=item.zh,
        text_en=item.en,
    )


def _refuse_wordless(item: _Item) -> None:
    """Refuse an item that nobody could read on the screen or on the paper."""
    for language, own in ((CHINESE, item.zh), (ENGLISH, item.en)):
        if own is None and not wording(language).knows(f"safety.item.{item.id}.what"):
            raise ValueError(f"item {item.id} has no words in {language}")
    if not wording(CHINESE).knows(f"words.treatment.{item.treatment}"):
        raise ValueError(f"treatment {item.treatment} is not there")
