"""入 = 出 + 存 + 称量差异 + 核销 to the gram: by the views, and again by nothing but the log."""

import json
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.app.ids import new_id
from packtrail.domain.consignee import LineReturn, RefusalReason
from packtrail.domain.custody import HERE, LIVE, Custody
from packtrail.domain.documents import HandoffDocument, LineState
from packtrail.domain.exits import ExitReason, Incident, ReturnReason
from packtrail.domain.load import ScaleOf, WeighingDraft
from packtrail.domain.mass_balance import MassBalance, Tally, period_of
from packtrail.domain.records import Intake, NewRecord, PackOpened, SecondConfirmation, Void
from packtrail.domain.unit import Unit
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.usecases.unacknowledged import WAITING
from tests.station import ADMIN, SteppedClock, codes, opened, set_up, take_in
from tests.trade import CODE, MORNING, delivery, load, pack
from tests.usecases.road import BY_PHONE, SUPERVISOR, Road

START, EVER = MORNING - timedelta(days=1), MORNING + timedelta(days=9999)


class Days(Road):
    """Whatever happens to units, chosen by number; what cannot happen now is passed over."""

    def __init__(self, station, clock):
        super().__init__(station, clock)
        self.acts = {"store": station, "now": clock, "new_id": new_id}
        self.count = 0

    def wrote(self, body, by=ADMIN):
        with self.station.act() as tx:
            tx.append(NewRecord(record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref=by.ref))

    def units(self, *custody):
        with self.station.read() as view:
            return view.find_units(UnitQuery(custody=frozenset(custody)))

    def take_in(self, choice, mass_g):
        self.count += 1
        known = {"mass_g": mass_g} if choice % 3 else {"mass_g": None, "mass_basis": "unknown"}
        unit = pack(codes(1, first=self.count)[0], **known)
        record_delivery(delivery(unit), by=ADMIN, **self.acts)

    def send(self, choice, _):
        ready = [unit.battery_code for unit in self.units(Custody.IN_STORAGE)][: 1 + choice % 3]
        if ready:
            self.sent_again(*ready)

    def answer(self, choice, mass_g):
        with self.station.read() as view:
            waiting = view.in_order(HandoffDocument, state=WAITING)
            if not waiting:
                return
            handoff_id = waiting[0].handoff_id
            lines = [item for item in view.items_of_handoff(handoff_id) if item.state is LineState.OPEN]
        if any(item.pending_exit for item in lines):
            return
        refused = {lines[0].line_id: RefusalReason.CAPACITY} if choice % 2 else {}
        weighed = {lines[-1].line_id: mass_g} if choice % 3 else {}
        self.answer_all(handoff_id, BY_PHONE, refused=refused, received_g=weighed)

    def back(self, choice, mass_g):
        for unit in self.units(Custody.RETURNING):
            if unit.pending_exit:
                continue
            known = {"mass_g": mass_g, "mass_basis": "weighed"} if choice % 2 else {}
            line = LineReturn(line_id=unit.line_id, condition_class="normal", **known)
            self.take_back(unit.handoff_id, [line])

    def exit(self, choice, _):
        second = SUPERVISOR if choice % 2 else None
        evidence = (self.photo(),)
        for unit in self.units(Custody.IN_STORAGE, Custody.IN_TRANSIT, Custody.RETURNING):
            if unit.pending_exit:
                continue
            if unit.custody is Custody.IN_STORAGE and unit.delivery_id and choice % 3:
                reason = ExitReason(code=ReturnReason.NOT_OURS, text="误交", evidence=evidence)
                return_unit_to_source(
                    unit.unit_id, unit.delivery_id, reason, second=second, by=ADMIN, **self.acts
                )
            else:
                reason = ExitReason(code=Incident.THEFT, text="被盗", evidence=evidence)
                write_unit_off(unit.unit_id, reason, second=second, by=ADMIN, **self.acts)
            return

    def confirm(self, choice, _):
        for unit in self.units(*LIVE):
            if unit.pending_exit:
                body = SecondConfirmation(
                    target_record_id=unit.pending_exit, confirmed=bool(choice % 2), way="later"
                )
                self.wrote(body, by=SUPERVISOR)
                return

    def open_pack(self, choice, mass_g):
        for unit in self.units(Custody.IN_STORAGE):
            parts = [self._part(unit, mass_g // 3) for _ in range(1 + choice % 3)]
            records = [
                NewRecord(record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref=ADMIN.ref)
                for body in parts
            ]
            body = PackOpened(
                parent_record_id=unit.unit_id,
                child_record_ids=tuple(record.record_id for record in records),
                residue_mass_g=choice,
                reason_code="other",
            )
            with self.station.act() as tx:
                tx.append(
                    *records,
                    NewRecord(
                        record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref=ADMIN.ref
                    ),
                )
            return

    def _part(self, parent, mass_g):
        self.count += 1
        return Intake(
            intake_id=f"IN-P-{self.count}", unit_level="module", code_scheme="none",
            battery_code=codes(1, first=self.count)[0], code_status="read", code_source="scan_qr",
            raw_scan_sha256=None, chemistry_code="B", gross_mass_g=mass_g, mass_basis="estimated",
            condition_class="normal", source_type="repair_shop", source_uscc=None, source_vin=None,
            late_entry=False, parent_record_id=parent.unit_id,
        )  # fmt: skip

    def void(self, choice, _):
        for unit in self.units(Custody.IN_STORAGE)[choice:]:
            with self.station.act() as tx:
                if tx.dependents(unit.unit_id) or unit.parent_id:
                    continue
                body = Void(
                    target_record_id=unit.unit_id, target_head_hash=tx.amended(unit.unit_id).head_hash,
                    reason_code="did_not_occur", reason_text="重复登记", replacement_record_ids=(),
                )  # fmt: skip
                tx.append(
                    NewRecord(record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref=ADMIN.ref)
                )
            return


ACTS = (
    Days.take_in, Days.take_in, Days.send, Days.answer, Days.back, Days.exit, Days.confirm, Days.open_pack,
    Days.void,
)  # fmt: skip


class TheLog:
    """The same balance from the canonical bytes alone: no view, no fold, no custody table."""

    def __init__(self, after, until):
        self.after, self.until = after, until
        self.mass, self.line_of, self.waiting, self.live = {}, {}, {}, set()
        self.sums, self.counts, self.opened_packs = Counter(), False, set()

    def add(self, name, mass_g, *, units=0):
        self.sums[name] += (mass_g or 0) * self.counts
        self.sums[f"{name} count"] += units * self.counts

    def weigh(self, unit, now):
        if now is None:
            return
        if self.mass[unit] is None:
            self.add("later", now)
        else:
            self.add("difference", self.mass[unit] - now)
        self.mass[unit] = now

    def leave(self, unit, name):
        self.live.discard(unit)
        self.add(name, self.mass[unit], units=1)

    def stock(self):
        return len(self.live), sum(self.mass[unit] or 0 for unit in self.live)

    def read(self, each):
        getattr(self, each["record_type"], lambda *_: None)(each, each["body"])

    def intake(self, each, body):
        self.mass[each["record_id"]] = body["gross_mass_g"]
        self.live.add(each["record_id"])
        name = "parts" if body.get("parent_record_id") in self.opened_packs else "in"
        self.add(name, body["gross_mass_g"], units=1)

    def handoff_line(self, each, body):
        self.line_of[each["record_id"]] = body["intake_record_id"]

    def consignee_ack(self, _, body):
        if body["outcome"] == "accepted":
            unit = self.line_of[body["line_record_id"]]
            self.weigh(unit, body["received_gross_mass_g"])
            self.leave(unit, "delivered")

    def return_in(self, _, body):
        self.weigh(body["intake_record_id"], body["gross_mass_g"])

    def returned_to_source(self, each, body):
        unit = body["intake_record_id"]
        if body["second_operator_ref"]:
            self.leave(unit, each["record_type"])
        else:
            self.waiting[each["record_id"]] = unit, each["record_type"]

    incident_closed = returned_to_source

    def second_confirmation(self, _, body):
        if body["confirmed"]:
            self.leave(*self.waiting[body["target_record_id"]])

    def pack_opened(self, _, body):
        self.leave(body["parent_record_id"], "opened")
        self.add("residue", body["residue_mass_g"])


def by_the_log(station, after, until):
    with station.read() as view:
        log = [json.loads(line) for _, line in view.canonical_lines(1, 0, 10_000)]
    voided = {each["body"]["target_record_id"] for each in log if each["record_type"] == "void"}
    counted = [each for each in log if each["record_id"] not in voided]
    witness, ends = TheLog(after, until), {}
    witness.opened_packs = {
        each["body"]["parent_record_id"] for each in counted if each["record_type"] == "pack_opened"
    }
    for each in counted:
        at = datetime.fromisoformat(each["occurred_at"])
        for name, end in (("opening", after), ("closing", until)):
            if at > end:
                ends.setdefault(name, witness.stock())
        witness.counts = after < at <= until
        witness.read(each)
    for name in ("opening", "closing"):
        witness.sums[f"{name} count"], witness.sums[name] = ends.get(name, witness.stock())
    return {name: value for name, value in witness.sums.items() if value}


def by_the_views(found: MassBalance):
    tallies = {
        "in": found.taken_in, "parts": found.parts, "delivered": found.delivered, "opened": found.opened,
        "returned_to_source": found.returned_to_source, "incident_closed": found.written_off,
        "opening": found.opening, "closing": found.closing,
    }  # fmt: skip
    said = {name: tally.mass_g for name, tally in tallies.items()}
    said |= {f"{name} count": tally.count for name, tally in tallies.items()}
    said |= {"later": found.weighed_later_g, "difference": found.difference_g, "residue": found.residue_g}
    return {name: value for name, value in said.items() if value}


@pytest.mark.practice(4)
@settings(max_examples=25, deadline=None)
@given(
    days=st.lists(
        st.tuples(st.sampled_from(range(len(ACTS))), st.integers(0, 5), st.integers(1_000, 900_000)),
        min_size=4,
        max_size=16,
    ),
    cuts=st.tuples(st.integers(0, 120), st.integers(0, 120)),
)
def test_views_and_log_come_to_the_same_balance_whatever_happened(days, cuts):
    clock = SteppedClock()
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "station", clock) as ledger:
        set_up(ledger, clock)
        here = Days(ledger, clock)
        for act, choice, mass_g in days:
            ACTS[act](here, choice, mass_g)
        first, last = (MORNING + timedelta(seconds=cut) for cut in sorted(cuts))
        with ledger.read() as view:
            for after, until in ((START, EVER), (first, last), (START, first), (last, EVER)):
                found = mass_balance(view, after, until)
                assert by_the_views(found) == by_the_log(ledger, after, until)
                assert found.is_even
            assert_units_agree(mass_balance(view, START, EVER), view.in_order(Unit))


def assert_units_agree(found, units):
    """The sums of the units' own figures, as a third witness."""
    counted = [unit for unit in units if unit.custody is not Custody.VOIDED]
    assert found.left_g == sum(unit.mass_in_g or 0 for unit in counted)
    assert found.difference_g == sum(unit.difference_g for unit in counted)
    assert found.closing.mass_g == sum(unit.mass_g or 0 for unit in counted if unit.custody in LIVE)
    assert found.closing_here.count == sum(unit.custody in HERE for unit in counted)
    assert found.closing.without_mass == sum(unit.mass_g is None for unit in counted if unit.custody in LIVE)


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


def whole(road):
    with road.station.read() as view:
        return mass_balance(view, START, EVER)


@pytest.mark.practice(4)
def test_a_unit_without_a_mass_is_counted_apart_and_comes_in_when_it_is_weighed(road):
    unknown = delivery(pack(CODE, mass_g=None, mass_basis="unknown"))
    record_delivery(unknown, by=ADMIN, store=road.station, now=road.clock, new_id=new_id)
    before = whole(road)
    assert (before.taken_in, before.closing) == (Tally(1, 0, 1), Tally(1, 0, 1))
    handoff_id, items = road.sent_again(CODE)
    road.answer_all(handoff_id, BY_PHONE, received_g={items[0].line_id: 300_000})
    after = whole(road)
    assert (after.weighed_later_g, after.delivered, after.is_even) == (300_000, Tally(1, 300_000, 0), True)


def scale(net_g, *, agreed=True, number="磅-1"):
    return WeighingDraft(
        ticket_number=number, gross_g=net_g + 8_000_000, tare_g=8_000_000, net_g=net_g, agreed=agreed,
        scale_of=ScaleOf.CONSIGNEE,
    )  # fmt: skip


@pytest.mark.practice(4)
def test_two_percent_less_on_the_recipients_scale_is_a_difference_and_no_loss_of_stock(road):
    handoff_id, _ = road.sent(*codes(4))
    road.weigh(handoff_id, scale(1_225_000))
    road.answer_all(handoff_id, BY_PHONE)
    found = whole(road)
    assert (found.taken_in.mass_g, found.delivered_by_scale_g) == (1_250_000, 1_225_000)
    assert (found.weighing_difference_g, found.is_even) == (25_000, True)


@pytest.mark.practice(4)
def test_a_disputed_ticket_is_seen_and_booked_nowhere(road):
    handoff_id, _ = road.sent(*codes(4))
    disputed = road.weigh(handoff_id, scale(1_225_000, agreed=False))
    road.answer_all(handoff_id, BY_PHONE)
    found = whole(road)
    assert (found.disputed, found.weighing_difference_g) == ((disputed,), 0)


@pytest.mark.practice(4)
def test_a_load_with_masses_of_its_lines_or_a_refused_line_is_not_booked_twice(road):
    first, items = road.sent(*codes(2))
    road.weigh(first, scale(612_500))
    road.answer_all(first, BY_PHONE, received_g={items[0].line_id: 300_000})
    second, others = road.sent(*codes(2, first=3))
    road.weigh(second, scale(612_500, number="磅-2"))
    road.answer_all(second, BY_PHONE, refused={others[0].line_id: RefusalReason.CAPACITY})
    found = whole(road)
    assert (found.by_scale, found.difference_g, found.is_even) == ((), 12_500, True)


def test_a_day_begins_with_what_the_day_before_ended_with(road):
    take_in(road.station, road.clock, CODE)
    today = road.clock().date()
    road.clock.at += timedelta(days=1)
    road.sent_again(CODE)
    with road.station.read() as view:
        first = mass_balance(view, *period_of(today, today))
        second = mass_balance(view, *period_of(today + timedelta(days=1), today + timedelta(days=1)))
    assert first.closing == second.opening == Tally(1, 312_500, 0)
    assert second.closing_on_road.count == 1
    assert first.is_even
    assert second.is_even


def test_a_balance_that_lacks_a_unit_is_not_even():
    assert not MassBalance(after=START, until=EVER, taken_in=Tally(1, 5, 0)).is_even
    assert not MassBalance(after=START, until=EVER, taken_in=Tally(1, 0, 1)).is_even


def test_a_load_that_nobody_released_has_no_flow(road):
    take_in(road.station, road.clock, CODE)
    handoff_id = road.release(load(CODE)).document.handoff_id
    road.cancel(handoff_id, reason_code="weather", reason_text="雨")
    found = whole(road)
    assert (found.delivered, found.closing_here) == (Tally(), Tally(1, 312_500, 0))


@pytest.mark.practice(16)
def test_what_is_entered_late_counts_on_the_day_on_which_it_happened(road):
    yesterday = road.clock() - timedelta(days=1)
    late = delivery(
        pack(CODE), late_entry=True, occurred_at=yesterday, paper_ref="纸-1", paper_photos=(road.photo(),)
    )
    record_delivery(late, by=ADMIN, store=road.station, now=road.clock, new_id=new_id)
    day = yesterday.date()
    with road.station.read() as view:
        before = mass_balance(view, *period_of(day, day))
        today = mass_balance(view, *period_of(day + timedelta(days=1), day + timedelta(days=1)))
    assert (before.taken_in.count, today.taken_in.count, today.opening.count) == (1, 0, 1)
    assert before.is_even
    assert today.is_even
