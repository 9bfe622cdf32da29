"""盘点: what is scanned on the floor against what the ledger has there, while the scans come.

A count says what was seen and changes no custody: what is missing leaves by an exit with its reason and
second person, what stands elsewhere is moved by a move, what is not known is taken in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import HERE
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_places import CountTooLarge
from packtrail.domain.look_alikes import look_of
from packtrail.domain.occupancy import place_of
from packtrail.domain.places import LONGEST_SCAN, Place, folded
from packtrail.domain.records import Attachment, NewRecord, StockCheck
from packtrail.domain.unit import Unit

MOST_SCANS = 20_000
MOST_NAMED = 2000
MOST_NAMED_BYTES = 150_000
"""Records and codes that one record has room for: 256 KiB bound it."""

LONGEST_CODE = 128
LONGEST_ZONE = 300
_PROPOSALS = 3


@dataclass(frozen=True, slots=True)
class CountScan:
    """One battery label that was scanned, and the place whose label was scanned before it."""

    code: str  # of its label; the text of one without a code as it came, cut to a record's length
    place: str = ""  # ``zone/slot`` as in the plan; empty where no place was scanned
    unit_id: str | None = None  # chosen by the operator, where several carry the code


@dataclass(frozen=True, kw_only=True, slots=True)
class StockTakeDraft:
    """A count under way, saved as typed."""

    zone: str | None = None  # None: the whole floor
    place: str = ""  # the label scanned last
    scans: tuple[CountScan, ...] = ()
    photos: tuple[Attachment, ...] = ()
    began_at: datetime | None = None

    def at(self, place: Place) -> "StockTakeDraft":
        """The same, going on at another place."""
        return replace(self, place=str(place))

    def with_scan(self, code: str, unit_id: str | None = None) -> "StockTakeDraft":
        """The same with one more battery, at the place scanned last; a blank scan is none.

        Raises CountTooLarge when there are more than anybody scans.
        """
        if not fold(code).text:
            return self
        if len(self.scans) >= MOST_SCANS:
            raise CountTooLarge(len(self.scans) + 1, MOST_SCANS)
        scan = CountScan(code[:LONGEST_CODE], self.place or self.zone or "", unit_id)
        return replace(self, scans=(*self.scans, scan))


class FindingKind(StrEnum):
    """What one scan says."""

    FOUND = "found"
    MISPLACED = "misplaced"  # 错位: the ledger has it somewhere else on the floor, or nowhere
    EXTRA = "extra"  # 盘盈: known, and by the ledger not here any more
    UNKNOWN = "unknown"
    AGAIN = "again"  # scanned before
    WHICH = "which"  # several units here carry the code


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one scan came to."""

    scan: CountScan
    kind: FindingKind
    unit: Unit | None = None  # of an extra one: the life that the code had
    stands_in: Place | None = None  # of a misplaced one: where the ledger has it
    choices: tuple[Unit, ...] = ()  # several with the code, or look-alikes that nobody has scanned yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """What a count comes to; each scan stands in one of them, ``missing`` is what none found."""

    expected: int
    found: tuple[Finding, ...] = ()
    misplaced: tuple[Finding, ...] = ()
    extra: tuple[Finding, ...] = ()
    unknown: tuple[Finding, ...] = ()
    which: tuple[Finding, ...] = ()
    again: tuple[Finding, ...] = ()
    missing: tuple[Unit, ...] = ()  # 盘亏

    @property
    def counted(self) -> int:
        """How many different batteries were seen."""
        return sum(map(len, (self.found, self.misplaced, self.extra, self.unknown, self.which)))

    @property
    def is_clean(self) -> bool:
        """Whether the floor is as the ledger has it."""
        return not any((self.missing, self.misplaced, self.extra, self.unknown, self.which))

    @property
    def counted_mass_g(self) -> int:
        """The known mass of what is on the floor and in the ledger."""
        here = (each.unit for each in (*self.found, *self.misplaced))
        return sum(unit.mass_g or 0 for unit in here if unit)

    @property
    def proposed_moves(self) -> tuple[tuple[Unit, str], ...]:
        """Where misplaced ones really stand, for a move that somebody has to make."""
        return tuple((each.unit, each.scan.place) for each in self.misplaced if each.unit and each.scan.place)


