"""Find anything in the ledger by what somebody has in the hand: one box, five groups.

A piece of a code, a plate, a VIN, a document's number; a company by its name or the initials of its pinyin,
and with it the papers that it stands on. Codes are looked for as they are compared, names as they are typed:
they are stored with their blanks and full-width brackets; letters and figures of full width, which an input
method leaves behind, are taken for narrow ones too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.party import Party
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.usecases.ports import View

T = TypeVar("T")

SHORTEST = 2
"""Characters before anything is looked for; one would find everything."""

IN_A_GROUP = 8

_NARROW = {
    wide: wide - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for wide in range(ord(first), ord(last) + 1)
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a text finds, the newest of each group first and at most ``IN_A_GROUP`` of it."""

    text: str
    units: tuple[Unit, ...] = ()
    vehicles: tuple[VehicleCase, ...] = ()
    loads: tuple[HandoffDocument, ...] = ()
    deliveries: tuple[DeliveryDocument, ...] = ()
    parties: tuple[Party, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.units or self.vehicles or self.loads or self.deliveries or self.parties)


def search_ledger(view: View, typed: str) -> Found:
    """Everything that ``typed`` finds; nothing for a text shorter than ``SHORTEST``."""
    text, code = typed.strip(), fold(typed).text
    if len(code) < SHORTEST:
        return Found(text=text)
    names = dict.fromkeys((text, text.translate(_NARROW)))
    companies = [each for name in names for each in view.search_parties(name, limit=IN_A_GROUP)]
    parties = tuple(dict.fromkeys(companies))[:IN_A_GROUP]
    return Found(
        text=text,
        units=tuple(view.units_like(code, IN_A_GROUP)),
        vehicles=tuple(view.containing(VehicleCase, code, ("case_number", "vin", "plate"), IN_A_GROUP)),
        loads=_loads(view, names, code, parties),
        deliveries=_deliveries(view, names, code, parties),
        parties=parties,
    )


def _loads(
    view: View, names: Iterable[str], code: str, parties: tuple[Party, ...]
) -> tuple[HandoffDocument, ...]:
    codes = ("number", "vehicle_plate", "consignee_uscc")
    found = [
        *view.containing(HandoffDocument, code, codes, IN_A_GROUP),
        *_named(view, HandoffDocument, names, "consignee_name", "carrier_name"),
        *_of_parties(view, HandoffDocument, code, parties, "consignee"),
    ]
    return tuple({each.handoff_id: each for each in found}.values())[:IN_A_GROUP]


def _deliveries(
    view: View, names: Iterable[str], code: str, parties: tuple[Party, ...]
) -> tuple[DeliveryDocument, ...]:
    codes = ("number", "vehicle_plate", "deliverer_uscc")
    found = [
        *view.containing(DeliveryDocument, code, codes, IN_A_GROUP),
        *_named(view, DeliveryDocument, names, "deliverer_name"),
        *_of_parties(view, DeliveryDocument, code, parties, "deliverer"),
    ]
    return tuple({each.delivery_id: each for each in found}.values())[:IN_A_GROUP]


def _named(view: View, kind: type[T], names: Iterable[str], *fields: str) -> list[T]:
    return [each for name in names for each in view.containing(kind, name, fields, IN_A_GROUP)]


def _of_parties(view: View, kind: type[T], code: str, parties: tuple[Party, ...], who: str) -> list[T]:
    """Those of the parties found, then of names that are spelt so."""
    found = list[T]()
    spelt = view.names_spelt(kind, f"{who}_name", code) if code.isascii() and code.isalpha() else ()
    for field, wanted in ((f"{who}_uscc", [each.uscc for each in parties]), (f"{who}_name", spelt)):
        where: dict[str, Any] = {field: frozenset(wanted)}
        found += view.newest(kind, IN_A_GROUP, **where) if wanted else ()
    return found
