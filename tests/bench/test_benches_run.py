"""The benchmarks are kept running; how fast they are is told by ``python -m tests.bench``, not here."""

import importlib

import pytest


@pytest.mark.parametrize("name", ["decode", "intake", "receipt"])
def test_a_benchmark_runs_and_yields_its_figures(name):
    figures = list(importlib.import_module(f"tests.bench.bench_{name}").run())
    assert figures
    assert all(figure.value > 0 for figure in figures)
