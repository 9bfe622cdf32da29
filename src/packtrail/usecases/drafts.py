"""Drafts as JSON values and back: saved as typed, found again after a crash, whatever version wrote them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.opening_stock import OpeningLine
from packtrail.domain.stock_take import StockTakeDraft
from packtrail.domain.vehicle_case import VehicleDraft

DELIVERY = "delivery"
HANDOFF = "handoff"
OPENING_LINE = "opening_line"
STOCK_TAKE = "stock_take"
VEHICLE = "vehicle"

AnyDraft = DeliveryDraft | HandoffDraft | OpeningLine | StockTakeDraft | VehicleDraft

_SHAPES: dict[str, type[AnyDraft]] = {
    DELIVERY: DeliveryDraft,
    HANDOFF: HandoffDraft,
    OPENING_LINE: OpeningLine,
    STOCK_TAKE: StockTakeDraft,
    VEHICLE: VehicleDraft,
}


def draft_content(draft: AnyDraft) -> dict[str, Any]:
    """What is saved of a draft."""
    content: dict[str, Any] = _adapter(_kind(draft)).dump_python(draft, mode="json")
    return content


def draft_from(kind: str, content: Mapping[str, object]) -> AnyDraft | None:
    """The draft that was saved; None when its content is of no version that we can read."""
    try:
        draft: AnyDraft = _adapter(kind).validate_python(dict(content))
    except ValidationError:
        return None
    return draft


def _kind(draft: AnyDraft) -> str:
    return next(kind for kind, shape in _SHAPES.items() if isinstance(draft, shape))


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_SHAPES[kind])
