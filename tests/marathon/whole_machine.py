"""The ledger machine with all that may be written about records, and with the books that must close."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from packtrail.domain.rewriting import CodeReading
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.domain.unit import Unit
from packtrail.usecases.answer_correction import answer_correction
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.port_values import Destination, Verdict
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.undo import act_of, undo
from tests.marathon.ledger_machine import PICK, SECOND, LedgerMachine
from tests.trade import OUTLET

HUB = "hub"
LOOK_EVERY = 20
"""The books are asked after so many steps; each time they are asked of the whole ledger."""


class WholeMachine(LedgerMachine):
    """Floor, road, moves, voids, corrections, wrong codes, undo, verdicts; and the books after them."""

    @initialize()
    def open_the_outlet(self):
        super().open_the_outlet()
        self.steps = 0
        self.waiting = []
        self.confirmed = set()
        self.begun_at = self.clock.at - timedelta(days=1)
        with self.ledger.act() as tx:
            tx.add_destination(
                Destination(
                    name=HUB, title="企业平台", base_url="https://hub.example", outlet_uscc=OUTLET,
                    hub_keys={"k": b"1" * 32}, station_signature=b"2" * 64, enrolled_at=self.clock.at,
                )
            )  # fmt: skip

    @rule(pick=PICK, which=PICK, mass_g=st.integers(1, 900_000))
    def correct_a_mass(self, pick, which, mass_g):
        unit = self.some_unit(pick)
        if unit is None:
            return
        with self.ledger.read() as view:
            history = view.history(Unit, unit.unit_id)
        target = history[which % len(history)].record
        done = self.attempt(
            correct_record, target.record_id, {"gross_mass_g": mass_g}, reason_code="reweighed",
            reason_text="复称", **self.yard.acts,
        )  # fmt: skip
        if done and done.waits_for:
            self.waiting.append(done.correction.record_id)

    @rule(outcome=st.sampled_from(["applied", "declined"]))
    def answer_a_correction(self, outcome):
        if self.waiting:
            self.attempt(
                answer_correction, self.waiting.pop(), outcome, answered_on=self.clock.at.date(),
                answer_source="signed_paper", attachments=(self.yard.proof,), **self.yard.acts,
            )  # fmt: skip

    @rule(pick=PICK, second=SECOND, twin=st.booleans())
    def rewrite(self, pick, second, twin):
        unit = self.some_unit(pick)
        if unit is None:
            return
        code = self.some_unit(pick // 3).battery_code if twin else self.next_code()
        reading = CodeReading(battery_code=code, code_scheme="gbt34014_full", code_source="scan_qr")
        done = self.attempt(
            rewrite_code, unit.unit_id, reading, reason_text="录错", evidence=(self.yard.proof,),
            second=second, **self.yard.acts,
        )  # fmt: skip
        if done:
            self.follow(done.unit)

    @rule(pick=PICK, load=st.booleans())
    def take_back_within_ten_seconds(self, pick, load):
        unit = self.some_unit(pick)
        document = unit and (unit.handoff_id if load else unit.delivery_id)
        if document:
            with self.ledger.read() as view:
                ids = act_of(view, document)
            if self.attempt(undo, ids, **self.yard.acts):
                self.touched.update(self.unit_ids)

    @rule(pick=PICK, level=st.sampled_from([AckLevel.RELAY_RECEIVED, AckLevel.RELAY_ACCEPTED]))
    def hear_from_the_hub(self, pick, level):
        if unit := self.some_unit(pick):
            verdict = Verdict(
                record_id=unit.unit_id, state=SubmissionState.ACCEPTED, ack_level=level, remote_no=None,
                issues=(), said_at=self.clock.at,
            )  # fmt: skip
            with self.ledger.act() as tx:
                tx.settle(HUB, [verdict])
            self.confirmed.add(unit.unit_id)

    @invariant()
    def the_books_close(self):
        if not hasattr(self, "steps"):
            return
        self.steps += 1
        if self.steps % LOOK_EVERY == 0:
            self.close_the_books()

    def close_the_books(self):
        """Mass in = out + stock + differences + write-offs, to the gram; every record is owed to the hub."""
        with self.ledger.read() as view:
            balance = mass_balance(view, self.begun_at, self.clock.at + timedelta(days=1))
            assert balance.is_even, balance
            backlog = view.backlog(HUB)
            head = view.station().head_seq
            here = sum(line.mass_g for line in view.stock())
        assert backlog.unsent + backlog.confirmed == head
        assert backlog.confirmed == len(self.confirmed)
        assert here == balance.closing.mass_g

    def teardown(self):
        if hasattr(self, "steps"):
            self.close_the_books()
        super().teardown()
