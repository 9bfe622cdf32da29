"""Everything that keeps a delivery from being recorded, each at its field: the domain's, and typing's."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.delivery import delivery_faults
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.ui.intake.work import PERSONS, Work, as_recorded
from packtrail.wording import Wording
from packtrail.wording.errors import fault_words


class TypingKind(StrEnum):
    """What a text in a field can be that never reaches a draft."""

    MASS_NO_NUMBER = "mass_no_number"
    COUNT_NO_NUMBER = "count_no_number"
    WARNING_OPEN = "warning_open"


@dataclass(frozen=True, slots=True)
class TypingFault:
    """A fault of typing at a field; ``line`` as in DraftFault."""

    kind: TypingKind
    field: str
    line: int = 0
    value: str = ""


Fault = DraftFault | TypingFault


def work_faults(work: Work) -> tuple[Fault, ...]:
    """All faults, the head first, then card by card in order of scanning."""
    of_domain = [_at_own_field(work, fault) for fault in delivery_faults(as_recorded(work))]
    return tuple(sorted((*of_domain, *_typing_faults(work)), key=_place))


def fault_sentence(w: Wording, fault: Fault) -> str:
    """``fault`` without its line, for the field that it stands at."""
    if isinstance(fault, TypingFault):
        return w.say(f"intake.fault.{fault.kind.value}", value=fault.value)
    return w.say(f"faults.{fault.kind.value}", value=fault.value)


def fault_with_line(w: Wording, fault: Fault) -> str:
    """``fault`` with its line, for the banner."""
    if isinstance(fault, DraftFault):
        return fault_words(w, fault)
    sentence = fault_sentence(w, fault)
    return w.say("faults.at_line", line=fault.line, fault=sentence) if fault.line else sentence


def _place(fault: Fault) -> tuple[int, int]:
    """Where a fault stands on the screen: the source above the names, all else as it was found."""
    return fault.line, 0 if fault.field == "source_type" else 1


def _at_own_field(work: Work, fault: DraftFault) -> DraftFault:
    """A missing deliverer stands at the field that this source shows."""
    if fault.kind is FaultKind.DELIVERER_MISSING and work.head.source_type in PERSONS:
        return DraftFault(fault.kind, "deliverer_person")
    return fault


def _typing_faults(work: Work) -> Iterator[TypingFault]:
    if work.claimed and not work.claimed.isdecimal():
        yield TypingFault(TypingKind.COUNT_NO_NUMBER, "claimed_count", 0, work.claimed)
    for line, card in enumerate(work.cards, start=1):
        if card.mass and card.mass_g is None:
            yield TypingFault(TypingKind.MASS_NO_NUMBER, "mass_g", line, card.mass)
        if card.open_warnings:
            yield TypingFault(
                TypingKind.WARNING_OPEN, "confirmed_warnings", line, str(len(card.open_warnings))
            )
