"""What the one search box and the registers ask: a piece of a code or number, and what came in some time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from packtrail.domain.custody import Custody
from packtrail.domain.unit import Unit
from packtrail.store import reading
from packtrail.store.columns import seconds
from packtrail.store.connection import Connection
from packtrail.store.parties import is_spelt
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled, marks
from packtrail.store.units import escaped
from packtrail.usecases.ports import TakenInSum

S = TypeVar("S")

_LIVE_CODES = """
    SELECT DISTINCT arrival FROM unit_code
    WHERE {match} AND EXISTS (SELECT 1 FROM unit WHERE unit.arrival = unit_code.arrival AND custody <> ?)
    LIMIT ?
"""

LOOKED_AT = 300
"""Of what contains a piece that very many codes contain, so many are looked at for the newest."""

NAMES_LOOKED_AT = 2000
"""Companies that a station deals with are hundreds; each name costs a tenth of a millisecond, once."""

_PAST_EVERY_CODE = "\U0010ffff"

_TAKEN_IN = """
    FROM unit_stay INDEXED BY stay_in_time
    WHERE number = 1 AND since > ? AND since <= ? AND custody <> 'voided'
"""
"""By the same stays as the mass balance, so that a register and the balance of one month agree; the index
alone answers, so that a page far behind costs as little as the first."""


def units_like(connection: Connection, text: str, limit: int) -> list[Unit]:
    """Units that begin with ``text`` in a code or number, then those that have it elsewhere; none voided."""
    found = _arrivals(connection, "code >= ? AND code < ?", text, text + _PAST_EVERY_CODE)[:limit]
    if len(found) < limit:
        others = _arrivals(connection, "code LIKE ? ESCAPE '\\'", f"%{escaped(text)}%")
        found += [arrival for arrival in others if arrival not in found]
    return _units(connection, found[:limit])


def containing(
    connection: Connection, state: type[S], text: str, fields: Sequence[str], limit: int
) -> list[S]:
    """The newest views of a kind with ``text`` in one of ``fields``, whatever its case and a plate's dot."""
    terms = " OR ".join(f"replace({_known(state, field)}, '·', '') LIKE ? ESCAPE '\\'" for field in fields)
    piece = escaped(text.replace("·", ""))
    facts = (f"%{piece}%",) * len(fields)
    if not piece:
        return []  # of dots alone nothing is left, which every field would contain
    return reading.select(connection, state, f"({terms}) ORDER BY arrival DESC LIMIT ?", (*facts, limit))


def names_spelt(connection: Connection, state: type[Any], field: str, text: str) -> list[str]:
    """The names in ``field`` that a piece of their pinyin or of its initials finds, the newest first.

    Looked for among the newest ``NAMES_LOOKED_AT`` names.
    """
    rows = connection.execute(
        filled(
            "SELECT {field} FROM {name} WHERE {field} IS NOT NULL"
            " GROUP BY {field} ORDER BY max(arrival) DESC LIMIT ?",
            field=_known(state, field),
            name=reading.name_of(state),
        ),
        (NAMES_LOOKED_AT,),
    )
    return [name for (name,) in rows if is_spelt(name, text)]


def between(connection: Connection, state: type[S], field: str, after: datetime, until: datetime) -> list[S]:
    """All views of a kind whose moment ``field`` lies in some time, in its order."""
    rest = filled("{field} > ? AND {field} <= ? ORDER BY {field}, arrival", field=_known(state, field))
    return reading.select(connection, state, rest, (seconds(after), seconds(until)))


def taken_in(
    connection: Connection, after: datetime, until: datetime, *, offset: int, limit: int
) -> list[Unit]:
    """Units that came in in some time and were not voided, in the order in which they did."""
    shape = shape_of(Unit)
    sql = filled(
        "SELECT {columns} FROM"
        " (SELECT arrival, since {taken_in} ORDER BY since, arrival LIMIT ? OFFSET ?)"
        " JOIN unit USING (arrival) ORDER BY since, arrival",
        columns=shape.names,
        taken_in=_TAKEN_IN,
    )
    rows = connection.execute(sql, (seconds(after), seconds(until), limit, offset))
    return [shape.state_of(row) for row in rows]


def taken_in_sum(connection: Connection, after: datetime, until: datetime) -> TakenInSum:
    """How many those are, and the first mass that was known of each."""
    sql = filled(
        "SELECT count(*), coalesce(sum(mass_in_g), 0), coalesce(sum(mass_in_g IS NULL), 0)"
        " FROM unit WHERE arrival IN (SELECT arrival {taken_in})",
        taken_in=_TAKEN_IN,
    )
    count, mass_g, unknown = connection.execute(sql, (seconds(after), seconds(until))).fetchone() or (0, 0, 0)
    return TakenInSum(count=count, mass_g=mass_g, without_mass=unknown)


def _known(state: type[Any], field: str) -> str:
    """``field``, which is a column of the view; KeyError for any other text."""
    if field not in {column.name for column in shape_of(state).columns}:
        raise KeyError(field)
    return field


def _arrivals(connection: Connection, match: str, *facts: str) -> list[int]:
    """Units of which a code fits and that are not voided, the newest first."""
    rows = connection.execute(filled(_LIVE_CODES, match=match), (*facts, Custody.VOIDED.value, LOOKED_AT))
    return sorted((arrival for (arrival,) in rows), reverse=True)


def _units(connection: Connection, arrivals: Sequence[int]) -> list[Unit]:
    """These units, in the order given."""
    shape = shape_of(Unit)
    sql = filled(
        "SELECT arrival, {columns} FROM unit WHERE arrival IN ({some})",
        columns=shape.names,
        some=marks(len(arrivals)),
    )
    by_arrival = {row[0]: shape.state_of(row[1:]) for row in connection.execute(sql, arrivals)}
    return [by_arrival[arrival] for arrival in arrivals]
