"""What single record types must satisfy beyond their shape: stock, order of steps, totals, corrections.

Sources: ``platform.md`` 8.8, 8.9 and 10, ``practice.md`` 4, 12. Each rule yields issues; the state of a
unit or record comes from ``Knowledge``. Danger is the station's to keep apart (practice 9), so the
condition of a unit is not judged here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from packtrail.domain.custody import HERE, Custody, may
from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.records import (
    BatteryReplaced,
    Body,
    ConditionCheck,
    ConsigneeAck,
    Correction,
    CorrectionAnswered,
    Evidence,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    Intake,
    KeyRotation,
    OutletProfile,
    PackOpened,
    QuarantineRelease,
    Record,
    Resubmit,
    ReturnedToSource,
    ReturnIn,
    SecondConfirmation,
    Void,
)
from packtrail.domain.records.gate import CodeStatus, MassBasis
from packtrail.protocol import amendment_rules, problems
from packtrail.protocol.enrolment import rotation_statement
from packtrail.protocol.keys import is_signed, key_id
from packtrail.protocol.knowledge import (
    JudgeRules,
    Knowledge,
    KnownUnit,
    issue,
    standing,
    standing_unit,
    warning,
)
from packtrail.protocol.receipt import HELD_VALID, Issue

Rule = Callable[[Record, Any, Knowledge, JudgeRules], Iterator[Issue]]

_GONE: Final = frozenset({Custody.ALLOCATED, Custody.IN_TRANSIT, Custody.DELIVERED})


def issues_of_body(record: Record, known: Knowledge, rules: JudgeRules) -> Iterator[Issue]:
    """Everything that the rules of this record's type have to say."""
    for rule in RULES.get(type(record.body), ()):
        yield from rule(record, record.body, known, rules)


def _code_is_plausible(_: Record, body: Body, __: Knowledge, rules: JudgeRules) -> Iterator[Issue]:
    code, scheme = getattr(body, "battery_code", None), getattr(body, "code_scheme", "")
    if code:
        for problem in rules.code_doubts(code, scheme):
            yield warning(problem, "/body/battery_code", {"battery_code": code})


def _mass_is_plausible(_: Record, body: Any, __: Knowledge, rules: JudgeRules) -> Iterator[Issue]:
    mass = body.gross_mass_g
    if mass is None and body.mass_basis != MassBasis.UNKNOWN:
        yield issue(problems.SCHEMA_VIOLATION, "/body/gross_mass_g", "NotProvided")
    elif mass is not None and not 0 < mass <= rules.heaviest_unit_g:
        yield warning(problems.MASS_DOUBTFUL, "/body/gross_mass_g", {"mass_g": mass})


