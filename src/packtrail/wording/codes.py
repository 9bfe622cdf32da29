"""Puts battery codes and other identifiers into words: names, warnings, faults, proposals."""

from datetime import date

from packtrail.domain.battery_code import (
    BatteryCode,
    CodeWarning,
    Form,
    FormFault,
    FormRule,
    HalvesFault,
    ReadingWarning,
    Scheme,
)
from packtrail.domain.battery_code.form import ALPHANUMERIC, LETTERS, CodePart
from packtrail.domain.look_alikes import Proposal
from packtrail.domain.plate import PlateEnergy, PlateKind
from packtrail.domain.records.gate import UnitLevel
from packtrail.domain.resident_id import ResidentIdFault
from packtrail.domain.uscc import UsccCheck, UsccFault
from packtrail.domain.vin import CHECK_POSITION, Vin, VinFault
from packtrail.wording.catalog import CHINESE, Wording

Fault = FormFault | HalvesFault | VinFault | UsccFault | ResidentIdFault

_WHOLE_TEXT_RULES = {FormRule.EMPTY, FormRule.LENGTH, FormRule.HALVES_SWAPPED}
_LONG_ALPHABETS = {ALPHANUMERIC, LETTERS}  # not worth listing


def level_name(w: Wording, level: UnitLevel) -> str:
    """电池包, 电池模块 or 电池单体."""
    return w.say(f"codes.level.{level.value}")


def chemistry_name(w: Wording, letter: str) -> str:
    """The name of a battery type; a letter without one is shown as unknown."""
    key = f"codes.chemistry.{letter}"
    known = len(letter) == 1 and w.knows(key)
    return w.say(key) if known else w.say("codes.chemistry.unknown", letter=letter)


def maker_name(w: Wording, code: BatteryCode) -> str:
    """The maker and its code, which is shown in any case."""
    if code.maker is None:
        return w.say("codes.maker.unknown", code=code.maker_code)
    name = code.maker.name_zh if w.language is CHINESE else code.maker.name_en
    return w.say("codes.maker.known", name=name, code=code.maker_code)


def made_on_text(w: Wording, code: BatteryCode) -> str:
    """The production date with its raw characters beside it."""
    if code.made_on is None:
        return w.say("codes.made_on.impossible", raw=code.date_raw)
    return w.say("codes.made_on.known", date=code.made_on, raw=code.date_raw)


def form_name(w: Wording, form: Form) -> str:
    """The name of a printed form."""
    return w.say(f"codes.form.{form.value}")


def scheme_name(w: Wording, scheme: Scheme) -> str:
    """The name of a coding system."""
    return w.say(f"codes.scheme.{scheme.value}")


def part_name(w: Wording, part: CodePart) -> str:
    """The name of a field of the code."""
    return w.say(f"codes.part.{part.value}")


def plate_kind_name(w: Wording, kind: PlateKind) -> str:
    """The name of a kind of plate."""
    return w.say(f"codes.plate.{kind.value}")


def plate_energy_name(w: Wording, energy: PlateEnergy) -> str:
    """What a green plate says about the drive."""
    return w.say(f"codes.plate_energy.{energy.value}")


def warning_text(w: Wording, warning: CodeWarning | ReadingWarning) -> str:
    """What is odd about a code, or about the text that it was found in."""
    if isinstance(warning, ReadingWarning):
        return w.say(
            f"codes.reading.{warning.kind.value}",
            position=warning.position,
            characters=warning.characters,
            count=len(warning.codes),
            codes=w.say("codes.sentence_joint").join(warning.codes),
        )
    return w.say(
        f"codes.warning.{warning.kind.value}",
        position=warning.position,
        characters=warning.characters,
        made_on=warning.made_on or date.min,
        level=level_name(w, warning.level) if warning.level else "",
        own_level=level_name(w, warning.own_level) if warning.own_level else "",
    )


def fault_text(w: Wording, fault: Fault) -> str:
    """Why a text is not the identifier that it was taken for."""
    match fault:
        case FormFault():
            return _form_fault_text(w, fault)
        case HalvesFault():
            return w.say(f"codes.fault.halves.{fault.value}")
        case VinFault():
            area = "vin"
        case UsccFault():
            area = "uscc"
        case _:
            area = "resident_id"
    return w.say(
        f"codes.fault.{area}.{fault.rule.value}",
        position=fault.position,
        found_length=fault.found_length,
        character=getattr(fault, "character", ""),  # a fault of an ID number carries none of it
        expected=getattr(fault, "expected", ""),
    )


def vin_advice(w: Wording, vin: Vin) -> str | None:
    """The sentence about a check digit that doesn't fit, None when there is nothing to say."""
    if vin.check_digit_ok is not False:
        return None
    return w.say("codes.vin.check_digit", found=vin.text[CHECK_POSITION - 1], expected=vin.expected)


def uscc_advice(w: Wording, check: UsccCheck) -> str | None:
    """The sentence about an organisation code that fails its own check, None when there is nothing to say."""
    return w.say("codes.uscc.organisation") if check.is_valid and not check.organisation_ok else None


def proposal_text(w: Wording, proposal: Proposal) -> str:
    """A question that names every position at which the proposal differs from the text."""
    changes = w.say("codes.sentence_joint").join(
        w.say(
            "codes.proposal.change",
            position=change.position,
            found=change.found,
            proposed=change.proposed,
        )
        for change in proposal.changes
    )
    return w.say("codes.proposal.sentence", code=proposal.text, changes=changes)


def _form_fault_text(w: Wording, fault: FormFault) -> str:
    if fault.rule in _WHOLE_TEXT_RULES:
        return w.say(
            f"codes.fault.form.{fault.rule.value}",
            found_length=fault.found_length,
            wanted_length=fault.wanted_length,
        )
    few = fault.allowed not in _LONG_ALPHABETS
    return w.say(
        "codes.fault.form.character_of_few" if few else "codes.fault.form.character",
        position=fault.position,
        character=fault.character,
        part=part_name(w, CodePart(fault.rule.value)),
        allowed=fault.allowed,
    )
