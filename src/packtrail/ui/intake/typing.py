"""What a typed text says, and the blind second entry that stands in for the check digit the code lacks."""

from dataclasses import replace
from datetime import datetime

from packtrail.domain.battery_code import FormRule, Reading, ReadingWarningKind, form_faults, parse
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.look_alikes import proposals
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.intake.work import Happened, Outcome, Read, Work
from packtrail.usecases.read_label import LabelReading

_NEARLY = range(17, 29)  # so long a text was meant to be a code


def type_code(work: Work, typed: str, tables: CodeTables, at: datetime) -> tuple[Work, Read | None]:
    """The work after a code was entered by hand, and the read once it was typed twice alike."""
    if work.first_entry is not None:
        return _again(work, work.first_entry, typed, at)
    reading = parse(typed, tables)
    if reading.needs_choice:
        return replace(work, happened=Happened(outcome=Outcome.SEVERAL_TYPED, at=at, text=typed)), None
    if reading.code is None or any(
        odd.kind is ReadingWarningKind.EXTRA_CHARACTERS for odd in reading.warnings
    ):
        return replace(work, happened=not_a_code(typed, tables, at)), None
    read = Read(code=reading.code, source=CodeSource.MANUAL_DOUBLE_ENTRY, raw=typed)
    return replace(
        work, first_entry=read, happened=Happened(outcome=Outcome.TYPE_AGAIN, at=at, read=read)
    ), None


def differing(first: str, second: str) -> tuple[int, ...]:
    """The positions, from 1, at which two entries differ; a missing character differs too."""
    length = max(len(first), len(second))
    return tuple(at + 1 for at in range(length) if first[at : at + 1] != second[at : at + 1])


def not_a_code(text: str, tables: CodeTables, at: datetime) -> Happened:
    """Why ``text`` is no battery code."""
    faults = form_faults(text)
    if len(text) not in _NEARLY:
        return Happened(outcome=Outcome.NO_BATTERY_CODE, at=at, text=text)
    marked = tuple(fault.position for fault in faults if fault.rule is not FormRule.LENGTH)
    idea = next(iter(proposals(text, tables)), None)
    return Happened(outcome=Outcome.WRONG_FORM, at=at, text=text, fault=faults[0], idea=idea, marked=marked)


def nothing_found(reading: LabelReading, tables: CodeTables, at: datetime) -> Happened:
    """What to say of a picture without a battery code: the text that comes nearest to one, or nothing."""
    if not reading.others:
        return Happened(outcome=Outcome.NOTHING_READ, at=at)
    return not_a_code(min(reading.others, key=_distance).normalised, tables, at)


def _distance(other: Reading) -> tuple[bool, int]:
    return len(other.normalised) not in _NEARLY, len(form_faults(other.normalised))


def _again(work: Work, first: Read, typed: str, at: datetime) -> tuple[Work, Read | None]:
    second = "".join(typed.split()).upper()
    if second == first.code.text or second == "".join(first.raw.split()).upper():
        return replace(work, first_entry=None, happened=None), first
    marked = differing(first.code.text, second)
    happened = Happened(outcome=Outcome.DIFFERS, at=at, read=first, text=second, marked=marked)
    return replace(work, happened=happened), None
