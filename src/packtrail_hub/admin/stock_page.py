"""An outlet's stock, newest first, and the search in it by a part of a code.

A search reads at most ``LOOKED_THROUGH`` units for one page and says how far it came; the next page goes on
from there, so it is as quick in a full yard as in an empty one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, union_all

from packtrail.domain.custody import HERE
from packtrail_hub.ids import id_text, moment, uid
from packtrail_hub.tables import unit_state

PAGE: Final = 50
LOOKED_THROUGH: Final = 20_000
SHORTEST: Final = 3
CUSTODIES: Final = ("in_storage", "quarantined", "allocated", "received")


@dataclass(frozen=True)
class UnitFacts:
    """One unit; ``unit_id`` is the record of its intake."""

    unit_id: str
    code: str | None
    level: str
    custody: str
    mass_g: int | None
    taken_in_at: datetime


@dataclass(frozen=True)
class StockPage:
    """A page of units; ``next_before`` is where the next goes on, None at the end."""

    units: Sequence[UnitFacts]
    looked_through: int
    next_before: str | None


def plain_part(typed: str) -> str:
    """A part of a code as codes are written: capitals, without blanks."""
    return "".join(typed.upper().split())[:64]


def units_before(
    connection: Connection, outlet_id: int, custody: str | None, part: str, before: str | None
) -> StockPage:
    """Units of one custody, or of all that stand there, whose code has ``part`` in it."""
    custodies = [custody] if custody else sorted(HERE)
    stretches = [_stretch(outlet_id, each, before) for each in custodies]
    end = _end(connection, stretches) if part else None
    if end is not None:
        stretches = [(*each, unit_state.c.unit_uid >= end) for each in stretches]
    of_code = (func.upper(unit_state.c.battery_code).contains(part, autoescape=True),) if part else ()
    every = _newest([unit_state], [(*each, *of_code) for each in stretches], PAGE + 1)
    found = list(connection.execute(every))
    shown = found[:PAGE]
    last = shown[-1].unit_uid if len(found) > PAGE else end
    looked = _count(connection, stretches, last) if part else len(shown)
    return StockPage([_facts(row) for row in shown], looked, None if last is None else id_text(last))


def _stretch(outlet_id: int, custody: str, before: str | None) -> tuple[Any, ...]:
    """What is a stretch of the index of listed stock."""
    mine = unit_state.c.outlet_id == outlet_id, unit_state.c.custody == custody
    return mine if before is None else (*mine, unit_state.c.unit_uid < uid(before))


def _newest(columns: Sequence[Any], stretches: Sequence[tuple[Any, ...]], most: int) -> Select[Any]:
    """The newest of several stretches, each read no further than ``most``."""
    newest = unit_state.c.unit_uid.desc()
    arms = [select(*columns).where(*each).order_by(newest).limit(most).subquery() for each in stretches]
    every = union_all(*(select(each) for each in arms)).subquery()
    return select(every).order_by(every.c.unit_uid.desc()).limit(most)


def _end(connection: Connection, stretches: Sequence[tuple[Any, ...]]) -> bytes | None:
    """The last unit that a search looks at; None where there are no more than it may look at."""
    newest = _newest([unit_state.c.unit_uid], stretches, LOOKED_THROUGH)
    found: bytes | None = connection.execute(newest.offset(LOOKED_THROUGH - 1)).scalar()
    return found


def _count(connection: Connection, stretches: Sequence[tuple[Any, ...]], last: bytes | None) -> int:
    """How many units were looked at."""
    to_last = () if last is None else (unit_state.c.unit_uid >= last,)
    counts = (select(func.count()).select_from(unit_state).where(*each, *to_last) for each in stretches)
    return sum(int(connection.execute(each).scalar_one()) for each in counts)


def _facts(row: Row[Any]) -> UnitFacts:
    return UnitFacts(
        unit_id=id_text(row.unit_uid),
        code=row.battery_code,
        level=row.level,
        custody=row.custody,
        mass_g=row.mass_g,
        taken_in_at=moment(row.taken_in_at),
    )
