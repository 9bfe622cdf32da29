"""Who acts, and what their role includes; asked by the acts themselves, not by buttons (``design.md``)."""

from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.errors import NotAllowed


class Role(StrEnum):
    """角色 of a person at the outlet."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    VIEWER = "viewer"


class Act(StrEnum):
    """What a role may include."""

    RECORD_DELIVERY = "record_delivery"
    RELEASE_HANDOFF = "release_handoff"
    SEND = "send"
    ENROL = "enrol"
    SET_PROFILE = "set_profile"
    ADOPT_REFDATA = "adopt_refdata"


_EVERYDAY = frozenset({Act.RECORD_DELIVERY, Act.RELEASE_HANDOFF, Act.SEND})

_INCLUDES: dict[Role, frozenset[Act]] = {
    Role.ADMIN: frozenset(Act),
    Role.SUPERVISOR: _EVERYDAY,
    Role.OPERATOR: frozenset({Act.RECORD_DELIVERY, Act.SEND}),
    Role.DISPATCHER: frozenset({Act.RELEASE_HANDOFF, Act.SEND}),
    Role.VIEWER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who acts; ``ref`` stands in records, the name stays at the station."""

    ref: str
    name: str
    role: Role


def require(operator: Operator, act: Act) -> None:
    """Raise NotAllowed unless the operator's role includes ``act``."""
    if act not in _INCLUDES[operator.role]:
        raise NotAllowed(act, operator.role)
