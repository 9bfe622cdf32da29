"""Units that leave otherwise than by a handoff: with a reason, evidence and a second person."""

import dataclasses

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.acting import Acting
from packtrail.domain.consignee import LineReturn, RefusalReason
from packtrail.domain.custody import MAY, Custody
from packtrail.domain.documents import HandoffState, LineState
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_handoff_way import (
    ExitAfterAcceptance,
    ExitNotPossible,
    ExitPending,
    NotItsDeliverer,
    ReturnTooDangerous,
)
from packtrail.domain.exits import (
    ExitReason,
    Incident,
    ReturnReason,
    close_incident,
    return_lacks,
    return_to_source,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import (
    ConditionCheck,
    IncidentClosed,
    NewRecord,
    PackOpened,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
)
from packtrail.domain.safety.isolation import Lack
from packtrail.domain.second_person import SamePersonTwice
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.station import ADMIN, codes, take_in
from tests.trade import AFTERNOON, CODE, delivery, ids, load, pack, stored
from tests.usecases.road import BY_PHONE, SUPERVISOR, Road


class Exits(Road):
    """The acts of leaving otherwise, with their ports filled in."""

    def __init__(self, station, clock):
        super().__init__(station, clock)
        self.acts = {"store": station, "now": clock, "new_id": new_id}

    def reason(self, code=ReturnReason.NOT_OURS, **changes):
        fields = {"code": code, "text": "对方误交，说明附后", "evidence": (self.photo(),)}
        return ExitReason(**fields | changes)

    def back(self, unit, delivery_id=None, *, second=SUPERVISOR, by=ADMIN, **changes):
        return return_unit_to_source(
            unit.unit_id,
            delivery_id or unit.delivery_id,
            self.reason(**changes),
            second=second,
            by=by,
            **self.acts,
        )

    def off(self, unit, code=Incident.FIRE, *, second=SUPERVISOR, by=ADMIN, **changes):
        return write_unit_off(unit.unit_id, self.reason(code, **changes), second=second, by=by, **self.acts)

    def wrote(self, body, by=ADMIN):
        with self.station.act() as tx:
            return tx.append(
                NewRecord(record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref=by.ref)
            )[0]

    def confirm(self, target_id, *, confirmed=True):
        body = SecondConfirmation(target_record_id=target_id, confirmed=confirmed, way="later")
        return self.wrote(body, by=SUPERVISOR)


@pytest.fixture
def exits(station, clock):
    return Exits(station, clock)


@pytest.fixture
def unit(exits):
    return take_in(exits.station, exits.clock, CODE).units[0]


@pytest.mark.practice(12)
def test_a_unit_goes_back_to_its_deliverer_with_reason_evidence_and_second_person(exits, unit):
    assert exits.back(unit).custody is Custody.RETURNED_TO_SOURCE
    with exits.station.read() as view:
        record = view.latest("returned_to_source")
        assert record.body.second_operator_ref == SUPERVISOR.ref
        assert record.attachments
        assert record.depends_on == (unit.unit_id, unit.delivery_id)


@pytest.mark.practice(14)
@pytest.mark.parametrize(
    ("confirmed", "custody"), [(True, Custody.RETURNED_TO_SOURCE), (False, Custody.IN_STORAGE)]
)
def test_a_lone_operators_exit_waits_isolated_for_a_second_person(exits, unit, confirmed, custody):
    waiting = exits.back(unit, second=None)
    assert (waiting.custody, waiting.pending_custody) == (Custody.QUARANTINED, Custody.RETURNED_TO_SOURCE)
    with pytest.raises(ExitPending):
        exits.off(unit)
    with pytest.raises(ExitPending):
        exits.release(load(CODE))
    exits.confirm(waiting.pending_exit, confirmed=confirmed)
    assert exits.unit(CODE).custody is custody


def test_nobody_is_his_own_second_person(exits, unit):
    with pytest.raises(SamePersonTwice):
        exits.back(unit, second=ADMIN)
    with pytest.raises(NotAllowed):
        exits.off(unit, second=Operator("op_8", "收货员", Role.OPERATOR))
    with pytest.raises(NotAllowed):
        exits.off(unit, by=Operator("op_8", "收货员", Role.OPERATOR))


@pytest.mark.parametrize("act", ["back", "off"])
def test_an_exit_without_reason_or_evidence_is_none(exits, unit, act):
    with pytest.raises(DraftIncomplete) as refusal:
        getattr(exits, act)(unit, text=" ", evidence=())
    assert {fault.kind for fault in refusal.value.faults} == {
        FaultKind.REASON_TEXT_MISSING,
        FaultKind.EVIDENCE_MISSING,
    }


@pytest.mark.practice(12)
def test_a_unit_goes_back_to_nobody_but_who_brought_it(exits, unit):
    other = take_in(exits.station, exits.clock, *codes(1)).document.delivery_id
    with pytest.raises(NotItsDeliverer) as refusal:
        exits.back(unit, other)
    assert refusal.value.deliverer == "长沙测试汽修有限公司"


@pytest.mark.practice(12)
def test_what_an_opened_pack_held_does_not_go_back_as_if_it_had_been_brought(exits, unit):
    part = record_delivery(delivery(pack(codes(1)[0], level="module")), by=ADMIN, **exits.acts).units[0]
    exits.wrote(
        PackOpened(
            parent_record_id=unit.unit_id,
            child_record_ids=(part.unit_id,),
            residue_mass_g=0,
            reason_code="other",
        )
    )
    with pytest.raises(ExitNotPossible):
        exits.back(unit)
    taken_out = dataclasses.replace(part, parent_id=unit.unit_id)
    acting = Acting(at=AFTERNOON, operator_ref="op_1", new_id=ids())
    reason = exits.reason()
    with pytest.raises(NotItsDeliverer) as refusal:
        return_to_source(taken_out, None, "", reason, second_ref=None, acting=acting)
    assert refusal.value.deliverer is None


@pytest.mark.practice(12)
def test_what_a_recipient_accepted_does_not_go_back(exits, unit):
    handoff_id, _ = exits.sent_again(CODE)
    exits.answer_all(handoff_id, BY_PHONE)
    with pytest.raises(ExitAfterAcceptance):
        exits.back(unit)
    with pytest.raises(ExitNotPossible):
        exits.off(unit)


def test_what_was_refused_and_came_back_may_still_go_back_to_its_deliverer(exits, unit):
    handoff_id, items = exits.sent_again(CODE)
    exits.answer_all(handoff_id, BY_PHONE, refused={items[0].line_id: RefusalReason.CAPACITY})
    exits.take_back(handoff_id, [LineReturn(line_id=items[0].line_id, condition_class="normal")])
    assert exits.back(unit).custody is Custody.RETURNED_TO_SOURCE


@pytest.mark.practice(9)
def test_a_dangerous_pack_does_not_go_back_on_the_road(exits, unit):
    exits.wrote(
        ConditionCheck(
            intake_record_id=unit.unit_id, condition_class="leaking", residual_voltage_mv=None,
            insulation_kohm=None, surface_celsius=None, recheck_at=None, remark=None,
        )
    )  # fmt: skip
    with pytest.raises(ReturnTooDangerous) as refusal:
        exits.back(unit)
    assert Lack.HIGH_RISK in refusal.value.lacks
    assert exits.off(unit).custody is Custody.INCIDENT_CLOSED


@pytest.mark.practice(9)
def test_a_damaged_pack_goes_back_once_it_was_treated_and_passed(exits):
    damaged = delivery(pack(CODE, condition_class="damaged_casing"))
    unit = record_delivery(damaged, by=ADMIN, **exits.acts).units[0]
    assert return_lacks(unit) == (Lack.TREATMENT, Lack.DETERMINATION)
    exits.wrote(Treatment(intake_record_id=unit.unit_id, treatment_code="seal_case", description="封堵"))
    passed = SafetyDetermination(
        intake_record_id=unit.unit_id, checklist="gbt38698", checklist_version="1", answers=(), passed=True,
        consignor_name="我方", consignee_name=None, consignee_uscc=None,
    )  # fmt: skip
    exits.wrote(passed)
    assert exits.back(unit).custody is Custody.RETURNED_TO_SOURCE


@pytest.mark.practice(12)
@pytest.mark.parametrize(
    ("second", "state"), [(SUPERVISOR, HandoffState.PARTIALLY_ACCEPTED), (None, HandoffState.DEPARTED)]
)
def test_a_pack_that_burnt_on_the_road_is_written_off_with_its_line(exits, second, state):
    handoff_id, items = exits.sent(*codes(2))
    burnt = exits.unit(codes(1)[0])
    off = exits.off(burnt, Incident.FIRE, second=second)
    if second is None:
        with pytest.raises(ExitPending):
            exits.answer_all(handoff_id, BY_PHONE)
        exits.confirm(off.pending_exit, confirmed=False)
        with exits.station.read() as view:
            assert view.handoff(handoff_id).state is state
        assert exits.answer_all(handoff_id, BY_PHONE).document.state is HandoffState.ACCEPTED
        return
    answered = exits.answer_all(handoff_id, BY_PHONE)
    assert answered.document.state is state
    assert [item.state for item in answered.items] == [LineState.WRITTEN_OFF, LineState.ACCEPTED]
    assert (answered.document.accepted_count, answered.document.written_off_count) == (1, 1)
    assert len(items) == 2


def test_a_loss_confirmed_later_closes_the_line_then(exits):
    handoff_id, _ = exits.sent(CODE)
    off = exits.off(exits.unit(CODE), Incident.THEFT, second=None)
    assert off.custody is Custody.IN_TRANSIT
    exits.confirm(off.pending_exit)
    with exits.station.read() as view:
        assert view.handoff(handoff_id).state is HandoffState.LOST
        assert view.items_of_handoff(handoff_id)[0].state is LineState.WRITTEN_OFF
    assert exits.unit(CODE).custody is Custody.INCIDENT_CLOSED


@pytest.mark.parametrize("custody", sorted(set(Custody) - MAY[IncidentClosed]))
def test_only_what_is_ours_to_lose_is_written_off(custody):
    reason = ExitReason(code=Incident.LOSS, text="盘点不见", evidence=())
    with pytest.raises(ExitNotPossible):
        close_incident(
            stored(custody=custody),
            reason,
            second_ref=None,
            acting=Acting(at=AFTERNOON, operator_ref="op_1", new_id=ids()),
        )


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_reason_has_its_words(language):
    w = wording(language)
    assert all(w.knows(f"words.return_reason.{reason}") for reason in ReturnReason)
    assert all(w.knows(f"words.incident.{incident}") for incident in Incident)
