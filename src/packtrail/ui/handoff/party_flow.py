"""Asks who a typed text may mean and what the rules say of the recipient, and keeps cards of parties."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from packtrail.domain.delivery import plain_uscc
from packtrail.domain.errors import NotAllowed, OutletError
from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.moments import MomentFault, legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.party import Party, PartyDraft, PartyKind
from packtrail.domain.release_rules import UNCHECKED, Judgement
from packtrail.ui.acts import OutletActs
from packtrail.ui.handoff.party_state import (
    FOUND,
    SEARCHED,
    PartyState,
    needs_of,
    party_of,
    with_paper,
)
from packtrail.ui.stock.latest import Latest
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.judge_load import judged_load
from packtrail.usecases.keep_party import keep_party
from packtrail.usecases.picked_units import unit_of_line
from packtrail.usecases.ports import View
from packtrail.usecases.rules import RulesInUse


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the ledger and the rules say of one draft."""

    judged: Judgement
    recipient: Party | None
    carrier: Party | None


class PartyFlow:
    """The parties of the load at hand; ``show`` is given each new state."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        *,
        show: Callable[[PartyState], None],
        failed: Callable[[OutletError], None],
    ) -> None:
        self._acts, self._workers, self._show, self._failed = acts, workers, show, failed
        self.state = PartyState(may_override=_may_override(acts.operator))
        self._rules: RulesInUse | None = None
        self._draft = HandoffDraft()
        self._sought = ("", "")
        self._finding = Latest(acts, workers, self._find, show=self._found, failed=failed)
        self._judging = Latest(acts, workers, self._judge, show=self._judged, failed=failed)

    def refresh(self) -> None:
        """Take the rules in force, and judge by them; another may work here than before."""
        self.state = replace(self.state, may_override=_may_override(self._acts.operator))
        self._workers.run(self._workers.reads, self._acts.rules, done=self._ruled, failed=self._failed)

    def search(self, field: str, text: str) -> None:
        """Look for the parties that ``text`` in ``field`` may mean; no text means nobody."""
        self._sought = (field, text.strip())
        if not self._sought[1]:
            self.forget()
        self._finding.ask()

    def forget(self) -> None:
        """Nobody is looked for any more."""
        self._sought = (self._sought[0], "")
        self._change(replace(self.state, field="", found=()))

    def judge(self, draft: HandoffDraft) -> None:
        """Ask what the rules say of ``draft``."""
        self._draft = draft
        self._judging.ask()

    def keep(self, kind: PartyKind) -> None:
        """Keep a card of whom the draft names."""
        self._keep(party_of(self._draft, kind), None)

    def note_paper(self, paper: str, typed: str) -> MomentFault | None:
        """A paper of the recipient was seen today; what is wrong with the day that was typed, if anything."""
        party = self.state.recipient
        if party is None:
            return None
        card = with_paper(party, paper, typed, legal_day(self._acts.now()))
        if isinstance(card, MomentFault):
            return card
        self._keep(card, party.party_id)
        return None

    def _keep(self, card: PartyDraft, party_id: str | None) -> None:
        self._workers.run(
            self._workers.acts,
            partial(self._acts.act, keep_party, card, party_id=party_id),
            done=lambda _party: self._judging.ask(),
            failed=self._failed,
        )

    def _find(self, view: View) -> tuple[str, tuple[Party, ...]]:
        field, text = self._sought
        if not text:
            return field, ()
        return field, tuple(view.search_parties(text, kind=SEARCHED[field], limit=FOUND))

    def _found(self, answer: tuple[str, tuple[Party, ...]]) -> None:
        field, parties = answer
        self._change(replace(self.state, field=field, found=parties))

    def _ruled(self, rules: RulesInUse) -> None:
        self._rules = rules
        self._judging.ask()

    def _judge(self, view: View) -> _Judged:
        draft, rules = self._draft, self._rules
        if rules is None:
            return _Judged(UNCHECKED, None, None)
        units = [unit_of_line(view, line) for line in draft.lines]
        return _Judged(
            judged_load(view, draft, units, self._acts.now(), rules.release),
            _on_file(view, draft.consignee_uscc, PartyKind.RECIPIENT),
            _on_file(view, draft.carrier_uscc, PartyKind.CARRIER),
        )

    def _judged(self, answer: _Judged) -> None:
        rules, party = self._rules, answer.recipient
        needs = (
            needs_of(
                answer.judged.eligibility, party.role, rules.release.recipients, legal_day(self._acts.now())
            )
            if rules is not None and party is not None
            else ()
        )
        self._change(
            replace(self.state, judged=answer.judged, recipient=party, carrier=answer.carrier, needs=needs)
        )

    def _change(self, state: PartyState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)


def _on_file(view: View, uscc: str | None, kind: PartyKind) -> Party | None:
    plain = plain_uscc(uscc)
    found = view.newest(Party, 1, uscc=plain, kind=kind.value) if plain else ()
    return found[0] if found else None


def _may_override(operator: Operator) -> bool:
    try:
        require(operator, Act.OVERRIDE)
    except NotAllowed:
        return False
    return True
