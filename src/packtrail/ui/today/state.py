"""What the Today screen shows: duties by risk, how full the floor is, who confirmed what, what was done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffState
from packtrail.domain.moments import legal_day
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.stock_rules import LimitKind, StockLimit
from packtrail.domain.sync_state import Backlog
from packtrail.domain.unit import Unit
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.desk_lines import desk_lines
from packtrail.ui.today.due_lines import due_lines
from packtrail.ui.today.entry_line import EntryState
from packtrail.ui.today.facts import TodayFacts, happened_at
from packtrail.ui.today.lines import Line, Way, by_risk, unit_word
from packtrail.ui.today.unfinished_lines import unfinished_lines
from packtrail.ui.today.week import WeekView, week_view, week_ways
from packtrail.ui.widgets.duty_line import DutyState
from packtrail.ui.widgets.figures import count_text, kg_text, tonnes_text
from packtrail.ui.widgets.gauge import GaugeState
from packtrail.usecases.ports import Destination
from packtrail.wording import Wording
from packtrail.wording.places import limit_text
from packtrail.wording.values import age_words, moment_words, word

STALE_AFTER = timedelta(hours=24)
"""Our own target for how long a record may wait here; no law that we know counts the outlet's days."""

NEARLY_FULL = 0.9
_DANGEROUS = frozenset(ConditionClass) - {ConditionClass.NORMAL, ConditionClass.UNDETERMINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockView:
    """The gauge, or the sum alone where no limit is known."""

    gauge: GaugeState | None
    sum: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayState:
    """The whole screen; ``ways`` says where the button of each line goes."""

    duties: tuple[DutyState, ...]
    stock: StockView
    backlog: tuple[EntryState, ...]
    newest: tuple[EntryState, ...]
    week: WeekView
    ways: Mapping[str, Way]


def today_state(facts: TodayFacts, limit: StockLimit | None, w: Wording) -> TodayState:
    """``facts`` in words; duties with the greatest risk first, among equals the oldest."""
    lines = (_duties, unfinished_lines, due_lines, desk_lines)
    duties = by_risk([line for each in lines for line in each(facts, w)])
    backlog = [_backlog(destination, each, facts.now, w) for destination, each in facts.destinations]
    newest = [_document(document, facts.now, w) for document in facts.newest]
    return TodayState(
        duties=tuple(line.state for line in duties),
        stock=_stock(facts, limit, w),
        backlog=tuple(entry for entry, _ in backlog),
        newest=tuple(entry for entry, _ in newest),
        week=week_view(facts.week, w),
        ways={
            **{line.state.key: line.way for line in duties},
            **{entry.key: way for entry, way in (*backlog, *newest)},
            **week_ways(facts.week),
        },
    )


def _duties(facts: TodayFacts, w: Wording) -> Iterator[Line]:
    if facts.profile is None:
        yield _plain("unnamed", Way("settings", "profile"), facts.now, w)
    if not facts.destinations:
        yield _plain("unbound", Way("sync", "enrol"), facts.now, w)
    for destination, backlog in facts.destinations:
        yield from _owed(destination, backlog, facts, w)
    if facts.isolated_count:
        yield _isolated(facts, w)


def _plain(kind: str, way: Way, now: datetime, w: Wording) -> Line:
    state = DutyState(
        key=kind,
        number="",
        unit="",
        what=w.say(f"today.{kind}.what"),
        which=w.say(f"today.{kind}.which"),
        action=w.say(f"today.{kind}.action"),
        tone=Tone.WARN,
    )
    return Line(state, way, now)


def _owed(destination: Destination, backlog: Backlog, facts: TodayFacts, w: Wording) -> Iterator[Line]:
    now = facts.now
    oldest = backlog.oldest_recorded_at or now
    is_stale = now - oldest >= STALE_AFTER
    if backlog.refused:
        state = DutyState(
            key=f"refused/{destination.name}",
            number=count_text(backlog.refused),
            unit=unit_word(w, "record", backlog.refused),
            what=w.say("today.refused.what", destination=destination.title),
            which=w.say("today.refused.which"),
            action=w.say("today.refused.action"),
            tone=Tone.DANGER,
        )
        yield Line(state, Way("sync", destination.name), oldest)
    if backlog.unsent and (is_stale or not facts.duties):  # what is due by a rule says more
        state = DutyState(
            key=f"unsent/{destination.name}",
            number=count_text(backlog.unsent),
            unit=unit_word(w, "record", backlog.unsent),
            what=w.say("today.unsent.what", age=age_words(w, oldest, now)),
            which=w.say("today.unsent.which", destination=destination.title),
            action=w.say("today.unsent.action"),
            tone=Tone.WARN if is_stale else Tone.QUIET,
        )
        yield Line(state, Way("sync", destination.name), oldest)


def _isolated(facts: TodayFacts, w: Wording) -> Line:
    oldest = min((unit.taken_in_at for unit in facts.isolated), default=facts.now)
    state = DutyState(
        key="isolated",
        number=count_text(facts.isolated_count),
        unit=unit_word(w, "unit", facts.isolated_count),
        what=w.say("today.isolated.what", age=age_words(w, oldest, facts.now)),
        which=w.say("values.comma").join(_troubles(facts.isolated, w)),
        action=w.say("today.isolated.action"),
        tone=Tone.DANGER if any(unit.condition_class in _DANGEROUS for unit in facts.isolated) else Tone.WARN,
    )
    return Line(state, Way("stock", "isolated"), oldest)


def _troubles(units: tuple[Unit, ...], w: Wording) -> list[str]:
    """What isolates them, each kind once with its count."""
    kinds: dict[str, int] = {}
    for unit in units:
        is_conflict = unit.condition_class == ConditionClass.NORMAL
        kind = (
            word(w, "code_status", unit.code_status)
            if is_conflict
            else word(w, "condition", unit.condition_class)
        )
        kinds[kind] = kinds.get(kind, 0) + 1
    return [w.say("today.isolated.kind", kind=kind, count=count) for kind, count in kinds.items()]


def _backlog(destination: Destination, backlog: Backlog, now: datetime, w: Wording) -> tuple[EntryState, Way]:
    last = backlog.last_confirmed_at
    confirmed = (
        w.say("today.backlog.confirmed", moment=moment_words(last), age=age_words(w, last, now))
        if last
        else w.say("today.backlog.never")
    )
    entry = EntryState(
        key=f"backlog/{destination.name}",
        what=destination.title,
        which=w.say("today.backlog.which", waits=_waits(backlog, now, w), confirmed=confirmed),
        action=w.say("today.open"),
    )
    return entry, Way("sync", destination.name)


def _waits(backlog: Backlog, now: datetime, w: Wording) -> str:
    count, oldest = count_text(backlog.unsent), backlog.oldest_recorded_at
    if not backlog.unsent or oldest is None:
        return w.say("today.backlog.waits", count=count)
    return w.say("today.backlog.waits_since", count=count, age=age_words(w, oldest, now))


def _document(
    document: DeliveryDocument | HandoffDocument, now: datetime, w: Wording
) -> tuple[EntryState, Way]:
    if isinstance(document, DeliveryDocument):
        kind, count, way = "delivery", document.unit_count, Way("stock", document.delivery_id)
        is_void = document.is_voided
        who = document.deliverer_name or word(w, "source", document.source_type)
    else:
        kind, count, way = "handoff", document.line_count, Way("handoff", document.handoff_id)
        is_void = document.state is HandoffState.CANCELLED
        who = document.consignee_name or document.consignee_uscc
    what = w.say(f"today.newest.{kind}", who=who)
    entry = EntryState(
        key=f"document/{way.subject}",
        what=w.say("today.newest.void", what=what) if is_void else what,
        which=w.say(
            "today.newest.which",
            count=count_text(count),
            mass=kg_text(document.mass_g),
            age=age_words(w, happened_at(document), now),
        ),
        number=document.number,
        action=w.say("today.open"),
    )
    return entry, way


def _stock(facts: TodayFacts, limit: StockLimit | None, w: Wording) -> StockView:
    here = facts.here
    mass = tonnes_text(here.mass_g)
    said = w.say("today.stock.sum", count=count_text(here.count), mass=mass)
    if limit is None:
        return StockView(gauge=None, sum=said, note=w.say("today.stock.no_limit"))
    note = w.say("today.stock.note", limit=limit_text(w, limit, legal_day(facts.now)))
    if limit.kind is not LimitKind.CEILING:  # room for so much says nothing of how full the floor is
        return StockView(gauge=None, sum=said, note=note)
    share = here.mass_g / limit.mass_g
    gauge = GaugeState(
        caption=w.say("today.stock.caption"),
        share=share,
        text=w.say("today.stock.of", mass=mass, limit=tonnes_text(limit.mass_g).removesuffix(".0")),
        tone=Tone.QUIET if share < NEARLY_FULL else Tone.WARN,
        marks=(NEARLY_FULL,),
    )
    return StockView(gauge=gauge, sum=f"{said} · {_room(limit.mass_g - here.mass_g, w)}", note=note)


def _room(left_g: int, w: Wording) -> str:
    return w.say("today.stock.room" if left_g >= 0 else "today.stock.over", mass=tonnes_text(abs(left_g)))
