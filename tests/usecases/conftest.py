import pytest

from packtrail.app.ids import new_id
from packtrail.domain.records import NewRecord
from tests.station import ADMIN, SteppedClock, opened, set_up


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


@pytest.fixture
def act(station, clock):
    """Runs an act on the ledger as the administrator, unless somebody else is named."""

    def run(what, *given, **more):
        return what(*given, **{"by": ADMIN, "store": station, "now": clock, "new_id": new_id, **more})

    return run


@pytest.fixture
def write(station, clock):
    """Writes bodies as records of one act, past what an act would ask."""

    def run(*bodies, private=None):
        new = [
            NewRecord(
                record_id=new_id(),
                body=body,
                occurred_at=clock.at,
                operator_ref=ADMIN.ref,
                private=private or {},
            )
            for body in bodies
        ]
        with station.act() as tx:
            return tx.append(*new)

    return run