def _code_is_not_live(_: Record, body: Intake, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """A second pack with a live code is taken in as ``conflict``, not refused (practice 12).

    One that its restored station does not know any more is entered again from paper (practice 16).
    """
    for unit in known.live_units(body.battery_code) if body.battery_code else ():
        if unit.unit_id == body.replaces_record_id:
            continue  # the same unit, written anew
        params = {"battery_code": body.battery_code, "unit_id": unit.unit_id if unit.is_ours else None}
        if not unit.is_ours:
            if unit.custody in HERE:
                yield warning(problems.CODE_DUPLICATE, "/body/battery_code", params)
        elif unit.is_forgotten or body.code_status == CodeStatus.CONFLICT:
            yield warning(problems.ALREADY_IN_STORAGE, "/body/battery_code", params)
        else:
            yield issue(problems.ALREADY_IN_STORAGE, "/body/battery_code", params=params)


def _unit_can_leave(record: Record, body: Any, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """For a line or another exit: the unit is here, came before it leaves, and leaves once."""
    pointer = "/body/intake_record_id"
    unit_id = body.intake_record_id or _only_intake(record, known)
    unit = standing_unit(known, unit_id) if unit_id else _taken_in_elsewhere(body, known)
    if unit is not None and _is_on_its_way(body, known):
        return
    if unit is None:
        if getattr(body, "unconfirmed_reason", None):
            yield warning(problems.UNIT_UNCONFIRMED, pointer)
        else:
            yield issue(problems.NOT_IN_STORAGE, pointer, params={"custody": None})
        return
    if unit.custody in _GONE:
        yield issue(problems.ALREADY_HANDED_OUT, pointer, params={"custody": unit.custody})
    elif unit.custody not in HERE:
        yield issue(problems.NOT_IN_STORAGE, pointer, params={"custody": unit.custody})
    if record.occurred_at < unit.taken_in_at:
        yield issue(problems.OUT_BEFORE_IN, "/occurred_at")


def _taken_in_elsewhere(body: Any, known: Knowledge) -> KnownUnit | None:
    """The unit that a line means by its code alone, once the log with its intake is here."""
    if not isinstance(body, HandoffLine) or not is_taken_in_elsewhere(body) or body.battery_code is None:
        return None
    return next((unit for unit in known.live_units(body.battery_code) if unit.is_ours), None)


def _only_intake(record: Record, known: Knowledge) -> str | None:
    """The intake that an older line names by ``depends_on`` alone (``platform.md`` 8.6)."""
    return next((each for each in record.depends_on if known.unit(each) is not None), None)


def _load_is_open(_: Record, body: Any, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """A line goes on, and a release seals, a load that exists and was not sealed before."""
    load_id = body.handoff_record_id
    if load_id is None:
        return
    load = known.record(load_id)
    if load is None or load.record_type != "handoff" or not load.counts:
        yield issue(problems.TARGET_UNKNOWN, "/body/handoff_record_id")
    elif amendment_rules.with_type(known, load_id, "handoff_release") and not _is_on_its_way(body, known):
        yield issue(problems.ALREADY_HANDED_OUT, "/body/handoff_record_id", params={"custody": None})


def _lines_are_on_the_load(
    _: Record, body: HandoffRelease, known: Knowledge, __: JudgeRules
) -> Iterator[Issue]:
    mass = 0
    for at, line_id in enumerate(body.line_record_ids):
        line = standing(known, line_id)
        if line is None or line.record_type != "handoff_line" or not line.counts:
            yield issue(
                problems.DEPENDENCY_OPEN, f"/body/line_record_ids/{at}", params={"record_id": line_id}
            )
            continue
        said = (known.body(line.record_id) or {}).get("gross_mass_g")
        mass += said if isinstance(said, int) else 0
    if body.line_count != len(body.line_record_ids):
        yield issue(problems.SCHEMA_VIOLATION, "/body/line_count", "InvalidValue")
    if body.total_gross_mass_g != mass:
        params = {"said_g": body.total_gross_mass_g, "summed_g": mass}
        yield warning(problems.TOTALS_DISAGREE, "/body/total_gross_mass_g", params)


def _load_was_released(_: Record, body: Any, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    if not amendment_rules.with_type(known, body.handoff_record_id, "handoff_release"):
        yield issue(problems.STAGE_MISSING, "/body/handoff_record_id", params={"missing": "handoff_release"})


def _unit_is_on_the_road(_: Record, body: ConsigneeAck, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    if body.line_record_id is None:
        return  # the first version named the line by its printed number only
    line = standing(known, body.line_record_id)
    unit = known.unit_on_line(line.record_id if line else body.line_record_id)
    if unit is None and known.record(body.line_record_id) is None:
        yield issue(problems.TARGET_UNKNOWN, "/body/line_record_id")
    elif unit is not None and unit.custody is not Custody.IN_TRANSIT:
        params = {"missing": "handoff_release", "custody": unit.custody}
        yield issue(problems.STAGE_MISSING, "/body/line_record_id", params=params)


def _unit_was_refused(_: Record, body: ReturnIn, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    unit = standing_unit(known, body.intake_record_id)
    if unit is None:
        yield issue(problems.TARGET_UNKNOWN, "/body/intake_record_id")
    elif unit.custody not in {Custody.RETURNING, Custody.IN_TRANSIT}:
        params = {"missing": "consignee_ack", "custody": unit.custody}
        yield issue(problems.STAGE_MISSING, "/body/intake_record_id", params=params)


def _unit_is_here(_: Record, body: Any, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    unit = standing_unit(known, body.intake_record_id)
    if unit is None or unit.custody is Custody.VOIDED:
        yield issue(problems.TARGET_UNKNOWN, "/body/intake_record_id")


def _is_on_its_way(body: Any, known: Knowledge) -> bool:
    """Whether a line stands in the place of one that counted, so that its unit has left already."""
    replaced = getattr(body, "replaces_record_id", None)
    one = known.record(replaced) if replaced else None
    return one is not None and one.is_voided and one.status in HELD_VALID


def _pack_can_be_opened(_: Record, body: PackOpened, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    parent = standing_unit(known, body.parent_record_id)
    if parent is None:
        yield issue(problems.TARGET_UNKNOWN, "/body/parent_record_id")
    elif not may(PackOpened, parent.custody):
        params = {"custody": parent.custody}
        yield issue(problems.NOT_IN_STORAGE, "/body/parent_record_id", params=params)


def _outlet_is_the_bound_one(
    _: Record, body: OutletProfile, known: Knowledge, __: JudgeRules
) -> Iterator[Issue]:
    if known.outlet_uscc is not None and body.outlet_uscc != known.outlet_uscc:
        yield warning(problems.OUTLET_NOT_REGISTERED, "/body/outlet_uscc", {"uscc": body.outlet_uscc})


def _codes_differ(_: Record, body: BatteryReplaced, __: Knowledge, ___: JudgeRules) -> Iterator[Issue]:
    if body.old_code == body.new_code:
        yield issue(problems.CODE_DUPLICATE, "/body/new_code", params={"battery_code": body.new_code})


def _new_key_signs_for_itself(
    _: Record, body: KeyRotation, __: Knowledge, ___: JudgeRules
) -> Iterator[Issue]:
    new_key = bytes.fromhex(body.new_public_key)
    statement = rotation_statement(body.old_key_id, new_key)
    is_held = is_signed(statement, bytes.fromhex(body.signature_by_new), new_key)
    if not is_held or body.new_key_id != key_id(new_key):
        yield issue(problems.SIGNATURE_INVALID, "/body/signature_by_new", "InvalidValue")


RULES: Final[Mapping[type[Body], tuple[Rule, ...]]] = MappingProxyType(
    {
        Intake: (
            _code_is_plausible,
            _mass_is_plausible,
            amendment_rules.stands_for_a_voided_one,
            _code_is_not_live,
        ),
        HandoffLine: (
            _mass_is_plausible,
            amendment_rules.stands_for_a_voided_one,
            _load_is_open,
            _unit_can_leave,
        ),
        HandoffRelease: (_load_is_open, _lines_are_on_the_load),
        HandoffDeparted: (_load_was_released,),
        HandoffArrived: (_load_was_released,),
        HandoffCancelled: (_load_was_released,),
        ConsigneeAck: (_unit_is_on_the_road,),
        ReturnIn: (_mass_is_plausible, _unit_was_refused),
        ReturnedToSource: (_unit_can_leave,),
        IncidentClosed: (_unit_is_here,),
        ConditionCheck: (_unit_is_here,),
        QuarantineRelease: (_unit_is_here,),
        IdentityResolution: (_code_is_plausible, _unit_is_here),
        BatteryReplaced: (_codes_differ,),
        KeyRotation: (_new_key_signs_for_itself,),
        OutletProfile: (_outlet_is_the_bound_one,),
        Correction: (
            amendment_rules.target_stands,
            amendment_rules.changes_fit,
            amendment_rules.both_sides_are_asked,
        ),
        CorrectionAnswered: (amendment_rules.answer_is_awaited,),
        SecondConfirmation: (amendment_rules.target_stands, amendment_rules.target_can_be_confirmed),
        PackOpened: (_pack_can_be_opened,),
        Void: (amendment_rules.target_stands, amendment_rules.nothing_hangs_on_it),
        Evidence: (amendment_rules.target_stands,),
        Resubmit: (amendment_rules.target_stands, amendment_rules.target_was_refused),
    }
)
"""Types without an entry are taken as their shape says."""
