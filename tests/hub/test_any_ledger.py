"""Whatever order lawful acts come in, the hub takes every record and has each unit where its outlet has it.

The acts are those of the marathon's state machine; 100 runs of 200 steps were played the same way once.
"""

import itertools

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from packtrail.domain.unit import Unit
from packtrail_hub import database
from packtrail_hub.ids import id_text
from packtrail_hub.tables import unit_state
from tests.marathon.whole_machine import WholeMachine

RECORDS_AT_ONCE = 30
TAKEN = {"accepted", "accepted_with_warnings"}


def report(station, ledger):
    """Send a whole ledger in small batches; what the hub did not take."""
    with ledger.read() as view:
        own = view.station()
        lines = [line for _, line in view.canonical_lines(1, 0, 100_000)]
    station.station_id, station.signer = own.station_id, own.signer
    station.enrol()
    station.open_session()
    station.log += lines
    sent = (
        station.send(first, min(first + RECORDS_AT_ONCE - 1, len(lines))).results
        for first in range(1, len(lines) + 1, RECORDS_AT_ONCE)
    )
    return [each for each in itertools.chain.from_iterable(sent) if each.status not in TAKEN]


def units_at(hub):
    """Custody and code of each unit, by its id."""
    columns = unit_state.c.unit_uid, unit_state.c.custody, unit_state.c.battery_code
    with database.look(hub.engine) as connection:
        rows = connection.execute(select(*columns)).all()
    return {id_text(row.unit_uid): (row.custody, row.battery_code) for row in rows}


@pytest.mark.practice(9)
@pytest.mark.practice(12)
def test_no_order_of_lawful_acts_is_refused_or_leaves_the_hub_with_another_stock(new_station, hub, clock):
    class Reported(WholeMachine):
        def teardown(self):
            if hasattr(self, "stack"):
                self.hears_of_it()
            super().teardown()

        def hears_of_it(self):
            with database.act(hub.engine) as connection:
                connection.execute(unit_state.delete())  # of the run before, with the same codes
            clock.at = self.clock.at
            assert report(new_station(is_ready=False), self.ledger) == []
            with self.ledger.read() as view:
                units = view.in_order(Unit)
            assert units_at(hub) == {unit.unit_id: (unit.custody.value, unit.battery_code) for unit in units}

    run_state_machine_as_test(
        Reported,
        settings=settings(
            max_examples=6,
            stateful_step_count=120,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
