"""Every act on a unit in every state, on a real ledger: what the table says, or a refusal by name."""

from itertools import count

import pytest

from packtrail.domain.custody import HERE, MAY, Custody
from packtrail.domain.errors import NotInStock, UnitIsolated
from packtrail.domain.errors_handoff_way import (
    ExitAfterAcceptance,
    ExitNotPossible,
    HandoffStepClosed,
    LineAnsweredAlready,
    LineNotOnItsWayBack,
)
from packtrail.domain.errors_places import MovedNotHere
from packtrail.domain.errors_unit import NotIsolated, UnitNotHere, UnitOnALoad
from packtrail.domain.identity import IdentityDraft
from packtrail.domain.records import (
    ConditionCheck,
    ConsigneeAck,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    PackOpened,
    QuarantineRelease,
    ReturnedToSource,
    ReturnIn,
    SafetyDetermination,
    Treatment,
    UnitMoved,
)
from packtrail.domain.records.gate import CodeStatus
from tests.station import SteppedClock, opened, set_up
from tests.trade import pack
from tests.usecases.floor import SUPERVISOR, module
from tests.usecases.yard import Yard

REACHED = tuple(custody for custody in Custody if custody is not Custody.EXPECTED)
"""An announced pack is a line of a list and no unit yet, so nothing can be done to it."""

NOT_VOID = frozenset(REACHED) - {Custody.VOIDED}
TABLE = {
    **{event: frozenset(custodies) for event, custodies in MAY.items() if event is not HandoffRelease},
    ConditionCheck: HERE,
    SafetyDetermination: HERE,
    Treatment: HERE,
    IdentityResolution: NOT_VOID,
}
"""What moves a unit, by the table of the domain, and what only says something of it. A load is written and
released by one act, so no act releases one that was written before."""

REFUSALS = {
    HandoffLine: (NotInStock, UnitIsolated),
    HandoffCancelled: (HandoffStepClosed,),
    ConsigneeAck: (HandoffStepClosed, LineAnsweredAlready),
    ReturnIn: (HandoffStepClosed, LineNotOnItsWayBack),
    ReturnedToSource: (ExitNotPossible, ExitAfterAcceptance),
    IncidentClosed: (ExitNotPossible,),
    PackOpened: (UnitNotHere, UnitOnALoad),
    QuarantineRelease: (NotIsolated,),
    UnitMoved: (MovedNotHere,),
    ConditionCheck: (UnitNotHere,),
    SafetyDetermination: (UnitNotHere,),
    Treatment: (UnitNotHere,),
    IdentityResolution: (UnitNotHere,),
}
NAMES_ITS_LOAD = {HandoffCancelled, ConsigneeAck, ReturnIn}
SERIAL = count(1)


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    clock = SteppedClock()
    with opened(tmp_path_factory.mktemp("machine") / "station", clock) as ledger:
        set_up(ledger, clock)
        made = Yard(ledger, clock)
        made.keep_able_recipient()
        yield made


def half_read(condition):
    """A pack whose label is only partly readable, so that its code can still be settled."""
    code = f"0TXPB01A000001A5A1{next(SERIAL):06d}"
    return pack(code, code_status=CodeStatus.PARTIAL, condition_class=condition)


def resolution(yard):
    return IdentityDraft(
        code=f"0TXPB01A000001A5A2{next(SERIAL):06d}",
        code_scheme="gbt34014_full",
        basis="relabelled",
        reason_text="补贴标签",
        photos=(yard.proof,),
    )


def cancel(yard, unit):
    if unit.custody is Custody.IN_TRANSIT:  # only a load that has not left can be cancelled
        unit = yard.take_in_unit(half_read("normal"))
        yard.hand_over(unit)
        unit = yard.unit(unit.unit_id)
    yard.cancel(unit)
    return yard.unit(unit.unit_id)


DO = {
    HandoffLine: lambda yard, unit: yard.hand_over(unit),
    HandoffCancelled: cancel,
    ConsigneeAck: lambda yard, unit: yard.answer(unit),
    ReturnIn: lambda yard, unit: yard.take_back(unit),
    ReturnedToSource: lambda yard, unit: yard.send_home(unit),
    IncidentClosed: lambda yard, unit: yard.write_off(unit),
    PackOpened: lambda yard, unit: yard.open(unit, module(), photos=(yard.proof,)),
    QuarantineRelease: lambda yard, unit: yard.release(unit.unit_id, "判定通过", second=SUPERVISOR),
    UnitMoved: lambda yard, unit: yard.move(unit),
    ConditionCheck: lambda yard, unit: yard.check(unit),
    SafetyDetermination: lambda yard, unit: yard.determine(unit),
    Treatment: lambda yard, unit: yard.treat(unit),
    IdentityResolution: lambda yard, unit: yard.resolve(unit.unit_id, resolution(yard)),
}

LEADS_TO = {
    HandoffLine: Custody.IN_TRANSIT,
    ConsigneeAck: Custody.DELIVERED,
    ReturnIn: Custody.IN_STORAGE,
    ReturnedToSource: Custody.RETURNED_TO_SOURCE,
    IncidentClosed: Custody.INCIDENT_CLOSED,
    PackOpened: Custody.OPENED,
    QuarantineRelease: Custody.IN_STORAGE,
}


def test_every_record_that_moves_a_unit_has_its_act_and_its_refusals():
    assert set(TABLE) == set(DO) == set(REFUSALS)


@pytest.mark.parametrize("custody", REACHED, ids=lambda custody: custody.value)
@pytest.mark.parametrize("event", list(TABLE), ids=lambda event: event.record_type)
def test_an_act_does_what_the_table_says_or_is_refused_by_name(yard, event, custody):
    unit = yard.reach(custody, half_read)
    if event in NAMES_ITS_LOAD and unit.handoff_id is None:
        assert custody not in TABLE[event]  # no load names it, so there is nothing to say
        return
    if custody in TABLE[event]:
        done = DO[event](yard, unit)
        expected = LEADS_TO.get(event)
        assert done is not None
        assert expected is None or yard.unit(unit.unit_id).custody is expected
    else:
        with pytest.raises(REFUSALS[event]):
            DO[event](yard, unit)
        assert yard.unit(unit.unit_id) == unit


@pytest.mark.practice(9)
def test_a_cancelled_load_gives_its_dangerous_unit_back_to_isolation(yard):
    unit = yard.reach(Custody.QUARANTINED, half_read)
    yard.hand_over(unit)
    yard.cancel(yard.unit(unit.unit_id))
    assert yard.unit(unit.unit_id).custody is Custody.QUARANTINED
