"""The views as tables: how a unit, a delivery, a handoff and its lines lie in rows.

``{p}`` in a statement stands for the prefix of the tables: none for those that are read, ``shadow_`` for
those that a rebuild is filling. They are no migrations' business: a changed PROJECTION_VERSION makes them
anew from the log.
"""

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem, HandoffState
from packtrail.domain.unit import Custody, Unit
from packtrail.store.columns import hash_blob, hash_text, id_blob, id_text, moment, seconds
from packtrail.store.connection import Row

TABLES = {
    "unit": """
        CREATE TABLE {p}unit (
          arrival INTEGER PRIMARY KEY, unit_id BLOB NOT NULL, intake_number TEXT NOT NULL, delivery_id BLOB,
          level TEXT NOT NULL, code_scheme TEXT NOT NULL, battery_code TEXT, local_id TEXT,
          code_status TEXT NOT NULL, code_source TEXT NOT NULL, chemistry_code TEXT, mass_g INTEGER,
          mass_basis TEXT NOT NULL, condition_class TEXT NOT NULL, source_type TEXT NOT NULL,
          responsible_maker TEXT, conflicts_with BLOB, taken_in_at INTEGER NOT NULL,
          moved_at INTEGER NOT NULL, custody TEXT NOT NULL, handoff_id BLOB, head_hash BLOB NOT NULL
        ) STRICT
        """,
    "unit_code": """
        CREATE TABLE {p}unit_code (
          code TEXT NOT NULL, arrival INTEGER NOT NULL, is_number INTEGER NOT NULL,
          PRIMARY KEY (code, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    "delivery_view": """
        CREATE TABLE {p}delivery_view (
          arrival INTEGER PRIMARY KEY, delivery_id BLOB NOT NULL, number TEXT NOT NULL,
          source_type TEXT NOT NULL, deliverer_uscc TEXT, deliverer_name TEXT,
          claimed_count INTEGER NOT NULL, unit_count INTEGER NOT NULL, mass_g INTEGER NOT NULL,
          taken_in_at INTEGER NOT NULL
        ) STRICT
        """,
    "handoff_view": """
        CREATE TABLE {p}handoff_view (
          arrival INTEGER PRIMARY KEY, handoff_id BLOB NOT NULL, number TEXT NOT NULL,
          consignee_uscc TEXT NOT NULL, consignee_name TEXT, consignee_role TEXT NOT NULL,
          carrier_name TEXT, vehicle_plate TEXT, line_count INTEGER NOT NULL, mass_g INTEGER NOT NULL,
          handed_on_at INTEGER NOT NULL, state TEXT NOT NULL, release_id BLOB, release_hash BLOB
        ) STRICT
        """,
    "handoff_item_view": """
        CREATE TABLE {p}handoff_item_view (
          handoff_id BLOB NOT NULL, arrival INTEGER NOT NULL, line_id BLOB NOT NULL,
          line_no INTEGER NOT NULL, unit_id BLOB, battery_code TEXT, local_id TEXT, level TEXT NOT NULL,
          chemistry_code TEXT, mass_g INTEGER, mass_basis TEXT NOT NULL, picked_by TEXT,
          PRIMARY KEY (handoff_id, arrival)
        ) STRICT, WITHOUT ROWID
        """,
}
"""Each table by its name; every one has a primary key, in whose order two of them can be compared."""

ORDER = {
    "unit": "arrival",
    "unit_code": "code, arrival",
    "delivery_view": "arrival",
    "handoff_view": "arrival",
    "handoff_item_view": "handoff_id, arrival",
}

INDEXES = {
    # Stock by custody is summed from the index alone.
    "unit_by_custody": "CREATE INDEX unit_by_custody ON unit (custody, mass_g)",
    "unit_of_delivery": "CREATE INDEX unit_of_delivery ON unit (delivery_id) WHERE delivery_id IS NOT NULL",
}
"""What only readers need; a fold finds everything by primary keys."""

UNIT_COLUMNS = (
    "unit_id, intake_number, delivery_id, level, code_scheme, battery_code, local_id, code_status,"
    " code_source, chemistry_code, mass_g, mass_basis, condition_class, source_type, responsible_maker,"
    " conflicts_with, taken_in_at, moved_at, custody, handoff_id, head_hash"
)
DELIVERY_COLUMNS = (
    "delivery_id, number, source_type, deliverer_uscc, deliverer_name, claimed_count, unit_count, mass_g,"
    " taken_in_at"
)
HANDOFF_COLUMNS = (
    "handoff_id, number, consignee_uscc, consignee_name, consignee_role, carrier_name, vehicle_plate,"
    " line_count, mass_g, handed_on_at, state, release_id, release_hash"
)
ITEM_COLUMNS = (
    "handoff_id, line_id, line_no, unit_id, battery_code, local_id, level, chemistry_code, mass_g,"
    " mass_basis, picked_by"
)


def unit_row(unit: Unit) -> Row:
    """``unit`` in the order of UNIT_COLUMNS."""
    return (
        id_blob(unit.unit_id),
        unit.intake_number,
        id_blob(unit.delivery_id),
        unit.level,
        unit.code_scheme,
        unit.battery_code,
        unit.local_id,
        unit.code_status,
        unit.code_source,
        unit.chemistry_code,
        unit.mass_g,
        unit.mass_basis,
        unit.condition_class,
        unit.source_type,
        unit.responsible_maker,
        id_blob(unit.conflicts_with),
        seconds(unit.taken_in_at),
        seconds(unit.moved_at),
        unit.custody.value,
        id_blob(unit.handoff_id),
        hash_blob(unit.head_hash),
    )


def unit_of(row: Row) -> Unit:
    """The unit in a row of UNIT_COLUMNS."""
    return Unit(
        unit_id=id_text(row[0]),
        intake_number=row[1],
        delivery_id=id_text(row[2]),
        level=row[3],
        code_scheme=row[4],
        battery_code=row[5],
        local_id=row[6],
        code_status=row[7],
        code_source=row[8],
        chemistry_code=row[9],
        mass_g=row[10],
        mass_basis=row[11],
        condition_class=row[12],
        source_type=row[13],
        responsible_maker=row[14],
        conflicts_with=id_text(row[15]),
        taken_in_at=moment(row[16]),
        moved_at=moment(row[17]),
        custody=Custody(row[18]),
        handoff_id=id_text(row[19]),
        head_hash=hash_text(row[20]),
    )


def delivery_row(document: DeliveryDocument) -> Row:
    """``document`` in the order of DELIVERY_COLUMNS."""
    return (
        id_blob(document.delivery_id),
        document.number,
        document.source_type,
        document.deliverer_uscc,
        document.deliverer_name,
        document.claimed_count,
        document.unit_count,
        document.mass_g,
        seconds(document.taken_in_at),
    )


def delivery_of(row: Row) -> DeliveryDocument:
    """The delivery in a row of DELIVERY_COLUMNS."""
    return DeliveryDocument(
        delivery_id=id_text(row[0]),
        number=row[1],
        source_type=row[2],
        deliverer_uscc=row[3],
        deliverer_name=row[4],
        claimed_count=row[5],
        unit_count=row[6],
        mass_g=row[7],
        taken_in_at=moment(row[8]),
    )


def handoff_row(document: HandoffDocument) -> Row:
    """``document`` in the order of HANDOFF_COLUMNS."""
    return (
        id_blob(document.handoff_id),
        document.number,
        document.consignee_uscc,
        document.consignee_name,
        document.consignee_role,
        document.carrier_name,
        document.vehicle_plate,
        document.line_count,
        document.mass_g,
        seconds(document.handed_on_at),
        document.state.value,
        id_blob(document.release_id),
        hash_blob(document.release_hash),
    )


def handoff_of(row: Row) -> HandoffDocument:
    """The handoff in a row of HANDOFF_COLUMNS."""
    return HandoffDocument(
        handoff_id=id_text(row[0]),
        number=row[1],
        consignee_uscc=row[2],
        consignee_name=row[3],
        consignee_role=row[4],
        carrier_name=row[5],
        vehicle_plate=row[6],
        line_count=row[7],
        mass_g=row[8],
        handed_on_at=moment(row[9]),
        state=HandoffState(row[10]),
        release_id=id_text(row[11]),
        release_hash=hash_text(row[12]),
    )


def item_row(item: HandoffItem) -> Row:
    """``item`` in the order of ITEM_COLUMNS."""
    return (
        id_blob(item.handoff_id),
        id_blob(item.line_id),
        item.line_no,
        id_blob(item.unit_id),
        item.battery_code,
        item.local_id,
        item.level,
        item.chemistry_code,
        item.mass_g,
        item.mass_basis,
        item.picked_by,
    )


def item_of(row: Row) -> HandoffItem:
    """The line in a row of ITEM_COLUMNS."""
    return HandoffItem(
        handoff_id=id_text(row[0]),
        line_id=id_text(row[1]),
        line_no=row[2],
        unit_id=id_text(row[3]),
        battery_code=row[4],
        local_id=row[5],
        level=row[6],
        chemistry_code=row[7],
        mass_g=row[8],
        mass_basis=row[9],
        picked_by=row[10],
    )
