"""Reading the two documents of the counter: 回收入库单 and 移交单."""

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem
from packtrail.store import views
from packtrail.store.columns import id_blob
from packtrail.store.connection import Connection
from packtrail.store.statements import filled

_DELIVERIES = filled("SELECT {columns} FROM delivery_view ", columns=views.DELIVERY_COLUMNS)
_HANDOFFS = filled("SELECT {columns} FROM handoff_view ", columns=views.HANDOFF_COLUMNS)
_ITEMS = filled("SELECT {columns} FROM handoff_item_view ", columns=views.ITEM_COLUMNS)
_AT_RECORD = "WHERE arrival = (SELECT arrival FROM record WHERE record_id = ?)"
_NEWEST = "ORDER BY arrival DESC LIMIT ?"


def delivery(connection: Connection, delivery_id: str) -> DeliveryDocument | None:
    """One delivery."""
    row = connection.execute(_DELIVERIES + _AT_RECORD, (id_blob(delivery_id),)).fetchone()
    return views.delivery_of(row) if row else None


def deliveries(connection: Connection, limit: int) -> list[DeliveryDocument]:
    """The newest deliveries."""
    return [views.delivery_of(row) for row in connection.execute(_DELIVERIES + _NEWEST, (limit,))]


def handoff(connection: Connection, handoff_id: str) -> HandoffDocument | None:
    """One handoff."""
    row = connection.execute(_HANDOFFS + _AT_RECORD, (id_blob(handoff_id),)).fetchone()
    return views.handoff_of(row) if row else None


def handoffs(connection: Connection, limit: int) -> list[HandoffDocument]:
    """The newest handoffs."""
    return [views.handoff_of(row) for row in connection.execute(_HANDOFFS + _NEWEST, (limit,))]


def items(connection: Connection, handoff_id: str) -> list[HandoffItem]:
    """The lines of a handoff in order."""
    rows = connection.execute(
        _ITEMS + "WHERE handoff_id = ? ORDER BY line_no, arrival", (id_blob(handoff_id),)
    )
    return [views.item_of(row) for row in rows]
