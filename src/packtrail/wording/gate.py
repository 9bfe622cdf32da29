"""Puts the documents of the gate into words; plain lists are ``values.word``'s."""

from datetime import date

from packtrail.domain.delivery_list import RowFault
from packtrail.domain.expected_list import LookAlike, OverLimit, Ticked
from packtrail.domain.sources import SourceGap
from packtrail.wording.catalog import Wording
from packtrail.wording.values import tonnes_words, word


def gap_text(w: Wording, gap: SourceGap) -> str:
    """What is asked of a deliverer and is neither there nor promised."""
    asked = word(w, "asked", gap.name)
    if not gap.lines:
        return w.say("gate.gap.delivery", asked=asked)
    lines = w.say("values.comma").join(str(line) for line in gap.lines)
    return w.say("gate.gap.units", asked=asked, lines=lines)


def ticked_lines(w: Wording, ticked: Ticked) -> tuple[str, ...]:
    """The list after scanning: how much came, then every pair to compare with the labels."""
    counts = {"arrived": len(ticked.arrived), "missing": len(ticked.missing), "extra": len(ticked.extra)}
    first = w.say(f"gate.ticked.{'complete' if ticked.is_complete else 'differs'}", **counts)
    twice = (w.say("gate.ticked.twice", code=code) for code in ticked.scanned_twice)
    return (first, *(_look_alike(w, pair) for pair in ticked.look_alikes), *twice)


def over_limit_text(w: Wording, over: OverLimit, on: date) -> str:
    """The warning before unloading, with the origin of the limit and whether it still holds on a day."""
    said = w.say(
        "gate.over_limit.warning",
        here=tonnes_words(over.here_g),
        expected=tonnes_words(over.expected_g),
        limit=tonnes_words(over.limit.mass_g),
        origin=word(w, "limit_origin", over.limit.origin),
    )
    return said + w.say("gate.over_limit.to_be_confirmed") if over.limit.is_to_be_confirmed(on) else said


def row_fault_text(w: Wording, fault: RowFault) -> str:
    """Why one row of a deliverer's list was not taken."""
    said = word(w, "sheet_fault", fault.kind.value)
    return w.say("gate.sheet.row", row=fault.row, fault=said, value=fault.value)


def _look_alike(w: Wording, pair: LookAlike) -> str:
    changes = w.say("codes.sentence_joint").join(
        w.say(
            "codes.proposal.change",
            position=change.position,
            found=change.found,
            proposed=change.proposed,
        )
        for change in pair.changes
    )
    return w.say("gate.ticked.look_alike", expected=pair.expected, scanned=pair.scanned, changes=changes)
