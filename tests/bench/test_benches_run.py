"""The benchmarks are kept running; how fast they are is told by ``python -m tests.bench``, not here."""

import importlib
from dataclasses import replace

import pytest

from tests.bench.million import FOLDER_VARIABLE


@pytest.mark.parametrize("name", ["decode", "intake", "receipt"])
def test_a_benchmark_runs_and_yields_its_figures(name):
    figures = list(importlib.import_module(f"tests.bench.bench_{name}").run())
    assert figures
    assert all(figure.value > 0 for figure in figures)


def test_a_camera_run_is_measured_on_a_few_labels():
    figures = list(importlib.import_module("tests.bench.bench_session").run(labels=1, long_run=60))
    assert all(figure.value < 5000 for figure in figures)  # 5000 ms: never accepted at all


def test_labels_are_read_beside_a_library_alone():
    bench = importlib.import_module("tests.bench.bench_labels")
    asked = replace(bench.EVERYTHING, kinds=("qr",), degradations=("jpeg",), severities=(1,), negatives=1)
    band, wrong = bench.run(asked)
    assert (band.value, band.baseline, wrong.value) == (100, 100, 0)


def test_the_camera_is_shown_beside_its_reading(qapp):
    pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError, reason="needs libpulse")
    figures = list(importlib.import_module("tests.bench.bench_camera").run(seconds=0.4, labels=2))
    assert all(figure.value > 0 for figure in figures)


def test_a_phones_frame_is_followed_to_its_card(qapp):
    pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError, reason="needs libpulse")
    figures = list(importlib.import_module("tests.bench.bench_phone").run(labels=2))
    assert all(0 < figure.value < 30_000 for figure in figures)


def test_a_stock_is_scrolled_searched_and_counted(qapp):
    figures = list(importlib.import_module("tests.bench.bench_stock").run(units=6000, searched=300, scans=20))
    assert all(figure.value > 0 for figure in figures)


def test_a_party_is_looked_for_among_a_thousand():
    figures = list(importlib.import_module("tests.bench.bench_parties").run(parties=1000))
    assert all(figure.value > 0 for figure in figures)


def test_a_month_is_compared_and_a_backlog_checked_on_forty_records():
    figures = list(importlib.import_module("tests.bench.bench_month").run(records=40))
    assert [figure for figure in figures if not figure.is_met or figure.value <= 0] == []


def test_four_hundred_rows_are_sealed_for_a_portal():
    sealed, _, settled = importlib.import_module("tests.bench.bench_workbook").run(units=400)
    assert (sealed.name, settled.is_met) == ("400 rows sealed in 1 workbooks", True)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where both benchmarks of the big ledger keep a small one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("ledgers")))
        yield


def test_a_million_records_are_measured_on_three_thousand(kept):
    figures = list(importlib.import_module("tests.bench.bench_million").run(days=3, acts=40))
    assert all(figure.value > 0 for figure in figures)


def test_records_are_searched_and_exported_on_three_days(kept):
    figures = list(importlib.import_module("tests.bench.bench_records").run(days=3))
    assert all(figure.value > 0 for figure in figures)


def test_a_rebuild_that_is_killed_goes_on_and_makes_the_same_rows(kept):
    (figure,) = importlib.import_module("tests.bench.bench_rebuild").run(days=3)
    assert figure.is_met
