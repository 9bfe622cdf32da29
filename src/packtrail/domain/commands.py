"""命令码: a command of the desk as a printed code, so that a scanner alone can do what a key does.

``PT!`` + a token of two characters + two check characters (ISO/IEC 7064, MOD 1271-36). No battery code,
document number or tag of a place begins like that. A card hangs on the wall for years: a token is never
used again for another command.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

LEAD: Final = "PT!"

HAND: Final = "hand"
"""What a command of the hand begins with: a key for the field that the hand is on, whatever the screen."""

TOKENS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{f"hand.{digit}": f"N{digit}" for digit in "123456789"},  # as on a phone's keypad
        "hand.point": "NP",
        "hand.0": "N0",
        "hand.erase": "NE",
        "hand.confirm": "HC",
        "hand.cancel": "HX",
        "hand.next": "HN",
        "hand.before": "HB",
        "desk.go.today": "D2",
        "desk.go.intake": "D3",
        "desk.go.vehicles": "D4",
        "desk.go.stock": "D5",
        "desk.go.handoff": "D6",
        "desk.go.sync": "D7",
        "desk.go.records": "D9",
        "desk.next_fault": "D8",
        "desk.undo": "DZ",
        "intake.same_again": "IR",
        "intake.claimed": "IQ",
        "intake.without_code": "IW",
        "intake.camera": "IC",
        "intake.compared": "IV",
        "intake.weigh": "IM",
        "intake.tare": "IT",
        "intake.finish": "IF",
        "intake.basis.weighed": "B1",
        "intake.basis.nameplate": "B2",
        "intake.basis.estimated": "B3",
        "intake.source.swap_operator": "S0",
        "intake.source.scrap_dismantler": "S1",
        "intake.source.repair_shop": "S2",
        "intake.source.vehicle_owner": "S3",
        "intake.source.dealer": "S4",
        "intake.source.leasing": "S5",
        "intake.source.battery_maker": "S6",
        "intake.source.vehicle_maker": "S7",
        "intake.source.other_outlet": "S8",
        "intake.source.authority_seizure": "S9",
        "vehicles.receive": "VN",
        "vehicles.go_on": "VG",
        "vehicles.act.match": "V1",
        "vehicles.act.explain": "V2",
        "vehicles.act.name_codes": "V3",
        "vehicles.act.evidence": "V4",
        "vehicles.act.owe": "V5",
        "vehicles.act.supply": "V6",
        "vehicles.act.certificate": "V7",
        "vehicles.act.remove": "V8",
        "vehicles.act.close": "V9",
        "handoff.same_again": "HR",
        "handoff.release": "HF",
    }
)
"""The token of every command that has a code; the order and the groups of the printed card."""

ON_A_CASE: Final = (
    "vehicles.go_on",
    *(name for name in TOKENS if name.startswith("vehicles.act.")),
    "hand.confirm",
    "hand.cancel",
)
"""What the desk card of a vehicle carries: the next step, every act on a case, and the end of a form."""

_NAMES: Final = MappingProxyType({token: name for name, token in TOKENS.items()})
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS: Final = 1271
_RADIX: Final = len(_SIGNS)
_CODE: Final = re.compile(rf"{LEAD}([0-9A-Z]{{2}})([0-9A-Z]{{2}})")


class CommandFault(StrEnum):
    """Why a command code can't be followed."""

    MISREAD = "misread"  # it begins like one, and the rest is not whole
    UNKNOWN = "unknown"  # whole, and of a card that is newer than this program


@dataclass(frozen=True, slots=True)
class CommandCode:
    """What a command code says: the name of a command, or why there is none."""

    name: str = ""
    fault: CommandFault | None = None


def code_of(name: str) -> str:
    """The text of the code that stands for a command. Raises KeyError for one without a token."""
    token = TOKENS[name]
    return f"{LEAD}{token}{_check(token)}"


def read_command(text: str) -> CommandCode | None:
    """The command that a scan names; None for whatever else may be scanned.

    The case of letters is not looked at, since a scanner may be set to strike small ones.
    """
    plain = text.strip().upper() if text.isascii() else ""
    if not plain.startswith(LEAD):
        return None
    found = _CODE.fullmatch(plain)
    if found is None or _check(found[1]) != found[2]:
        return CommandCode(fault=CommandFault.MISREAD)
    name = _NAMES.get(found[1])
    return CommandCode(name=name) if name is not None else CommandCode(fault=CommandFault.UNKNOWN)


def _check(token: str) -> str:
    """The two characters that make the whole, read as a number of base 36, leave 1 modulo 1271."""
    value = 0
    for sign in token:
        value = value * _RADIX + _SIGNS.index(sign)
    first, second = divmod((1 - value * _RADIX**2) % _MODULUS, _RADIX)
    return f"{_SIGNS[first]}{_SIGNS[second]}"
