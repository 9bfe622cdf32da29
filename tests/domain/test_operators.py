import pytest

from packtrail.domain.errors import NotAllowed
from packtrail.domain.operators import Act, Operator, Role, require


def test_the_administrator_may_do_everything():
    for act in Act:
        require(Operator("op_1", "管理员", Role.ADMIN), act)


@pytest.mark.parametrize("act", list(Act))
def test_a_viewer_may_do_nothing(act):
    with pytest.raises(NotAllowed):
        require(Operator("op_1", "访客", Role.VIEWER), act)


def test_whoever_takes_in_does_not_sign_loads_away():
    with pytest.raises(NotAllowed) as refusal:
        require(Operator("op_1", "收货员", Role.OPERATOR), Act.RELEASE_HANDOFF)
    assert (refusal.value.act, refusal.value.role) == ("release_handoff", "operator")
