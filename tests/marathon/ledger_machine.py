"""A state machine over real acts on a real ledger, for as many steps as there is time for.

Each part of the trade is a mixin of rules on ``LedgerRules``; a machine is a class of those that it wants.
Acts are tried whatever the state is: one that is refused by name is a step like any other, and nothing else
may be raised. What has to hold is asked of the records themselves and not of the views that the acts use.
"""

import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffItem, LineState
from packtrail.domain.errors import OutletError
from packtrail.domain.identity import IdentityDraft
from packtrail.domain.records import (
    ConditionCheck,
    HandoffLine,
    Intake,
    ReturnIn,
    SafetyDetermination,
    Treatment,
)
from packtrail.domain.records.gate import CodeStatus, ConditionClass
from packtrail.domain.safety import is_damaged_goods_packing
from packtrail.domain.unit import Identity, Unit
from packtrail.store.check import check
from packtrail.usecases.ports import UnitQuery
from tests.station import TEST_KEY, SteppedClock, opened, set_up
from tests.trade import RECYCLER, pack
from tests.usecases.floor import SUPERVISOR, alone, module, together
from tests.usecases.yard import RULES, Yard

PICK = st.integers(0, 10_000)
CONDITIONS = st.sampled_from(list(ConditionClass))
SECOND = st.sampled_from([None, SUPERVISOR])
YES = st.sampled_from([(), (), (), ("case_deformed",), ("swelling",), ("smoke",)])
HIGH = frozenset({"leaking", "fire_water_exposed", "overheating"})
"""Conditions of high risk, written down here once more: the machine does not ask the code that it watches."""

ANOTHER_RECYCLER = "91430100MA0FAKE039"


