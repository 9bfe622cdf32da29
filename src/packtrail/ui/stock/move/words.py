"""Moves by two scans in words; no Qt."""

from packtrail.domain.occupancy import place_of
from packtrail.domain.places import Place
from packtrail.ui.stock.move.state import Done, Heard, MoveState, Warned
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.result_band import Result
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.places import move_warning_text

_NAMED = 3  # warnings that the band says before it only counts


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the moves made here."""
    return (
        Column(title=w.say("stock.column.code"), kind=ColumnKind.CODE, width=266),
        Column(title=w.say("stock.moving.column.stood"), width=150, wide=220),
        Column(title=w.say("stock.moving.column.to"), width=150, wide=220),
        Column(title=w.say("stock.moving.column.at"), width=0, least=80),
    )


def row(w: Wording, done: Done) -> Row:
    """One move as a line."""
    return Row(
        done.record_id,
        (
            Cell(done.unit.label),
            Cell(_place(w, done.stood)),
            Cell(str(done.to)),
            Cell(f"{done.at:%H:%M}"),
        ),
    )


def at_hand(w: Wording, state: MoveState) -> str:
    """What the next scan will do."""
    if state.to is not None:
        return w.say("stock.moving.to", place=str(state.to))
    if state.hand:
        return w.say("stock.moving.hand", count=count_text(len(state.hand)))
    return w.say("stock.moving.nothing_at_hand")


def result(w: Wording, state: MoveState) -> Result | None:
    """What came of the last scan; a warning that waits goes before it."""
    if state.warned is not None:
        return _warned(w, state.warned)
    return _heard(w, state.last) if state.last is not None else None


def tone_of(heard: Heard) -> str:
    """The name of the tone that a scan gets."""
    if heard.error is not None:
        return "no"
    return "again" if heard.already is not None else "ok"


def _warned(w: Wording, warned: Warned) -> Result:
    said = [move_warning_text(w, each) for each in warned.warnings]
    more = len(said) - _NAMED
    lines = [*said[:_NAMED], *([w.say("stock.moving.more", count=count_text(more))] if more > 0 else [])]
    return Result(
        tone=Tone.WARN,
        word=w.say("stock.moving.warned", place=str(warned.to)),
        code=warned.units[0].label if len(warned.units) == 1 else "",
        meaning="\n".join(lines),
        action=w.say("stock.moving.confirm"),
        second_action=w.say("stock.moving.leave"),
    )


def _heard(w: Wording, heard: Heard) -> Result:
    if heard.error is not None:
        return Result(
            tone=Tone.DANGER, word=w.say("stock.moving.refused"), meaning=str(explain(w, heard.error))
        )
    if heard.to is not None:
        return Result(tone=Tone.INFO, word=w.say("stock.moving.to", place=str(heard.to)))
    unit = heard.held or heard.already
    if unit is not None:
        key = "held" if heard.held else "already"
        stood = w.say("stock.moving.stands", place=_place(w, place_of(unit)))
        tone = Tone.INFO if heard.held else Tone.QUIET
        return Result(tone=tone, word=w.say(f"stock.moving.{key}"), code=unit.label, meaning=stood)
    return _moved(w, heard.moved)


def _moved(w: Wording, moved: tuple[Done, ...]) -> Result:
    to = str(moved[0].to)
    if len(moved) > 1:
        several = w.say("stock.moving.moved_several", count=count_text(len(moved)), place=to)
        return Result(tone=Tone.OK, word=several)
    stood = w.say("stock.moving.stood", place=_place(w, moved[0].stood))
    return Result(
        tone=Tone.OK,
        word=w.say("stock.moving.moved", place=to),
        code=moved[0].unit.label,
        meaning=stood,
    )


def _place(w: Wording, place: Place | None) -> str:
    return str(place) if place else w.say("stock.count.nowhere")
