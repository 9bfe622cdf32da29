"""One real station for each test of the screens."""

import pytest

from tests.ui.stock.counter import counter


@pytest.fixture
def at_work(qapp, tmp_path):
    """The outlet and the door to its lanes."""
    with counter(tmp_path) as (outlet, workers):
        yield outlet, workers