class LedgerRules(RuleBasedStateMachine):
    """The ledger, the units so far, and what holds after every step."""

    @initialize()
    def open_the_outlet(self):
        self.clock = SteppedClock()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.ledger = self.stack.enter_context(opened(self.folder / "station", self.clock))
        set_up(self.ledger, self.clock)
        self.yard = Yard(self.ledger, self.clock)
        self.yard.keep_able_recipient()
        self.serial = 0
        self.unit_ids = []
        self.touched = set()
        self.outcomes = Counter()

    def attempt(self, act, *given, **more):
        """What an act returned, or None when it was refused by name."""
        try:
            done = act(*given, **more)
        except OutletError as refused:
            self.outcomes[type(refused).__name__] += 1
            return None
        self.outcomes["done"] += 1
        return done

    def some_unit(self, pick):
        """One of the units so far, the newest more often; None before the first."""
        if not self.unit_ids:
            return None
        newest = self.unit_ids[-8:] if pick % 2 else self.unit_ids
        unit_id = newest[(pick // 2) % len(newest)]
        self.touched.add(unit_id)
        return self.yard.unit(unit_id)

    def follow(self, *units):
        """Units that an act made; they are picked and watched from now on."""
        for unit in units:
            self.unit_ids.append(unit.unit_id)
            self.touched.add(unit.unit_id)

    def next_code(self, level="P"):
        self.serial += 1
        return f"0TX{level}B01A000001A5A{self.serial:07d}"

    @rule(hours=st.sampled_from([1, 1, 12, 25]))
    def wait(self, hours):
        self.clock.at += timedelta(hours=hours)

    @invariant()
    def what_was_touched_is_sound(self):
        touched, self.touched = getattr(self, "touched", set()), set()
        if touched:
            with self.ledger.read() as view:
                for unit_id in touched:
                    self.watch(view, unit_id)

    def watch(self, view, unit_id):
        """What holds of one unit; a mixin may add to it."""
        unit = view.unit(unit_id)
        history = view.history(Unit, unit_id)
        refuse_two_places(view, unit)
        refuse_doubt_in_storage(unit)
        refuse_second_way_out(view, unit, history)

    def teardown(self):
        if not hasattr(self, "stack"):
            return
        with self.ledger.read() as view:
            for unit_id in self.unit_ids:
                self.watch(view, unit_id)
            refuse_lost_units(view)
        self.stack.close()
        report = check(self.folder / "station", TEST_KEY, rebuild=True)
        shutil.rmtree(self.folder)
        assert report.problems == ()


def refuse_two_places(view, unit):
    """A unit is on one load at most, and on one exactly while it is on the road."""
    lines = view.in_order(HandoffItem, unit_id=unit.unit_id, state=LineState.OPEN)
    states = {view.handoff(line.handoff_id).state.value for line in lines} - {"cancelled"}
    on_road = unit.custody in {Custody.ALLOCATED, Custody.IN_TRANSIT}
    assert len(states) <= 1
    assert bool(states) is on_road, (unit.custody, states)


def refuse_doubt_in_storage(unit):
    """Nothing that waits or is disputed stands in ordinary storage."""
    if unit.custody is Custody.IN_STORAGE:
        assert unit.identity is not Identity.CONFLICT
        assert unit.pending_release is None
        assert unit.pending_exit is None
        assert not unit.is_dangerous


def is_high_finding(body):
    """Whether a record says that its unit is of high risk."""
    if isinstance(body, Intake) and body.inherited_danger == "high":
        return True
    if isinstance(body, Intake | ConditionCheck | ReturnIn):
        return body.condition_class in HIGH
    return isinstance(body, SafetyDetermination) and body.high_risk


def refuse_second_way_out(view, unit, history):
    """A unit of high risk is never in storage, and on a load only by the one way (practice 9)."""
    standing = sorted((each.record for each in history if not each.is_voided), key=partial(place_of, view))
    counting = [record.body for record in standing]
    found = [at for at, body in enumerate(counting) if is_high_finding(body)]
    if not found:
        return
    assert unit.custody not in {Custody.IN_STORAGE, Custody.RETURNED_TO_SOURCE}
    for at, body in enumerate(counting):
        if isinstance(body, HandoffLine) and at > found[0]:
            assert has_way_out(view.record(body.handoff_record_id).body, counting[:at], found[0])


def place_of(view, record):
    """Where a record stands in the log; one in place of a voided one (编码录错) stands where that did."""
    while replaced := getattr(record.body, "replaces_record_id", None):
        record = view.record(replaced)
    return record.station_seq


def has_way_out(header, before, first_found):
    """Treatment, then a determination by persons of both parties, this able recipient, damaged packing."""
    treated = max((at for at, body in enumerate(before) if isinstance(body, Treatment)), default=-1)
    if treated < first_found or not header.takes_damaged:
        return False
    if not is_damaged_goods_packing(header.packing_instruction, RULES.dangerous_goods, DAY):
        return False
    return any(
        isinstance(body, SafetyDetermination)
        and body.is_joint
        and body.consignee_uscc == header.consignee_uscc
        for body in before[treated:]
    )


DAY = SteppedClock().at.date()


def refuse_lost_units(view):
    """The stock by its sums is the stock by its units."""
    units = view.find_units(UnitQuery(limit=100_000))
    for line in view.stock():
        counted = [unit for unit in units if unit.custody is line.custody]
        assert (line.count, line.mass_g) == (len(counted), sum(unit.mass_g or 0 for unit in counted))


class FloorRules(LedgerRules):
    """What happens to a unit between gate and load."""

    @rule(condition=CONDITIONS, half_read=st.booleans())
    def take_in(self, condition, half_read):
        status = CodeStatus.PARTIAL if half_read else CodeStatus.READ
        draft = pack(self.next_code(), condition_class=condition, code_status=status)
        self.follow(self.yard.take_in_unit(draft))

    @rule(pick=PICK)
    def take_in_a_twin(self, pick):
        unit = self.some_unit(pick)
        if unit and unit.battery_code:
            made = self.attempt(self.yard.take_in_unit, pack(unit.battery_code, as_conflict=True))
            self.follow(*([made] if made else []))

    @rule(pick=PICK, condition=CONDITIONS)
    def check(self, pick, condition):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.check, unit, condition)

    @rule(pick=PICK)
    def treat(self, pick):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.treat, unit)

    @rule(pick=PICK, yes=YES, party=st.sampled_from([None, RECYCLER, ANOTHER_RECYCLER]))
    def determine(self, pick, yes, party):
        if unit := self.some_unit(pick):
            draft = together(*yes, uscc=party) if party else alone(*yes)
            self.attempt(self.yard.determine, unit, draft=draft)

    @rule(pick=PICK, second=SECOND)
    def release(self, pick, second):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.release, unit.unit_id, "处置后判定通过", second=second)

    @rule(pick=PICK, second=SECOND)
    def mend_and_release(self, pick, second):
        """The whole way back, which chance alone would seldom walk to its end."""
        unit = self.some_unit(pick)
        if unit and self.attempt(self.yard.treat, unit):
            self.clock.at += timedelta(hours=25)
            self.attempt(self.yard.check, unit, "normal")
            self.attempt(self.yard.determine, unit)
            self.attempt(self.yard.release, unit.unit_id, "处置后判定通过", second=second)

    @rule(pick=PICK, confirmed=st.booleans())
    def confirm(self, pick, confirmed):
        unit = self.some_unit(pick)
        target = unit and (unit.pending_release or unit.pending_exit)
        if target:
            self.attempt(self.yard.confirm_as, target, confirmed=confirmed)

    @rule(pick=PICK, other=PICK, with_code_of=st.booleans(), other_is_wrong=st.booleans())
    def resolve(self, pick, other, with_code_of, other_is_wrong):
        unit, named = self.some_unit(pick), self.some_unit(other)
        if unit is None or named is None:
            return
        code = named.battery_code if with_code_of else self.next_code()
        draft = IdentityDraft(
            code=code, code_scheme="gbt34014_full", basis="second_reading", reason_text="重新识读",
            photos=(self.yard.proof,), other_is_wrong=other_is_wrong, explanation="已核实",
        )  # fmt: skip
        done = self.attempt(self.yard.resolve, unit.unit_id, draft)
        self.touched.update(each.unit_id for each in done or ())

    @rule(pick=PICK, parts=st.integers(1, 3), condition=CONDITIONS)
    def open(self, pick, parts, condition):
        unit = self.some_unit(pick)
        if unit is None:
            return
        drafts = [module(self.next_code("M"), condition_class=condition) for _ in range(parts)]
        done = self.attempt(self.yard.open, unit, *drafts)
        self.follow(*(done.parts if done else ()))


