"""A deliverer's list beside what was scanned, as plain values in the operator's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.delivery_list import RowFault
from packtrail.domain.expected_list import OverLimit, Ticked, tick_off
from packtrail.ui.intake.work import Work
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import ChipState
from packtrail.wording import Wording
from packtrail.wording.gate import over_limit_text, row_fault_text, ticked_lines

MOST_ROW_FAULTS = 5
"""Named one by one; the number of the others is said."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One code of the list, or one that came without being on it."""

    word: str  # 已到, 缺, 多
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedState:
    """The panel; without a list only the way to open one."""

    has_list: bool = False
    chips: tuple[ChipState, ...] = ()
    rows: tuple[ListedRow, ...] = ()  # what is missing first, then what is too many, then what came
    notes: tuple[tuple[Tone, str], ...] = ()


def ticked_of(work: Work) -> Ticked | None:
    """The list of the delivery at hand against its cards; None without a list."""
    if not work.head.expected_codes:
        return None
    units = [card.unit for card in work.cards if card.unit.battery_code]
    return tick_off(
        work.head.expected_codes,
        [unit.battery_code for unit in units if unit.battery_code],
        other_codes={
            unit.original_battery_code: unit.battery_code
            for unit in units
            if unit.original_battery_code and unit.battery_code
        },
    )


def expected_state(
    work: Work,
    w: Wording,
    *,
    ticked: Ticked | None,
    faults: Sequence[RowFault] = (),
    over: OverLimit | None = None,
    on: date,
) -> ExpectedState:
    """``work``'s list in words; ``faults`` are the rows of the file that were left out."""
    if ticked is None:
        return ExpectedState()
    kinds = (("missing", ticked.missing), ("extra", ticked.extra), ("arrived", ticked.arrived))
    tones = {
        "arrived": Tone.OK,
        "missing": Tone.WARN if ticked.missing else Tone.QUIET,
        "extra": Tone.WARN if ticked.extra else Tone.QUIET,
    }
    counts = {name: len(codes) for name, codes in kinds}
    return ExpectedState(
        has_list=True,
        chips=tuple(
            ChipState(tone, w.say("intake.expected.count", word=_word(w, name), count=counts[name]))
            for name, tone in tones.items()
        ),
        rows=tuple(ListedRow(_word(w, name), code) for name, codes in kinds for code in codes),
        notes=(*_mass_notes(work, w, over, on), *_fault_notes(faults, w), *_to_compare(ticked, w)),
    )


def _word(w: Wording, name: str) -> str:
    return w.say(f"intake.expected.{name}")


def _mass_notes(work: Work, w: Wording, over: OverLimit | None, on: date) -> tuple[tuple[Tone, str], ...]:
    if over is not None:
        return ((Tone.WARN, over_limit_text(w, over, on)),)
    if work.head.expected_mass_g is None:
        return ((Tone.INFO, w.say("intake.expected.no_mass")),)
    return ()


def _fault_notes(faults: Sequence[RowFault], w: Wording) -> tuple[tuple[Tone, str], ...]:
    if not faults:
        return ()
    named = [(Tone.WARN, row_fault_text(w, fault)) for fault in faults[:MOST_ROW_FAULTS]]
    return ((Tone.WARN, w.say("intake.expected.left_out", count=len(faults))), *named)


def _to_compare(ticked: Ticked, w: Wording) -> tuple[tuple[Tone, str], ...]:
    return tuple((Tone.WARN, line) for line in ticked_lines(w, ticked)[1:])
