"""安全判定: the checklist as data, and what a set of answers to it means.

GB/T 38698.1-2020, 4.1-4.4 (docs/sources.md, S8): before packing, consignor and consignee answer the items
of Appendix A together; all "no" passes, one "yes" fails. The items themselves could not be read and are
editable, versioned data.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.draft_faults import LONGEST_TEXT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.records import SafetyAnswer
from packtrail.domain.safety.danger import NO_DANGER, Danger, DangerLevel

MOST_ITEMS = 100
"""Items of one checklist; nobody answers more beside a lorry, and a record has its size."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecklistItem:
    """判定项目: one danger to look for; "yes" means that it is there."""

    item_id: str
    order: int  # as asked and printed, from 1 without gaps
    is_high_risk: bool
    is_thermal: bool  # heat now, not a trace of an earlier fire
    treatment: str  # proposed when the answer is yes
    picture: str  # key of the drawing that shows what bad looks like
    provenance: Provenance
    text_zh: str | None = None  # words of its own, for an item that the program has none for
    text_en: str | None = None

    @property
    def is_to_be_confirmed(self) -> bool:
        """待确认: nobody has seen it in the standard's own wording."""
        return self.provenance.confidence is not Confidence.SEEN


@dataclass(frozen=True, slots=True)
class Checklist:
    """判定清单: one version of the items, in their order."""

    name: str
    version: str
    in_force_from: date
    items: tuple[ChecklistItem, ...]

    @property
    def is_to_be_confirmed(self) -> bool:
        """Whether any item is."""
        return any(item.is_to_be_confirmed for item in self.items)


@dataclass(frozen=True, slots=True)
class Persons:
    """Who determined: the outlet's person, and the other party's when both stood there.

    The outlet alone may determine at intake; before packing and transport both are named.
    """

    consignor: str
    consignee: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Determination:
    """The result of one 安全判定, as its record carries it."""

    checklist: str
    checklist_version: str
    answers: tuple[SafetyAnswer, ...]  # in the order of the checklist
    passed: bool
    is_high_risk: bool
    is_thermal: bool
    yes_items: tuple[ChecklistItem, ...]
    is_joint: bool  # named persons of both parties; without it the paper says 单方判定

    @property
    def danger(self) -> Danger:
        """The same as a danger found."""
        if self.passed:
            return NO_DANGER
        level = DangerLevel.HIGH if self.is_high_risk else DangerLevel.DAMAGED
        return Danger(level, is_thermal=self.is_thermal, is_going_on=self.is_thermal)

    @property
    def treatments(self) -> tuple[str, ...]:
        """What the checklist proposes to do, each once, in the order of the items."""
        return tuple(dict.fromkeys(item.treatment for item in self.yes_items))


def determine(
    checklist: Checklist,
    answers: Sequence[SafetyAnswer],
    persons: Persons,
    *,
    must_be_joint: bool,
) -> Determination:
    """What ``answers`` mean by ``checklist``.

    ``must_be_joint`` before packing and transport. Raises DraftIncomplete with everything at once: an
    item unanswered, unknown or answered twice, a person missing, one person for both parties.
    """
    faults = (*_answer_faults(checklist, answers), *_person_faults(persons, must_be_joint=must_be_joint))
    if faults:
        raise DraftIncomplete(faults)
    given = {answer.item: answer for answer in answers}
    found = tuple(item for item in checklist.items if given[item.item_id].is_yes)
    return Determination(
        checklist=checklist.name,
        checklist_version=checklist.version,
        answers=tuple(given[item.item_id] for item in checklist.items),
        passed=not found,
        is_high_risk=any(item.is_high_risk for item in found),
        is_thermal=any(item.is_thermal for item in found),
        yes_items=found,
        is_joint=bool(_plain(persons.consignee)),
    )


def _answer_faults(checklist: Checklist, answers: Sequence[SafetyAnswer]) -> Iterator[DraftFault]:
    if len(answers) > MOST_ITEMS:
        yield DraftFault(FaultKind.TOO_MANY, "answers", value=str(MOST_ITEMS))
        return
    times = Counter(answer.item for answer in answers)
    for item in checklist.items:
        count = times.pop(item.item_id, 0)
        if count != 1:
            kind = FaultKind.ANSWERED_TWICE if count else FaultKind.ANSWER_MISSING
            yield DraftFault(kind, f"answers.{item.item_id}", value=str(item.order))
    for name in times:
        yield DraftFault(FaultKind.ANSWER_UNKNOWN, "answers", value=name[:LONGEST_TEXT])
    for answer in answers:
        if len(answer.remark or "") > LONGEST_TEXT:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, f"answers.{answer.item}", value=str(LONGEST_TEXT))


def _person_faults(persons: Persons, *, must_be_joint: bool) -> Iterator[DraftFault]:
    consignor, consignee = _plain(persons.consignor), _plain(persons.consignee)
    if not consignor:
        yield DraftFault(FaultKind.CONSIGNOR_MISSING, "consignor")
    if must_be_joint and not consignee:
        yield DraftFault(FaultKind.CONSIGNEE_MISSING, "consignee")
    if consignor and consignor == consignee:
        yield DraftFault(FaultKind.SAME_PERSON, "consignee", value=(persons.consignee or "")[:LONGEST_TEXT])
    for field, name in (("consignor", persons.consignor), ("consignee", persons.consignee)):
        if len(name or "") > LONGEST_TEXT:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, field, value=str(LONGEST_TEXT))


def _plain(name: str | None) -> str:
    """A name without what does not tell two persons apart: blanks, case, width."""
    return fold(name or "").text.casefold()
