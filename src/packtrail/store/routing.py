"""Opens the submissions of records where they are owed, and moves them when a unit's maker changes.

``domain.routing`` decides who is owed what. Without a maker's portal nothing here costs an act more than
reading the destinations.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.amendments import targets_of
from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.errors_gate import MakerIsSealed
from packtrail.domain.records import OpeningStock, Record
from packtrail.domain.reported_elsewhere import reported_elsewhere
from packtrail.domain.routing import MakerUnits, Route, maker_key, owed_to, unit_of_line
from packtrail.store import submissions
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.store.lines import arrival_of, told_arrival
from packtrail.store.projections import Projection
from packtrail.store.statements import filled

_LINES = """
    WITH RECURSIVE line (arrival, unit) AS (
      SELECT arrival, arrival FROM record AS intake WHERE {intakes}
      UNION ALL
      SELECT record.arrival, intake.arrival
      FROM record AS intake CROSS JOIN reference CROSS JOIN record
      WHERE {intakes} AND reference.named = intake.arrival AND record.arrival = reference.arrival
        AND +record.record_type = 'handoff_line'
        AND lower(hex(intake.record_id)) = replace(
          json_extract(CAST(record.canonical AS TEXT), '$.body.intake_record_id'), '-', '')
      UNION ALL
      SELECT amendment.arrival, line.unit
      FROM line CROSS JOIN amendment CROSS JOIN record
      WHERE amendment.target = line.arrival AND record.arrival = amendment.arrival
        AND +record.record_type IN ('correction', 'void', 'correction_answered')
    ),
    theirs AS (
      SELECT line.arrival FROM line CROSS JOIN unit ON unit.arrival = line.unit
      WHERE unit.responsible_maker IN (SELECT value FROM json_each(?2))
    )
    """
"""Every line, with the unit whose line it is, as ``domain.routing.unit_of_line`` says it for one record.

?1 is the portal, ?2 the names that its makers are written by on units, ?3 one unit or NULL for all. The order
of the joins and the plus signs keep the planner from walking through all records of a type for one unit.
"""

_ONE_UNIT = {"intakes": "intake.arrival = ?3 AND +intake.record_type = 'intake'"}
_ALL_UNITS = {"intakes": "intake.record_type = 'intake' AND ?3 IS NULL"}

_OPEN = """
    INSERT INTO submission (destination, arrival, state)
    SELECT ?1, arrival, 'pending' FROM theirs
    WHERE NOT EXISTS (
      SELECT 1 FROM submission WHERE destination = ?1 AND submission.arrival = theirs.arrival)
    ORDER BY arrival
    """
_OWE_AGAIN = """
    UPDATE submission SET state = 'pending'
    WHERE destination = ?1 AND state = 'not_required' AND arrival IN (SELECT arrival FROM theirs)
    """
_LET_GO = """
    UPDATE submission SET state = 'not_required'
    WHERE destination = ?1 AND state IN ('pending', 'waiting_dependency', 'rejected', 'blocked')
      AND arrival IN (SELECT arrival FROM line) AND arrival NOT IN (SELECT arrival FROM theirs)
    """
_LEFT = """
    SELECT 1 FROM submission WHERE destination = ?1 AND arrival IN (SELECT arrival FROM line)
      AND state NOT IN ('not_required', 'pending', 'waiting_dependency', 'rejected', 'blocked') LIMIT 1
    """
"""Sealed for a portal, or taken by it; what it turned away it does not have."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A destination, as far as routing asks."""

    key: int
    name: str
    title: str
    kind: DestinationKind


@dataclass(frozen=True, slots=True)
class Amending:
    """The unit whose line is being amended, and where its lines went until then."""

    unit_id: str
    before: _Known | None


