"""Single acts as a counter does them, one of each kind after the other, to be timed on the big ledger."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from packtrail.app.ids import new_id
from packtrail.app.safety_checklist import load_safety
from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.consignee import AckDraft
from packtrail.domain.places import Places, Site, Zone, ZoneKind
from packtrail.domain.unit_acts import CheckDraft
from packtrail.store.ledger import Ledger
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.move_units import Move, move_units
from packtrail.usecases.ports import Draft
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.set_places import set_places
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, SteppedClock, codes, take_in
from tests.trade import load

FULL_ZONE = "A-020"
"""Each twentieth unit stands there for good: a thousand of them in the ledger of 1,000 days."""

NUMBERS_FROM = 9_000_000
"""Codes that no day of the big ledger uses."""


class Counter:
    """Takes packs in and through what may happen to one."""

    def __init__(self, ledger: Ledger, clock: SteppedClock) -> None:
        self._ledger, self._clock = ledger, clock
        self._of_act = {"by": ADMIN, "store": ledger, "now": clock, "new_id": new_id}
        self._rules, self._safety = load_stock_rules(), load_safety().rules
        zones = (Zone(name=FULL_ZONE), Zone(name="隔离区", kind=ZoneKind.ISOLATION))
        set_places(Places((Site(name="本网点", zones=zones),)), by=ADMIN, store=ledger)

    def acts(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Each act with its kind, without end; an act must be done before the next is asked for."""
        for number in itertools.count(NUMBERS_FROM, 2):
            yield from self._of_one_pack(number, *codes(2, first=number))

    def _of_one_pack(self, number: int, code: str, other: str) -> Iterator[tuple[str, Callable[[], object]]]:
        do, done = self._of_act, []

        def keep(act: Callable[[], object]) -> Callable[[], object]:
            return lambda: done.append(act())

        yield "delivery", keep(partial(take_in, self._ledger, self._clock, code))
        unit_id = done[-1].units[0].unit_id
        yield "draft", partial(self._save, number)
        seen = CheckDraft(condition_class="normal", surface_celsius=20)
        yield "check", partial(check_condition, unit_id, seen, rules=self._safety, **do)
        moves = [Move(code, f"LOC:{FULL_ZONE}")]
        yield "move", partial(move_units, moves, rules=self._rules, **do)
        said = {"reason_code": "reweighed", "reason_text": "复称"}
        yield "correction", partial(correct_record, unit_id, {"gross_mass_g": 300_000}, **said, **do)
        yield "release", keep(partial(release_handoff, load(code), **do))
        load_id = done[-1].document.handoff_id
        yield "departure", partial(depart_handoff, load_id, **do)
        answer = AckDraft(answers=(), source="phone")
        yield "acknowledgement", partial(acknowledge_all, load_id, answer, **do)
        yield "delivery", keep(partial(take_in, self._ledger, self._clock, other))
        twice = partial(void_record, done[-1].units[0].unit_id, "duplicate_entry", "录重")
        yield "void", partial(twice, **do)

    def _save(self, number: int) -> None:
        draft = Draft(draft_id="one", kind="delivery", content={"number": number}, updated_at=self._clock())
        with self._ledger.act() as tx:
            tx.save_draft(draft)
