"""What the hub counts of itself can be read by Prometheus, and is the sum over all workers."""

import re

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from packtrail_hub import metrics
from packtrail_hub.api import create_app
from packtrail_hub.metrics import BUCKETS_S, Metrics, shared_cells
from packtrail_hub.service import Service

STORES = ("sqlite",)  # counted in the worker: no database makes a difference

LINE = re.compile(r'(?P<name>packtrail_hub_[a-z_]+)(?P<labels>\{[a-z]+="[^"{}]*"(,[a-z]+="[^"{}]*")*\})? \S+')


def values(text):
    """Every sample by its name and labels, after a look at the format."""
    found, kinds = {}, {}
    for line in text.splitlines():
        if line.startswith("#"):
            _, word, name, rest = line.split(" ", 3)
            if word == "TYPE":
                assert name not in kinds
                kinds[name] = rest
            continue
        match = LINE.fullmatch(line)
        assert match, line
        assert re.sub(r"_(bucket|sum|count)$", "", match["name"]) in kinds or match["name"] in kinds
        name, _, value = line.rpartition(" ")
        assert name not in found
        found[name] = float(value)
    assert text.endswith("\n")
    return {name.removeprefix("packtrail_hub_"): value for name, value in found.items()}


@pytest.fixture
def read(client, monkeypatch):
    monkeypatch.setattr(metrics, "FRESH_S", -1)  # every look reads the database again

    def look():
        answer = client.get("/metrics")
        assert answer.headers["content-type"] == metrics.MEDIA_TYPE
        return values(answer.text)

    return look


def test_a_day_is_counted(station, client, read):
    packs = [station.take_in() for _ in range(3)]
    station.write_raw(body={"gross_mass_g": "heavy"})
    station.hand_on(*packs[:2])
    frozen = station.freeze()
    for _ in range(2):
        station.put(frozen)
    client.get("/v1/nothing")
    told = read()
    assert told['batches_total{answer="new"}'] == told['batches_total{answer="again"}'] == 1
    assert told['records_total{verdict="accepted"}'] == 8
    assert told['records_total{verdict="rejected"}'] == 1
    assert told['refusals_total{code="BT-1020"}'] == 1
    assert told['request_seconds_count{call="put_batch"}'] == 2
    assert told['request_seconds_bucket{call="put_batch",le="+Inf"}'] == 2
    assert told['request_seconds_sum{call="put_batch"}'] > 0
    assert told['stations{state="in_service"}'] == told["outlets"] == told["database_up"] == 1
    assert told['unresolved_records{status="rejected"}'] == 1
    assert told['unresolved_records{status="blocked"}'] == 0


def test_a_wait_falls_into_every_bucket_that_is_wide_enough(hub):
    counted = Metrics()
    for took_s in (0.01, 0.011, 31.0):
        counted.count_request("other", took_s)
    told = values(counted.text(hub))
    buckets = [told[f'request_seconds_bucket{{call="other",le="{bound}"}}'] for bound in (*BUCKETS_S, "+Inf")]
    assert buckets == [1] + [2] * (len(BUCKETS_S) - 1) + [3]


def test_workers_count_apart_and_any_of_them_tells_the_sum(hub):
    cells = shared_cells(3)
    workers = [Metrics(cells, number) for number in range(3)]
    for number, each in enumerate(workers, start=1):
        for _ in range(number):
            each.count_refusal("BT-1005")
    told = [values(each.text(hub)) for each in workers]
    assert {each['refusals_total{code="BT-1005"}'] for each in told} == {6}
    assert told[0]["workers"] == 3


def test_a_code_or_verdict_that_is_not_in_the_catalogue_is_no_new_counter(hub):
    counted = Metrics()
    counted.count_refusal("BT-0000")
    counted.count_batch(["odd"], is_replay=False)
    assert values(counted.text(hub)).keys() == values(Metrics().text(hub)).keys()


def test_a_database_that_does_not_answer_is_told_and_no_fault(hub, monkeypatch):
    def gone(*_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(metrics.database, "look", gone)
    assert values(Metrics().text(hub))["database_up"] == 0


def test_a_scrape_does_not_ask_the_database_each_time(hub, monkeypatch):
    counted = Metrics()
    before = values(counted.text(hub))
    monkeypatch.setattr(metrics.database, "look", None)
    assert values(counted.text(hub)) == before


@pytest.mark.parametrize(
    ("host", "is_open", "status"),
    [("127.0.0.1", False, 200), ("::1", False, 200), ("192.0.2.7", False, 404), ("192.0.2.7", True, 200)],
)
def test_metrics_are_for_this_machine_unless_opened(hub, host, is_open, status):
    app = create_app(hub, Service(are_metrics_open=is_open))
    assert TestClient(app, client=(host, 5000)).get("/metrics").status_code == status
