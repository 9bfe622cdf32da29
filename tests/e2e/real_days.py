"""One day at an outlet for end-to-end tests: its acts, a hub of the same day over HTTP, and the day's end.

At the end of every day the ledger is sound, what came in is what left, stands here or was lost in weighing,
and the hub has accepted every record and has every unit where the ledger has it.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from packtrail.app.build import outlet_at_work
from packtrail.app.ids import new_id
from packtrail.app.outlet import Outlet
from packtrail.app.secrets import NoKeyring, unlock
from packtrail.domain.consignee import AckDraft, AckSource
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Operator, Role
from packtrail.domain.party import PartyDraft
from packtrail.domain.records import Attachment, OutletProfile, PartyPaper, SafetyAnswer
from packtrail.domain.unit import Unit
from packtrail.domain.unit_acts import SafetyDraft
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.keep_party import keep_party
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.ports import Destination
from packtrail.usecases.record_delivery import record_delivery
from packtrail.wording import CHINESE
from packtrail_hub import database
from packtrail_hub.hub import Hub, open_hub
from packtrail_hub.ids import uid
from packtrail_hub.server import make_server
from packtrail_hub.tables import unit_state
from tests.station import PROFILE, SteppedClock, codes
from tests.trade import MORNING, RECYCLER, delivery, load, pack

SUPERVISOR = Operator("op_2", "主管", Role.SUPERVISOR)
CLERK = Operator("op_3", "新员工", Role.OPERATOR)
DISPATCHER = Operator("op_4", "移交员", Role.DISPATCHER)
BY_PHONE = AckDraft(answers=(), source=AckSource.PHONE)
NEVER = MORNING - timedelta(days=9999)

SETTLED_WELL = frozenset({"accepted", "accepted_with_warnings", "duplicate"})


@dataclass(frozen=True)
class DatedHub:
    """A hub whose clock is the day's, behind a real socket."""

    hub: Hub
    url: str

    def custody_of(self, unit_ids: list[str]) -> dict[str, str]:
        """Where the hub has these units; one it does not know is left out."""
        by_uid = {uid(unit_id): unit_id for unit_id in unit_ids}
        query = select(unit_state.c.unit_uid, unit_state.c.custody).where(unit_state.c.unit_uid.in_(by_uid))
        with database.look(self.hub.engine) as connection:
            return {by_uid[row.unit_uid]: row.custody for row in connection.execute(query)}


