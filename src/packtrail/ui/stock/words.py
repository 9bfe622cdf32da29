"""The stock table and the life of a unit in words; no Qt."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from packtrail.domain.custody import Custody
from packtrail.domain.moments import legal_day
from packtrail.domain.records.gate import CodeStatus, ConditionClass
from packtrail.domain.unit import Unit
from packtrail.ui.forms.menu import ActWords
from packtrail.ui.stock.acts import Offer
from packtrail.ui.stock.life import UnitLife
from packtrail.ui.stock.state import Filter, StockState
from packtrail.ui.stock.timeline import person
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.codes import chemistry_name, made_on_text, maker_name
from packtrail.wording.errors import explain
from packtrail.wording.values import age_words, mass_words, moment_words, word

TONE_OF_CUSTODY: Final = {
    Custody.IN_STORAGE: Tone.OK,
    Custody.ALLOCATED: Tone.INFO,
    Custody.RECEIVED: Tone.WARN,
    Custody.QUARANTINED: Tone.DANGER,
    Custody.IN_TRANSIT: Tone.INFO,
    Custody.RETURNING: Tone.WARN,
}


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the stock table."""
    return (
        Column(title=w.say("stock.column.code"), kind=ColumnKind.CODE, width=266),
        Column(title=w.say("stock.column.state"), width=176, wide=240),
        Column(title=w.say("stock.column.mass"), kind=ColumnKind.NUMBER, width=88),
        Column(title=w.say("stock.column.taken_in"), width=108),
        Column(title=w.say("stock.column.kind"), width=150, wide=250),
        Column(title=w.say("stock.column.basis"), width=0, least=110),
    )


def row(w: Wording, unit: Unit, now: datetime) -> Row:
    """One unit as a line of the table."""
    kinds = (
        chemistry_name(w, unit.chemistry_code) if unit.chemistry_code else "",
        word(w, "level", unit.level),
        w.say("stock.elsewhere.row", station=unit.station) if unit.station else "",
    )
    return Row(
        unit.unit_id,
        (
            Cell(unit.label),
            Cell(_state(w, unit, now), tone=TONE_OF_CUSTODY.get(unit.custody, Tone.QUIET)),
            Cell(mass_words(unit.mass_g), unit.mass_g if unit.mass_g is not None else -1),
            Cell(legal_day(unit.taken_in_at).isoformat(), int(unit.taken_in_at.timestamp())),
            Cell(w.say("stock.joint").join(filter(None, kinds))),
            Cell(word(w, "mass_basis", unit.mass_basis)),
        ),
    )


def summary(w: Wording, state: StockState) -> str:
    """Count and mass of everything that the question finds, and how much of it is on the screen."""
    if state.total is None or not state.total.count:
        return ""
    facts = {"count": count_text(state.total.count), "mass": weight_text(state.total.mass_g)}
    if state.has_more:
        return w.say("stock.summary_of_part", shown=count_text(len(state.units)), **facts)
    return w.say("stock.summary", **facts)


def nothing(w: Wording, state: StockState) -> tuple[str, str, str]:
    """Sentence, hint and action for a table without rows."""
    if state.is_first_day:
        first = "stock.nothing.first_day"
        return w.say(first), w.say(f"{first}_hint"), w.say(f"{first}_action")
    if state.text:
        action = w.say("stock.nothing.search_all") if state.chip is not Filter.ALL else ""
        return w.say("stock.nothing.found", text=state.text), w.say("stock.nothing.found_hint"), action
    return w.say(f"stock.nothing.{state.chip}"), w.say(f"stock.nothing.{state.chip}_hint"), ""


def state_word(w: Wording, unit: Unit) -> str:
    """Its custody, and what is not normal about it."""
    parts = [word(w, "custody", unit.custody)]
    if unit.condition_class != ConditionClass.NORMAL:
        parts.append(word(w, "condition", unit.condition_class))
    if unit.code_status == CodeStatus.CONFLICT:
        parts.append(w.say("stock.code_conflict"))
    return w.say("stock.joint").join(parts)


def facts(w: Wording, life: UnitLife) -> tuple[tuple[str, str], ...]:
    """What is known of a unit, each with its name; what nobody knows is left out."""
    return tuple((w.say(f"stock.fact.{name}"), text) for name, text in _facts(w, life) if text)


def apart(w: Wording, life: UnitLife) -> tuple[str, tuple[str, ...]]:
    """Why a unit stands apart and what it still needs; empty for one that doesn't."""
    unit, say = life.unit, w.say
    if not life.is_kept_apart:
        return "", ()
    if unit.custody is Custody.RECEIVED:
        return say("stock.apart.unchecked"), (say("stock.apart.check_first"),)
    title = say("stock.apart.title", danger=word(w, "danger", unit.safety.worst.level.name.lower()))
    if life.waiting is not None:
        what = word(w, "record_type", life.waiting.record_type)
        who = person(w, life.waiting.operator_ref, life)
        at = moment_words(life.waiting.recorded_at)
        return title, (say("stock.apart.waiting", what=what, who=who, at=at),)
    return title, tuple(word(w, "lack", lack) for lack in life.lacks) or (say("stock.apart.ready"),)


def act(w: Wording, offer: Offer) -> ActWords:
    """One act of the page, and why it can't be done now."""
    return ActWords(
        key=offer.act,
        what=w.say(f"stock.act.{offer.act}"),
        refusal=str(explain(w, offer.refusal)) if offer.refusal else None,
    )


def _state(w: Wording, unit: Unit, now: datetime) -> str:
    said = state_word(w, unit)
    if unit.custody in {Custody.IN_TRANSIT, Custody.RETURNING}:
        return w.say("stock.joint").join((said, age_words(w, unit.moved_at, now)))
    return said


def _facts(w: Wording, life: UnitLife) -> Iterator[tuple[str, str]]:
    unit, code = life.unit, life.code
    yield "level", word(w, "level", unit.level)
    yield "chemistry", chemistry_name(w, unit.chemistry_code) if unit.chemistry_code else ""
    yield "maker", maker_name(w, code) if code else unit.responsible_maker or ""
    yield "made_on", made_on_text(w, code) if code else ""
    yield "mass", _mass(w, unit)
    yield "condition", word(w, "condition", unit.condition_class)
    yield "source", word(w, "source", unit.source_type)
    yield "code_source", _code_source(w, unit)
    yield "place", life.place
    yield "photos", w.say("stock.photos", count=life.photos) if life.photos else w.say("stock.no_photo")
    yield "number", unit.intake_number


def _mass(w: Wording, unit: Unit) -> str:
    if unit.mass_g is None:
        return w.say("stock.mass_unknown")
    return w.say("stock.mass", kg=mass_words(unit.mass_g), basis=word(w, "mass_basis", unit.mass_basis))


def _code_source(w: Wording, unit: Unit) -> str:
    if unit.battery_code is None:
        return word(w, "code_status", unit.code_status)
    return word(w, "code_source", unit.code_source)
