"""Drafts as JSON values and back: saved as typed, found again after a crash, whatever version wrote them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.handoff import HandoffDraft

DELIVERY = "delivery"
HANDOFF = "handoff"

_SHAPES: dict[str, type[DeliveryDraft] | type[HandoffDraft]] = {
    DELIVERY: DeliveryDraft,
    HANDOFF: HandoffDraft,
}


def draft_content(draft: DeliveryDraft | HandoffDraft) -> dict[str, Any]:
    """What is saved of a draft."""
    content: dict[str, Any] = _adapter(_kind(draft)).dump_python(draft, mode="json")
    return content


def draft_from(kind: str, content: Mapping[str, object]) -> DeliveryDraft | HandoffDraft | None:
    """The draft that was saved; None when its content is of no version that we can read."""
    try:
        draft: DeliveryDraft | HandoffDraft = _adapter(kind).validate_python(dict(content))
    except ValidationError:
        return None
    return draft


def _kind(draft: DeliveryDraft | HandoffDraft) -> str:
    return DELIVERY if isinstance(draft, DeliveryDraft) else HANDOFF


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_SHAPES[kind])
