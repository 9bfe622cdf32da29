"""The views are folds of the log: made anew they are the same, and new folds make them anew."""

import pytest

from packtrail.store import projections
from packtrail.store.check import check
from packtrail.usecases.ports import UnitQuery


@pytest.fixture
def busy(ledger, outlet):
    """A ledger with one of everything that is folded."""
    delivery = outlet.delivery()
    intakes = [outlet.intake(f"IN-{number}", delivery_record_id=delivery.record_id) for number in range(6)]
    first, second = outlet.load(*intakes[:2]), outlet.load(*intakes[2:4], number="HO-2")
    with ledger.act() as tx:
        tx.append(delivery, *intakes, *first, *second, outlet.cancel(first[0]))
    return ledger


def everything(ledger):
    with ledger.read() as view:
        return view.find_units(UnitQuery()), view.deliveries(), view.handoffs(), view.stock()


def test_views_made_anew_are_the_same(busy, tamper, opened, rows):
    before = everything(busy)
    schema = rows("SELECT name, replace(sql, '\"', '') FROM sqlite_schema ORDER BY name")
    busy.close()
    tamper("UPDATE projection SET version = 0")
    assert everything(opened()) == before
    assert rows("SELECT name, replace(sql, '\"', '') FROM sqlite_schema ORDER BY name") == schema


def test_views_of_the_right_version_are_left_alone(busy, opened):
    busy.close()
    told = []
    opened(progress=lambda *done: told.append(done))
    assert told == []


def test_a_rebuild_says_how_far_it_is(busy, tamper, opened, monkeypatch):
    monkeypatch.setattr(projections, "ROWS_AT_ONCE", 5)
    busy.close()
    tamper("UPDATE projection SET version = 0")
    told = []
    opened(progress=lambda *done: told.append(done))
    assert told == [(5, 17), (10, 17), (15, 17), (17, 17)]


class Interrupted(Exception):
    pass


@pytest.fixture
def half_built(busy, tamper, opened, monkeypatch):
    """A rebuild that ended after ten records."""
    monkeypatch.setattr(projections, "ROWS_AT_ONCE", 5)
    busy.close()
    tamper("UPDATE projection SET version = 0")

    def interrupt(done, total):
        if done == 10:
            raise Interrupted

    with pytest.raises(Interrupted):
        opened(progress=interrupt)


def test_a_rebuild_that_was_cut_off_goes_on_from_there(half_built, opened, folder, key):
    told = []
    opened(progress=lambda *done: told.append(done))
    assert told == [(15, 17), (17, 17)]
    assert check(folder, key, rebuild=True).problems == ()


def test_while_a_rebuild_is_cut_off_the_old_views_are_there(half_built, rows):
    assert rows("SELECT count(*) FROM unit") == [(6,)]
    assert rows("SELECT count(*) FROM shadow_unit") == [(6,)]


def test_a_rebuild_for_another_version_begins_anew(half_built, tamper, opened, folder, key):
    tamper("UPDATE projection SET building = 77")
    told = []
    opened(progress=lambda *done: told.append(done))
    assert told[0] == (5, 17)
    assert check(folder, key, rebuild=True).problems == ()


def test_a_first_start_has_views_at_once(opened):
    with opened().read() as view:
        assert view.stock() == []
