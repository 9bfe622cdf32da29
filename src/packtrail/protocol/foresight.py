"""What a hub will say of records before they are sent: the hub's own rules over a station's own log.

A hub looks again at what was refused or waited once a later record puts it right; so does this.
"""

import dataclasses
from collections import deque
from collections.abc import Iterable

from packtrail.domain.records import Correction, CorrectionAnswered, Record, Resubmit
from packtrail.protocol.batch import Entry, entry_of
from packtrail.protocol.following import follow
from packtrail.protocol.knowledge import JudgeRules, KnownRecord
from packtrail.protocol.receipt import HELD_VALID, RecordStatus
from packtrail.protocol.remembered import Remembered, subject_of
from packtrail.protocol.told_anew import amended_by
from packtrail.protocol.verdicts import Verdict, judge, judge_unreadable, references

_OPEN = frozenset({RecordStatus.REJECTED, RecordStatus.BLOCKED})
_AMENDING = Correction | CorrectionAnswered | Resubmit


class Foresight:
    """Judges one canonical line after another, in the order of the log."""

    def __init__(self, known: Remembered, rules: JudgeRules) -> None:
        self._known, self._rules = known, rules
        self._reopened: deque[str] = deque()

    def told(self, line: bytes, status: RecordStatus) -> None:
        """Take a record as the platform answered for it; what counts there has its effect."""
        entry = entry_of(line)
        self._enter(entry, status)
        if entry.record is not None:
            self._follow(entry.record, status)

    def judged(self, line: bytes) -> Verdict:
        """What the platform will say of the next record; raises BadBatch for a line without an identity."""
        entry = entry_of(line)
        link, one = entry.link, entry.record
        verdict = (
            judge_unreadable(link.record_type, entry.faults)
            if one is None
            else judge(one, self._known, self._rules)
        )
        self._enter(entry, verdict.status)
        if one is not None:
            self._follow(one, verdict.status)
            if verdict.status in HELD_VALID:
                self._reopened.extend(self._waiting_for([link.record_id]))
        return verdict

    def judged_again(self) -> dict[str, Verdict]:
        """Better verdicts on earlier records that a later one put right, by record id."""
        found: dict[str, Verdict] = {}
        while self._reopened:
            record_id = self._reopened.popleft()
            verdict = self._better(record_id)
            if verdict is not None:
                found[record_id] = verdict
                self._reopened.extend(self._waiting_for([record_id]))
        return found

    def _enter(self, entry: Entry, status: RecordStatus) -> None:
        link = entry.link
        entered = KnownRecord(
            record_id=link.record_id,
            record_type=link.record_type,
            status=status,
            head_hash=link.record_hash,
            subject_id=subject_of(entry.record) if entry.record else None,
        )
        self._known.enter(entered, entry.canonical)

    def _follow(self, one: Record, status: RecordStatus) -> None:
        for named in references(one):
            self._known.name(named, one.record_id)
        if status in HELD_VALID:
            self._take_effect(one)

    def _take_effect(self, one: Record) -> None:
        follow(one, self._known)
        if isinstance(one.body, _AMENDING):
            target = amended_by(one, self._known)
            if target is not None and target.status in _OPEN:
                self._reopened.append(target.record_id)

    def _waiting_for(self, record_ids: Iterable[str]) -> list[str]:
        """Blocked records that name one of these, or the voided one in whose place it stands."""
        known = self._known
        named = list(record_ids)
        named += [found for each in named if (found := known.stands_for(each))]
        naming = (known.record(each) for name in named for each in known.naming(name))
        blocked = (each for each in naming if each is not None and each.status == RecordStatus.BLOCKED)
        return [each.record_id for each in known.in_order(blocked)]

    def _better(self, record_id: str) -> Verdict | None:
        before = self._known.record(record_id)
        if before is None or before.status not in _OPEN or before.is_voided:
            return None
        one = self._known.as_corrected(record_id)
        verdict = judge(one, self._known, self._rules) if one is not None else None
        if one is None or verdict is None or verdict.status not in HELD_VALID:
            return None
        self._known.put_record(dataclasses.replace(before, status=verdict.status, subject_id=subject_of(one)))
        self._take_effect(one)
        return verdict
