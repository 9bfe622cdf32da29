"""The words of the large band, of the code field under it, and of the boxes in the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.battery_code import BatteryCode, CodePart, FormFault, FormRule, parse
from packtrail.domain.battery_code.form import ALPHANUMERIC, DESIGN_LENGTH, LETTERS, SLOTS, Form
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.moments import legal_day, to_moment
from packtrail.ui.intake.difference import difference_words
from packtrail.ui.intake.work import Happened, Outcome, Read, Work
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.picture_view import Overlay
from packtrail.ui.widgets.result_band import Result
from packtrail.usecases.read_label import LabelReading, SeenSymbol
from packtrail.wording import Wording
from packtrail.wording.codes import (
    chemistry_name,
    level_name,
    made_on_text,
    maker_name,
    part_name,
    proposal_text,
)

TONES = {
    Outcome.ADDED: Tone.OK,
    Outcome.ADDED_AS_CONFLICT: Tone.WARN,
    Outcome.ADDED_WITHOUT_CODE: Tone.OK,
    Outcome.HERE_ALREADY: Tone.WARN,
    Outcome.LIVE_ALREADY: Tone.WARN,
    Outcome.WRONG_FORM: Tone.DANGER,
    Outcome.NO_BATTERY_CODE: Tone.DANGER,
    Outcome.NOTHING_READ: Tone.DANGER,
    Outcome.SEVERAL_TYPED: Tone.DANGER,
    Outcome.TYPE_AGAIN: Tone.INFO,
    Outcome.DIFFERS: Tone.DANGER,
    Outcome.TURNED_DOWN: Tone.INFO,
}
_LONG_ALPHABETS = {ALPHANUMERIC, LETTERS}  # not worth listing
_FEW_ODD, _FEW_MISSING = 3, 2  # characters: more, and nobody meant a battery code
_KIND = 5  # maker, product type, chemistry: what tells a cut code from another number


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryState:
    """The code field: what it asks for, and what is wrong with what stands in it."""

    prompt: str
    is_second: bool
    tone: Tone = Tone.QUIET
    marked: tuple[int, ...] = ()


def result_of(happened: Happened | None, w: Wording) -> Result | None:
    """The band's words for ``happened``, None before the first read."""
    if happened is None:
        return None
    outcome, read = happened.outcome, happened.read
    shows_code = read is not None and outcome not in {Outcome.TYPE_AGAIN, Outcome.DIFFERS}
    has_way_on = outcome in {Outcome.HERE_ALREADY, Outcome.LIVE_ALREADY}
    action, second = "", ""
    if has_way_on:
        action = w.say(f"intake.action.{outcome.value}")
        second = w.say("intake.action.as_conflict")
    elif outcome in {Outcome.NOTHING_READ, Outcome.WRONG_FORM, Outcome.NO_BATTERY_CODE}:
        action = w.say("intake.action.without_code")
    elif outcome is Outcome.DIFFERS:
        action, second = w.say("intake.action.type_anew"), w.say("intake.difference.second_right")
    return Result(
        tone=TONES[outcome],
        word=_word(happened, w),
        code=read.code.text if read and shows_code else happened.text[:64],
        other=read.code.text if read and outcome is Outcome.DIFFERS else "",
        meaning=_meaning(happened, w),
        marked=happened.marked,
        action=action,
        second_action=second,
        time=f"{to_moment(happened.at):%H:%M:%S}",
    )


def proposal_result(waiting: tuple[Read, ...], w: Wording) -> Result:
    """The band asks whether the first of the unsure reads is what the label says."""
    read = waiting[0]
    more = w.say("intake.proposal.more", count=len(waiting) - 1) if len(waiting) > 1 else ""
    return Result(
        tone=Tone.WARN,
        word=w.say("intake.proposal.word"),
        code=read.code.text,
        meaning=code_meaning(read.code, w),
        action=w.say("intake.proposal.yes"),
        second_action=w.say("intake.proposal.no"),
        time=more,
    )


def code_meaning(code: BatteryCode, w: Wording) -> str:
    """Maker, level, chemistry and date of a code."""
    return " · ".join(
        (
            maker_name(w, code), level_name(w, code.level),
            chemistry_name(w, code.chemistry_code), made_on_text(w, code),
        )
    )  # fmt: skip


def entry_state(work: Work, w: Wording) -> EntryState:
    """What the code field asks for now."""
    happened = work.happened
    outcome = happened.outcome if happened else None
    if work.first_entry is not None:
        differs = outcome is Outcome.DIFFERS
        return EntryState(
            prompt=w.say("intake.entry.differs" if differs else "intake.entry.again"),
            is_second=True,
            tone=Tone.DANGER if differs else Tone.INFO,
            marked=happened.marked if happened and differs else (),
        )
    return EntryState(prompt=w.say("intake.entry.first"), is_second=False)


