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
    CORRECT = "correct"
    VOID = "void"
    CHECK_UNIT = "check_unit"  # condition, safety determination, treatment
    RELEASE_ISOLATED = "release_isolated"
    RESOLVE_IDENTITY = "resolve_identity"
    OPEN_PACK = "open_pack"
    MOVE_UNIT = "move_unit"
    COUNT_STOCK = "count_stock"
    CLOSE_EXIT = "close_exit"  # return to the deliverer, write-off
    CONFIRM_SECOND = "confirm_second"
    OVERRIDE = "override"
    FOLLOW_HANDOFF = "follow_handoff"  # departure, arrival, answers, returns, weighings
    HANDLE_VEHICLE = "handle_vehicle"
    KEEP_PARTIES = "keep_parties"
    TAKE_OPENING_STOCK = "take_opening_stock"
    CLOSE_OPENING_STOCK = "close_opening_stock"
    PROVE_REPORT = "prove_report"
    NOTE_SETTLEMENT = "note_settlement"
    ISSUE_FORMS = "issue_forms"
    EXPLAIN_GAP = "explain_gap"
    ADOPT_REFDATA = "adopt_refdata"
    SET_PLACES = "set_places"
    KEEP_USERS = "keep_users"
    RESET_PIN = "reset_pin"


_AT_THE_GATE = frozenset(
    {
        Act.RECORD_DELIVERY,
        Act.CHECK_UNIT,
        Act.OPEN_PACK,
        Act.MOVE_UNIT,
        Act.COUNT_STOCK,
        Act.CORRECT,
        Act.VOID,
        Act.RESOLVE_IDENTITY,
        Act.HANDLE_VEHICLE,
        Act.TAKE_OPENING_STOCK,
        Act.SEND,
    }
)
_ON_THE_ROAD = frozenset(
    {Act.RELEASE_HANDOFF, Act.FOLLOW_HANDOFF, Act.CHECK_UNIT, Act.MOVE_UNIT, Act.KEEP_PARTIES, Act.SEND}
)
_ONLY_ADMIN = frozenset(
    {Act.ENROL, Act.SET_PROFILE, Act.ADOPT_REFDATA, Act.CLOSE_OPENING_STOCK, Act.KEEP_USERS}
)

_INCLUDES: dict[Role, frozenset[Act]] = {
    Role.ADMIN: frozenset(Act),
    Role.SUPERVISOR: frozenset(Act) - _ONLY_ADMIN,
    Role.OPERATOR: _AT_THE_GATE,
    Role.DISPATCHER: _ON_THE_ROAD,
    Role.VIEWER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who acts; ``ref`` stands in records, the name stays at the station."""

    ref: str
    name: str
    role: Role


def may(role: Role, act: Act) -> bool:
    """Whether ``role`` includes ``act``."""
    return act in _INCLUDES[role]


def require(operator: Operator, act: Act) -> None:
    """Raise NotAllowed unless the operator's role includes ``act``."""
    if not may(operator.role, act):
        raise NotAllowed(act, operator.role)
