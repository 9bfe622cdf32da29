"""What no honest station writes, and what a former release left in the pages that it heard."""

import dataclasses
import tracemalloc
from contextlib import closing, contextmanager

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.records import Correction, FieldChange, NewRecord, PrivatePurged, Void
from packtrail.domain.records import body as bodies_of
from packtrail.protocol import records
from packtrail.protocol.changes import station_record
from packtrail.store import station_pages
from packtrail.store.check import check
from packtrail.store.ledger import open_ledger
from packtrail.store.lines import record_of
from packtrail.store.station_telling import MOST_DEEP
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.rotate_key import rotate_key
from tests.neighbours import meet, two_desks
from tests.station import TEST_KEY, codes
from tests.usecases.feed import Feed

FIRST, SECOND = codes(2)


@pytest.fixture
def desks(tmp_path):
    with two_desks(tmp_path) as found:
        yield found


def standing(desk):
    with desk.ledger.read() as view:
        return [(each.epoch, each.head_seq, each.waiting, each.faulty) for each in view.other_stations()]


def is_sound(desk):
    return check(desk.ledger.folder, TEST_KEY, rebuild=True).problems == ()


def after(desk, *bodies, told=None, epoch=None):
    """Records behind the desk's log or ``told``, chained as they should be, whatever they say."""
    told = list(told or desk.records())
    for body in bodies:
        last = told[-1]
        new = NewRecord(record_id=new_id(), body=body, occurred_at=desk.clock.at, operator_ref="op_1")
        chained = records.chain(
            new, station_seq=last.station_seq + 1, prev_hash=last.hash, recorded_at=desk.clock.at
        )
        told.append(
            station_record(
                station_id=last.station_id,
                station_label=last.station_label,
                station_epoch=epoch or last.station_epoch,
                station_seq=last.station_seq + 1,
                key_id=last.key_id,
                status="accepted",
                canonical_line=chained.canonical,
            )
        )
    return told


def void(unit):
    return Void(
        target_record_id=unit.unit_id,
        target_head_hash=unit.head_hash,
        reason_code="test_data",
        reason_text="x",
        replacement_record_ids=(),
    )


def head(desk):
    with desk.ledger.read() as view:
        (station,) = view.other_stations()
    return station.head_seq, station.waiting, station.faulty


def test_a_record_that_cannot_be_folded_keeps_its_place_and_holds_nothing_up(desks):
    here, there = desks
    there.take_in(FIRST)
    here.hear(there.records())
    unit = here.unit(FIRST)
    nonsense = Correction(
        target_record_id=unit.unit_id,
        target_head_hash=unit.head_hash,
        reason_code="typo",
        reason_text="x",
        changes=(FieldChange(path="/no_such_field", old=None, new=1),),
    )
    told = after(there, nonsense, void(unit))
    here.hear(told)
    assert head(here) == (len(told), 0, 0)
    assert here.unit(FIRST).custody is Custody.VOIDED
    assert is_sound(here)


def amending(desk, target, how_many, told=None):
    """A chain of voids, each of the one before it, behind the desk's log or behind ``told``."""
    told = told or desk.records()
    at, digest = target.unit_id, target.head_hash
    for _ in range(how_many):
        body = Void(
            target_record_id=at,
            target_head_hash=digest,
            reason_code="test_data",
            reason_text="x",
            replacement_record_ids=(),
        )
        told = after(desk, body, told=told)
        at, digest = records.read(told[-1].canonical).record_id, told[-1].hash
    return told


def test_voids_of_voids_are_folded_to_a_depth_that_costs_little(desks):
    here, there = desks
    there.take_in(FIRST, SECOND)
    here.hear(there.records())
    told = amending(there, here.unit(FIRST), 3)
    here.hear(told)
    assert here.unit(FIRST).custody is Custody.VOIDED  # the third took the second back
    here.hear(amending(there, here.unit(SECOND), MOST_DEEP + 15, told=told))
    assert here.unit(SECOND).custody is Custody.IN_STORAGE  # of those that count, the last is an even one
    assert head(here)[1:] == (0, 0)
    assert is_sound(here)


def test_a_purge_of_amendments_and_more_has_no_say(desks):
    here, there = desks
    there.take_in(FIRST)
    here.hear(there.records())
    unit = here.unit(FIRST)
    told = amending(there, unit, 1)
    amendment = records.read(told[-1].canonical).record_id
    purge = PrivatePurged(target_record_ids=(unit.unit_id, amendment), basis="rule")
    told = after(there, purge, told=told)
    here.hear(told)
    with here.ledger.act() as tx:
        untold = tx._connection.execute("SELECT record_type FROM heard_record WHERE is_told = 0").fetchall()
    assert untold == [(purge.record_type,)]
    assert head(here) == (len(told), 0, 0)