@dataclass
class StockCount:
    """Takes scan after scan; each costs the same however many came before.

    ``expected`` is what the ledger has in the counted zone, or on the whole floor; ``known`` finds every unit
    that ever carried what a scanner delivered, newest first.
    """

    expected: Sequence[Unit]
    known: Callable[[str], Sequence[Unit]]
    _findings: dict[FindingKind, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[str] = field(default_factory=set)  # unit ids, and codes that are none of ours

    def __post_init__(self) -> None:
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._by_look: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.expected:
            for code in unit.codes:
                self._by_code[fold(code).text].append(unit)
                self._by_look[look_of(code)].append(unit)

    def add(self, scan: CountScan) -> Finding:
        """What ``scan`` says; it counts from now on."""
        finding = self._judge(scan)
        self._findings[finding.kind].append(finding)
        if finding.unit is not None:
            self._seen.add(finding.unit.unit_id)
        elif finding.kind is FindingKind.UNKNOWN:
            self._seen.add(fold(scan.code).text)
        return finding

    def with_all(self, scans: Iterable[CountScan]) -> "StockCount":
        """The same count after ``scans``."""
        for scan in scans:
            self.add(scan)
        return self

    def differences(self) -> Differences:
        """What all scans so far come to."""
        kinds = {str(kind): tuple(self._findings[kind]) for kind in FindingKind}
        missing = tuple(unit for unit in self.expected if unit.unit_id not in self._seen)
        return Differences(expected=len(self.expected), missing=missing, **kinds)

    def _judge(self, scan: CountScan) -> Finding:
        text = fold(scan.code).text
        units = self._by_code.get(text) or self.known(scan.code)
        here = [unit for unit in units if unit.custody in HERE]
        if scan.unit_id is not None:
            here = [unit for unit in here if unit.unit_id == scan.unit_id]
        if len(here) > 1:
            unseen = [unit for unit in here if unit.unit_id not in self._seen]
            kind = FindingKind.WHICH if unseen else FindingKind.AGAIN
            return Finding(scan=scan, kind=kind, choices=tuple(here))
        if here:
            return self._of_unit(scan, here[0])
        if units:
            kind = FindingKind.AGAIN if units[0].unit_id in self._seen else FindingKind.EXTRA
            return Finding(scan=scan, kind=kind, unit=units[0])
        if text in self._seen:
            return Finding(scan=scan, kind=FindingKind.AGAIN)
        return Finding(scan=scan, kind=FindingKind.UNKNOWN, choices=self._alike(scan.code))

    def _of_unit(self, scan: CountScan, unit: Unit) -> Finding:
        if unit.unit_id in self._seen:
            return Finding(scan=scan, kind=FindingKind.AGAIN, unit=unit)
        at = place_of(unit)
        if _is_at(at, scan.place):
            return Finding(scan=scan, kind=FindingKind.FOUND, unit=unit, stands_in=at)
        return Finding(scan=scan, kind=FindingKind.MISPLACED, unit=unit, stands_in=at)

    def _alike(self, code: str) -> tuple[Unit, ...]:
        near = {unit.unit_id: unit for unit in self._by_look.get(look_of(code), ())}
        return tuple(unit for unit_id, unit in near.items() if unit_id not in self._seen)[:_PROPOSALS]


def differences(
    expected: Sequence[Unit], scans: Iterable[CountScan], known: Mapping[str, Sequence[Unit]] | None = None
) -> Differences:
    """What ``scans`` come to against ``expected``; ``known`` are other units by their folded code."""
    others = known or {}
    return StockCount(expected, lambda code: others.get(fold(code).text, ())).with_all(scans).differences()


def close_count(
    draft: StockTakeDraft, found: Differences, *, at: datetime, operator_ref: str, new_id: Callable[[], str]
) -> NewRecord:
    """The ``stock_check`` of a finished count.

    Raises DraftIncomplete when there is a difference and no photograph of it, or while a scan may mean
    several units; CountTooLarge when more differs than one record can name.
    """
    faults = []
    if not found.is_clean and not draft.photos:
        faults.append(DraftFault(FaultKind.PHOTO_MISSING, "photos"))
    faults += [DraftFault(FaultKind.NOTHING_CHOSEN, "scans", value=each.scan.code) for each in found.which]
    if faults:
        raise DraftIncomplete(tuple(faults))
    extra = tuple(dict.fromkeys(_code_of(each) for each in (*found.extra, *found.unknown)))
    named = len(found.missing) + len(extra) + len(found.misplaced)
    if named > MOST_NAMED or sum(len(code.encode()) for code in extra) > MOST_NAMED_BYTES:
        raise CountTooLarge(named, MOST_NAMED)
    body = StockCheck(
        zone=draft.zone[:LONGEST_ZONE] if draft.zone else None,
        counted=found.counted,
        missing_record_ids=tuple(unit.unit_id for unit in found.missing),
        extra_codes=extra,
        misplaced_record_ids=tuple(each.unit.unit_id for each in found.misplaced if each.unit),
        counted_mass_g=found.counted_mass_g,
        expected=found.expected,
    )
    return NewRecord(
        record_id=new_id(), body=body, occurred_at=at, operator_ref=operator_ref, attachments=draft.photos
    )


def _is_at(at: Place | None, scanned: str) -> bool:
    """Whether the ledger's place is the scanned one; a scan that names no slot judges the zone alone."""
    if not scanned:
        return True
    if at is None:
        return False
    zone, _, slot = scanned[:LONGEST_SCAN].partition("/")
    return folded(at.zone) == folded(zone) and (not slot or folded(at.slot or "") == folded(slot))


def _code_of(finding: Finding) -> str:
    return finding.unit.label if finding.unit else fold(finding.scan.code).text
