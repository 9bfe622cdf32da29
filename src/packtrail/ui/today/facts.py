"""What the Today screen asks the ledger, in one consistent reading."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffState
from packtrail.domain.moments import legal_day
from packtrail.domain.records import OutletProfile
from packtrail.domain.stock_rules import LimitKind, StockLimit, StockRules
from packtrail.domain.sync_state import Backlog
from packtrail.domain.unit import Unit
from packtrail.usecases.drafts import DELIVERY, HANDOFF
from packtrail.usecases.ports import Destination, Draft, StockLine, UnitQuery, View

ON_THE_ROAD = frozenset({HandoffState.RELEASED, HandoffState.DEPARTED, HandoffState.ARRIVED})
"""The load has left and nobody has signed for it."""

_NEWEST = 6
_LOADS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayFacts:
    """Everything that is due, stands here or was done last."""

    now: datetime
    profile: OutletProfile | None = None
    destinations: tuple[tuple[Destination, Backlog], ...] = ()
    stock: tuple[StockLine, ...] = ()
    isolated: tuple[Unit, ...] = ()  # quarantined, or not looked at yet; at most a page
    isolated_count: int = 0
    drafts: tuple[Draft, ...] = ()
    on_the_road: tuple[HandoffDocument, ...] = ()
    newest: tuple[DeliveryDocument | HandoffDocument, ...] = ()
    limit: StockLimit | None = None  # for the outlet's kind: a ceiling, or else the room it needs

    @property
    def here(self) -> StockLine:
        """All that stands on the floor."""
        lines = [line for line in self.stock if line.custody in HERE]
        return StockLine(
            custody=Custody.IN_STORAGE,
            count=sum(line.count for line in lines),
            mass_g=sum(line.mass_g for line in lines),
        )


def facts_in(view: View, now: datetime, rules: StockRules | None = None) -> TodayFacts:
    """The facts of ``view``, with what ``rules`` say of the outlet's kind."""
    found = view.latest(OutletProfile.record_type)
    profile = found.body if found and isinstance(found.body, OutletProfile) else None
    waiting = UnitQuery(custody=frozenset({Custody.QUARANTINED, Custody.RECEIVED}))
    handoffs = view.handoffs(_LOADS)
    documents: list[DeliveryDocument | HandoffDocument] = [*view.deliveries(_NEWEST), *handoffs[:_NEWEST]]
    newest = sorted(documents, key=happened_at, reverse=True)[:_NEWEST]
    return TodayFacts(
        now=now,
        profile=profile,
        destinations=tuple((each, view.backlog(each.name)) for each in view.destinations()),
        stock=tuple(view.stock()),
        isolated=tuple(view.find_units(waiting)),
        isolated_count=view.count_units(waiting).count,
        drafts=(*view.drafts(DELIVERY), *view.drafts(HANDOFF)),
        on_the_road=tuple(each for each in handoffs if each.state in ON_THE_ROAD),
        newest=tuple(newest),
        limit=_limit(rules, profile, now) if rules and profile else None,
    )


def _limit(rules: StockRules, profile: OutletProfile, now: datetime) -> StockLimit | None:
    kind, today = profile.outlet_kind, legal_day(now)
    return rules.limit(kind, LimitKind.CEILING, today) or rules.limit(kind, LimitKind.CAPACITY, today)


def happened_at(document: DeliveryDocument | HandoffDocument) -> datetime:
    """When a document came to be."""
    return document.taken_in_at if isinstance(document, DeliveryDocument) else document.handed_on_at
