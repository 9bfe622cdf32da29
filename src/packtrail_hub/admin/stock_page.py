"""An outlet's stock, newest first, and the search in it by a part of a code.

A search reads at most ``LOOKED_THROUGH`` units for one page and says how far it came; the next page goes on
from there, so it is as quick in a full yard as in an empty one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, union_all

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
    most = LOOKED_THROUGH if part else PAGE + 1
    custodies = [custody] if custody else sorted(HERE)
    rows = _newest(connection, outlet_id, custodies, before, most)
    found = [row for row in rows if part in (row.battery_code or "").upper()] if part else rows
    shown = found[:PAGE]
    if len(found) > PAGE:
        last = shown[-1].unit_uid
    elif len(rows) == most and part:
        last = rows[-1].unit_uid
    else:
        last = None
    looked = next((at + 1 for at, row in enumerate(rows) if row.unit_uid == last), len(rows))
    return StockPage([_facts(row) for row in shown], looked, None if last is None else id_text(last))


def _newest(
    connection: Connection, outlet_id: int, custodies: Sequence[str], before: str | None, most: int
) -> list[Row[Any]]:
    """The newest units, each custody from its own stretch of the index."""
    arms = []
    for custody in custodies:
        mine = [unit_state.c.outlet_id == outlet_id, unit_state.c.custody == custody]
        if before is not None:
            mine.append(unit_state.c.unit_uid < uid(before))
        arm = select(unit_state).where(*mine).order_by(unit_state.c.unit_uid.desc()).limit(most)
        arms.append(select(arm.subquery()))
    every = union_all(*arms).subquery()
    query = select(every).order_by(every.c.unit_uid.desc()).limit(most)
    return list(connection.execute(query))


def _facts(row: Row[Any]) -> UnitFacts:
    return UnitFacts(
        unit_id=id_text(row.unit_uid),
        code=row.battery_code,
        level=row.level,
        custody=row.custody,
        mass_g=row.mass_g,
        taken_in_at=moment(row.taken_in_at),
    )
