"""Open a pack or module: its parts become units, and it stays on record as what they came from (拆包)."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.delivery_draft import WITHOUT_CODE
from packtrail.domain.genealogy import DEEPEST, Kin, MassOfOpening, mass_of_opening, tree
from packtrail.domain.moments import legal_day
from packtrail.domain.opening import (
    CountOfOpening,
    OpeningDraft,
    OpeningNumbers,
    counted,
    open_unit,
    refuse_opening,
)
from packtrail.domain.opening_rules import OpeningRules, OpeningWarning, opening_warnings
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Intake
from packtrail.domain.safety import RecheckRule
from packtrail.domain.unit import Unit
from packtrail.domain.unit_acts import require_confirmed
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, Tx, View
from packtrail.usecases.record_delivery import live_codes
from packtrail.usecases.set_profile import current_profile

_AT_ONCE = 500
"""Parents asked for in one query."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the act wrote, and what of the parent's count and mass is lacking."""

    parent: Unit
    parts: tuple[Unit, ...]
    mass: MassOfOpening
    counted: CountOfOpening


def warnings_of_opening(
    view: View, unit_id: str, rules: OpeningRules, on: date
) -> tuple[OpeningWarning, ...]:
    """What to confirm before the unit is opened, with the source of each rule.

    Raises what ``refuse_opening`` does.
    """
    unit = standing_unit(view, unit_id)
    refuse_opening(unit)
    profile = current_profile(view)
    return opening_warnings(unit, profile.outlet_kind if profile else "", rules, on)


def open_pack(
    draft: OpeningDraft,
    *,
    rules: OpeningRules,
    recheck: RecheckRule,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Opened:
    """Record the opening and the intake of every part; parts of a dangerous pack are isolated with it.

    Raises NothingInside, UnitNotHere, UnitOnALoad, ReleasePending, ExitPending, WarningsUnconfirmed,
    DraftIncomplete, CodeAlreadyLive or NotAllowed; nothing is written then.
    """
    require(by, Act.OPEN_PACK)
    with store.act() as tx:
        who = acting(by, now, new_id)
        day = legal_day(who.at)
        parent = standing_unit(tx, draft.parent_id)
        warned = [each.kind.value for each in warnings_of_opening(tx, parent.unit_id, rules, day)]
        require_confirmed(warned, draft.confirmed_warnings)
        written = tx.append(
            *open_unit(
                parent,
                _intake_of(tx, parent),
                draft,
                live=live_codes(tx, draft.children),
                numbers=_numbers(tx, draft, day),
                warned=warned,
                rule=recheck,
                acting=who,
            )
        )
        parent = known_unit(tx, parent.unit_id)
        parts = tuple(known_unit(tx, each.record_id) for each in written[1:])
    return Opened(parent, parts, mass_of_opening(parent, parts), counted(draft))


def genealogy(view: View, unit_id: str) -> Kin:
    """The whole tree that a unit belongs to, from the pack that was never opened out of another."""
    root = standing_unit(view, unit_id)
    for _ in range(DEEPEST):
        if root.parent_id is None:
            break
        root = standing_unit(view, root.parent_id)
    parts: dict[str, list[Unit]] = {}
    level = dict.fromkeys(_names_of(view, root), root.unit_id)
    for _ in range(DEEPEST):
        found = [
            child for parents in _batches(list(level)) for child in view.in_order(Unit, parent_id=parents)
        ]
        for child in found:
            parts.setdefault(level[child.parent_id or ""], []).append(child)
        level = {name: child.unit_id for child in found for name in _names_of(view, child)}
        if not level:
            break
    return tree(root, parts)


def _names_of(view: View, unit: Unit) -> list[str]:
    """The ids under which parts can name a unit: its own, and those that it was recorded under before."""
    names = [unit.unit_id]
    earlier = unit.replaces_id
    while earlier is not None:
        names.append(earlier)
        before = view.unit(earlier)
        earlier = before.replaces_id if before else None
    return names


def _batches(ids: list[str]) -> list[frozenset[str]]:
    return [frozenset(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE)]


def _intake_of(view: View, unit: Unit) -> Intake:
    found = view.amended(unit.unit_id)
    if found is None or not isinstance(found.record.body, Intake):
        raise LookupError(unit.unit_id)
    return found.record.body


def _numbers(tx: Tx, draft: OpeningDraft, day: date) -> OpeningNumbers:
    return OpeningNumbers(
        intakes=tuple(tx.next_number(DocumentKind.INTAKE, day) for _ in draft.children),
        local_ids=tuple(
            tx.next_number(DocumentKind.LOCAL_ID, day) if child.code_status in WITHOUT_CODE else None
            for child in draft.children
        ),
    )
