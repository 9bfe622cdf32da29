"""The opening stock in words; no Qt."""

from packtrail.domain.custody import Custody
from packtrail.domain.occupancy import place_of
from packtrail.ui.stock.opening.state import Heard, Line, Opening, OpeningState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.ui.widgets.result_band import Result
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import mass_words, moment_words, word


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the lines."""
    return (
        Column(title=w.say("stock.column.code"), kind=ColumnKind.CODE, width=266),
        Column(title=w.say("stock.column.mass"), kind=ColumnKind.NUMBER, width=80),
        Column(title=w.say("stock.fact.place"), width=100),
        Column(title=w.say("stock.opening.column.since"), width=100),
        Column(title=w.say("stock.opening.column.reported"), width=0, least=110),
    )


def row(w: Wording, line: Line) -> Row:
    """One line; a voided one says so and counts no more."""
    unit, item = line.unit, line.item
    place, is_void = place_of(unit), unit.custody is Custody.VOIDED
    since = item.original_intake_on
    return Row(
        unit.unit_id,
        (
            Cell(unit.label),
            Cell(mass_words(unit.mass_in_g), -1 if unit.mass_in_g is None else unit.mass_in_g),
            Cell(str(place) if place else w.say("stock.count.nowhere")),
            Cell(since.isoformat() if since else w.say("stock.opening.unknown_day")),
            Cell(word(w, "custody", unit.custody), tone=Tone.QUIET) if is_void else Cell(_reported(w, line)),
        ),
    )


def summary(w: Wording, opening: Opening) -> str:
    """Count and mass of everything that counts."""
    facts = {"count": count_text(opening.count), "mass": weight_text(opening.mass_g)}
    if opening.closed is None:
        return w.say("stock.opening.summary", **facts)
    closed = opening.closed
    return w.say(
        "stock.opening.closed",
        at=moment_words(closed.at),
        count=count_text(closed.count),
        mass=weight_text(closed.mass_g),
    )


def result(w: Wording, heard: Heard) -> Result:
    """What came of the last scan or form, large enough for two steps away."""
    say = w.say
    if heard.error is not None:
        meaning = str(explain(w, heard.error))
        return Result(tone=Tone.DANGER, word=say("stock.count.refused"), code=heard.text, meaning=meaning)
    if heard.place:
        return Result(tone=Tone.INFO, word=say("stock.opening.at", place=heard.place))
    if heard.taken is None:
        about = "known" if heard.known else "waits"
        return Result(
            tone=Tone.WARN,
            word=say(f"stock.opening.{about}"),
            code=heard.text,
            meaning=say(f"stock.opening.{about}_hint"),
        )
    taken = heard.taken
    refused = taken.not_placed
    return Result(
        tone=Tone.WARN if refused else Tone.OK,
        word=say("stock.opening.taken"),
        code=taken.unit.label,
        meaning=(
            say("stock.opening.not_placed", why=str(explain(w, refused)))
            if refused
            else taken.place or say("stock.opening.no_place")
        ),
    )


def tone_of(heard: Heard) -> str:
    """The name of the tone that it gets."""
    if heard.error is not None or heard.waits:
        return "no"
    if heard.taken is not None and heard.taken.not_placed is not None:
        return "no"
    return "again" if heard.known else "ok"


def refusals(w: Wording, state: OpeningState) -> tuple[str | None, str | None]:
    """Why no line can be begun, and why it can't be closed."""
    if state.opening is None:
        wait = w.say("stock.opening.loading")
        return wait, wait
    if state.opening.closed is not None:
        over = w.say("stock.opening.is_closed")
        return over, over
    if state.is_form_open:
        busy = w.say("stock.opening.form_open")
        return busy, busy
    return None, None


def _reported(w: Wording, line: Line) -> str:
    item = line.item
    if not item.already_reported:
        return w.say("stock.opening.not_reported")
    on = item.reported_on.isoformat() if item.reported_on else ""
    return w.say("stock.joint").join(filter(None, (item.reported_where, on)))
