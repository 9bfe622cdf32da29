"""What the labels of the ledger's own units and places say."""

import pytest

from packtrail.app import labels as labels_app
from packtrail.app.ids import new_id
from packtrail.app.labels import place_labels, unit_labels
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.errors_places import NoPlaces
from packtrail.domain.errors_printing import PrintTooLarge
from packtrail.domain.places import parse_label
from packtrail.papers.speech import Speech
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.set_places import SETTING
from packtrail.usecases.void_record import void_record
from packtrail.wording import Language, wording
from tests.station import ADMIN, SteppedClock, opened, set_up
from tests.trade import CODE, delivery, pack

WORDS = Speech(wording(Language.CHINESE))


@pytest.fixture
def station(tmp_path):
    clock = SteppedClock()
    with opened(tmp_path, clock) as ledger:
        set_up(ledger, clock)
        photo = None
        with ledger.act() as tx:
            photo = tx.keep_blob(b"\xff\xd8\xff", "image/jpeg", "label")
        draft = delivery(
            pack(),
            pack(None, code_status="unreadable", code_reason="burnt", raw_scan=None, photos=(photo,)),
        )
        record_delivery(draft, by=ADMIN, store=ledger, now=clock, new_id=new_id)
        yield ledger


def units_of(view):
    (document,) = view.deliveries(5)
    return view.units_of_delivery(document.delivery_id)


def test_a_unit_with_a_code_gets_its_label_and_one_without_a_temporary_tag(station):
    with station.read() as view:
        coded, nameless = units_of(view)
        labels = unit_labels(view, [nameless.unit_id, coded.unit_id], WORDS, practice=False)
    assert [label.symbol for label in labels] == [nameless.local_id, CODE]
    assert labels[0].kind == "临时标签"
    assert "长沙测试回收服务网点" in labels[0].facts
    assert labels[1].title == "电池包"


def test_a_unit_that_there_is_not_has_no_label(station):
    with station.read() as view, pytest.raises(LookupError):
        unit_labels(view, [new_id()], WORDS, practice=False)


def test_a_unit_that_was_undone_has_no_label_any_more(station):
    with station.read() as view:
        coded, nameless = units_of(view)
        at = view.record(nameless.unit_id).recorded_at
    facts = {"by": ADMIN, "store": station, "now": lambda: at, "new_id": new_id}
    void_record(nameless.unit_id, "duplicate_entry", "登记了两次", **facts)
    with station.read() as view:
        both = [coded.unit_id, nameless.unit_id]
        assert [label.symbol for label in unit_labels(view, both, WORDS, practice=False)] == [CODE]
        with pytest.raises(PaperOfNothing):
            unit_labels(view, [nameless.unit_id], WORDS, practice=False)


def test_every_place_of_the_floor_gets_a_label_that_a_move_understands(station):
    with station.read() as view:
        labels = place_labels(view, WORDS, practice=True)
    places = [parse_label(label.symbol) for label in labels]
    assert ("普通区", "02") in {(place.zone, place.slot) for place in places}
    assert ("隔离区", None) in {(place.zone, place.slot) for place in places}
    assert all("练习" in label.kind for label in labels)


def test_a_plan_of_more_places_than_a_job_may_have_is_said_before_anything_is_drawn(station, monkeypatch):
    monkeypatch.setattr(labels_app, "MOST_LABELS", 1)
    with station.read() as view, pytest.raises(PrintTooLarge):
        place_labels(view, WORDS, practice=False)


def test_more_units_than_a_job_may_have_are_refused_before_any_is_read(station):
    with station.read() as view, pytest.raises(PrintTooLarge):
        unit_labels(view, [new_id()] * 2001, WORDS, practice=False)


def test_a_plan_without_places_is_said_and_gives_no_empty_paper(station):
    with station.act() as tx:
        tx.remember(SETTING, '{"format": 1, "places": {"sites": []}}')
    with station.read() as view, pytest.raises(NoPlaces):
        place_labels(view, WORDS, practice=False)
