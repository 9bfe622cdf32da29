"""A hub that was filled before it counted arrivals has them numbered once its tables are new."""

import pytest
import uuid_utils
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, select

from packtrail_hub import database
from packtrail_hub.tables import batch, outlet

HASH = b"h" * 32


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """The name of a database without tables."""
    if request.param == "sqlite":
        yield str(tmp_path / "older.db")
        return
    server = request.getfixturevalue("postgres_server")
    name = f"older_{uuid_utils.uuid4().hex}"
    server.do(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def engine(empty):
    """A database at the second step of its tables."""
    address = empty if "://" in empty else f"sqlite:///{empty}"
    made = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    config = Config()
    config.set_main_option("script_location", "packtrail_hub:migrations")
    config.set_main_option("path_separator", "os")
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    yield made
    made.dispose()


def fill(engine):
    """Two outlets; of the first, two stations that sent by turns, one batch with nothing new in it."""
    old = MetaData()
    old.reflect(engine)
    tables = old.tables
    with engine.begin() as connection:

        def put(table, **values):
            connection.execute(insert(tables[table]).values(**values))

        for number in (1, 2):
            put("outlet", id=number, uscc=f"91430100MA0FAKE0{number}X", name="x")
        for number, home in ((1, 1), (2, 1), (3, 2)):
            put(
                "station", id=number, station_uid=bytes([number]) * 16, outlet_id=home, label="x",
                enrolled_at=0, receipt_seq=0, receipt_digest=HASH,
            )  # fmt: skip
            put("station_key", id=number, station_id=number, key_id=f"k{number}", public_key=HASH, bound_at=0)
            put(
                "epoch", id=number, station_id=number, number=1, install_nonce=b"n", opened_seq=1, next_seq=9,
                head_hash=HASH, opened_at=0,
            )  # fmt: skip
        sent = [(1, 1, 3), (2, 1, 2), (3, 1, 4), (1, 2, 5), (1, 1, 3)]
        held = dict.fromkeys((1, 2, 3), 0)
        for number, (station, first, last) in enumerate(sent, start=1):
            put(
                "batch", id=number, station_id=station, epoch_id=station, digest=bytes([number]) * 32,
                batch_uid=bytes([number]) * 16, seq_first=first, seq_last=last, state="x", envelope=b"x",
                received_at=0,
            )  # fmt: skip
            for seq in range(max(first, held[station] + 1), last + 1):
                put(
                    "record", epoch_id=station, seq=seq, record_uid=bytes([station, seq]) * 8,
                    outlet_id=2 if station == 3 else 1, batch_id=number, record_type="x", canonical=b"x",
                    hash=HASH, status="accepted", head_hash=HASH, is_voided=False,
                )  # fmt: skip
            held[station] = max(held[station], last)


def test_what_came_before_is_numbered_outlet_by_outlet_in_its_order(engine, empty):
    fill(engine)
    opened = database.open_database(empty)
    columns = batch.c.id, batch.c.fresh_from, batch.c.arrival, batch.c.key_id
    with database.look(opened) as connection:
        rows = connection.execute(select(*columns).order_by(batch.c.id)).all()
        counted = connection.execute(select(outlet.c.arrivals).order_by(outlet.c.id)).scalars().all()
    opened.dispose()
    assert [tuple(row) for row in rows] == [
        (1, 1, 3, "k1"),
        (2, 1, 5, "k2"),
        (3, 1, 4, "k3"),
        (4, 4, 7, "k1"),
        (5, None, None, "k1"),
    ]
    assert counted == [7, 4]