def test_another_station_takes_nothing_of_ours_back(desks):
    here, there = desks
    here.take_in(FIRST)
    there.take_in(SECOND)
    before = here.unit(FIRST)
    here.hear(after(there, void(before)))
    assert here.unit(FIRST) == before
    assert is_sound(here)


def test_one_that_takes_the_id_of_another_record_is_not_told(desks):
    here, there = desks
    here.take_in(FIRST)
    there.take_in(SECOND)
    ours = here.unit(FIRST)
    told = there.records()
    stolen = next(each for each in told if f'"battery_code":"{SECOND}"' in each.line)
    line = stolen.line.replace(there.unit(SECOND).unit_id, ours.unit_id)
    forged = station_record(
        station_id=stolen.station_id,
        station_label=stolen.station_label,
        station_epoch=stolen.station_epoch,
        station_seq=stolen.station_seq,
        key_id=stolen.key_id,
        status="accepted",
        canonical_line=line.encode(),
    )
    here.hear([*told[: stolen.station_seq - 1], forged])
    assert here.unit(FIRST) == ours
    with here.ledger.read() as view:
        assert [unit.unit_id for unit in view.find_units(UnitQuery())] == [ours.unit_id]
    assert is_sound(here)


def test_pages_that_a_former_release_kept_are_folded_too(desks):
    here, there = desks
    there.take_in(FIRST)
    with here.ledger.read() as view:
        feed = Feed(view.station().station_id, there.records())
    with here.ledger.act() as tx:
        tx.hear("changes", "hub", feed.changes(None, 200).body)
        tx.hear("changes", "hub", b"no page at all")
        station_pages.note_all(tx._connection)
    here.hear([])
    assert here.unit(FIRST).custody is Custody.IN_STORAGE
    assert is_sound(here)


def test_an_altered_line_of_another_station_is_found_by_the_check(desks, tmp_path):
    here, there = desks
    there.take_in(FIRST)
    meet(here, there)
    with here.ledger.act() as tx:
        tx._connection.execute("DROP TRIGGER heard_forbids_update")
        tx._connection.execute(
            "UPDATE heard SET payload = CAST(replace(CAST(payload AS TEXT), '312500', '312501') AS BLOB)"
            " WHERE kind = 'station_record'"
        )
    found = {problem.kind.value for problem in check(here.ledger.folder, TEST_KEY).problems}
    assert {"heard", "chain"} <= found


def test_a_station_that_changed_its_key_goes_on_in_its_next_epoch(desks):
    here, there = desks
    there.take_in(FIRST)
    there.act(rotate_key, bytes([9]) * 32)
    there.take_in(SECOND)
    told = there.records()
    last = [each for each in told if each.station_epoch == 2]
    here.hear(last)
    assert here.stock() == {}  # nothing is known of what it goes on from
    here.hear(told)
    assert here.floor() == there.floor()
    assert here.unit(SECOND).custody is Custody.IN_STORAGE
    assert is_sound(here)


def test_what_was_written_before_two_changes_of_the_key_and_sent_after_them_is_folded(desks):
    here, there = desks
    there.take_in(FIRST)
    there.act(rotate_key, bytes([9]) * 32)
    there.act(rotate_key, bytes([10]) * 32)
    there.take_in(SECOND)
    told = there.records()
    assert len({each.key_id for each in told}) == 1
    here.hear(told)
    assert here.floor() == there.floor()
    assert len(here.floor()) == 2
    assert is_sound(here)


def test_an_act_looks_at_no_more_than_the_lines_whose_turn_it_is(desks):
    here, there = desks
    there.take_in(*codes(20))
    told = there.records()
    here.hear(told[1:])  # without its opening all of it waits
    with here.ledger.act() as tx:
        steps = []
        tx._connection.set_progress_handler(lambda: steps.append(1), 1)
        tx.take_station_records(50)
        few = len(steps)
        tx._connection.executemany(
            "INSERT INTO heard_line (station_id, label, epoch, seq, hash, record_type, canonical, state)"
            " SELECT station_id, label, epoch, seq + ?1, hash, record_type, canonical, state FROM heard_line",
            [(seq,) for seq in (1_000, 2_000, 4_000)],
        )
        steps.clear()
        tx.take_station_records(50)
        tx._connection.set_progress_handler(None, 1)
    assert len(steps) < 2 * few


def test_pages_of_a_former_release_are_read_one_at_a_time(desks):
    here, there = desks
    there.take_in(*codes(30))
    with here.ledger.read() as view:
        station_id = view.station().station_id
    told = there.records()
    pages = [Feed(station_id, told[:more]).changes(None, 200).body for more in range(10, len(told) + 1)]
    with here.ledger.act() as tx:
        for page in pages:
            tx.hear("changes", "hub", page)
        tracemalloc.start()
        station_pages.note_all(tx._connection)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < sum(map(len, pages)) / 2
    here.hear([])
    assert here.floor() == there.floor()


