"""Random acts on a real ledger: nothing is in two places, high risk has one way out, the books close.

5,000 steps in CI; ``PACKTRAIL_STEPS`` sets another number, 100,000 by ``PACKTRAIL_MARATHON=1``.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.marathon.whole_machine import WholeMachine

STEPS = int(os.environ.get("PACKTRAIL_STEPS", "100000" if os.environ.get("PACKTRAIL_MARATHON") else "5000"))
STEPS_OF_ONE = 200

pytestmark = [pytest.mark.marathon, pytest.mark.timeout(7200)]


@pytest.mark.practice(4, 9)
def test_no_acts_in_any_order_find_a_second_way_out_or_unbalance_the_books():
    run_state_machine_as_test(
        WholeMachine,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_OF_ONE),
            stateful_step_count=STEPS_OF_ONE,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
