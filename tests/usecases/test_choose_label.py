"""Labels of stations: drawn by themselves, settled beforehand, changed when another station has the same."""

import json

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_station import StationLabelBound, StationLabelTaken, StationLabelUnusable
from packtrail.domain.numbers import drawn_label, is_label
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import EpochOpen
from packtrail.store.check import check
from packtrail.usecases.choose_label import choose_label
from packtrail.usecases.enrol_station import enrol_station
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Destination, Reply
from tests.station import ADMIN, STATION_KEY, TEST_KEY, codes, opened, take_in

pytestmark = pytest.mark.practice(16)


def begin(ledger, clock, label):
    return open_station(
        ledger, label=label, private_key=STATION_KEY, operator_ref="op_1", now=clock, new_id=new_id
    )


def numbers(ledger, clock, code):
    return take_in(ledger, clock, code).document.number


def test_a_fresh_station_draws_its_label_from_its_id(ledger, clock):
    station = begin(ledger, clock, None)
    assert station.label == drawn_label(station.station_id)


def test_a_label_settled_beforehand_is_taken(ledger, clock):
    assert begin(ledger, clock, "K2").label == "K2"


@pytest.mark.parametrize("label", ["", "S", "s1", "S1a", "S123456789", "一号1", "K-2", "X" * 1000])
def test_a_label_that_numbers_cannot_be_told_apart_by_begins_nothing(ledger, clock, label):
    with pytest.raises(StationLabelUnusable) as caught:
        begin(ledger, clock, label)
    assert len(caught.value.label) <= 40
    with ledger.read() as view:
        assert not view.has_station()


def test_another_label_opens_an_epoch_and_no_number_is_printed_again(station, act, clock, tmp_path):
    first = numbers(station, clock, codes(1)[0])
    changed = act(choose_label, "P2XX9")
    second = numbers(station, clock, codes(1, 2)[0])
    assert (changed.label, changed.epoch) == ("P2XX9", 2)
    assert (first, second) == ("DL-S1a-20261120-0001", "DL-P2XX9b-20261120-0001")
    with station.read() as view:
        opening = view.latest(EpochOpen.record_type).body
        assert (opening.reason, opening.station_label, opening.last_seq) == ("relabelled", "P2XX9", 4)
        assert view.number_state(first).has_document
    assert check(tmp_path / "station", TEST_KEY, rebuild=True).is_sound


def test_the_label_stays_when_the_ledger_is_opened_again(tmp_path, clock):
    with opened(tmp_path / "again", clock) as ledger:
        begin(ledger, clock, "S1")
        choose_label("P2XX9", by=ADMIN, store=ledger, now=clock, new_id=new_id)
    with opened(tmp_path / "again", clock) as ledger:
        assert begin(ledger, clock, "S7").label == "P2XX9"


def test_a_label_can_be_drawn_anew(act):
    assert is_label(act(choose_label, None).label)


def test_the_label_that_it_has_writes_nothing(act):
    assert act(choose_label, " S1 ").epoch == 1


@pytest.mark.parametrize("label", ["", "P2XX9a", "p2xx9"])
def test_an_unusable_label_changes_nothing(station, act, label):
    with pytest.raises(StationLabelUnusable):
        act(choose_label, label)
    with station.read() as view:
        assert (view.station().label, view.station().epoch) == ("S1", 1)


def test_only_the_administrator_chooses_a_label(act):
    with pytest.raises(NotAllowed):
        act(choose_label, "P2XX9", by=Operator("op_2", "主管", Role.SUPERVISOR))


def test_a_label_that_a_hub_took_is_not_changed_any_more(station, act, clock):
    with station.act() as tx:
        tx.add_destination(
            Destination(
                name="hub",
                title="平台",
                base_url="http://hub",
                outlet_uscc="91430100MA0FAKE013",
                hub_keys={"ed25519:00": bytes(32)},
                station_signature=b"s",
                enrolled_at=clock(),
            )
        )
    with pytest.raises(StationLabelBound) as caught:
        act(choose_label, "P2XX9")
    assert (caught.value.label, caught.value.hub) == ("S1", "平台")


def test_a_hub_where_the_label_is_taken_binds_nothing_and_says_so(station):
    class Taken:
        def enrol(self, _):
            return Reply(409, json.dumps({"code": "BT-1022", "detail": "x"}).encode())

    with pytest.raises(StationLabelTaken) as caught:
        enrol_station(
            "K7TM-4XQP-2D",
            name="hub",
            base_url="http://hub",
            by=ADMIN,
            store=station,
            channel=Taken(),
            on_writer=lambda act: act(),
            app_version="1",
        )
    assert caught.value.label == "S1"
    with station.read() as view:
        assert view.destinations() == []
