"""What the Today screen asks the ledger, in one consistent reading."""

from dataclasses import dataclass, field
from datetime import date, datetime

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.isolation_acts import Recheck
from packtrail.domain.moments import legal_day
from packtrail.domain.owed_papers import OwedDuty
from packtrail.domain.records import OutletProfile
from packtrail.domain.stock_rules import LimitKind, StockLimit, StockRules
from packtrail.domain.sync_state import Backlog
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import CaseState, VehicleCase
from packtrail.usecases.backups import BackupDue, backup_due
from packtrail.usecases.between_desks import BetweenDesks, between_desks
from packtrail.usecases.confirm_as_second import Waiting, waiting_for_second
from packtrail.usecases.drafts import DELIVERY, HANDOFF, STOCK_TAKE, VEHICLE
from packtrail.usecases.duties import DutyLine, duties
from packtrail.usecases.owe_paper import owed
from packtrail.usecases.ports import Destination, Draft, StockLine, UnitQuery, View
from packtrail.usecases.rechecks import rechecks_due
from packtrail.usecases.rules import RulesInUse
from packtrail.usecases.unacknowledged import Unacknowledged, unacknowledged
from packtrail.usecases.week import DayMoved, week_to

UNSIGNED_AFTER_DAYS = 3
"""Our own target: a load that nobody signed for by then is asked after."""

_NEWEST = 6
_DRAFTS = (DELIVERY, HANDOFF, VEHICLE, STOCK_TAKE)
_UNDER_WAY = frozenset(CaseState) - {CaseState.CLOSED, CaseState.VOIDED}
_NAMED = 50  # papers owed whose document is looked up; the list shows far fewer


@dataclass(frozen=True, slots=True)
class OwedPaperOf:
    """A paper that is owed, and what staff call the document, unit or vehicle that lacks it."""

    duty: OwedDuty
    number: str
    of_vehicle: bool = False


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
    cases: tuple[VehicleCase, ...] = ()  # vehicles that are not done with, in the order of the log
    duties: tuple[DutyLine, ...] = ()
    owed: tuple[OwedPaperOf, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    on_the_road: tuple[Unacknowledged, ...] = ()
    for_second: tuple[Waiting, ...] = ()
    backup: BackupDue | None = None
    between: BetweenDesks = field(default_factory=BetweenDesks)
    newest: tuple[DeliveryDocument | HandoffDocument, ...] = ()
    week: tuple[DayMoved, ...] = ()  # the days up to today, the oldest first
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


def facts_in(view: View, now: datetime, rules: RulesInUse) -> TodayFacts:
    """The facts of ``view`` by the rules in force."""
    found, today = view.latest(OutletProfile.record_type), legal_day(now)
    profile = found.body if found and isinstance(found.body, OutletProfile) else None
    waiting = UnitQuery(custody=frozenset({Custody.QUARANTINED, Custody.RECEIVED}))
    documents: list[DeliveryDocument | HandoffDocument] = [*view.deliveries(_NEWEST), *view.handoffs(_NEWEST)]
    return TodayFacts(
        now=now,
        profile=profile,
        destinations=tuple((each, view.backlog(each.name)) for each in view.destinations()),
        stock=tuple(view.stock()),
        isolated=tuple(view.find_units(waiting)),
        isolated_count=view.count_units(waiting).count,
        drafts=tuple(each for kind in _DRAFTS for each in view.drafts(kind)),
        cases=tuple(view.in_order(VehicleCase, state=_UNDER_WAY)),
        duties=duties(view, rules.rulebook, today),
        owed=tuple(_owed_of(view, each) for each in owed(view, today)[:_NAMED]),
        rechecks=rechecks_due(view, now, rules.safety.recheck),
        on_the_road=tuple(unacknowledged(view, now, overdue_after_days=UNSIGNED_AFTER_DAYS)),
        for_second=waiting_for_second(view),
        backup=backup_due(view, now),
        between=between_desks(view),
        newest=tuple(sorted(documents, key=happened_at, reverse=True)[:_NEWEST]),
        week=week_to(view, today),
        limit=_limit(rules.stock, profile, today) if profile else None,
    )


def _limit(rules: StockRules, profile: OutletProfile, today: date) -> StockLimit | None:
    kind = profile.outlet_kind
    return rules.limit(kind, LimitKind.CEILING, today) or rules.limit(kind, LimitKind.CAPACITY, today)


def _owed_of(view: View, each: OwedDuty) -> OwedPaperOf:
    subject = each.owed.subject_id
    delivery = view.delivery(subject)
    if delivery is not None:
        return OwedPaperOf(each, delivery.number)
    case = view.one(VehicleCase, subject)
    if case is not None:
        return OwedPaperOf(each, case.plate or case.case_number, of_vehicle=True)
    unit = view.unit(subject)
    return OwedPaperOf(each, unit.label if unit is not None else "")


def happened_at(document: DeliveryDocument | HandoffDocument) -> datetime:
    """When a document came to be."""
    return document.taken_in_at if isinstance(document, DeliveryDocument) else document.handed_on_at
