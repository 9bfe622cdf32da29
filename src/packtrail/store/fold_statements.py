"""The statements by which views are folded, for tables that are read and those that a rebuild fills."""

from collections.abc import Mapping
from functools import cache

from packtrail.domain.views import VIEWS, ViewOf
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled, marks

# What the epochs ``was`` and ``now`` of one station must have between them: one that went on from an older
# copy of the log, which does not have the record ``old`` (as ``packtrail_hub.known`` reads it).
_FORKED = """
    SELECT 1 FROM heard_epoch AS fork WHERE fork.station_id = was.station_id AND fork.epoch > was.epoch
      AND (SELECT min(seq) FROM heard_record WHERE heard_record.chain = fork.chain) <= old.seq
"""

_STATEMENTS = {
    "touch": "INSERT OR IGNORE INTO {p}touch (view, subject, arrival) VALUES (?, ?, ?)",
    "untouch": "DELETE FROM {p}touch WHERE view = ? AND subject = ? AND arrival = ?",
    "touching": "SELECT arrival FROM {p}touch WHERE view = ? AND subject = ? ORDER BY arrival",
    "touched": "SELECT view, subject FROM {p}touch WHERE arrival = ? ORDER BY view, subject",
    "inherit": """
        INSERT OR IGNORE INTO {p}touch (view, subject, arrival)
        SELECT view, ?, arrival FROM {p}touch WHERE view = ? AND subject = ?
        """,
    "replace": "INSERT OR REPLACE INTO {p}replacement (old, new) VALUES (?, ?)",
    "replaced": "SELECT 1 FROM {p}replacement LIMIT 1",
    "instead": """
        SELECT record_id FROM told WHERE arrival =
          (SELECT new FROM {p}replacement WHERE old = (SELECT arrival FROM told WHERE record_id = ?))
        """,
    "refer": "INSERT OR IGNORE INTO {p}reference (named, arrival)"
    " SELECT arrival, ? FROM told WHERE record_id = ? AND arrival < ?",
    "amend": "INSERT OR IGNORE INTO {p}amendment (target, arrival) VALUES (?, ?)",
    "number": "INSERT OR IGNORE INTO {p}document_number (number, arrival) VALUES (?, ?)",
    "amending": "SELECT arrival FROM {p}amendment WHERE target = ? ORDER BY arrival",
    # Lines that say their unit came in elsewhere, and that intake was not heard yet.
    "open_lines": """
        SELECT arrival FROM {p}handoff_item_view WHERE open_reason IS NOT NULL AND battery_code = ?
        ORDER BY arrival
        """,
    "of_code": """
        SELECT arrival FROM {p}unit_code JOIN {p}unit USING (arrival)
        WHERE code = ? AND is_number = 0 AND custody <> 'voided' ORDER BY arrival
        """,
    # Such lines are touched by the intake that they mean, and no other line is by any.
    "joined": "SELECT subject FROM {p}touch WHERE view = ? AND arrival = ? ORDER BY subject",
    "joined_of_code": """
        SELECT subject FROM {p}unit_code JOIN {p}touch USING (arrival)
        WHERE view = ? AND code = ? AND is_number = 0 ORDER BY subject
        """,
    "joined_to": """
        SELECT arrival FROM {p}touch AS line WHERE view = ? AND subject = ? AND EXISTS
          (SELECT 1 FROM {p}touch WHERE view = ? AND subject = line.arrival AND arrival = line.arrival)
        ORDER BY arrival
        """,
    "in_its_place": """
        WITH RECURSIVE later (arrival) AS (
          SELECT new FROM {p}replacement WHERE old = ?
          UNION SELECT new FROM {p}replacement JOIN later ON old = arrival
        )
        SELECT arrival FROM later ORDER BY arrival
        """,
    "is_forgotten": f"""
        SELECT 1 FROM heard_record AS old JOIN heard_epoch AS was USING (chain)
        WHERE old.arrival = ? AND EXISTS ({_FORKED})
        """,  # noqa: S608 - our own text
    "entered_again": f"""
        SELECT again.arrival FROM {{p}}unit_code AS again
          JOIN heard_record AS new ON new.arrival = again.arrival
          JOIN heard_epoch AS now ON now.chain = new.chain
          JOIN heard_epoch AS was ON was.station_id = now.station_id AND was.epoch < now.epoch
          JOIN heard_record AS old ON old.chain = was.chain
        WHERE again.code = ? AND again.is_number = 0 AND old.arrival = ?
          AND EXISTS ({_FORKED} AND fork.epoch <= now.epoch)
        """,  # noqa: S608 - our own text
    "named": "SELECT arrival FROM {p}unit_code WHERE code = ? AND is_number = 0",
    # A release names its lines, and a cancellation only its load.
    "naming": "SELECT DISTINCT arrival FROM {p}reference WHERE named IN (?, ?) ORDER BY arrival",
    "tellers": """
        SELECT count(DISTINCT ifnull(station_id, x'')) FROM {p}touch
          LEFT JOIN heard_record ON heard_record.arrival = {p}touch.arrival
          LEFT JOIN heard_epoch USING (chain)
        WHERE view = ? AND subject = ?
        """,
}

_OF_VIEW = {
    "read": "SELECT arrival, {columns} FROM {p}{name}"
    " WHERE arrival = (SELECT arrival FROM told WHERE record_id = ?)",
    "write": "INSERT INTO {p}{name} (arrival, {columns}) VALUES ({marks})",
    # Only what changed, or every index of the row would be written as well.
    "change": "UPDATE {p}{name} SET {changes} WHERE arrival = ?",
    "remove": "DELETE FROM {p}{name} WHERE arrival = ?",
    "at": "SELECT {columns} FROM {p}{name} WHERE arrival = ?",
}


@cache  # there are as many prefixes as sets of tables: two
def all_statements(prefix: str) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """Those that serve all views, and each view's own."""
    shared = {name: filled(sql, p=prefix) for name, sql in _STATEMENTS.items()}
    return shared, {view.name: _statements_of(view, prefix) for view in VIEWS}


def _statements_of(view: ViewOf, prefix: str) -> dict[str, str]:
    columns = shape_of(view.state).names
    return {
        name: filled(
            sql, p=prefix, name=view.name, columns=columns, marks=marks(len(shape_of(view.state).columns) + 1)
        )
        for name, sql in _OF_VIEW.items()
    }