class Routing:
    """Who is owed what, as the tables say it at the start of an act."""

    def __init__(self, connection: Connection, projection: Projection) -> None:
        self._connection, self._projection = connection, projection
        self._known = [
            _Known(key, name, title, DestinationKind(kind))
            for key, name, title, kind in connection.execute(
                "SELECT destination, name, title, kind FROM destination ORDER BY destination"
            )
        ]
        self._portals = [each for each in self._known if each.kind is DestinationKind.MAKER_PORTAL]
        self._routes = routes(connection) if self._portals else []

    def begin(self, record: Record) -> Amending | None:
        """To be asked before ``record`` is folded: what it may change of where lines go."""
        unit_id = self._unit_of(record) if targets_of(record) else None
        return Amending(unit_id, self._portal_of(unit_id)) if unit_id else None

    def owe(self, arrival: int, record: Record) -> None:
        """Open the submissions of a record that was folded just now."""
        unit_id = self._unit_of(record)
        makers = [self._maker(unit_id)] if unit_id else []
        owed = owed_to(makers, self._known, self._routes)
        submissions.owe(self._connection, arrival, [each.key for each in self._known if each.name in owed])

    def follow(self, amending: Amending | None) -> None:
        """Let a unit's lines go where its maker is routed now that the amendment is folded.

        Raises MakerIsSealed when they would have to come back from a portal that some were sealed for.
        """
        if amending is None:
            return
        unit_id, before = amending.unit_id, amending.before
        if before is not None and before != self._portal_of(unit_id) and self._has_left(unit_id, before):
            raise MakerIsSealed(self._label(unit_id), before.title)
        self.lay(unit_id)

    def lay(self, unit_id: str) -> None:
        """Owe a unit's lines to the portal of its maker and to no other; what left stays as it is."""
        theirs = self._portal_of(unit_id)
        for portal in self._portals:
            makers = [self._maker(unit_id)] if portal == theirs else []
            _lay(self._connection, portal.key, makers, _ONE_UNIT, unit_id)
        if self._portals:
            self._excuse_again(unit_id)

    def _unit_of(self, record: Record) -> str | None:
        """None as well where there is no portal that could take anything."""
        return unit_of_line(record, self._projection.record) if self._portals else None

    def _portal_of(self, unit_id: str) -> _Known | None:
        owed = owed_to([self._maker(unit_id)], self._portals, self._routes)
        return next((each for each in self._portals if each.name in owed), None)

    def _has_left(self, unit_id: str, portal: _Known) -> bool:
        facts = (portal.key, "[]", arrival_of(self._connection, unit_id))
        return self._connection.execute(filled(_LINES + _LEFT, **_ONE_UNIT), facts).fetchone() is not None

    def _excuse_again(self, unit_id: str) -> None:
        """What another road reported stays excused wherever the unit goes now."""
        told = self._connection.execute(
            "SELECT reference.arrival FROM reference JOIN record USING (arrival)"
            " WHERE named = ? AND record_type = ?",
            (arrival_of(self._connection, unit_id), OpeningStock.record_type),
        ).fetchall()
        for (arrival,) in told:
            found, _ = self._projection.amended(arrival)
            submissions.excuse(self._connection, () if found.is_voided else reported_elsewhere(found.record))

    def _maker(self, unit_id: str) -> str | None:
        return self._of_unit("responsible_maker", unit_id)

    def _label(self, unit_id: str) -> str:
        return self._of_unit("coalesce(battery_code, local_id, intake_number)", unit_id) or unit_id

    def _of_unit(self, column: str, unit_id: str) -> str | None:
        row = self._connection.execute(
            filled("SELECT {column} FROM unit WHERE arrival = ?", column=column),
            (told_arrival(self._connection, unit_id),),
        ).fetchone()
        return row[0] if row else None


def routes(connection: Connection) -> list[Route]:
    """The routing table, by portal and maker."""
    rows = connection.execute(
        "SELECT maker, name FROM maker_route JOIN destination USING (destination)"
        " ORDER BY destination, maker_key"
    )
    return [Route(maker, name) for maker, name in rows]


def set_routes(connection: Connection, portal: str, makers: Sequence[str]) -> None:
    """Let a portal take the units of these makers and of no other, those that are here included.

    What was sealed for it stays as it is. Other portals' makers are left alone; one of them among ``makers``
    fails the act.
    """
    key = key_of(connection, portal)
    connection.execute("DELETE FROM maker_route WHERE destination = ?", (key,))
    connection.executemany(
        "INSERT INTO maker_route (maker_key, maker, destination) VALUES (?, ?, ?)",
        [(maker_key(maker), maker, key) for maker in makers],
    )
    wanted = {maker_key(maker) for maker in makers}
    spelt = [each.maker for each in makers_of(connection) if maker_key(each.maker) in wanted]
    _lay(connection, key, spelt, _ALL_UNITS, None)


def makers_of(connection: Connection) -> list[MakerUnits]:
    """Every maker's name that stands on a unit that counts, as it was typed, with how many carry it."""
    rows = connection.execute(
        "SELECT responsible_maker, count(*) FROM unit"
        " WHERE responsible_maker IS NOT NULL AND custody <> 'voided'"
        " GROUP BY responsible_maker ORDER BY responsible_maker"
    )
    return [MakerUnits(maker, count) for maker, count in rows]


def _lay(
    connection: Connection,
    portal: int,
    makers: Sequence[str | None],
    which: dict[str, str],
    unit_id: str | None,
) -> None:
    unit = arrival_of(connection, unit_id) if unit_id else None
    facts = (portal, json.dumps(makers, ensure_ascii=False), unit)
    for statement in (_OPEN, _OWE_AGAIN, _LET_GO):
        connection.execute(filled(_LINES + statement, **which), facts)
