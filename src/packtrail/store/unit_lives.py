"""The last answers of hubs on battery codes, each with the moment of which it is."""

from collections.abc import Collection, Sequence
from datetime import datetime

from packtrail.protocol.messages import BadMessage
from packtrail.protocol.unit_life import UnitLife, kept_text, read_kept
from packtrail.store.columns import moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.usecases.port_values import KeptLife

_CHUNK = 500


def keep(connection: Connection, destination: str, lives: Sequence[UnitLife], told_at: datetime) -> None:
    """Keep what a hub told, each in the place of an older answer; a newer one stays."""
    key = key_of(connection, destination)
    connection.executemany(
        """
        INSERT INTO unit_life (destination, battery_code, told_at, life) VALUES (?, ?, ?, ?)
        ON CONFLICT (destination, battery_code) DO UPDATE SET told_at = excluded.told_at, life = excluded.life
        WHERE excluded.told_at >= told_at
        """,
        [(key, each.battery_code, seconds(told_at), kept_text(each)) for each in lives],
    )


def kept(connection: Connection, codes: Collection[str]) -> list[KeptLife]:
    """What hubs told of these codes, by code and destination; what a newer program kept is not read."""
    wanted = sorted(set(codes))
    found = []
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        rows = connection.execute(
            "SELECT name, told_at, life FROM unit_life JOIN destination USING (destination)"  # noqa: S608
            f" WHERE battery_code IN ({marks}) ORDER BY battery_code, destination",
            chunk,
        )
        found += [_kept(name, told_at, life) for name, told_at, life in rows]
    return [each for each in found if each is not None]


def _kept(destination: str, told_at: int, life: str) -> KeptLife | None:
    try:
        return KeptLife(destination=destination, told_at=moment(told_at), life=read_kept(life))
    except BadMessage:
        return None
