"""Turns each error of the world into one sentence and a next step; a test fails when one has none."""

import dataclasses
from dataclasses import dataclass

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete
from packtrail.domain.errors import OutletError
from packtrail.wording.catalog import Wording
from packtrail.wording.values import fact_words, word

VOCABULARIES = {
    "condition_class": "condition",
    "code_status": "code_status",
    "reason": "reason",
    "act": "act",
    "role": "role",
    "cause": "cause",
    "form": "paper_form",
    "what": "damage",
    "dataset": "dataset",
    "document_fault": "document_fault",
    "beyond": "pack_limit",
    "lacks": "lack",
    "place_faults": "place_fault",
    "move_warnings": "move_warning",
    "handoff_step": "handoff_step",
    "handoff_state": "handoff_state",
    "line_state": "line_state",
    "custody": "custody",
    "papers": "requirement",
    "level": "level",
    "unit_warnings": "unit_warning",
    "record_type": "record_type",
    "field": "field",
    "instead": "instead",
    "case_step": "case_step",
    "case_life": "case_life",
    "case_blocks": "case_block",
    "case_gaps": "case_evidence",
    "case_warnings": "case_warning",
    "sheet_doubt": "sheet_doubt",
    "archive_fault": "archive_fault",
    "write_fault": "write_fault",
    "print_state": "print_state",
    "printer_trouble": "printer_trouble",
}
"""Facts that are words of a list, and which list has them."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What happened, and what to do next, in the operator's language."""

    what: str
    next_step: str
    code: str

    def __str__(self) -> str:
        gap = "" if self.what.endswith("。") else " "  # the Chinese full stop brings its own
        return f"{self.what}{gap}{self.next_step}"


def explain(w: Wording, error: OutletError) -> Explained:
    """The sentence and next step for ``error``; facts that are None choose the sentence without them."""
    if isinstance(error, DraftIncomplete):
        return _incomplete(w, error)
    facts = {field.name: getattr(error, field.name) for field in dataclasses.fields(error)}  # type: ignore[arg-type]  # every error is a dataclass
    missing = "".join(f"_without_{name}" for name, value in facts.items() if value is None)
    said = {name: _fact(w, name, value) for name, value in facts.items()}
    return Explained(
        what=w.say(_variant(w, error.code, "what", missing), **said),
        next_step=w.say(_variant(w, error.code, "next", missing), **said),
        code=error.code,
    )


def fault_words(w: Wording, fault: DraftFault) -> str:
    """One fault of a draft, with its line when it has one."""
    value = word(w, "asked", fault.value) if fault.field == "papers_owed" else fault.value
    sentence = w.say(f"faults.{fault.kind.value}", value=value)
    return w.say("faults.at_line", line=fault.line, fault=sentence) if fault.line else sentence


def _incomplete(w: Wording, error: DraftIncomplete) -> Explained:
    listed = w.say("values.semicolon").join(fault_words(w, fault) for fault in error.faults)
    return Explained(
        what=w.say("errors.DRAFT-INCOMPLETE.what", count=len(error.faults), faults=listed),
        next_step=w.say("errors.DRAFT-INCOMPLETE.next"),
        code=error.code,
    )


def _variant(w: Wording, code: str, part: str, missing: str) -> str:
    special = f"errors.{code}.{part}{missing}"
    return special if missing and w.knows(special) else f"errors.{code}.{part}"


def _fact(w: Wording, name: str, value: object) -> str:
    if name in VOCABULARIES and isinstance(value, tuple):
        return w.say("values.semicolon").join(word(w, VOCABULARIES[name], str(entry)) for entry in value)
    if name in VOCABULARIES:
        return word(w, VOCABULARIES[name], str(value))
    return fact_words(w, value)
