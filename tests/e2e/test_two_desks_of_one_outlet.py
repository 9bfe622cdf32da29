"""Two stations of one outlet, each with its own ledger, and the hub between them over localhost."""

from functools import partial

import pytest

from packtrail.app.hub_process import HubProcess
from packtrail.domain.custody import Custody
from packtrail.domain.handoff import LineDraft
from packtrail.usecases.cancel_handoff import cancel_handoff
from packtrail.usecases.check_stock import last_comparison
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, states, take_in
from tests.station import codes
from tests.trade import load

FIRST, SECOND = codes(2)


class Desk:
    """One station with its way to the hub."""

    def __init__(self, outlet, url):
        self.outlet = outlet
        set_up(outlet)
        self.destination = enrol(outlet, url)

    def sync(self):
        send(self.outlet, self.destination)

    def unit(self, code):
        return self.outlet.read(lambda view: view.units_with_code(code)[0])

    def comparison(self):
        return self.outlet.read(lambda view: last_comparison(view, self.destination.name))


@pytest.fixture
def desks(tmp_path):
    with (
        HubProcess(tmp_path / "hub") as hub,
        at_work(tmp_path / "one") as one,
        at_work(tmp_path / "two") as two,
    ):
        yield Desk(one, hub.url), Desk(two, hub.url)


def sync(*desks):
    """Both in turn, twice, so that each has heard what the other sent."""
    for desk in (*desks, *desks):
        desk.sync()


def test_a_pack_taken_in_at_one_desk_is_handed_on_at_the_other(desks):
    one, two = desks
    take_in(one.outlet, FIRST)
    sync(one, two)
    assert two.unit(FIRST).station is not None
    hand_on(two.outlet, FIRST)
    sync(two, one)
    assert one.unit(FIRST).custody is two.unit(FIRST).custody is Custody.IN_TRANSIT
    assert set(states(two.outlet)) == set(states(one.outlet)) == {"accepted"}
    for desk in desks:
        assert desk.comparison().is_equal


def test_a_double_hand_out_made_offline_is_found_told_to_both_and_settled_by_a_void(desks):
    one, two = desks
    take_in(one.outlet, FIRST, SECOND)
    sync(one, two)
    hand_on(one.outlet, FIRST)
    theirs = hand_on(two.outlet, FIRST)  # neither has heard of the other's load
    sync(one, two)
    assert one.unit(FIRST).clash == two.unit(FIRST).clash == "double_hand_out"
    assert "rejected" in states(two.outlet)  # the hub found it as well: a unit leaves once
    reason = {"reason_code": "other", "reason_text": "另一工位已移交"}
    act(two.outlet, partial(two.outlet.act, cancel_handoff, theirs.document.handoff_id, **reason))
    sync(two, one)
    assert one.unit(FIRST).clash is two.unit(FIRST).clash is None
    assert one.unit(FIRST).custody is two.unit(FIRST).custody is Custody.IN_TRANSIT


def test_a_pack_handed_on_before_its_intake_was_heard_is_settled_by_that_log(desks):
    one, two = desks
    take_in(one.outlet, FIRST)
    handed = act(two.outlet, two.outlet.release_handoff, load(lines=(LineDraft(code=FIRST, elsewhere=True),)))
    sync(two, one)
    for desk in desks:
        assert desk.unit(FIRST).custody is Custody.IN_TRANSIT
        assert desk.unit(FIRST).handoff_id == handed.document.handoff_id
        assert desk.comparison().is_equal


def test_the_load_that_the_hub_refused_counts_there_once_the_other_is_taken_back(desks):
    one, two = desks
    take_in(one.outlet, FIRST)
    sync(one, two)
    ours, theirs = hand_on(one.outlet, FIRST), hand_on(two.outlet, FIRST)
    sync(one, two)
    assert {"rejected", "blocked"} & set(states(two.outlet))
    reason = {"reason_code": "other", "reason_text": "另一工位已移交"}
    act(one.outlet, partial(one.outlet.act, cancel_handoff, ours.document.handoff_id, **reason))
    sync(one, two)
    assert set(states(two.outlet)) == {"accepted"}
    for desk in desks:
        assert (desk.unit(FIRST).clash, desk.unit(FIRST).handoff_id) == (None, theirs.document.handoff_id)
        assert desk.comparison().is_equal
