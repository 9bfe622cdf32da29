"""What an administrator can change: enrolment codes, and stations in or out of service.

Each act and its row in the audit are one transaction; the command line and the pages do the same.
"""

from functools import partial

from sqlalchemy import Connection, select, update

from packtrail_hub import database, enrolling, station_keys, stations
from packtrail_hub.admin.audit import Who, note
from packtrail_hub.hub import Hub
from packtrail_hub.ids import moment, seconds
from packtrail_hub.tables import enrolment_code


def give_code(hub: Hub, who: Who, outlet_uscc: str) -> str:
    """A fresh enrolment code for one station of this outlet; it is told this once."""
    return hub.write(partial(_given, hub, who, outlet_uscc))


def withdraw_code(hub: Hub, who: Who, outlet_uscc: str, code_id: int) -> bool:
    """Ends a code that nobody used yet; False when there is none such."""
    return hub.write(partial(_withdrawn, hub, who, outlet_uscc, code_id))


def take_out_of_service(hub: Hub, who: Who, station_id: str, from_seq: int | None = None) -> bool:
    """As ``station_keys.revoke_station``, on record; False when there is none."""
    return hub.write(partial(_taken_out, hub, who, station_id, from_seq))


def _given(hub: Hub, who: Who, outlet_uscc: str, connection: Connection) -> str:
    code, expires_at = enrolling.add_code(hub, connection, outlet_uscc)
    note(hub, connection, who, "code_given", outlet_uscc, expires_at=moment(expires_at).isoformat())
    return code


def _withdrawn(hub: Hub, who: Who, outlet_uscc: str, code_id: int, connection: Connection) -> bool:
    database.take_turns(connection, [enrolling.turn_of(outlet_uscc)])  # with whoever uses it right now
    now = seconds(hub.now())
    mine = (
        enrolment_code.c.id == code_id,
        enrolment_code.c.outlet_uscc == outlet_uscc,
        enrolment_code.c.used_by.is_(None),
        enrolment_code.c.expires_at > now,
    )
    found = connection.execute(select(enrolment_code.c.expires_at).where(*mine)).scalar()
    if found is None:
        return False
    connection.execute(update(enrolment_code).where(*mine).values(expires_at=now))
    note(hub, connection, who, "code_withdrawn", outlet_uscc, expires_at=moment(found).isoformat())
    return True


def _taken_out(hub: Hub, who: Who, station_id: str, from_seq: int | None, connection: Connection) -> bool:
    before = stations.find_station(connection, station_id, to_write=True)
    if before is None or not station_keys.revoked(hub, station_id, from_seq, connection):
        return False
    if before.revoked_at is None:
        after = stations.find_station(connection, station_id)
        believed_to = after.revoked_from_seq if after else None
        facts = {"station_id": station_id, "label": before.label, "from_seq": believed_to}
        note(hub, connection, who, "station_revoked", before.uscc, **facts)
    return True