def overlays_of(
    reading: LabelReading, fate: Callable[[str], Outcome | None], tables: CodeTables, w: Wording
) -> tuple[Overlay, ...]:
    """A box for each symbol: new, known, to be checked, wrong form, something else, or unread."""
    unread = (
        Overlay(corners=each, text="", tone=Tone.INFO, word=w.say("intake.overlay.unread"), is_dashed=True)
        for each in reading.unread
    )
    return (*(_overlay(reading, symbol, fate, tables, w) for symbol in reading.symbols), *unread)


def _overlay(
    reading: LabelReading,
    symbol: SeenSymbol,
    fate: Callable[[str], Outcome | None],
    tables: CodeTables,
    w: Wording,
) -> Overlay:
    code = next((found.code.text for found in reading.codes if symbol in found.symbols), None)
    if code is not None:
        kinds = {
            Outcome.ADDED: (Tone.OK, "new"),
            Outcome.HERE_ALREADY: (Tone.WARN, "known"),
            Outcome.LIVE_ALREADY: (Tone.WARN, "known"),
        }
        tone, name = kinds.get(fate(code) or Outcome.TURNED_DOWN, (Tone.INFO, "unsure"))
        return Overlay(corners=symbol.corners, text=code, tone=tone, word=w.say(f"intake.overlay.{name}"))
    text = parse(symbol.text, tables).normalised
    tone, name = _kind_of_text(text)
    return Overlay(corners=symbol.corners, text=text[:32], tone=tone, word=w.say(f"intake.overlay.{name}"))


def _kind_of_text(text: str) -> tuple[Tone, str]:
    if _is_nearly_a_code(text):
        return Tone.DANGER, "wrong_form"
    if len(text) == DESIGN_LENGTH and _starts_like_a_code(text, DESIGN_LENGTH):
        return Tone.INFO, "half"
    return Tone.QUIET, "other"


def _is_nearly_a_code(text: str) -> bool:
    """Whether ``text`` was meant as a battery code; a maker's own part number is none, and no fault."""
    if not (text.isascii() and text.isalnum()):
        return False
    slots = SLOTS[Form.FULL]
    if len(text) == len(slots):
        odd = sum(letter not in slot.strict for letter, slot in zip(text, slots, strict=True))
        return odd <= _FEW_ODD
    return abs(len(text) - len(slots)) <= _FEW_MISSING and _starts_like_a_code(text, _KIND)


def _starts_like_a_code(text: str, length: int) -> bool:
    slots = SLOTS[Form.FULL][:length]
    return all(letter in slot.strict for letter, slot in zip(text, slots, strict=False))


def _word(happened: Happened, w: Wording) -> str:
    outcome, fault, unit = happened.outcome, happened.fault, happened.unit
    if outcome is Outcome.LIVE_ALREADY and unit is not None:
        return w.say("intake.outcome.live_already", day=_day(unit.taken_in_at, happened.at, w))
    if outcome is Outcome.WRONG_FORM and fault is not None:
        return _wrong_form(fault, w)
    return w.say(f"intake.outcome.{outcome.value}", count=len(happened.marked))


def _day(moment: datetime, now: datetime, w: Wording) -> str:
    day = legal_day(moment)
    if day.year == legal_day(now).year:
        return w.say("intake.day.this_year", month=day.month, day=day.day)
    return day.isoformat()


def _wrong_form(fault: FormFault, w: Wording) -> str:
    if fault.rule is FormRule.LENGTH:
        return w.say("intake.outcome.wrong_length", found=fault.found_length, wanted=fault.wanted_length)
    if fault.rule is FormRule.HALVES_SWAPPED:
        return w.say("codes.fault.form.halves_swapped")
    return w.say("intake.outcome.wrong_form", position=fault.position)


def _meaning(happened: Happened, w: Wording) -> str:
    outcome, fault = happened.outcome, happened.fault
    if outcome is Outcome.TYPE_AGAIN:
        return w.say("intake.why.type_again")
    if outcome is Outcome.DIFFERS and happened.read is not None:
        return difference_words(happened.read.code.text, happened.text, happened.marked, w)
    if outcome is Outcome.WRONG_FORM and fault is not None and fault.character:
        few = fault.allowed if fault.allowed not in _LONG_ALPHABETS else ""
        part = part_name(w, CodePart(fault.rule.value))
        key = "character_of_few" if few else "character"
        why = w.say(f"intake.why.{key}", character=fault.character, part=part, allowed=few)
        return f"{why}\n{proposal_text(w, happened.idea)}" if happened.idea else why
    if happened.read is not None:
        return code_meaning(happened.read.code, w)
    key = f"intake.why.{outcome.value}"
    return w.say(key) if w.knows(key) else ""
