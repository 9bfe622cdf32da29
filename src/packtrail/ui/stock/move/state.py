"""Moves by two scans as plain values, and what the ledger is asked and told for them; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from packtrail.domain.code_tables import CodeTables
from packtrail.domain.custody import HERE
from packtrail.domain.errors import OutletError
from packtrail.domain.move_warnings import MoveWarning
from packtrail.domain.moves import MovePlan
from packtrail.domain.occupancy import place_of
from packtrail.domain.places import Place, known_place, parse_label
from packtrail.domain.records import UnitMoved
from packtrail.domain.stock_rules import StockRules
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.usecases.move_units import Move, move_units, unit_to_move, warn_of_moves
from packtrail.usecases.ports import Clock, Store, View
from packtrail.usecases.scanned_units import code_scanned
from packtrail.usecases.set_places import current_places

MOST_DONE = 200
"""Moves that the page still lists; the ledger has them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """One unit that was moved from this page; ``record_id`` is the record that says so."""

    unit: Unit
    stood: Place | None
    to: Place
    at: datetime
    record_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Warned:
    """A move that waits for the operator's word."""

    units: tuple[Unit, ...]
    to: Place
    warnings: tuple[MoveWarning, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What came of the last scan; at most one of them besides ``text``."""

    text: str
    to: Place | None = None  # the slot that is at hand now
    held: Unit | None = None  # the unit that is in the hand now
    moved: tuple[Done, ...] = ()
    already: Unit | None = None  # in the hand already, or standing there
    error: OutletError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveState:
    """Everything that the page shows."""

    to: Place | None = None  # where each unit that is scanned goes at once
    hand: tuple[Unit, ...] = ()  # scanned before a slot; the next slot takes them all
    warned: Warned | None = None
    last: Heard | None = None
    done: tuple[Done, ...] = ()  # the newest first

    @property
    def is_empty_handed(self) -> bool:
        """Whether Esc has nothing to put down."""
        return self.to is None and not self.hand and self.warned is None


def meant(text: str, tables: CodeTables, view: View) -> Place | Unit:
    """What a scan is: the label of a place of the plan, or a unit that stands here.

    Raises PlaceUnknown, MovedNotHere or MovedWhich.
    """
    if parse_label(text) is not None:
        return known_place(current_places(view), text)
    return unit_to_move(view, Move(code_scanned(text, tables), ""))


def standing(unit_ids: Sequence[str], view: View) -> tuple[Unit, ...]:
    """Those of ``unit_ids`` that stand here."""
    units = (view.unit(unit_id) for unit_id in unit_ids)
    return tuple(unit for unit in units if unit is not None and unit.custody in HERE)


def with_done(state: MoveState, moved: tuple[Done, ...], text: str) -> MoveState:
    """``state`` after a move: the hand is empty, the slot that was scanned first stays."""
    done = (*reversed(moved), *state.done)[:MOST_DONE]
    return replace(state, hand=(), warned=None, done=done, last=Heard(text=text, moved=moved))


def without_done(state: MoveState, record_ids: Sequence[str]) -> MoveState:
    """``state`` after moves were taken back."""
    gone = set(record_ids)
    left = tuple(each for each in state.done if each.record_id not in gone)
    return replace(state, done=left, last=None)


def move(
    acts: OutletActs, units: Sequence[Unit], to: Place, confirmed: Sequence[str]
) -> tuple[Done, ...] | Warned:
    """Move ``units``, or say what has to be confirmed first; none for what stands there. ``acts`` lane.

    Raises OrdinaryStorageRefused, MovedNotHere or NotAllowed; nothing is written then.
    """
    moves = tuple(Move(unit.label, str(to), unit.unit_id) for unit in units)
    rules = acts.rules().stock
    plan = acts.act(_plan, moves, rules)
    if set(plan.to_confirm) - set(confirmed):
        asked = tuple(each for each in plan.warnings if not each.is_standing)
        return Warned(units=tuple(units), to=to, warnings=asked, tokens=plan.to_confirm)
    acts.act(move_units, moves, rules=rules, confirmed=confirmed)
    at = acts.now()
    return acts.read(lambda view: tuple(_done(view, unit, place, at) for unit, place in plan.moves))


def _plan(moves: Sequence[Move], rules: StockRules, *, store: Store, now: Clock, **_: object) -> MovePlan:
    return warn_of_moves(moves, store=store, rules=rules, now=now)


def _done(view: View, unit: Unit, to: Place, at: datetime) -> Done:
    records = (each.record for each in reversed(view.history(Unit, unit.unit_id)))
    record = next(each for each in records if isinstance(each.body, UnitMoved))
    return Done(unit=unit, stood=place_of(unit), to=to, at=at, record_id=record.record_id)
