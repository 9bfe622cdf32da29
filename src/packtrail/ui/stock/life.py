"""One unit with everything that its detail says and asks: its life, what keeps it isolated, what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packtrail.domain.battery_code import BatteryCode, parse
from packtrail.domain.custody import Custody
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.handoff import READY
from packtrail.domain.identity import Claims, is_in_doubt
from packtrail.domain.isolation_acts import release_lacks
from packtrail.domain.operators import Operator
from packtrail.domain.records import Record
from packtrail.domain.safety import Lack
from packtrail.domain.unit import Unit
from packtrail.domain.unit_life import LifeEvent
from packtrail.domain.users import User, can_confirm
from packtrail.ui.acts import OutletActs
from packtrail.usecases.custody_timeline import UnitLife as Told
from packtrail.usecases.custody_timeline import custody_timeline
from packtrail.usecases.life_asking import WhyNot, why_not
from packtrail.usecases.ports import Submission, View
from packtrail.usecases.rules import RulesInUse
from packtrail.usecases.unit_life import LifePage, unit_life
from packtrail.usecases.user_list import users_of


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedTo:
    """How a unit's intake stands at one destination."""

    title: str
    submission: Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLife:
    """One unit with everything that its detail says."""

    told: Told
    code: BatteryCode | None
    photos: int
    place: str  # where it stands, empty when nobody said
    reported: tuple[ReportedTo, ...]
    rules: RulesInUse
    operator: Operator  # who looks at it
    names: Mapping[str, str] = field(default_factory=dict)  # of users, by reference
    seconds: tuple[User, ...] = ()  # who can prove to be the second person
    lacks: tuple[Lack, ...] = ()  # what keeps it isolated, but for the second person
    waiting: Record | None = None  # what waits for a second person's word
    amended: str | None = (
        None  # the newest correction or void of ours, or the record of ours that it replaces
    )
    is_in_doubt: bool = False  # which battery it is
    page: LifePage | None = None  # what others told of its code; None while it has none
    why_not_asked: WhyNot | None = None  # why no hub may be asked about it now

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.told.unit

    @property
    def delivery(self) -> DeliveryDocument | None:
        """Who brought it."""
        return self.told.delivery

    @property
    def handoff(self) -> HandoffDocument | None:
        """To whom it went, or is going."""
        return self.told.handoff

    @property
    def events(self) -> Sequence[LifeEvent]:
        """Everything that happened to it, in log order."""
        return self.told.events

    @property
    def can_be_loaded(self) -> bool:
        """Whether it may go on an ordinary load."""
        return self.unit.custody in READY

    @property
    def is_kept_apart(self) -> bool:
        """Whether it may not go on, since something was found or nobody looked yet."""
        return self.unit.custody in {Custody.QUARANTINED, Custody.RECEIVED}


def ask_life(acts: OutletActs, unit_id: str) -> UnitLife | None:
    """The detail of one unit, of one moment; None when there is no such unit. ``reads`` lane."""
    rules = acts.rules()

    def ask(view: View) -> UnitLife | None:
        return _life(view, acts, rules, unit_id) if view.unit(unit_id) else None

    return acts.read(ask)


def _life(view: View, acts: OutletActs, rules: RulesInUse, unit_id: str) -> UnitLife:
    told = custody_timeline(view, unit_id)
    unit = told.unit
    record = view.record(unit.unit_id)
    users = users_of(view)
    reported = ((d.title, view.submission(unit.unit_id, d.name)) for d in view.destinations())
    return UnitLife(
        told=told,
        code=parse(unit.battery_code, acts.tables).code if unit.battery_code else None,
        photos=len(record.attachments) if record else 0,
        place=_place(view, unit),
        reported=tuple(ReportedTo(title=title, submission=sent) for title, sent in reported if sent),
        rules=rules,
        operator=acts.operator,
        names={user.ref: user.name for user in users},
        seconds=can_confirm(users, besides=acts.operator.ref),
        lacks=_lacks(unit, acts.operator, rules),
        waiting=_waiting(view, unit),
        amended=_amended(told.events),
        is_in_doubt=is_in_doubt(unit, Claims(of_old=_carriers(view, unit))),
        page=unit_life(view, unit.battery_code) if unit.battery_code else None,
        why_not_asked=why_not(view),
    )


def _place(view: View, unit: Unit) -> str:
    if unit.zone is not None:
        return "/".join(filter(None, (unit.zone, unit.slot)))
    return str(view.private_part(unit.unit_id).get("storage_location") or "")


def _lacks(unit: Unit, operator: Operator, rules: RulesInUse) -> tuple[Lack, ...]:
    if unit.custody is not Custody.QUARANTINED:
        return ()
    return release_lacks(unit, rule=rules.safety.recheck, released_by=operator.ref, confirmed_by=None)


def _amended(events: Sequence[LifeEvent]) -> str | None:
    """What a 更正单 can be made of; a record of another station is corrected there."""
    ours = [event for event in events if event.station is None]
    found = [each for event in ours for each in (*event.corrections, *filter(None, (event.void,)))]
    if found:
        return max(reversed(found), key=lambda each: each.at).record_id  # of two of one moment the later
    return next((event.record_id for event in ours if getattr(event.body, "replaces_record_id", None)), None)


def _waiting(view: View, unit: Unit) -> Record | None:
    target_id = unit.pending_release or unit.pending_exit
    return view.record(target_id) if target_id else None


def _carriers(view: View, unit: Unit) -> tuple[Unit, ...]:
    return tuple(view.units_with_code(unit.battery_code)) if unit.battery_code else ()
