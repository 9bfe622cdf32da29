"""Reading any view by its state class: one subject, or a page of those that fit."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from packtrail.domain.amendments import Amended
from packtrail.domain.records import Record
from packtrail.domain.views import VIEWS
from packtrail.store.columns import id_blob
from packtrail.store.connection import Connection
from packtrail.store.lines import told_arrival
from packtrail.store.projections import Projection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled, marks
from packtrail.store.views import VIEW_NUMBERS

S = TypeVar("S")

_NAMES = {view.state: view.name for view in VIEWS}
_AT_RECORD = "arrival = (SELECT arrival FROM told WHERE record_id = ?)"


def name_of(state: type[Any]) -> str:
    """The table of a kind of view."""
    return _NAMES[state]


def one(connection: Connection, state: type[S], subject_id: str) -> S | None:
    """The view that a record began."""
    found = select(connection, state, _AT_RECORD, (id_blob(subject_id),))
    return found[0] if found else None


def newest(
    connection: Connection, state: type[S], limit: int, where: Mapping[str, object], *, offset: int = 0
) -> list[S]:
    """Views whose fields have these values, or one of these where a set is given; the newest first."""
    terms, facts = _terms(state, where)
    page = f"{terms} ORDER BY arrival DESC LIMIT ? OFFSET ?"
    return select(connection, state, page, (*facts, limit, offset))


def in_order(connection: Connection, state: type[S], where: Mapping[str, object]) -> list[S]:
    """All views whose fields have these values, in the order of the log."""
    terms, facts = _terms(state, where)
    return select(connection, state, f"{terms} ORDER BY arrival", facts)


def count(connection: Connection, state: type[Any], where: Mapping[str, object]) -> int:
    """How many views have these values."""
    terms, facts = _terms(state, where)
    sql = filled("SELECT count(*) FROM {name} WHERE {terms}", name=_NAMES[state], terms=terms)
    row = connection.execute(sql, facts).fetchone()
    return int(row[0]) if row else 0


def history(connection: Connection, state: type[Any], subject_id: str, limit: int) -> list[Amended]:
    """Every record that speaks of a subject, in log order, each as amended."""
    number = VIEW_NUMBERS[_NAMES[state]]
    rows = connection.execute(
        "SELECT arrival FROM touch WHERE view = ?"
        " AND subject = (SELECT arrival FROM told WHERE record_id = ?) ORDER BY arrival LIMIT ?",
        (number, id_blob(subject_id), limit),
    ).fetchall()
    projection = Projection(connection)
    return [projection.amended(arrival)[0] for (arrival,) in rows]


def amended(connection: Connection, record_id: str) -> Amended | None:
    """A record of ours or of another station under everything that was written about it later."""
    arrival = told_arrival(connection, record_id)
    return None if arrival is None else Projection(connection).amended(arrival)[0]


def dependents(connection: Connection, record_id: str) -> list[Record]:
    """The records that name this one, or what it stands in the place of, and are not voided, in log order."""
    rows = connection.execute(
        """
        WITH RECURSIVE same (arrival) AS (
          SELECT arrival FROM told WHERE record_id = ?
          UNION SELECT old FROM replacement JOIN same ON new = same.arrival
        )
        SELECT DISTINCT arrival FROM reference
        WHERE named IN (SELECT arrival FROM same) AND arrival NOT IN (SELECT arrival FROM same)
        ORDER BY arrival
        """,
        (id_blob(record_id),),
    ).fetchall()
    projection = Projection(connection)
    found = [projection.amended(arrival)[0] for (arrival,) in rows]
    return [each.record for each in found if not each.is_voided]


def of_type(connection: Connection, record_types: Sequence[str], limit: int) -> list[Amended]:
    """The newest records of some types, each as amended."""
    rows = connection.execute(
        filled(
            "SELECT arrival FROM record WHERE record_type IN ({types}) ORDER BY arrival DESC LIMIT ?",
            types=marks(len(record_types)),
        ),
        (*record_types, limit),
    ).fetchall()
    projection = Projection(connection)
    return [projection.amended(arrival)[0] for (arrival,) in rows]


def _terms(state: type[Any], where: Mapping[str, object]) -> tuple[str, list[Any]]:
    shape, terms, facts = shape_of(state), ["1"], list[Any]()
    for name, wanted in where.items():
        choices = wanted if isinstance(wanted, frozenset | set) else {wanted}
        values = [shape.stored(name, each) for each in choices]
        if values == [None]:
            terms.append(f"{name} IS NULL")
        else:
            terms.append(f"{name} IN ({marks(len(values))})")
            facts.extend(values)
    return " AND ".join(terms), facts


def select(connection: Connection, state: type[S], rest: str, facts: Sequence[object]) -> list[S]:
    """The views that ``rest``, a condition of our own making, leaves; whatever was typed is in ``facts``."""
    shape = shape_of(state)
    sql = filled(
        "SELECT {columns} FROM {name} WHERE {rest}", columns=shape.names, name=_NAMES[state], rest=rest
    )
    return [shape.state_of(row) for row in connection.execute(sql, facts)]
