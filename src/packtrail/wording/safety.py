"""Puts the safety determination and dangerous goods into words; plain lists are ``values.word``'s."""

from packtrail.domain.safety import ChecklistItem, MeasurementWarning, PackingProposal
from packtrail.wording.catalog import CHINESE, Wording
from packtrail.wording.values import word


def item_text(w: Wording, item: ChecklistItem) -> str:
    """What is asked: the item's own words when its data has them, else ours."""
    own = item.text_zh if w.language is CHINESE else item.text_en
    return own or w.say(f"safety.item.{item.item_id}.what")


def what_bad_looks_like(w: Wording, item: ChecklistItem) -> str:
    """What counts as a yes, beside the drawing; empty for an item that came with its own words."""
    key = f"safety.item.{item.item_id}.bad"
    return w.say(key) if w.knows(key) else ""


def measurement_text(w: Wording, warning: MeasurementWarning) -> str:
    """A figure past its threshold."""
    return w.say(f"safety.measurement.{warning.kind.value}", found=warning.found, limit=warning.limit)


def package_text(w: Wording, package: PackingProposal) -> str:
    """UN number, state and packing instructions of one kind of package."""
    if package.un_number is None:
        variant = "unknown"
    else:
        variant = "known" if package.packings else "without_instruction"
    return w.say(
        f"safety.package.{variant}",
        un_number=package.un_number or "",
        state=word(w, "packing_state", package.state),
        packings=w.say("values.comma").join(word(w, "packing", each) for each in package.packings),
    )
