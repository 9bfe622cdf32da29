"""What isolates a unit at its outlet isolates it in the hub's stock, and what ends that ends it there."""

import pytest
from sqlalchemy import select

from packtrail.app.ids import new_id
from packtrail.domain.consignee import LineReturn
from packtrail.domain.custody import Custody
from packtrail.domain.exits import ExitReason, ReturnReason
from packtrail.domain.identity import IdentityDraft, ResolutionBasis
from packtrail.domain.rewriting import CodeReading
from packtrail.domain.unit import Unit
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.void_record import void_record
from packtrail_hub import database
from packtrail_hub.ids import id_text
from packtrail_hub.tables import unit_state
from tests.station import ADMIN, SteppedClock, codes, opened, set_up
from tests.usecases.floor import SUPERVISOR, Floor, alone
from tests.usecases.road import BY_PHONE, Road

pytestmark = pytest.mark.practice(9)


class Reported(Floor):
    """A floor whose ledger a hub hears of: after every look at it, or once at the end."""

    def __init__(self, ledger, clock, station, hub, *, often):
        super().__init__(ledger, clock)
        self.reported, self.hub, self.often, self.sent = station, hub, often, 0
        self.road = Road(ledger, clock)
        self.acts = {"by": ADMIN, "store": ledger, "now": clock, "new_id": new_id}

    def act(self, what, *given, **more):
        return what(*given, **{**self.acts, **more})

    def is_seen(self, *custody):
        """The units stand so here, the first taken in first; and at the hub, if it hears of each act."""
        units = self.in_order()
        assert [unit.custody for unit in units if unit.custody is not Custody.VOIDED] == list(custody)
        if self.often:
            self.agrees()

    def in_order(self):
        with self.station.read() as view:
            return view.in_order(Unit)

    def agrees(self):
        with self.station.read() as view:
            lines = view.canonical_lines(1, self.sent, 10_000)
        self.reported.log += [line for _, line in lines]
        first, self.sent = self.sent + 1, lines[-1][0]
        results = self.reported.send(first, self.sent).results
        assert {each.status for each in results} <= {"accepted", "accepted_with_warnings"}
        columns = unit_state.c.unit_uid, unit_state.c.custody, unit_state.c.battery_code
        with database.look(self.hub.engine) as connection:
            rows = connection.execute(select(*columns)).all()
        theirs = {id_text(row.unit_uid): (row.custody, row.battery_code) for row in rows}
        assert theirs == {unit.unit_id: (unit.custody.value, unit.battery_code) for unit in self.in_order()}


@pytest.fixture(params=["act by act", "all at once"])
def floor(request, tmp_path, new_station, hub):
    clock = SteppedClock()
    with opened(tmp_path / "station", clock) as ledger:
        set_up(ledger, clock)
        station = new_station(is_ready=False)
        with ledger.read() as view:
            own = view.station()
        station.station_id, station.signer = own.station_id, own.signer
        station.enrol()
        station.open_session()
        floor = Reported(ledger, clock, station, hub, often=request.param == "act by act")
        yield floor
        floor.take_in(codes(1, first=99)[0])
        floor.agrees()


CODE, OTHER = codes(2)


def test_a_failed_determination_isolates_until_two_persons_release(floor):
    unit = floor.take_in(CODE)
    floor.is_seen(Custody.IN_STORAGE)
    floor.determine(unit, draft=alone("case_cracked"))
    floor.is_seen(Custody.QUARANTINED)
    floor.passed(unit)
    asked = floor.release(unit.unit_id, "处置后复检合格", second=None)
    floor.is_seen(Custody.QUARANTINED)
    floor.confirm_as(asked.pending_release, confirmed=True)
    floor.is_seen(Custody.IN_STORAGE)


