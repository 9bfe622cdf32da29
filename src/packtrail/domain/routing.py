"""按责任企业分送: who is owed which record; nothing of one maker's goes to another (``practice.md`` 7).

A hub takes everybody's records, without a gap. A maker's portal takes only lines, those of the makers that
are routed to it: 回收网点入库 and 回收网点退役 (``platform.md`` 3.1). A line speaks of one unit, so whatever
speaks of several (a delivery, a release, a group) reaches a portal in its lines and in no other way.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.records import (
    Correction,
    CorrectionAnswered,
    HandoffLine,
    Intake,
    Record,
    Void,
)

LINES = (Intake.record_type, HandoffLine.record_type)
"""What makers' portals take; whatever amends a line goes where the line went."""

_FORMS_OF_COMPANY = ("股份有限公司", "有限责任公司", "有限公司", "公司")


class Addressee(Protocol):
    """Who must know, as far as routing asks."""

    @property
    def name(self) -> str:
        """The stable key of a destination."""
        ...

    @property
    def kind(self) -> DestinationKind:
        """Whether it is a maker's portal; anything else takes everything."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """The units of one maker are reported to this portal."""

    maker: str  # as somebody typed it
    destination: str


@dataclass(frozen=True, slots=True)
class MakerUnits:
    """How many units carry a maker's name, written like this."""

    maker: str
    units: int


@lru_cache(maxsize=1024)  # a backlog asks the same few names for each of its lines
def maker_key(maker: str) -> str:
    """What is compared of a maker's name: width, case and blanks tell no two makers apart.

    Nothing else is dropped: 某某汽车 and 某某汽车有限公司 may be two companies, see ``alike``.
    """
    return "".join(unicodedata.normalize("NFKC", maker).casefold().split())


def portal_of(maker: str | None, routes: Iterable[Route]) -> str | None:
    """The portal that a maker's units go to; None for an unknown maker and one without a route."""
    key = maker_key(maker or "")
    return next((route.destination for route in routes if key and maker_key(route.maker) == key), None)


def owed_to(
    makers: Iterable[str | None], destinations: Iterable[Addressee], routes: Iterable[Route]
) -> tuple[str, ...]:
    """Everyone who is owed a record that speaks of units of ``makers``, in the order of ``destinations``.

    A portal only where every unit is of one of its makers; with no unit at all, or an unknown maker, none.
    """
    table = tuple(routes)
    portals = {portal_of(maker, table) for maker in makers}
    theirs = next(iter(portals)) if len(portals) == 1 else None
    return tuple(
        each.name
        for each in destinations
        if each.kind is not DestinationKind.MAKER_PORTAL or each.name == theirs
    )


def alike(maker: str, routes: Iterable[Route]) -> tuple[str, ...]:
    """Routed makers that differ from ``maker`` only in 有限公司 and its like: proposed, never assumed."""
    key, core = maker_key(maker), _core(maker)
    found = (route.maker for route in routes if _core(route.maker) == core and maker_key(route.maker) != key)
    return tuple(dict.fromkeys(found))


def unit_of_line(record: Record, find: Callable[[str], Record | None]) -> str | None:
    """The unit of which ``record`` is a line, or whose line it amends; None for any other record.

    ``find`` gives a record of the ledger by its id.
    """
    body = record.body
    if isinstance(body, Intake):
        return record.record_id
    if isinstance(body, HandoffLine):
        return body.intake_record_id
    amended = _amended_by(record)
    target = find(amended) if amended else None
    return unit_of_line(target, find) if target else None


def by_maker(
    records: Iterable[Record], known: Mapping[str, str | None] | None = None
) -> dict[str | None, tuple[Record, ...]]:
    """The lines among ``records`` by the key of their unit's maker, None for unknown; each in its order.

    What is written for one maker, a workbook for all outlets of a company say, is made of one group.
    ``known`` names makers of units whose intake is not among ``records``.
    """
    listed = tuple(records)
    makers = dict(known or {}) | {
        each.record_id: each.body.responsible_maker for each in listed if isinstance(each.body, Intake)
    }
    groups: dict[str | None, list[Record]] = {}
    for each in listed:
        if each.record_type in LINES:
            maker = makers.get(unit_of_line(each, lambda _: None) or "")
            groups.setdefault(maker_key(maker or "") or None, []).append(each)
    return {maker: tuple(lines) for maker, lines in groups.items()}


def _amended_by(record: Record) -> str | None:
    body = record.body
    if isinstance(body, Correction | Void):
        return body.target_record_id
    return body.correction_record_id if isinstance(body, CorrectionAnswered) else None


def _core(maker: str) -> str:
    key = maker_key(maker)
    return next((key.removesuffix(form) for form in _FORMS_OF_COMPANY if key.endswith(form)), key)
