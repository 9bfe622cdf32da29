"""No page grows slow with the records: what SQLite plans for each query; PostgreSQL plans by its contents."""

import re

import pytest
from sqlalchemy import event

OUTLET = "91430100MA0FAKE013"
INDEXES = {"ix_record_open", "ix_record_open_code", "ix_unit_state_listed", "ix_unit_state_stock"}
GROWING = re.compile(r"SCAN (record|unit_state|batch|receipt|blob_named)\b")


@pytest.fixture
def store(in_sqlite):
    return in_sqlite


@pytest.fixture
def asked(hub):
    """Every query and its values, as they are asked."""
    kept = []
    event.listen(hub.engine, "before_cursor_execute", lambda *told: kept.append(told[2:4]))
    return kept


def plan_of(hub, statement, values):
    with hub.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        return [row[3] for row in rows]


def test_no_page_reads_through_a_table_that_grows_with_the_records(signed_in, day, station, hub, asked):
    outlet, receipts = f"/outlets/{OUTLET}", f"/stations/{station.station_id}/receipts"
    for path in (
        *("/", "/?after=0", outlet, f"{outlet}/records", f"{outlet}/records?status=deferred&code=BT-1009"),
        *(f"{outlet}/records?after=1&seq=1", f"{outlet}/stock", f"{outlet}/stock?q=A5A"),
        f"{outlet}/stock?custody=in_storage&q=A5A&before={day.packs[2].record_id}",
        *(receipts, f"{receipts}?before=9", f"{receipts}/1", f"/records/{day.heavy}", "/audit?before=9"),
    ):
        assert signed_in.get(path).status_code == 200
    queries = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
    plans = [plan for statement, values in queries for plan in plan_of(hub, statement, values)]
    assert {name for name in INDEXES if any(f"{name} " in plan for plan in plans)} == INDEXES
    assert [plan for plan in plans if GROWING.match(plan)] == []
