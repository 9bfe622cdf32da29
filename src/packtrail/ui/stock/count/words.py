"""A count in words; no Qt."""

from typing import Final

from packtrail.domain.occupancy import place_of
from packtrail.domain.stock_take import Differences, Finding, FindingKind, StockTakeDraft
from packtrail.domain.unit import Unit
from packtrail.ui.stock.count.counting import Heard, Tally
from packtrail.ui.stock.count.state import CountState, Left, Part, how_many, lines, missing
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.result_band import Result
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import age_words, mass_words, moment_words, word

SCAN = "scan/"
UNIT = "unit/"
"""How the keys of rows begin: a scan by its place in the count, a unit that nobody saw by its id."""

TONES: Final = {
    FindingKind.FOUND: Tone.OK,
    FindingKind.MISPLACED: Tone.WARN,
    FindingKind.EXTRA: Tone.DANGER,
    FindingKind.UNKNOWN: Tone.DANGER,
    FindingKind.AGAIN: Tone.QUIET,
    FindingKind.WHICH: Tone.WARN,
}


def zone_choices(w: Wording, zones: tuple[str, ...]) -> tuple[Choice, ...]:
    """The whole floor, which is the choice with an empty key, and each zone."""
    return (
        Choice(key="", word=w.say("stock.count.whole_floor")),
        *(Choice(key=zone, word=zone) for zone in zones),
    )


def left(w: Wording, state: CountState, count: Left) -> str:
    """A count that was left, in one sentence."""
    return w.say(
        "stock.count.left",
        where=where(w, count.draft),
        count=count_text(len(count.draft.scans)),
        age=age_words(w, count.saved_at, state.now or count.saved_at),
    )


def where(w: Wording, draft: StockTakeDraft) -> str:
    """What is counted."""
    return draft.zone or w.say("stock.count.whole_floor")


def title(w: Wording, draft: StockTakeDraft) -> str:
    """What is counted, since when."""
    at = moment_words(draft.began_at) if draft.began_at else ""
    return w.say("stock.count.running", where=where(w, draft), at=at)


def at_place(w: Wording, draft: StockTakeDraft) -> str:
    """Where the next batteries stand."""
    return w.say("stock.count.at", place=draft.place) if draft.place else w.say("stock.count.no_place")


def parts(w: Wording, tally: Tally) -> tuple[tuple[str, str], ...]:
    """The lists with how long each is."""
    return tuple(
        (part.value, w.say(f"stock.count.part.{part}", count=count_text(how_many(tally, part))))
        for part in Part
    )


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of every list."""
    return (
        Column(title=w.say("stock.column.code"), kind=ColumnKind.CODE, width=266),
        Column(title=w.say("stock.count.column.finding"), width=150),
        Column(title=w.say("stock.count.column.ledger"), width=140),
        Column(title=w.say("stock.count.column.seen"), width=140),
        Column(title=w.say("stock.column.mass"), kind=ColumnKind.NUMBER, width=0, least=90),
    )


def rows(w: Wording, state: CountState) -> tuple[Row, ...]:
    """The list in sight."""
    if state.part is Part.MISSING:
        return tuple(_missing(w, unit) for unit in missing(state))
    return tuple(_line(w, at, finding) for at, finding in lines(state))


def nothing(w: Wording, part: Part) -> tuple[str, str]:
    """What an empty list says."""
    return w.say(f"stock.count.nothing.{part}"), w.say(f"stock.count.nothing.{part}_hint")


def summary(w: Wording, tally: Tally) -> str:
    """How far the count is."""
    found = tally.found
    return w.say(
        "stock.count.summary",
        expected=count_text(found.expected),
        seen=count_text(found.expected - len(found.missing)),
        missing=count_text(len(found.missing)),
    )


def come_to(w: Wording, found: Differences) -> str:
    """What a count comes to, in one line."""
    if found.is_clean:
        return w.say("stock.count.clean", count=count_text(found.counted))
    kinds = ("found", "missing", "misplaced", "extra", "unknown", "which")
    said = (
        w.say("stock.count.of_kind", kind=word(w, "finding", kind), count=count_text(len(each)))
        for kind in kinds
        if (each := getattr(found, kind))
    )
    return w.say("stock.joint").join(said)


def done(w: Wording, found: Differences) -> str:
    """What was recorded, and what is to be done about what differs."""
    said = come_to(w, found)
    return said if found.is_clean else f"{said}\n{w.say('stock.count.done_next')}"


def unit_of(state: CountState, key: str) -> str | None:
    """The unit on the row of ``key``, None where none is known."""
    if key.startswith(UNIT):
        return key.removeprefix(UNIT)
    if state.tally is None:
        return None
    unit = state.tally.findings[int(key.removeprefix(SCAN))].unit
    return unit.unit_id if unit else None


def refusal(w: Wording, tally: Tally) -> str | None:
    """Why the count can't be finished yet."""
    if not tally.findings:
        return w.say("stock.count.nothing_scanned")
    unsettled = len(tally.found.which)
    return w.say("stock.count.choose_first", count=count_text(unsettled)) if unsettled else None


