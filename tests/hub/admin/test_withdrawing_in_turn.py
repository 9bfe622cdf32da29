"""A code is withdrawn or used, never both: whoever comes second at the same moment waits for the first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import event

from packtrail_hub import database
from packtrail_hub.admin import acts, outlet_page
from packtrail_hub.admin.audit import COMMAND_LINE
from packtrail_hub.ids import seconds

OUTLET = "91430100MA0FAKE013"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_code_that_is_being_used_is_not_withdrawn(hub, new_station, in_postgres):
    code = acts.give_code(hub, COMMAND_LINE, OUTLET)
    with database.look(hub.engine) as connection:
        (given,) = outlet_page.codes_of(connection, OUTLET, seconds(hub.now()))
    station = new_station(is_ready=False)
    here, withdrawals = threading.local(), []

    def withdraw():
        here.is_withdrawing = True
        return acts.withdraw_code(hub, COMMAND_LINE, OUTLET, given.number)

    with ThreadPoolExecutor(1) as other, psycopg.connect(in_postgres, autocommit=True) as watching:

        def when_the_code_was_read(*told):
            is_enrolment = "FROM enrolment_code" in told[2] and not getattr(here, "is_withdrawing", False)
            if is_enrolment and not withdrawals:
                withdrawals.append(other.submit(withdraw))
                while not withdrawals[0].done() and not watching.execute(WAITING).fetchone()[0]:
                    pass  # until it is through, or waits for its turn

        event.listen(hub.engine, "after_cursor_execute", when_the_code_was_read)
        assert station.ask_to_enrol(code).status_code == 200
        assert withdrawals[0].result(timeout=30) is False
