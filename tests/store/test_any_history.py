"""Whatever a day brings, in any order and with any of it failing: what was committed is there, and sound."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from packtrail.domain.custody import Custody
from packtrail.store.check import check
from packtrail.store.ledger import open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import UnitQuery


def history(outlet_class, key, start, hub):
    """The machine for one test; the trade's fixtures are handed in."""

    class History(RuleBasedStateMachine):
        in_stock = Bundle("in_stock")
        on_road = Bundle("on_road")

        @initialize()
        def open_station(self):
            self.folder = Path(tempfile.mkdtemp())
            self.outlet = outlet_class()
            self.ledger = open_ledger(self.folder, key, clock=self.outlet.now)
            start(self.ledger, self.outlet)
            with self.ledger.act() as tx:
                tx.add_destination(hub)
            self.records, self.custody, self.heard = 1, {}, set()

        @rule(target=in_stock, again=st.booleans())
        def take_in(self, again):
            intake = self.outlet.intake(
                f"IN-{self.records}", private={"storage_location": "A"} if again else None
            )
            with self.ledger.act() as tx:
                tx.append(intake)
            self.records += 1
            self.custody[intake.record_id] = Custody.IN_STORAGE
            return intake

        @rule()
        def fail_to_take_in(self):
            with contextlib.suppress(ZeroDivisionError), self.ledger.act() as tx:
                tx.append(self.outlet.intake(), self.outlet.intake())
                tx.hear("receipt", "hub", b"never" * (1 // 0))

        @rule(target=on_road, intake=consumes(in_stock))
        def hand_on(self, intake):
            load = self.outlet.load(intake)
            with self.ledger.act() as tx:
                tx.append(*load)
            self.records += len(load)
            self.custody[intake.record_id] = Custody.IN_TRANSIT
            return load[0], intake

        @rule(target=in_stock, load=consumes(on_road))
        def cancel(self, load):
            header, intake = load
            with self.ledger.act() as tx:
                tx.append(self.outlet.cancel(header))
            self.records += 1
            self.custody[intake.record_id] = Custody.IN_STORAGE
            return intake

        @rule(words=st.sampled_from([b"1", b"2", b"3"]))
        def hear(self, words):
            with self.ledger.act() as tx:
                assert tx.hear("receipt", "hub", words) == (words not in self.heard)
            self.heard.add(words)

        @rule()
        def start_again(self):
            self.ledger.close()
            self.ledger = open_ledger(self.folder, key, clock=self.outlet.now)

        @invariant()
        def what_was_committed_is_there_and_nothing_else(self):
            with self.ledger.read() as view:
                assert view.station().head_seq == self.records
                assert view.backlog("hub").unsent == self.records
                assert {unit.unit_id: unit.custody for unit in view.find_units(UnitQuery())} == self.custody

        def teardown(self):
            self.ledger.close()
            report = check(self.folder, key, rebuild=True)
            shutil.rmtree(self.folder)
            assert (report.problems, report.records, report.heard) == ((), self.records, len(self.heard))

    return History


def test_any_history_is_kept_and_sound(outlet, key, hub):
    def start(ledger, here):
        open_station(
            ledger, label="S1", private_key=bytes(32), operator_ref="op_1", now=here.now, new_id=here.new_id
        )

    machine = history(type(outlet), key, start, hub)
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=15))
