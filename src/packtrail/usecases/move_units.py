"""Move units by scanning the item and then the place (移位): one act, several units, warned of before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from packtrail.domain.custody import HERE
from packtrail.domain.errors_places import MovedNotHere, MovedWhich, TooManyMoves
from packtrail.domain.moments import legal_day
from packtrail.domain.move_warnings import outlet_mass_warning
from packtrail.domain.moves import MOST_MOVES, MovePlan, move_records, plan_moves
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.places import known_place
from packtrail.domain.records import OutletProfile
from packtrail.domain.stock_rules import StockRules
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, NewId, Store, View
from packtrail.usecases.scanned_units import units_scanned
from packtrail.usecases.set_places import current_places


@dataclass(frozen=True, slots=True)
class Move:
    """One unit and where it goes, both as scanned."""

    code: str  # a battery code or a provisional number
    location: str  # ``LOC:zone/slot``, or the same typed without its beginning
    unit_id: str | None = None  # chosen by the operator, where several carry the code


def warn_of_moves(moves: Sequence[Move], *, store: Store, rules: StockRules, now: Clock) -> MovePlan:
    """What ``move_units`` would do and warn of; asked at each scan, writes nothing.

    Raises PlaceUnknown with proposals, MovedNotHere, MovedWhich, MovedTwice, OrdinaryStorageRefused or
    TooManyMoves.
    """
    with store.read() as view:
        return _plan(view, moves, rules, now)


def move_units(
    moves: Sequence[Move],
    *,
    rules: StockRules,
    confirmed: Collection[str] = (),
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> tuple[Unit, ...]:
    """Record where the units stand from now on; those that really moved come back as they are now.

    ``confirmed`` are the tokens of the warnings that the operator confirmed (``MovePlan.to_confirm``).
    Raises MoveUnconfirmed for any other, what ``warn_of_moves`` raises, or NotAllowed; nothing is written
    then.
    """
    require(by, Act.MOVE_UNIT)
    with store.act() as tx:
        plan = _plan(tx, moves, rules, now)
        tx.append(*move_records(plan, confirmed=confirmed, at=now(), operator_ref=by.ref, new_id=new_id))
        moved = [tx.unit(unit.unit_id) for unit, _ in plan.moves]
    return tuple(unit for unit in moved if unit is not None)


def _plan(view: View, moves: Sequence[Move], rules: StockRules, now: Clock) -> MovePlan:
    if len(moves) > MOST_MOVES:
        raise TooManyMoves(len(moves), MOST_MOVES)
    places, today = current_places(view), legal_day(now())
    wanted = [(unit_to_move(view, move), known_place(places, move.location)) for move in moves]
    above_mv = rules.charged_above_mv
    plan = plan_moves(
        wanted,
        places=places,
        standing=view.alike({place.zone for _, place in wanted}, above_mv),
        named=lambda alike, most: view.some_alike(alike, above_mv, most),
        rules=rules,
        today=today,
    )
    profile = view.latest(OutletProfile.record_type)
    kind = profile.body.outlet_kind if profile and isinstance(profile.body, OutletProfile) else None
    here_g = sum(line.mass_g for line in view.stock() if line.custody in HERE)
    over = outlet_mass_warning(kind, here_g, rules, today)
    return MovePlan(plan.moves, (*plan.warnings, over)) if over and plan.moves else plan


def unit_to_move(view: View, move: Move) -> Unit:
    """The unit that ``move`` means; raises MovedNotHere, or MovedWhich when several here carry its code."""
    if move.unit_id is not None:
        unit = view.unit(move.unit_id)
        if unit is None:
            raise MovedNotHere(move.code, None)
        return unit
    units = units_scanned(view, move.code)
    here = [unit for unit in units if unit.custody in HERE]
    if len(here) > 1:
        raise MovedWhich(move.code, tuple(unit.intake_number for unit in here))
    if not here:
        raise MovedNotHere(move.code, units[0].left_at if units else None)
    return here[0]
