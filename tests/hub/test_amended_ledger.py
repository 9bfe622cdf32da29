"""What the counter wrote, the hub takes: corrections, voids, undos and rewritten codes of a real ledger."""

from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.consignee import AckDraft
from packtrail.domain.custody import Custody
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import Attachment, PackOpened
from packtrail.domain.records.envelope import NewRecord
from packtrail.domain.rewriting import CodeReading
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.answer_correction import answer_correction
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.undo import undo
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, SteppedClock, codes, opened, set_up, take_in
from tests.trade import load

SECOND = Operator("op_2", "第二人", Role.SUPERVISOR)
PHOTO = Attachment(digest="sha256:" + "b" * 64, media_type="image/jpeg", size=9, role="nameplate")


class Desk:
    """A ledger, and the hub that it reports to."""

    def __init__(self, ledger, clock, station):
        self.ledger, self.clock, self.station, self.sent = ledger, clock, station, 0

    def act(self, what, *given, **more):
        return what(
            *given, **{"by": ADMIN, "store": self.ledger, "now": self.clock, "new_id": new_id, **more}
        )

    def send(self):
        """Everything that is new; what the hub did not take without a word."""
        with self.ledger.read() as view:
            lines = view.canonical_lines(1, self.sent, 10_000)
        self.station.log += [line for _, line in lines]
        first, self.sent = self.sent + 1, lines[-1][0]
        results = self.station.send(first, self.sent).results
        return [
            (each.station_seq, each.status, *(issue.code for issue in each.issues))
            for each in results
            if each.status != "accepted"
        ]

    def stock(self):
        """Here and on the road, as the ledger and as the hub have it."""
        with self.ledger.read() as view:
            units = view.find_units(UnitQuery())
        away = {Custody.IN_TRANSIT, Custody.RETURNING}
        here = {Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED, Custody.ALLOCATED}
        counted = self.station.cursor()["stock"]
        return (
            (sum(each.custody in here for each in units), sum(each.custody in away for each in units)),
            (counted["in_storage"].get("pack", 0), counted["in_transit"].get("pack", 0)),
        )


@pytest.fixture
def desk(tmp_path, new_station):
    clock = SteppedClock()
    with opened(tmp_path / "station", clock) as ledger:
        set_up(ledger, clock)
        station = new_station(is_ready=False)
        with ledger.read() as view:
            own = view.station()
        station.station_id, station.signer = own.station_id, own.signer
        station.enrol()
        station.open_session()
        yield Desk(ledger, clock, station)


def deliver(desk, code):
    handed = desk.act(release_handoff, load(code))
    desk.act(depart_handoff, handed.document.handoff_id)
    draft = AckDraft(answers=(), source="phone", acknowledged_at=desk.clock.at)
    desk.act(
        acknowledge_all, handed.document.handoff_id, draft, received_g={handed.items[0].line_id: 305_000}
    )
    return handed


def ack_of(desk, line_id):
    with desk.ledger.read() as view:
        return next(each for each in view.dependents(line_id) if each.record_type == "consignee_ack")


@pytest.mark.parametrize("often", [True, False])
def test_a_day_of_amendments_is_taken_and_the_stock_agrees(desk, often):
    def reported():
        if often:
            assert desk.send() == []
            ours, theirs = desk.stock()
            assert ours == theirs

    first, second, third, fourth = codes(4)
    units = take_in(desk.ledger, desk.clock, first, second, third).units
    reported()
    why = {"reason_code": "reweighed", "reason_text": "复称"}
    desk.act(correct_record, units[0].unit_id, {"gross_mass_g": 300_000}, **why)
    withdrawn = desk.act(correct_record, units[0].unit_id, {"gross_mass_g": 290_000}, **why)
    desk.act(void_record, withdrawn.correction.record_id, "did_not_occur", "看错")
    desk.act(correct_record, units[0].unit_id, {"gross_mass_g": 301_000, "chemistry_code": "C"}, **why)
    reported()
    handed = deliver(desk, first)
    reported()
    ack = ack_of(desk, handed.items[0].line_id)
    asked = desk.act(correct_record, ack.record_id, {"received_gross_mass_g": 306_000}, **why)
    reported()
    told = {"answered_on": date(2026, 11, 20), "answer_source": "phone"}
    desk.act(answer_correction, asked.correction.record_id, "applied", **told)
    desk.act(correct_record, ack.record_id, {"received_gross_mass_g": 307_000}, **why)
    reported()
    reading = CodeReading(battery_code=fourth, code_scheme="gbt34014_full", code_source="scan_qr")
    anew = {"reason_text": "手输看错", "evidence": (PHOTO,)}
    rewritten = desk.act(rewrite_code, units[1].unit_id, reading, **anew)
    reported()
    again = desk.act(release_handoff, load(fourth))
    with desk.ledger.read() as view:
        release = view.handoff(again.document.handoff_id).release_id
    desk.act(undo, [again.document.handoff_id, again.items[0].line_id, release])
    reported()
    delivered = deliver(desk, fourth)
    back = CodeReading(battery_code=second, code_scheme="gbt34014_full", code_source="scan_qr")
    twice = desk.act(rewrite_code, rewritten.unit.unit_id, back, **anew)
    assert twice.sheet.awaits_answer
    desk.act(answer_correction, twice.records[0].record_id, "applied", **told)
    reported()
    desk.clock.at += timedelta(minutes=5)
    gone = {"second": SECOND, "attachments": (PHOTO,)}
    desk.act(void_record, units[2].unit_id, "duplicate_entry", "登记了两次", **gone)
    assert desk.send() == []
    assert desk.stock() == ((0, 0), (0, 0))
    assert delivered.document.line_count == 1


@pytest.mark.practice(13)
def test_an_opening_that_was_undone_is_undone_at_the_hub(desk):
    parent, child = (take_in(desk.ledger, desk.clock, code).units[0] for code in codes(2))
    opening = PackOpened(
        parent_record_id=parent.unit_id, child_record_ids=(child.unit_id,), residue_mass_g=1, reason_code="x"
    )
    new = NewRecord(
        record_id=new_id(), body=opening, occurred_at=desk.clock.at, operator_ref=ADMIN.ref,
        depends_on=(parent.unit_id, child.unit_id),
    )  # fmt: skip
    with desk.ledger.act() as tx:
        tx.append(new)
    assert desk.send() == []
    assert desk.stock() == ((1, 0), (1, 0))
    desk.act(void_record, new.record_id, "wrong_unit", "开错了", second=SECOND, attachments=(PHOTO,))
    assert desk.send() == []
    assert desk.stock() == ((1, 0), (1, 0))
