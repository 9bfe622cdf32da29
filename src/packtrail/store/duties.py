"""Counting what is due, by duty and day; what is open at a destination is found by the partial index."""

from datetime import date

from packtrail.domain.deadlines import Duty, Proof
from packtrail.domain.sync_state import AckLevel
from packtrail.store.connection import Connection
from packtrail.store.statements import filled
from packtrail.store.submissions import ACK_LEVELS, OPEN_ROWS
from packtrail.usecases.ports import OpenDuties

_GROUPS = """
    SELECT duty, event_on, proof, is_removed, count(*) FROM (
      SELECT DISTINCT reportable.arrival, duty, event_on, proof,
        duty = 'handoff' AND unit.vehicle_id IS NOT NULL AS is_removed
      FROM {items}
      LEFT JOIN record ON record.record_id = subject_id
      LEFT JOIN heard_record AS told ON told.record_id = subject_id AND told.is_told = 1
      LEFT JOIN unit ON unit.arrival = coalesce(record.arrival, told.arrival)
    ) GROUP BY duty, event_on, proof, is_removed
    """


_OPEN = filled(
    # Without being told the planner prefers the primary key and looks at every row ever settled.
    "(SELECT reportable.* FROM submission INDEXED BY submission_open JOIN reportable USING (arrival)"
    " WHERE {open_rows} AND destination IN"
    " (SELECT destination FROM destination WHERE kind <> 'maker_portal')) AS reportable",
    open_rows=OPEN_ROWS,
)
_BELOW = """
    (SELECT * FROM reportable WHERE NOT EXISTS (
      SELECT 1 FROM submission JOIN destination USING (destination)
      WHERE submission.arrival = reportable.arrival AND ack_level >= ?)) AS reportable
    """


def open_duties(connection: Connection, level: AckLevel) -> list[OpenDuties]:
    """What no hub has confirmed up to ``level``, in groups; all of it while there is none.

    A maker's portal signs no receipt: what it took is shown by hand (``ReportProof``). What a hub accepted is
    found by an index; a level beyond costs a look at every item.
    """
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM destination WHERE kind <> 'maker_portal')"
    ).fetchone()
    has_destination = bool(found and found[0])
    is_beyond = ACK_LEVELS.index(level) > ACK_LEVELS.index(AckLevel.RELAY_ACCEPTED)
    items, facts = "reportable", list[int]()
    if has_destination:
        items, facts = (_BELOW, [ACK_LEVELS.index(level)]) if is_beyond else (_OPEN, facts)
    groups = connection.execute(filled(_GROUPS, items=items), facts)
    return [
        OpenDuties(
            duty=Duty(duty),
            event_on=date.fromisoformat(event_on),
            proof=Proof(proof) if proof else None,
            is_removed_battery=bool(is_removed),
            count=count,
        )
        for duty, event_on, proof, is_removed, count in groups
    ]