@contextmanager
def dated_hub(folder: Path, clock: SteppedClock) -> Iterator[DatedHub]:
    """A sandbox hub over HTTP on localhost that shares ``clock`` with the stations."""
    hub = open_hub(
        str(folder / "hub.db"), clock=lambda: clock.at, new_id=new_id, name="Packtrail hub", is_sandbox=True
    )
    server, bound, url = make_server(hub, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    try:
        yield DatedHub(hub, url)
    finally:
        server.should_exit = True
        running.join()
        bound.close()
        hub.engine.dispose()


class Day:
    """A station at work on one day, on the writer's lane as the desk has it."""

    def __init__(self, outlet: Outlet, clock: SteppedClock, hub: DatedHub) -> None:
        self.outlet, self.clock, self.hub = outlet, clock, hub
        self.rules = outlet.rules()
        self._next_code = 1

    def act(self, use_case: Any, *asked: Any, by: Operator | None = None, **also: Any) -> Any:
        """Do ``use_case`` as the administrator, or as ``by``."""
        usual = self.outlet.operator
        self.outlet.operator = by or usual
        try:
            return self.lane(partial(self.outlet.act, use_case, *asked, **also))
        finally:
            self.outlet.operator = usual

    def lane(self, act: Any) -> Any:
        """Run something on the writer's lane."""
        return self.outlet.workers.acts.run(act).result()

    def read(self, question: Any) -> Any:
        return self.outlet.read(question)

    def unit(self, unit: Unit | str) -> Unit:
        """A unit as it is now, by itself or by the newest with a code."""
        if isinstance(unit, str):
            return self.read(lambda view: view.units_with_code(unit))[0]
        return self.read(lambda view: view.unit(unit.unit_id))

    def photo(self, what: str = "photo", role: str = "overall") -> Attachment:
        """A photograph in the ledger, another for other words."""
        return self.lane(partial(self.outlet.keep_photo, what.encode(), "image/jpeg", role))

    def codes(self, count: int) -> list[str]:
        """Battery codes that nothing has yet."""
        fresh = codes(count, first=self._next_code)
        self._next_code += count
        return fresh

    def take_in(self, *units: Any, **changes: Any) -> Any:
        """A repair shop's delivery of these codes or drafts."""
        drafts = (pack(each) if isinstance(each, str) else each for each in units)
        return self.act(record_delivery, delivery(*drafts, **changes))

    def release(self, *codes: str, **changes: Any) -> Any:
        """A load for the recycler, by the rules in force; its document and lines."""
        draft = load(*codes)
        told = self.lane(partial(self.outlet.release_handoff, replace(draft, **changes)))
        return told.document, told.items

    def answers(self, *yes: str) -> tuple[SafetyAnswer, ...]:
        """The checklist, with a yes for these items."""
        items = (item.item_id for item in self.rules.checklist.items)
        return tuple(SafetyAnswer(item=item, is_yes=item in yes) for item in items)

    def determination(self, *yes: str, jointly: bool = False) -> SafetyDraft:
        """A safety determination, by the outlet alone or with the recycler."""
        if not jointly:
            return SafetyDraft(answers=self.answers(*yes), consignor_person="张三")
        return SafetyDraft(
            answers=self.answers(*yes),
            consignor_person="张三",
            consignee_person="李四",
            consignee_name="株洲测试再生利用有限公司",
            consignee_uscc=RECYCLER,
        )

    def keep_recipient(self, *, takes_damaged: bool = False) -> None:
        """The recycler's card with every paper that the rule asks for."""
        today = self.clock.at.date()
        recipients = self.rules.release.recipients
        needed = recipients.of_role("utilisation_enterprise", today).requirements
        papers = tuple(
            PartyPaper(paper=min(recipients.requirements[name].papers), checked_on=today) for name in needed
        )
        card = PartyDraft(
            uscc=RECYCLER,
            name="株洲测试再生利用有限公司",
            role="utilisation_enterprise",
            papers=papers,
            takes_damaged=takes_damaged,
        )
        self.act(keep_party, card)

    def hand_over(self, *codes: str, **changes: Any) -> Any:
        """A load that leaves and that the recipient accepts; its document."""
        document, _ = self.release(*codes, **changes)
        self.act(depart_handoff, document.handoff_id)
        return self.act(acknowledge_all, document.handoff_id, BY_PHONE).document

    def today(self, days: int = 0) -> date:
        """The legal day, or one so many days later."""
        return legal_day(self.clock.at) + timedelta(days=days)

    def next_day(self, days: int = 1) -> None:
        self.clock.at += timedelta(days=days)

    def enrol(self) -> Destination:
        """Bind the station to the hub, once."""
        known = self.read(lambda view: view.destinations())
        return known[0] if known else self._network(partial(self.outlet.enrol, self.hub.url, "SANDBOX"))

    def sync(self) -> Counter[str]:
        """Send everything: all is accepted, and the hub has every unit where the ledger has it.

        What the hub warns of comes back, counted by record type and problem.
        """
        last = self._network(partial(self.outlet.send, self.enrol(), lambda _: None))
        assert last.result == "nothing_to_send", last
        rows = self.read(lambda view: view.submissions("hub", limit=5000))
        wrong = [(row.record_type, row.state, row.issues) for row in rows if row.state not in SETTLED_WELL]
        assert not wrong, wrong
        units = self.read(lambda view: view.in_order(Unit))
        here = {unit.unit_id: unit.custody.value for unit in units}
        assert self.hub.custody_of(list(here)) == here
        return Counter(f"{row.record_type} {issue['message_key']}" for row in rows for issue in row.issues)

    def ends(self, warned: dict[str, int]) -> None:
        """Everything arrives, with these warnings and no other, and the balance closes."""
        told = dict(self.sync())
        assert told == warned, told
        until = self.clock.at + timedelta(days=1)
        balance = self.read(lambda view: mass_balance(view, NEVER, until))
        assert balance.is_even, balance

    def _network(self, act: Any) -> Any:
        return self.outlet.workers.network.run(act).result()


@contextmanager
def station_in(
    folder: Path, clock: SteppedClock, hub: DatedHub, *, profile: OutletProfile | None = None
) -> Iterator[tuple[Day, str | None]]:
    """The station in ``folder`` at work and its recovery code; a bug on a worker fails the test."""
    bugs: list[Exception] = []
    with outlet_at_work(
        folder, keyring=NoKeyring(), language=CHINESE, report_bug=bugs.append, clock=clock
    ) as (outlet, code):
        if profile is not None:
            outlet.workers.acts.run(partial(outlet.set_profile, profile)).result()
        yield Day(outlet, clock, hub), code
    assert bugs == []


@contextmanager
def a_day(
    folder: Path,
    clock: SteppedClock,
    hub: DatedHub,
    *,
    warned: dict[str, int],
    profile: OutletProfile = PROFILE,
) -> Iterator[Day]:
    """A day at a new outlet, from its first act to its sound end; ``warned`` is what the hub remarks on."""
    with station_in(folder, clock, hub, profile=profile) as (day, _):
        yield day
        day.ends(warned)
    assert_sound(folder)


def assert_sound(folder: Path) -> None:
    """Nothing in the ledger is other than it was written, and every view is what a rebuild makes."""
    assert check(folder, unlock(folder, NoKeyring()), rebuild=True).problems == ()
