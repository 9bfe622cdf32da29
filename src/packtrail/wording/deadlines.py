"""Puts deadlines into words: duties, states, proofs, what a rule rests on, and what is unsure of a date."""

from packtrail.domain.deadlines import (
    DayUnit,
    DestinationKind,
    Due,
    Duty,
    DutyState,
    Proof,
    Reported,
    Reporter,
    Standing,
)
from packtrail.wording.catalog import Wording

Named = DayUnit | DestinationKind | Duty | DutyState | Proof | Reported | Reporter | Standing

_LISTS: dict[type[Named], str] = {
    DayUnit: "unit",
    DestinationKind: "destination_kind",
    Duty: "duty",
    DutyState: "state",
    Proof: "proof",
    Reported: "reported",
    Reporter: "reporter",
    Standing: "standing",
}


def deadline_word(w: Wording, value: Named) -> str:
    """The word for one value: 临期, 签名回执, 内部目标."""
    return w.say(f"deadlines.{_LISTS[type(value)]}.{value.value}")


def due_remarks(w: Wording, due: Due) -> tuple[str, ...]:
    """What has to be said beside the target: a day off at its end, another reading, a year not announced."""
    remarks = []
    if due.extended != due.target:
        remarks.append(w.say("deadlines.due.extended", extended=due.extended))
    if due.latest != due.extended:
        remarks.append(w.say("deadlines.due.one_reading", latest=due.latest))
    if due.is_provisional:
        remarks.append(w.say("deadlines.due.provisional", year=due.latest.year))
    return tuple(remarks)