def result(w: Wording, heard: Heard) -> Result:
    """What came of the last scan, large enough for two steps away."""
    if heard.error is not None:
        return Result(
            tone=Tone.DANGER, word=w.say("stock.count.refused"), meaning=str(explain(w, heard.error))
        )
    if heard.finding is None:
        return Result(tone=Tone.INFO, word=w.say("stock.count.at", place=heard.place), code="")
    finding = heard.finding
    return Result(
        tone=TONES[finding.kind],
        word=word(w, "finding", finding.kind),
        code=finding.scan.code,
        meaning=_meaning(w, finding),
    )


def tone_of(heard: Heard) -> str:
    """The name of the tone that a scan gets."""
    if heard.error is not None:
        return "no"
    if heard.finding is None or heard.finding.kind is FindingKind.FOUND:
        return "ok"
    return "again" if heard.finding.kind is FindingKind.AGAIN else "no"


def choice(w: Wording, unit: Unit) -> Choice:
    """One of several units with the same code."""
    return Choice(
        key=unit.unit_id,
        word=w.say("stock.count.choice", number=unit.intake_number, place=_ledger_place(w, unit)),
    )


def _meaning(w: Wording, finding: Finding) -> str:
    unit, kind = finding.unit, finding.kind
    facts = {"number": unit.intake_number if unit else "", "seen": finding.scan.place}
    if kind is FindingKind.MISPLACED:
        return w.say("stock.count.meaning.misplaced", place=_ledger_place(w, unit), **facts)
    if kind is FindingKind.EXTRA and unit is not None:
        return w.say("stock.count.meaning.extra", custody=word(w, "custody", unit.custody), **facts)
    if kind is FindingKind.UNKNOWN and finding.choices:
        alike = w.say("values.comma").join(each.label for each in finding.choices)
        return w.say("stock.count.meaning.alike", codes=alike)
    return w.say(f"stock.count.meaning.{kind}", **facts)


def _line(w: Wording, at: int, finding: Finding) -> Row:
    unit = finding.unit
    return Row(
        f"{SCAN}{at}",
        (
            Cell(finding.scan.code),
            Cell(word(w, "finding", finding.kind), tone=TONES[finding.kind]),
            Cell(_ledger_place(w, unit) if unit and finding.kind is not FindingKind.EXTRA else ""),
            Cell(finding.scan.place),
            _mass(unit),
        ),
    )


def _missing(w: Wording, unit: Unit) -> Row:
    return Row(
        UNIT + unit.unit_id,
        (
            Cell(unit.label),
            Cell(w.say("stock.count.not_seen"), tone=Tone.WARN),
            Cell(_ledger_place(w, unit)),
            Cell(""),
            _mass(unit),
        ),
    )


def _mass(unit: Unit | None) -> Cell:
    grams = unit.mass_g if unit else None
    return Cell(mass_words(grams) if unit else "", -1 if grams is None else grams)


def _ledger_place(w: Wording, unit: Unit | None) -> str:
    at = place_of(unit) if unit else None
    return str(at) if at else w.say("stock.count.nowhere")
