import pytest

from tests.station import SteppedClock, opened, set_up


@pytest.fixture
def clock():
    return SteppedClock()


@pytest.fixture
def ledger(tmp_path, clock):
    with opened(tmp_path / "station", clock) as made:
        yield made


@pytest.fixture
def station(ledger, clock):
    set_up(ledger, clock)
    return ledger
