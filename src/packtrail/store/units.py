"""Finding units: by id, by any code they ever carried, by what staff type into the stock table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from packtrail.domain.custody import HERE, LIVE, Custody
from packtrail.domain.mass_balance import MassFlow, Tally
from packtrail.domain.unit import Unit
from packtrail.store.columns import id_blob, id_text, moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled, marks
from packtrail.usecases.ports import StockAt, StockLine, UnitAt, UnitQuery

_SHAPE = shape_of(Unit)
_UNITS = filled("SELECT {columns} FROM unit {rest}", columns=_SHAPE.names)
_PAGE = """
    WHERE arrival IN (SELECT arrival FROM unit {where} ORDER BY arrival DESC LIMIT ? OFFSET ?)
    ORDER BY arrival DESC
"""
"""Which rows are on a page is found in the indexes alone; only those of the page are read."""

SPARSE = 20
"""One fitting unit in so many is still dense enough to look at each."""


def unit(connection: Connection, unit_id: str) -> Unit | None:
    """One unit."""
    row = connection.execute(
        filled(_UNITS, rest="WHERE arrival = (SELECT arrival FROM told WHERE record_id = ?)"),
        (id_blob(unit_id),),
    ).fetchone()
    return _SHAPE.state_of(row) if row else None


def with_code(connection: Connection, code: str) -> list[Unit]:
    """Every unit that ever carried ``code``, newest first."""
    rows = connection.execute(
        filled(
            _UNITS,
            rest="WHERE arrival IN (SELECT arrival FROM unit_code WHERE code = ? AND is_number = 0)"
            " ORDER BY arrival DESC",
        ),
        (code,),
    )
    return [_SHAPE.state_of(row) for row in rows]


def codes_fitting(connection: Connection, allowed: Sequence[str], *, anywhere: bool, limit: int) -> list[str]:
    """Codes with one of the characters ``allowed`` at each position; '' allows any.

    A pattern that begins with known characters is found by the index, others by one look through all codes.
    """
    if not all(one.isascii() and one.isalnum() for one in "".join(allowed)):
        raise ValueError(f"only letters and digits stand in codes: {allowed}")
    pattern = "".join(f"[{some}]" if len(some) > 1 else some or "?" for some in allowed)
    rows = connection.execute(
        "SELECT DISTINCT code FROM unit_code WHERE is_number = 0 AND code GLOB ?"
        " AND length(code) IN (19, 24, 26) ORDER BY code LIMIT ?",
        (f"*{pattern}*" if anywhere else pattern, limit),
    )
    return [code for (code,) in rows]


def find(connection: Connection, query: UnitQuery) -> list[Unit]:
    """A page, newest first.

    Where a large part of all units fits, the table is walked from its newest end and left once the page is
    full; the index of custody would have all that fit sorted for each page.
    """
    where, facts = _where(query, walks=_is_dense(connection, query))
    rows = connection.execute(
        filled(_UNITS, rest=filled(_PAGE, where=where)), (*facts, query.limit, query.offset)
    )
    return [_SHAPE.state_of(row) for row in rows]


def count(connection: Connection, query: UnitQuery) -> StockLine:
    """Count and mass of all that ``query`` finds; what stands in which custody is kept added up."""
    if not query.text and query.place is None:
        number, mass_g = _added_up(connection, query.custody)
        return StockLine(custody=Custody.RECEIVED, count=number, mass_g=mass_g)
    # with every custody named, the index of custody and mass answers and no row is read
    custody = frozenset(Custody) if query.custody is None else query.custody
    where, facts = _where(replace(query, custody=custody))
    row = connection.execute(
        filled("SELECT count(*), coalesce(sum(mass_g), 0) FROM unit {where}", where=where), facts
    ).fetchone()
    number, mass_g = row or (0, 0)
    return StockLine(custody=Custody.RECEIVED, count=number, mass_g=mass_g)


def stock(connection: Connection) -> list[StockLine]:
    """What is on the floor and on the road, in the order in which custody moves on."""
    states = [custody.value for custody in Custody if custody in LIVE]
    rows = connection.execute(
        filled(
            "SELECT custody, units, mass_g FROM unit_tally WHERE units > 0 AND custody IN ({states})",
            states=marks(len(states)),
        ),
        states,
    ).fetchall()
    lines = [StockLine(custody=Custody(name), count=number, mass_g=mass_g) for name, number, mass_g in rows]
    return sorted(lines, key=lambda line: states.index(line.custody.value))


def of_delivery(connection: Connection, delivery_id: str) -> list[Unit]:
    """What a delivery brought, in order of its lines."""
    rows = connection.execute(
        filled(_UNITS, rest="WHERE delivery_id = ? ORDER BY arrival"), (id_blob(delivery_id),)
    )
    return [_SHAPE.state_of(row) for row in rows]


def stock_as_of(connection: Connection, at: datetime) -> list[StockAt]:
    """What stood here or was on the road at a moment, as the ledger knows it now."""
    states = [custody.value for custody in Custody if custody in LIVE]
    rows = connection.execute(
        filled(
            "SELECT custody, level, zone, count(*), coalesce(sum(mass_g), 0), sum(mass_g IS NULL)"
            " FROM unit_stay INDEXED BY stay_in_time"
            " WHERE since <= ? AND (until IS NULL OR until > ?) AND custody IN ({states})"
            " GROUP BY custody, level, zone",
            states=marks(len(states)),
        ),
        (seconds(at), seconds(at), *states),
    ).fetchall()
    found = [
        StockAt(
            custody=Custody(name), level=level, zone=zone, count=number, mass_g=mass_g, without_mass=unknown
        )
        for name, level, zone, number, mass_g, unknown in rows
    ]
    return sorted(found, key=lambda line: (states.index(line.custody.value), line.level, line.zone or ""))


def mass_flows(connection: Connection, after: datetime, until: datetime) -> list[MassFlow]:
    """Each step of a unit's stays in a time beside the step before it, summed by where it led."""
    rows = connection.execute(
        """
        SELECT former.custody, here.custody, coalesce(parent.custody = ?, 0) AS is_part, count(*),
          coalesce(sum(here.mass_g), 0), sum(here.mass_g IS NULL),
          coalesce(sum(CASE WHEN former.mass_g IS NULL THEN here.mass_g END), 0),
          coalesce(sum(former.mass_g - here.mass_g), 0), coalesce(sum(unit.residue_g), 0)
        FROM unit_stay AS here
          JOIN unit ON unit.arrival = here.arrival
          LEFT JOIN unit_stay AS former ON former.arrival = here.arrival AND former.number = here.number - 1
          LEFT JOIN record ON record.record_id = unit.parent_id
          LEFT JOIN heard_record ON heard_record.record_id = unit.parent_id AND heard_record.is_told = 1
          LEFT JOIN unit AS parent ON parent.arrival = coalesce(record.arrival, heard_record.arrival)
        WHERE here.since > ? AND here.since <= ?
        GROUP BY former.custody, here.custody, is_part
        """,
        (Custody.OPENED.value, seconds(after), seconds(until)),
    )
    return [
        MassFlow(
            before=Custody(before) if before else None,
            after=Custody(custody),
            is_part=bool(is_part),
            tally=Tally(count, mass_g, unknown),
            weighed_later_g=later_g,
            difference_g=difference_g,
            residue_g=residue_g,
        )
        for before, custody, is_part, count, mass_g, unknown, later_g, difference_g, residue_g in rows
    ]


