"""Which records name which battery codes, so that a code's life is found without reading every record."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from packtrail.domain.records import Record
from packtrail_hub import database
from packtrail_hub.ids import safe_text, uid
from packtrail_hub.tables import code_named

MAX_NAMED: Final = 64
"""Codes of one record; a vehicle has few batteries, and a stock take is found by its units."""

_FIELDS: Final = ("battery_code", "original_battery_code", "old_code", "new_code", "expected_code")
_LISTS: Final = ("expected_codes", "codes", "printed_codes")
_MANY: Final = 500


def codes_in(body: object) -> list[str]:
    """The codes that a record's body names, as columns hold them, each once."""
    found = [getattr(body, name, None) for name in _FIELDS]
    found += [each for name in _LISTS for each in getattr(body, name, ())]
    return list(dict.fromkeys(safe_text(text) for text in found if text))[:MAX_NAMED]


def store_codes(connection: Connection, outlet_id: int, fresh: Iterable[Record]) -> None:
    """Keeps what new records of an outlet name; a code is never corrected, another record gives another."""
    rows = [
        {"battery_code": code, "record_uid": uid(one.record_id), "outlet_id": outlet_id}
        for one in fresh
        for code in codes_in(one.body)
    ]
    for start in range(0, len(rows), _MANY):
        database.add_rows(connection, code_named, rows[start : start + _MANY], may_be_there=True)
