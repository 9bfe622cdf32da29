"""The hub's file: migrations make the tables that the code uses, and what was signed cannot be changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from packtrail.protocol import batch, dsse
from packtrail_hub import database
from packtrail_hub.hub import open_hub
from packtrail_hub.ids import id_text, moment, seconds, uid
from packtrail_hub.reception import receive
from packtrail_hub.tables import metadata, outlet, record


def test_the_steps_make_exactly_the_tables_that_the_code_knows(hub):
    with hub.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_answered_batch_is_on_the_disk(hub):
    asked, wanted = {
        "sqlite": (("PRAGMA journal_mode", "PRAGMA synchronous"), ["wal", 2]),
        "postgresql": (("SHOW synchronous_commit",), ["on"]),
    }[hub.engine.dialect.name]
    with hub.engine.connect() as connection:
        assert [connection.exec_driver_sql(each).scalar() for each in asked] == wanted


def test_a_second_start_keeps_the_key(hub, store, clock):
    again = open_hub(store, clock=clock, new_id=hub.new_id, name="again")
    assert (again.signer.key_id, again.public_keys) == (hub.signer.key_id, hub.public_keys)
    again.engine.dispose()


def test_a_retired_key_still_verifies_and_a_new_one_signs(hub, store, clock):
    with database.act(hub.engine) as connection:
        connection.execute(text("UPDATE hub_key SET retired_at = 1"))
    again = open_hub(store, clock=clock, new_id=hub.new_id, name="again")
    assert again.signer.key_id != hub.signer.key_id
    assert set(again.public_keys) == {hub.signer.key_id, again.signer.key_id}
    again.engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record",
        "UPDATE record SET canonical = 'x'",
        "UPDATE record SET seq = seq + 10",
        "DELETE FROM receipt",
        "UPDATE receipt SET envelope = 'x'",
        "DELETE FROM batch",
        "UPDATE batch SET digest = 'x'",
    ],
)
def test_what_was_signed_is_append_only(station, hub, statement):
    station.send()
    with pytest.raises(IntegrityError, match="append-only"), database.act(hub.engine) as connection:
        connection.execute(text(statement))


def test_an_act_that_fails_leaves_nothing(hub):
    def fail():
        with database.act(hub.engine) as connection:
            connection.execute(outlet.insert().values(uscc="x", name="x"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.look(hub.engine) as connection:
        assert connection.execute(select(func.count()).select_from(outlet)).scalar() == 0


def test_a_look_waits_for_no_act_and_sees_one_state(hub):
    counted = select(func.count()).select_from(outlet)
    with database.look(hub.engine) as looking:
        assert looking.execute(counted).scalar() == 0
        with database.act(hub.engine) as acting:
            acting.execute(outlet.insert().values(uscc="x", name="x"))
        assert looking.execute(counted).scalar() == 0


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "hub.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="not a database"):
        database.open_database(str(tmp_path / "hub.db"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(OperationalError):
        database.open_database(str(tmp_path / "gone" / "hub.db"))


def test_a_url_is_taken_as_it_is(tmp_path):
    engine = database.open_database(f"sqlite:///{tmp_path / 'by-url.db'}")
    assert (tmp_path / "by-url.db").exists()
    engine.dispose()


def test_two_workers_share_one_database(new_station, hub, store, clock):
    other = open_hub(store, clock=clock, new_id=hub.new_id, name="second worker")
    senders = [(hub, new_station(label="S1")), (other, new_station(label="S2"))]

    def send(worker, station):
        answers = []
        for _ in range(15):
            seq = station.head[0]
            frozen = station.freeze(seq, seq)
            envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))
            answers.append(receive(worker, station.station_id, batch.digest(frozen), envelope))
            station.take_in()
        return len(answers)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda each: send(*each), senders)) == [15, 15]
    with database.look(hub.engine) as connection:
        assert connection.execute(select(func.count()).select_from(record)).scalar() == 30
    other.engine.dispose()


def test_ids_and_times_come_back_as_they_went_in(clock):
    record_id = "01a1f684-8f48-7a11-8a00-000000001041"
    assert id_text(uid(record_id)) == record_id
    assert moment(seconds(clock())) == clock()
