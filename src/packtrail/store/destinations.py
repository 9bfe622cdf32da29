"""Who must know: hubs, portals, the platform; and where each one's chain of receipts stands."""

import json
from enum import StrEnum

from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.sync_state import SubmissionState
from packtrail.store.columns import hash_blob, hash_text, moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.nature import is_practice
from packtrail.usecases.ports import Destination, ReceiptHead


def destinations(connection: Connection) -> list[Destination]:
    """All of them in the order in which they were added, makers' portals behind whoever takes everything."""
    mine = is_practice(connection)  # ``nature.refuse_other`` let nobody else in
    rows = connection.execute(
        "SELECT name, title, base_url, outlet_uscc, hub_keys, station_signature, enrolled_at, kind"
        " FROM destination ORDER BY kind = 'maker_portal', destination"
    )
    return [
        Destination(
            name=name,
            title=title,
            base_url=base_url,
            outlet_uscc=outlet_uscc,
            hub_keys={key_id: bytes.fromhex(key) for key_id, key in json.loads(hub_keys).items()},
            station_signature=signature,
            enrolled_at=moment(enrolled_at),
            kind=DestinationKind(kind),
            is_practice=mine,
        )
        for name, title, base_url, outlet_uscc, hub_keys, signature, enrolled_at, kind in rows
    ]


def key_of(connection: Connection, name: str) -> int:
    """The integer that stands for a destination; LookupError for a name that there is not."""
    row = connection.execute("SELECT destination FROM destination WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise LookupError(name)
    return int(row[0])


class Added(StrEnum):
    """What a destination was to us before it was added."""

    NEW = "new"
    KNOWN = "known"
    ANOTHER = "another"  # the name is known, and not one of its keys: whoever this is has heard nothing yet


def add(connection: Connection, destination: Destination, *, from_seq: int) -> Added:
    """Begin to owe it our records from a seq on; one that is here gets its new keys and address.

    A maker's portal is owed nothing before makers are routed to it.
    Being added again is how a person says that the chain of its receipts may begin anew.
    """
    row = connection.execute(
        "SELECT hub_keys FROM destination WHERE name = ?", (destination.name,)
    ).fetchone()
    added = Added.NEW if row is None else Added.KNOWN
    keys = {key.hex() for key in destination.hub_keys.values()}
    if row and not destination.is_portal and keys.isdisjoint(json.loads(row[0]).values()):
        added = Added.ANOTHER
    connection.execute(
        """
        INSERT INTO destination
          (name, title, base_url, outlet_uscc, hub_keys, station_signature, enrolled_at, kind)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET title = excluded.title, base_url = excluded.base_url,
          outlet_uscc = excluded.outlet_uscc, hub_keys = excluded.hub_keys,
          station_signature = excluded.station_signature, enrolled_at = excluded.enrolled_at
        """,
        (
            destination.name,
            destination.title,
            destination.base_url,
            destination.outlet_uscc,
            json.dumps({key_id: key.hex() for key_id, key in destination.hub_keys.items()}),
            destination.station_signature,
            seconds(destination.enrolled_at),
            destination.kind.value,
        ),
    )
    if added is Added.NEW and not destination.is_portal:
        connection.execute(
            "INSERT INTO submission (destination, arrival, state)"
            " SELECT ?, arrival, ? FROM record WHERE seq >= ? ORDER BY arrival",
            (key_of(connection, destination.name), SubmissionState.PENDING.value, from_seq),
        )
    forget_receipts(connection, destination.name)
    return added


def pin_key(connection: Connection, name: str, key_id: str, public_key: bytes) -> None:
    """Believe a further key of a destination; those that were pinned before are believed as well."""
    (keys,) = connection.execute("SELECT hub_keys FROM destination WHERE name = ?", (name,)).fetchone() or (
        "{}",
    )
    pinned = json.loads(keys) | {key_id: public_key.hex()}
    connection.execute("UPDATE destination SET hub_keys = ? WHERE name = ?", (json.dumps(pinned), name))


def pin_station_signature(connection: Connection, name: str, signature: bytes) -> None:
    """Keep what a destination signed over our key."""
    connection.execute("UPDATE destination SET station_signature = ? WHERE name = ?", (signature, name))


def receipt_head(connection: Connection, name: str) -> ReceiptHead | None:
    """The newest receipt of a destination."""
    row = connection.execute(
        "SELECT epoch, receipt_seq, digest FROM receipt_head WHERE destination ="
        " (SELECT destination FROM destination WHERE name = ?)",
        (name,),
    ).fetchone()
    return ReceiptHead(row[0], row[1], hash_text(row[2])) if row else None


def forget_receipts(connection: Connection, name: str) -> None:
    """Let a destination's chain of receipts begin anew; every receipt that was heard stays."""
    connection.execute("DELETE FROM receipt_head WHERE destination = ?", (key_of(connection, name),))


def note_receipt(connection: Connection, name: str, head: ReceiptHead) -> None:
    """Move the end of a destination's chain of receipts on."""
    connection.execute(
        """
        INSERT INTO receipt_head (destination, epoch, receipt_seq, digest) VALUES (?, ?, ?, ?)
        ON CONFLICT (destination) DO UPDATE
          SET epoch = excluded.epoch, receipt_seq = excluded.receipt_seq, digest = excluded.digest
        """,
        (key_of(connection, name), head.epoch, head.receipt_seq, hash_blob(head.digest)),
    )
