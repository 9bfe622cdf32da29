"""Reading the two documents of the counter: 回收入库单 and 移交单."""

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem
from packtrail.store import reading
from packtrail.store.columns import id_blob
from packtrail.store.connection import Connection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled


def delivery(connection: Connection, delivery_id: str) -> DeliveryDocument | None:
    """One delivery."""
    return reading.one(connection, DeliveryDocument, delivery_id)


def deliveries(connection: Connection, limit: int) -> list[DeliveryDocument]:
    """The newest deliveries."""
    return reading.newest(connection, DeliveryDocument, limit, {})


def handoff(connection: Connection, handoff_id: str) -> HandoffDocument | None:
    """One handoff."""
    return reading.one(connection, HandoffDocument, handoff_id)


def handoffs(connection: Connection, limit: int) -> list[HandoffDocument]:
    """The newest handoffs."""
    return reading.newest(connection, HandoffDocument, limit, {})


def items(connection: Connection, handoff_id: str) -> list[HandoffItem]:
    """The lines of a handoff in order."""
    shape = shape_of(HandoffItem)
    rows = connection.execute(
        filled(
            "SELECT {columns} FROM handoff_item_view WHERE handoff_id = ? ORDER BY line_no, arrival",
            columns=shape.names,
        ),
        (id_blob(handoff_id),),
    )
    return [shape.state_of(row) for row in rows]