class RoadRules(LedgerRules):
    """Loads and exits, as far as they try the ways out of isolation."""

    @rule(pick=PICK, packing=st.sampled_from(["p908", "p908", "p903"]), departs=st.booleans())
    def hand_over(self, pick, packing, departs):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.hand_over, unit, packing_instruction=packing, departs=departs)

    @rule(pick=PICK)
    def prepare_and_hand_over(self, pick):
        """The one way out, walked on purpose."""
        unit = self.some_unit(pick)
        if unit and self.attempt(self.yard.treat, unit):
            self.clock.at += timedelta(hours=25)
            self.attempt(self.yard.check, unit, "normal")
            self.attempt(self.yard.determine, unit, draft=together())
            self.attempt(self.yard.hand_over, unit, departs=True)

    @rule(pick=PICK)
    def cancel(self, pick):
        unit = self.some_unit(pick)
        if unit and unit.handoff_id:
            self.attempt(self.yard.cancel, unit)

    @rule(pick=PICK, refused=st.booleans())
    def answer(self, pick, refused):
        unit = self.some_unit(pick)
        if unit and unit.handoff_id and unit.line_id:
            self.attempt(self.yard.answer, unit, refused=refused)

    @rule(pick=PICK, condition=CONDITIONS)
    def take_back(self, pick, condition):
        unit = self.some_unit(pick)
        if unit and unit.handoff_id and unit.line_id:
            self.attempt(self.yard.take_back, unit, condition)

    @rule(pick=PICK, second=SECOND)
    def send_home(self, pick, second):
        unit = self.some_unit(pick)
        if unit and unit.delivery_id:
            self.attempt(self.yard.send_home, unit, second)

    @rule(pick=PICK, second=SECOND)
    def write_off(self, pick, second):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.write_off, unit, second)


class MoveRules(LedgerRules):
    """Units stand somewhere else."""

    @rule(pick=PICK, to=st.sampled_from([None, "LOC:普通区", "LOC:隔离区", "LOC:待发区"]))
    def move(self, pick, to):
        if unit := self.some_unit(pick):
            self.attempt(self.yard.move, unit, to)


class VoidRules(LedgerRules):
    """Records are taken back, by whatever may be taken back."""

    @rule(pick=PICK, which=PICK, second=SECOND)
    def void(self, pick, which, second):
        unit = self.some_unit(pick)
        if unit is None:
            return
        with self.ledger.read() as view:
            history = view.history(Unit, unit.unit_id)
        target = history[which % len(history)].record
        done = self.attempt(
            self.yard.void, target.record_id, "did_not_occur", "登记错了",
            second=second, attachments=(self.yard.proof,),
        )  # fmt: skip
        if done:
            self.touched.update(self.unit_ids)


class LedgerMachine(FloorRules, RoadRules, MoveRules, VoidRules):
    """All of it."""