def test_a_look_that_is_declined_or_voided_leaves_no_more_than_was_found(floor):
    unit = floor.take_in(CODE, condition_class="undetermined")
    floor.is_seen(Custody.RECEIVED)
    floor.check(unit)
    floor.is_seen(Custody.IN_STORAGE)
    floor.check(unit, "damaged_casing")
    floor.is_seen(Custody.QUARANTINED)
    (found,) = [each for each in floor.records("condition_check") if each.body.condition_class != "normal"]
    floor.clock.at = floor.clock.at.replace(hour=20)
    proof = (floor.photo(),)
    floor.act(void_record, found.record_id, "wrong_unit", "看错了", second=SUPERVISOR, attachments=proof)
    floor.is_seen(Custody.IN_STORAGE)


def test_a_condition_that_is_corrected_to_worse_isolates(floor):
    unit = floor.take_in(CODE)
    worse = {"condition_class": "leaking"}
    floor.act(correct_record, unit.unit_id, worse, reason_code="typo", reason_text="勾错了")
    floor.is_seen(Custody.QUARANTINED)


def test_an_exit_that_waits_isolates_and_one_that_is_declined_does_not(floor):
    unit = floor.take_in(CODE)
    reason = ExitReason(code=ReturnReason.NOT_OURS, text="交错", evidence=(floor.photo(),))
    asked = floor.act(return_unit_to_source, unit.unit_id, unit.delivery_id, reason, second=None)
    floor.is_seen(Custody.QUARANTINED)
    floor.confirm_as(asked.pending_exit, confirmed=False)
    floor.is_seen(Custody.IN_STORAGE)
    again = floor.act(return_unit_to_source, unit.unit_id, unit.delivery_id, reason, second=None)
    floor.confirm_as(again.pending_exit, confirmed=True)
    floor.is_seen(Custody.RETURNED_TO_SOURCE)


@pytest.mark.practice(12)
def test_a_conflict_isolates_until_one_of_the_two_turns_out_to_be_another(floor):
    floor.take_in(CODE)
    second = floor.take_in(CODE, as_conflict=True)
    floor.is_seen(Custody.IN_STORAGE, Custody.QUARANTINED)
    told = IdentityDraft(
        code=OTHER,
        code_scheme="gbt34014_full",
        basis=ResolutionBasis.MAKER_CONFIRMED,
        reason_text="铭牌贴错",
        photos=(floor.photo(),),
    )
    floor.resolve(second.unit_id, told, second=SUPERVISOR)
    floor.is_seen(Custody.IN_STORAGE, Custody.IN_STORAGE)


@pytest.mark.practice(15)
def test_a_unit_written_anew_stays_in_its_conflict(floor):
    floor.take_in(CODE)
    second = floor.take_in(CODE, as_conflict=True)
    floor.act(
        rewrite_code,
        second.unit_id,
        CodeReading(battery_code=OTHER, code_scheme="gbt34014_full", code_source="scan_qr"),
        reason_text="手输看错",
        evidence=(floor.photo(),),
    )
    floor.is_seen(Custody.IN_STORAGE, Custody.QUARANTINED)


@pytest.mark.practice(15)
def test_a_unit_written_anew_keeps_what_was_found_of_it_before(floor):
    unit = floor.take_in(CODE)
    floor.determine(unit, draft=alone("case_cracked"))
    anew = floor.act(
        rewrite_code,
        unit.unit_id,
        CodeReading(battery_code=OTHER, code_scheme="gbt34014_full", code_source="scan_qr"),
        reason_text="手输看错",
        evidence=(floor.photo(),),
    ).unit
    floor.is_seen(Custody.QUARANTINED)
    floor.passed(anew)
    floor.release(anew.unit_id, "处置后复检合格", second=SUPERVISOR)
    floor.is_seen(Custody.IN_STORAGE)


def test_what_was_refused_and_comes_back_damaged_is_isolated(floor):
    fine = floor.take_in(CODE)
    handoff_id, _ = floor.road.sent_again(CODE)
    floor.is_seen(Custody.IN_TRANSIT)
    line_id = floor.unit(fine.unit_id).line_id
    floor.road.answer_all(handoff_id, BY_PHONE, refused={line_id: "capacity"})
    floor.is_seen(Custody.RETURNING)
    floor.road.take_back(handoff_id, [LineReturn(line_id=line_id, condition_class="damaged_casing")])
    floor.is_seen(Custody.QUARANTINED)
