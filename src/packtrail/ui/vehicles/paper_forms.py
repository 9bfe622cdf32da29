"""What the papers of a case ask for: 补充凭证, 欠缺, 补交, and the closing that needs them all."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.owed_papers import OwedDraft, OwedPaper
from packtrail.domain.vehicle_case import EvidenceDraft, EvidenceItem
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.vehicles.state import Stand
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.add_case_evidence import add_case_evidence
from packtrail.usecases.close_case import close_case
from packtrail.usecases.owe_paper import owe_paper
from packtrail.usecases.supply_paper import supply_paper
from packtrail.wording import Wording
from packtrail.wording.values import word

KIND = "kind"


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """补充凭证: a photograph or paper that fills a place; ``about`` is the one that was asked for."""

    stand: Stand
    about: str = ""

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.evidence")

    def hint(self, w: Wording) -> str:
        """What counts as there."""
        return w.say("vehicles.evidence.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Which place, what is lacking first, and the photographs."""
        kinds = self._kinds()
        return (
            Ask(
                key=KIND,
                name=w.say("vehicles.evidence.kind"),
                kind=AskKind.CHOICE,
                is_needed=True,
                first=self.about if self.about in kinds else "",
                choices=choices_of(w, "case_evidence", kinds),
            ),
            photos(w, is_needed=True),
            Ask(key="remark", name=w.say("vehicles.evidence.remark")),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record it."""
        draft = EvidenceDraft(kind=typed.text(KIND), photos=typed.photos, remark=typed.told("remark"))
        return acts.act(add_case_evidence, self.stand.case.case_id, draft, rules=acts.rules().vehicle)

    def _kinds(self) -> tuple[str, ...]:
        """The kinds that fill an open place, then what is asked for beside the set."""
        asked = (self.about,) if self.about in self.stand.rules.evidence_kinds else ()
        lacking = (kind for item in open_places(self.stand) for kind in sorted(item.kinds))
        beside = sorted(self.stand.rules.other_evidence)
        return tuple(dict.fromkeys((*asked, *lacking, *beside)))


@dataclass(frozen=True, slots=True)
class OweForm:
    """欠缺: a paper that is promised until a day."""

    stand: Stand

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.owe")

    def hint(self, w: Wording) -> str:
        """What becomes of it."""
        return w.say("vehicles.owe.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Which paper, why it is not here, and until when."""
        places = (item for item in open_places(self.stand) if not item.name.startswith("photo_"))
        kinds = tuple(dict.fromkeys(kind for item in places for kind in sorted(item.kinds)))
        return (
            Ask(
                key=KIND,
                name=w.say("vehicles.owe.paper"),
                kind=AskKind.CHOICE if kinds else AskKind.NOTE,
                is_needed=True,
                choices=choices_of(w, "case_evidence", kinds),
            ),
            Ask(key="reason", name=w.say("vehicles.owe.reason"), is_needed=True),
            Ask(key="due_on", name=w.say("vehicles.owe.due_on"), kind=AskKind.DAY, is_needed=True),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the promise."""
        draft = OwedDraft(paper=typed.text(KIND), reason=typed.text("reason"), due_on=typed.day("due_on"))
        return acts.act(owe_paper, self.stand.case.case_id, draft)


@dataclass(frozen=True, slots=True)
class SupplyForm:
    """补交: an owed paper is here."""

    owed: Sequence[OwedPaper]

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.supply")

    def hint(self, w: Wording) -> str:
        """What shows it."""
        return w.say("vehicles.supply.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which paper, and its number or photograph."""
        return (
            Ask(
                key=KIND,
                name=w.say("vehicles.owe.paper"),
                kind=AskKind.CHOICE,
                is_needed=True,
                first=self.owed[0].owed_id if len(self.owed) == 1 else "",
                choices=tuple(
                    Choice(key=one.owed_id, word=word(w, "case_evidence", one.paper)) for one in self.owed
                ),
            ),
            Ask(key="number", name=w.say("vehicles.supply.number"), is_needed=not typed.photos),
            photos(w, is_needed=not typed.text("number")),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record that it came."""
        return acts.act(
            supply_paper, typed.text(KIND), paper_number=typed.told("number"), photos=typed.photos
        )


@dataclass(frozen=True, slots=True)
class CloseForm:
    """结案: nothing is asked; the case is looked at once more."""

    case_id: str

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.close")

    def hint(self, w: Wording) -> str:
        """What it means."""
        return w.say("vehicles.close.hint")

    def asks(self, _: Wording, __: Typed) -> tuple[Ask, ...]:
        """Nothing."""
        return ()

    def do(self, acts: OutletActs, _: Typed) -> object:
        """Close it."""
        return acts.act(close_case, self.case_id, rules=acts.rules().vehicle)


def open_places(stand: Stand) -> tuple[EvidenceItem, ...]:
    """The places of the evidence set that nothing fills yet."""
    rule = stand.rules.of_kind(stand.case.case_kind, stand.on)
    return tuple(item for item in (rule.evidence if rule else ()) if not stand.case.has(item.kinds))
