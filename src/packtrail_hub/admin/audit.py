"""What administrators did: who, when, what. Written in the transaction of the act itself, never changed."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from packtrail_hub.hub import Hub
from packtrail_hub.ids import moment, seconds
from packtrail_hub.tables_admin import admin_act

PAGE: Final = 50


@dataclass(frozen=True)
class Who:
    """Who acts; without a name it is whoever may start the hub's commands."""

    name: str | None = None
    address: str | None = None


COMMAND_LINE: Final = Who()


@dataclass(frozen=True)
class Act:
    """One row of what was done."""

    number: int
    at: datetime
    who: Who
    what: str
    outlet_uscc: str | None
    facts: dict[str, Any]


def note(
    hub: Hub, connection: Connection, who: Who, act: str, outlet_uscc: str | None = None, **facts: Any
) -> None:
    """Keeps that ``who`` did ``act``; ``facts`` hold no secret."""
    connection.execute(
        insert(admin_act).values(
            at=seconds(hub.now()),
            admin_name=who.name,
            address=who.address[:64] if who.address else None,
            act=act,
            outlet_uscc=outlet_uscc,
            facts=json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(),
        )
    )


def name_of(file: Path) -> str:
    """A file's name as a fact, whatever bytes it is made of."""
    return file.name.encode(errors="replace").decode()[:200]


def acts_before(connection: Connection, before: int | None) -> list[Act]:
    """A page of acts, newest first, and one more where there is a next page."""
    query = select(admin_act).order_by(admin_act.c.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(admin_act.c.id < before)
    return [
        Act(
            number=row.id,
            at=moment(row.at),
            who=Who(row.admin_name, row.address),
            what=row.act,
            outlet_uscc=row.outlet_uscc,
            facts=json.loads(row.facts),
        )
        for row in connection.execute(query)
    ]
