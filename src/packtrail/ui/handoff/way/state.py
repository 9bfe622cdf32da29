"""A released load as it stands, and what may follow; plain values, no Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from packtrail.domain.documents import HandoffDocument, HandoffItem, HandoffState, LineState
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_handoff_way import HandoffStepClosed
from packtrail.domain.handoff_way import refuse_step, settled_state
from packtrail.domain.load import LoadRules, WeighedLoad
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import (
    Body,
    ConsigneeAck,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    LoadAck,
    ReturnIn,
)
from packtrail.domain.sync_state import SETTLED
from packtrail.ui.acts import OutletActs
from packtrail.usecases.ports import View


class WayAct(StrEnum):
    """The acts on a released load, in the order of its way."""

    DEPART = "depart"
    ARRIVE = "arrive"
    ACCEPT = "accept"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    WEIGH = "weigh"
    CANCEL = "cancel"


WRITES: Final[Mapping[WayAct, type[Body]]] = {
    WayAct.DEPART: HandoffDeparted,
    WayAct.ARRIVE: HandoffArrived,
    WayAct.ACCEPT: ConsigneeAck,
    WayAct.REFUSE: ConsigneeAck,
    WayAct.TAKE_BACK: ReturnIn,
    WayAct.WEIGH: LoadAck,
    WayAct.CANCEL: HandoffCancelled,
}
"""The record that each act writes."""

_ABOUT: Final = {
    WayAct.ACCEPT: LineState.OPEN,
    WayAct.REFUSE: LineState.OPEN,
    WayAct.TAKE_BACK: LineState.REFUSED,
}
"""Which lines an act needs at least one of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One load with its lines and scale tickets."""

    document: HandoffDocument
    items: Sequence[HandoffItem]
    weighed: Sequence[WeighedLoad]
    is_acknowledged: bool  # everybody who must know has said so
    operator: Operator
    rules: LoadRules

    @property
    def state(self) -> HandoffState:
        """Where the load is, 已办结 included."""
        return settled_state(self.document, acknowledged=self.is_acknowledged)

    def lines(self, state: LineState) -> tuple[HandoffItem, ...]:
        """The lines of which this became."""
        return tuple(item for item in self.items if item.state is state)


@dataclass(frozen=True, slots=True)
class Offer:
    """One act, and what keeps it from being done now; None when nothing does."""

    act: WayAct
    refusal: OutletError | None = None


def offers(way: Way) -> tuple[Offer, ...]:
    """Every act on the load, as ``HANDOFF_MAY`` allows it."""
    return tuple(Offer(act, _refusal(act, way)) for act in WayAct)


def ask_way(acts: OutletActs, handoff_id: str) -> Way | None:
    """One load, of one moment; None when there is none. ``reads`` lane."""
    rules = acts.rules().load

    def ask(view: View) -> Way | None:
        document = view.handoff(handoff_id)
        if document is None:
            return None
        return Way(
            document=document,
            items=view.items_of_handoff(handoff_id),
            weighed=view.in_order(WeighedLoad, document_id=handoff_id),
            is_acknowledged=_is_acknowledged(view, handoff_id),
            operator=acts.operator,
            rules=rules,
        )

    return acts.read(ask)


def _refusal(act: WayAct, way: Way) -> OutletError | None:
    try:
        require(way.operator, Act.RELEASE_HANDOFF if act is WayAct.CANCEL else Act.FOLLOW_HANDOFF)
        refuse_step(way.document, WRITES[act])
    except OutletError as refused:
        return refused
    if act in _ABOUT and not way.lines(_ABOUT[act]):
        return HandoffStepClosed(way.document.number, WRITES[act].record_type, way.document.state)
    return None


def _is_acknowledged(view: View, handoff_id: str) -> bool:
    """Whether every destination that was told of the load and its steps has taken them all."""
    destinations = view.destinations()
    records = [each.record.record_id for each in view.history(HandoffDocument, handoff_id)]
    sent = (view.submission(record_id, to.name) for to in destinations for record_id in records)
    return bool(destinations) and all(each.state in SETTLED for each in sent if each is not None)