def units_as_of(
    connection: Connection, at: datetime, zone: str | None, limit: int, offset: int
) -> list[UnitAt]:
    """Which units stood here at a moment, and where; ``zone`` None asks for every place."""
    states = [custody.value for custody in Custody if custody in HERE]
    index, where = ("stay_in_zone", "unit_stay.zone = ? AND") if zone is not None else ("stay_in_time", "")
    rows = connection.execute(
        filled(
            "SELECT coalesce(record.record_id, heard_record.record_id), stay.custody, stay.mass_g,"
            " stay.zone, stay.slot, since,"
            " coalesce(battery_code, local_id, intake_number)"
            " FROM (SELECT * FROM unit_stay INDEXED BY {index}"
            " WHERE {where} since <= ? AND (until IS NULL OR until > ?) AND custody IN ({states})"
            " ORDER BY arrival LIMIT ? OFFSET ?) AS stay"
            " JOIN unit USING (arrival) LEFT JOIN record USING (arrival)"
            " LEFT JOIN heard_record USING (arrival) ORDER BY arrival",
            index=index,
            where=where,
            states=marks(len(states)),
        ),
        (*([] if zone is None else [zone]), seconds(at), seconds(at), *states, limit, offset),
    )
    return [
        UnitAt(
            unit_id=id_text(unit_id),
            label=label,
            custody=Custody(custody),
            mass_g=mass_g,
            zone=in_zone,
            slot=slot,
            since=moment(since),
        )
        for unit_id, custody, mass_g, in_zone, slot, since, label in rows
    ]


def _added_up(connection: Connection, custody: frozenset[Custody] | None) -> tuple[int, int]:
    """How many units there are in some states of custody, or in all, and their known mass."""
    states = [each.value for each in (Custody if custody is None else custody)]
    row = connection.execute(
        filled(
            "SELECT coalesce(sum(units), 0), coalesce(sum(mass_g), 0) FROM unit_tally"
            " WHERE custody IN ({states})",
            states=marks(len(states)),
        ),
        states,
    ).fetchone()
    number, mass_g = row or (0, 0)
    return number, mass_g


def _is_dense(connection: Connection, query: UnitQuery) -> bool:
    """Whether so many of all units fit that a page of them is soon found by looking at each."""
    if query.custody is None or query.place is not None:
        return False
    (fitting, _), (of_all, _) = _added_up(connection, query.custody), _added_up(connection, None)
    return fitting * SPARSE > of_all


def _where(query: UnitQuery, *, walks: bool = False) -> tuple[str, list[Any]]:
    """The condition; with ``walks`` no index answers it, and the order of the table stays."""
    terms, facts = [], list[Any]()
    if query.text:
        terms.append("arrival IN (SELECT arrival FROM unit_code WHERE code LIKE ? ESCAPE '\\')")
        facts.append(f"%{escaped(query.text)}%")
    if query.custody is not None:
        column = "+custody" if walks else "custody"
        terms.append(filled("{column} IN ({states})", column=column, states=marks(len(query.custody))))
        facts.extend(sorted(custody.value for custody in query.custody))
    if query.place is not None:
        terms.append("zone = ? AND slot IS ?")
        facts.extend((query.place.zone, query.place.slot))
    return ("WHERE " + " AND ".join(terms) if terms else ""), facts


def escaped(text: str) -> str:
    """``text`` with nothing special in it for LIKE, which compares without regard to case."""
    return text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
