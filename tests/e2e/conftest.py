"""A real hub in a process of its own, one of the test's own day, and stations that report to them."""

import pytest

from packtrail.app.hub_process import HubProcess
from tests.e2e.real_days import a_day, dated_hub
from tests.station import SteppedClock


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """The address of a sandbox hub that lives as long as the test run."""
    with HubProcess(tmp_path_factory.mktemp("hub")) as process:
        yield process.url


@pytest.fixture
def clock():
    """The clock of one day, for the station and for its hub."""
    return SteppedClock()


@pytest.fixture
def days_hub(tmp_path, clock):
    """A hub of that day."""
    with dated_hub(tmp_path, clock) as running:
        yield running


@pytest.fixture
def day_of(tmp_path, clock, days_hub):
    """Begins a day; ``warned`` is what the hub remarks on, by record type and problem code."""

    def begin(warned=None, **more):
        return a_day(tmp_path / "station", clock, days_hub, warned=warned or {}, **more)

    return begin