@dataclasses.dataclass(frozen=True, kw_only=True)
class NeverSeen:
    """A body that no record has."""

    what_a_later_release_says: str


@contextmanager
def former_release(record_type, monkeypatch, shape):
    """A release that has another shape of a record type, or None: it does not know the type."""
    with monkeypatch.context() as patch:
        if shape:
            patch.setitem(bodies_of._by_type, record_type, shape)
        else:
            patch.delitem(bodies_of._by_type, record_type)
        for cache in (records._adapter, record_of):
            cache.cache_clear()
        yield
    for cache in (records._adapter, record_of):
        cache.cache_clear()


def brought_up_to_date(desk):
    """The desk's ledger as a release with other folds opens it."""
    with desk.ledger.act() as tx:
        tx._connection.execute("UPDATE projection SET version = 0")
    folder = desk.ledger.folder
    desk.ledger.close()
    return dataclasses.replace(desk, ledger=open_ledger(folder, TEST_KEY, clock=desk.clock))


@pytest.mark.parametrize("shape", [None, NeverSeen])
@pytest.mark.parametrize("record_type", ["intake", "void", "epoch_open"])
def test_what_a_newer_release_wrote_is_folded_once_this_one_is_as_new(desks, monkeypatch, shape, record_type):
    here, there = desks
    there.take_in(FIRST, SECOND)
    there.cancel(there.hand_on(FIRST).document.handoff_id)
    told = after(there, void(there.unit(SECOND)))
    with former_release(record_type, monkeypatch, shape):
        here.hear(told)
        assert here.stock().get("in_storage") != (1, 312_500)
        if record_type != "epoch_open":
            assert head(here) == (len(told), 0, 0)  # each keeps its place, and holds nothing up
    here = brought_up_to_date(here)
    with closing(here.ledger):
        here.hear([])
        assert head(here) == (len(told), 0, 0)
        assert here.stock() == {"in_storage": (1, 312_500)}
        assert here.unit(SECOND).custody is Custody.VOIDED
        assert is_sound(here)


def test_what_can_be_read_at_last_and_not_folded_does_not_hold_up_the_start(desks, monkeypatch):
    here, there = desks
    there.take_in(FIRST)
    unit = there.unit(FIRST)
    nonsense = Correction(
        target_record_id=unit.unit_id,
        target_head_hash=unit.head_hash,
        reason_code="typo",
        reason_text="x",
        changes=(FieldChange(path="/no_such_field", old=None, new=1),),
    )
    told = after(there, nonsense)
    with former_release("correction", monkeypatch, None):
        here.hear(told)
    here = brought_up_to_date(here)
    with closing(here.ledger):
        assert head(here) == (len(told), 0, 0)
        assert here.unit(FIRST).custody is Custody.IN_STORAGE
        assert is_sound(here)


def restored(desk, base, nonce, *bodies):
    """What an installation writes that went on from ``base``, a backup of the desk."""
    last = base[-1]
    opening = dataclasses.replace(
        records.read(base[0].canonical).body,
        station_epoch=2,
        install_nonce=nonce,
        last_seq=last.station_seq,
        last_hash=last.hash,
        reason="restored",
    )
    return after(desk, *bodies, told=after(desk, opening, told=base, epoch=2))[len(base) :]


@pytest.mark.parametrize("way", ["in_turn", "at_once", "backwards", "opening_last"])
def test_two_installations_of_one_backup_are_both_heard(desks, way):
    here, there = desks
    there.take_in(FIRST, SECOND)
    base = there.records()
    one = restored(there, base, "aa" * 12, void(there.unit(FIRST)))
    two = restored(there, base, "bb" * 12, void(there.unit(SECOND)))
    parts = {
        "in_turn": [base, one, two],
        "at_once": [[*base, *one, *two]],
        "backwards": [[*two, *one, *base][::-1]],
        "opening_last": [base, one[:1], two[1:], one[1:], two[:1]],
    }[way]
    for part in parts:
        here.hear(part)
    assert {here.unit(code).custody for code in (FIRST, SECOND)} == {Custody.VOIDED}
    assert standing(here) == [(1, len(base), 0, 0), (2, len(base) + 2, 0, 0)]
    assert is_sound(here)


def test_an_installation_begins_its_epoch_once(desks):
    here, there = desks
    there.take_in(FIRST, SECOND)
    base = there.records()
    one = restored(there, base, "aa" * 12, void(there.unit(FIRST)))
    two = restored(there, base[:-1], "aa" * 12, void(there.unit(SECOND)))
    here.hear([*base, *one, *two])
    assert here.unit(FIRST).custody is Custody.VOIDED
    assert here.unit(SECOND).custody is Custody.IN_STORAGE
    assert sum(faulty for *_, faulty in standing(here)) == 1
    assert is_sound(here)
