"""The count under way, kept off the GUI thread: a scan costs the same however many came before.

One turn of a lane at a time uses it. The ledger is asked anew for what is not expected here, so no view of
it stays open between two scans.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from packtrail.domain.errors import OutletError
from packtrail.domain.places import parse_label
from packtrail.domain.stock_take import CountScan, Differences, Finding, StockCount, StockTakeDraft
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.usecases.count_stock import expected_in, scan_into
from packtrail.usecases.scanned_units import units_scanned


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What came of one scan: a battery, the label of a place, or a refusal."""

    text: str
    finding: Finding | None = None
    place: str = ""
    error: OutletError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The count after some scans; ``findings`` stand beside the scans of ``draft``, one for each."""

    draft: StockTakeDraft
    findings: tuple[Finding, ...]
    found: Differences
    heard: tuple[Heard, ...] = ()


class Counting:
    """Judges scans against the ledger; made and used on a lane, never by two turns at once."""

    def __init__(self, acts: OutletActs, draft: StockTakeDraft) -> None:
        self._acts = acts
        self._draft = draft
        self._count, self._findings = self._counted(draft)

    def tally(self, heard: Sequence[Heard] = ()) -> Tally:
        """How the count stands."""
        return Tally(
            draft=self._draft,
            findings=tuple(self._findings),
            found=self._count.differences(),
            heard=tuple(heard),
        )

    def hear(self, texts: Sequence[str]) -> Tally:
        """Take what was scanned, in order; what is refused changes nothing."""
        return self.tally([self._hear(text) for text in texts])

    def choose(self, meant: CountScan, unit_id: str) -> Tally:
        """Say which unit the scan ``meant`` was of, where several carry its code; a gone one is none."""
        scans = (replace(scan, unit_id=unit_id) if scan is meant else scan for scan in self._draft.scans)
        return self._begin_anew(replace(self._draft, scans=tuple(scans)))

    def drop(self, wrong: Sequence[CountScan]) -> Tally:
        """Take the very scans ``wrong`` back, not their like; one that is gone already is none."""
        gone = {id(scan) for scan in wrong}
        left = (scan for scan in self._draft.scans if id(scan) not in gone)
        return self._begin_anew(replace(self._draft, scans=tuple(left)))

    def again(self) -> Tally:
        """Judge everything by the ledger of now: records were written meanwhile."""
        return self._begin_anew(self._draft)

    def _begin_anew(self, draft: StockTakeDraft) -> Tally:
        self._count, self._findings = self._counted(draft)
        self._draft = draft
        return self.tally()

    def _counted(self, draft: StockTakeDraft) -> tuple[StockCount, list[Finding]]:
        expected = self._acts.read(lambda view: expected_in(view, draft.zone))
        count = StockCount(expected, self._known)
        return count, [count.add(scan) for scan in draft.scans]

    def _known(self, scanned: str) -> Sequence[Unit]:
        return self._acts.read(lambda view: units_scanned(view, scanned))

    def _hear(self, text: str) -> Heard:
        before = self._draft
        try:
            draft = self._acts.read(lambda view: scan_into(before, text, view, self._acts.tables))
            is_battery = len(draft.scans) > len(before.scans)
            finding = self._count.add(draft.scans[-1]) if is_battery else None
        except OutletError as refused:
            return Heard(text=text, error=refused)
        self._draft = draft  # only now: each scan in it has its finding
        if finding is None:
            return Heard(text=text, place=draft.place if parse_label(text) else "")
        self._findings.append(finding)
        return Heard(text=text, finding=finding)
