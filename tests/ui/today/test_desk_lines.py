"""What Today says of things that are open between the outlet's stations, without a window."""

import pytest

from packtrail.domain.documents import HandoffItem
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import TodayFacts
from packtrail.ui.today.lines import Way
from packtrail.ui.today.state import today_state
from packtrail.usecases.between_desks import BetweenDesks, DoubleHandOut, between_desks
from packtrail.usecases.ports import OtherStation
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.neighbours import meet, two_desks
from tests.station import codes
from tests.trade import AFTERNOON, CODE, stored
from tests.ui.stock.counter import PROFILE

ZH, EN = wording(CHINESE), wording(ENGLISH)


def line(number, station=None):
    return HandoffItem(
        line_id=f"l{number}", handoff_id=f"h{number}", line_no=1, unit_id="u1", battery_code=CODE,
        local_id=None, level="pack", chemistry_code=None, mass_g=None, mass_basis="unknown",
        picked_by="scan", number=f"HO-{number}", station=station,
    )  # fmt: skip


def said(between, w=ZH):
    facts = TodayFacts(now=AFTERNOON, profile=PROFILE, between=between)
    state = today_state(facts, None, w)
    return [(duty, state.ways[duty.key]) for duty in state.duties if duty.key != "unbound"]


@pytest.mark.parametrize(("w", "twice"), [(ZH, "被移交两次"), (EN, "was handed on twice")])
def test_a_double_hand_out_names_both_documents_and_their_stations(w, twice):
    double = DoubleHandOut(unit=stored(), lines=(line(1), line(2, "S2")))
    ((duty, way),) = said(BetweenDesks(double_hand_outs=(double,)), w)
    assert twice in duty.what
    for part in ("HO-1", "HO-2", "S2"):
        assert part in duty.which
    assert (duty.tone, way) == (Tone.DANGER, Way("handoff", "h1"))


def test_a_double_hand_out_between_two_other_stations_opens_the_unit():
    unit = stored()
    double = DoubleHandOut(unit=unit, lines=(line(1, "S2"), line(2, "S3")))
    ((_, way),) = said(BetweenDesks(double_hand_outs=(double,)))
    assert way == Way("stock", unit.unit_id)


def test_a_line_without_its_intake_and_a_log_that_does_not_fit_are_told():
    broken = OtherStation(station_id="s", epoch=1, label="S2", head_seq=7, waiting=0, faulty=2)
    gap = OtherStation(station_id="s", epoch=2, label="S3", head_seq=9, waiting=4, faulty=0)
    found = said(BetweenDesks(unconfirmed=(line(1),), incomplete=(broken, gap)))
    assert [duty.tone for duty, _ in found] == [Tone.DANGER, Tone.WARN, Tone.INFO]
    assert all(duty.what and duty.which and duty.action for duty, _ in found)


def test_what_is_open_between_two_desks_is_read_from_their_ledgers(tmp_path):
    first, second = codes(2)
    with two_desks(tmp_path) as (here, there):
        here.take_in(first)
        meet(here, there)
        ours, theirs = here.hand_on(first), there.hand_on(first)
        here.hand_on_from_elsewhere(second)
        meet(here, there)
        with here.ledger.read() as view:
            found = between_desks(view)
        (double,) = found.double_hand_outs
        assert {(each.number, each.station) for each in double.lines} == {
            (ours.document.number, None),
            (theirs.document.number, "S2"),
        }
        assert [item.battery_code for item in found.unconfirmed] == [second]
        assert found.incomplete == ()
        there.take_in(second)
        there.cancel(theirs.document.handoff_id)
        meet(here, there)
        with here.ledger.read() as view:
            assert between_desks(view) == BetweenDesks()
