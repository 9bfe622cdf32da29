"""One real station with cheap PINs, and a list of three people."""

import pytest

from packtrail.app.pins import Argon2Pins
from packtrail.app.user_acts import UserActs
from packtrail.domain.operators import Role
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from tests.ui.stock.counter import counter, on_writer


@pytest.fixture
def at_work(qapp, tmp_path):
    """The outlet and the door to its lanes."""
    appearance().wear(Scheme.LIGHT, 1.0)
    with counter(tmp_path) as (outlet, workers):
        outlet.pins = Argon2Pins(memory_kib=8)
        yield outlet, workers


@pytest.fixture
def ways(at_work):
    """The acts on the list of users; nobody is in it yet."""
    return UserActs(at_work[0])


@pytest.fixture
def three(at_work, ways):
    """王建国 the administrator (1470), 李娜 an operator (2580), 赵敏 a supervisor (3691)."""
    outlet = at_work[0]

    def fill():
        ways.change("op_1", "王建国", Role.ADMIN)
        ways.set_own_pin("", "1470")
        return ways.add("李娜", Role.OPERATOR, "2580"), ways.add("赵敏", Role.SUPERVISOR, "3691")

    return on_writer(outlet, fill)
