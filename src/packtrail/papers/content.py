"""What stands on a paper, as plain values: no drawing, no sentences, no clock.

A paper is made from a committed record. Tokens (roles, levels, conditions) are those of
``packtrail.domain.records``; a word that the catalogue does not know is printed as it is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import PickedBy

_GROUPS: Final = {24: (3, 1, 1, 2, 7, 3, 7), 19: (3, 1, 1, 2, 3, 7, 2)}  # GB/T 34014: whole, and reused


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of a handoff."""

    name: str
    uscc: str = ""
    role: str = ""  # a ConsigneeRole, or words of one's own
    set_up_by_name: str = ""  # 设立/委托企业, for an outlet (practice 17)
    set_up_by_uscc: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Who drives the load away; the driver's name comes masked."""

    name: str = ""
    plate: str = ""
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One battery of the load."""

    number: int
    battery_code: str  # as on the label, or the provisional one of a unit without
    mass_g: int | None
    mass_basis: MassBasis
    level: str = ""  # a UnitLevel
    chemistry: str = ""  # letter of the battery code, or words
    picked_by: PickedBy = PickedBy.SCAN
    code_source: str = ""  # a CodeSource; those that are no scan of the label are printed
    condition: str = ""  # a ConditionClass, or words
    is_unconfirmed: bool = False  # taken in at another station whose log has not arrived

    def __post_init__(self) -> None:
        if (self.mass_g is None) != (self.mass_basis is MassBasis.UNKNOWN):
            raise ValueError(f"line {self.number}: a mass and its basis go together")

    def texts(self) -> tuple[str, ...]:
        """What others wrote of it; for asking whether the faces can print it."""
        return (self.battery_code, self.level, self.chemistry, self.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWeighing:
    """The lorry on the weighbridge (practice 4)."""

    ticket: str
    gross_g: int
    tare_g: int

    @property
    def net_g(self) -> int:
        """Gross less tare."""
        return self.gross_g - self.tare_g


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyItem:
    """One item of the checklist and its answer; yes means a danger, None is to be filled in by hand."""

    item: str
    is_found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyDetermination:
    """安全判定, made by consignee and consignor together (GB/T 38698.1-2020, 4.1-4.4)."""

    checklist: str  # name and version of the list, as the outlet keeps it
    items: tuple[SafetyItem, ...]

    @property
    def is_passed(self) -> bool | None:
        """True when every item is answered no, False when one is yes, None while one is open."""
        answers = {item.is_found for item in self.items}
        if True in answers:
            return False
        return None if None in answers or not answers else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for a side, where it is already known."""

    name: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffReceipt:
    """移交单, from the released handoff. Raises ValueError when its sums do not add up."""

    document_number: str
    issued_at: datetime
    outlet: Party
    recipient: Party
    lines: tuple[ReceiptLine, ...]
    total_mass_g: int
    ledger_hash: str  # in short
    release_record_id: str
    qr_text: str = ""  # the PT1: string; none prints no symbol
    carrier: Carrier | None = None
    weighing: LoadWeighing | None = None
    safety: SafetyDetermination | None = None
    notices: tuple[str, ...] = ("ebike",)  # keys under papers.notice
    consignor_signs: Signatory = Signatory()
    carrier_signs: Signatory = Signatory()
    recipient_signs: Signatory = Signatory()

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError(f"{self.document_number}: a handoff without lines")
        if self.total_mass_g != sum(line.mass_g or 0 for line in self.lines):
            raise ValueError(f"{self.document_number}: the total is not the sum of its lines")
        if self.issued_at.tzinfo is None:
            raise ValueError(f"{self.document_number}: a moment without its zone")

    def texts(self) -> tuple[str, ...]:
        """What others wrote beside the lines; for asking whether the faces can print it."""
        parties = (self.outlet, self.recipient)
        names = [text for p in parties for text in (p.name, p.role, p.set_up_by_name, p.address, p.phone)]
        if self.carrier:
            names += [self.carrier.name, self.carrier.plate, self.carrier.driver]
        if self.safety:
            names += [self.safety.checklist, *(item.item for item in self.safety.items)]
        names += [s.name for s in (self.consignor_signs, self.carrier_signs, self.recipient_signs)]
        return tuple(names)


def mass_by_basis(lines: tuple[ReceiptLine, ...]) -> dict[MassBasis, tuple[int, int]]:
    """For each basis that occurs: how many lines, and their grams."""
    sums: dict[MassBasis, tuple[int, int]] = {}
    for basis in MassBasis:
        masses = [line.mass_g or 0 for line in lines if line.mass_basis is basis]
        if masses:
            sums[basis] = (len(masses), sum(masses))
    return sums


def code_groups(code: str) -> tuple[str, ...]:
    """A battery code in the groups that it is read in; any other text is one group."""
    lengths = _GROUPS.get(len(code), ())
    if not lengths or code[3] not in "PMC":
        return (code,)
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return tuple(code[end - length : end] for end, length in zip(ends, lengths, strict=True))


def hash_groups(digest: str) -> tuple[str, ...]:
    """A hash in the groups of four that it is read in."""
    return tuple(digest[at : at + 4] for at in range(0, len(digest), 4))


def kilograms(mass_g: int) -> str:
    """Whole grams as kilograms with one decimal, halves away from zero; no thousands marks."""
    tenths = (abs(mass_g) + 50) // 100
    sign = "-" if mass_g < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def thousands(figure: str) -> tuple[str, ...]:
    """The figure in the groups that it is read in: ``12345.6`` as ``12`` and ``345.6``."""
    sign = figure[:1] if figure.startswith("-") else ""
    whole, point, decimals = figure[len(sign) :].partition(".")
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    groups[0] = sign + groups[0]
    groups[-1] += point + decimals
    return tuple(groups)
