"""What happens to units on the floor, on the real ledger: the acts with their ports filled in."""

from functools import partial

from packtrail.app.ids import new_id
from packtrail.app.opening_rules import load_opening_rules
from packtrail.app.safety_checklist import load_safety
from packtrail.domain.delivery_draft import UnitDraft
from packtrail.domain.opening import OpeningDraft
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import SafetyAnswer
from packtrail.domain.records.gate import CodeStatus, MassBasis, UnitLevel
from packtrail.domain.second_person import ConfirmedBy
from packtrail.domain.unit_acts import CheckDraft, SafetyDraft
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.confirm_as_second import confirm_as_second
from packtrail.usecases.determine_safety import determine_safety
from packtrail.usecases.open_pack import genealogy, open_pack
from packtrail.usecases.rechecks import rechecks_due
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_isolated import release_isolated
from packtrail.usecases.resolve_identity import resolve_identity
from packtrail.usecases.treat_unit import treat_unit
from tests.station import ADMIN
from tests.trade import RECYCLER, delivery, pack

SUPERVISOR = Operator("op_2", "主管", Role.SUPERVISOR)
OPERATOR = Operator("op_3", "操作员", Role.OPERATOR)
SAFETY = load_safety()
RECHECK = SAFETY.rules.recheck
EVERY_WARNING = (
    "beyond_safety_inspection",
    "opening_to_be_confirmed",
    "danger_goes_on",
    "identity_in_conflict",
)


def answers(*yes):
    """Every item answered, those named with yes."""
    return tuple(
        SafetyAnswer(item=item.item_id, is_yes=item.item_id in yes) for item in SAFETY.checklist.items
    )


def alone(*yes):
    """单方判定 by the outlet."""
    return SafetyDraft(answers=answers(*yes), consignor_person="张三")


def together(*yes, uscc=RECYCLER):
    """A determination by named persons of both parties."""
    return SafetyDraft(
        answers=answers(*yes),
        consignor_person="张三",
        consignee_person="李四",
        consignee_name="株洲测试再生利用有限公司",
        consignee_uscc=uscc,
    )


def module(code=None, **changes):
    """A module out of a pack; without a code it is an uncoded one."""
    coded = {"battery_code": code, "code_scheme": "gbt34014_full", "code_status": CodeStatus.READ}
    uncoded = {"code_status": CodeStatus.ABSENT, "code_reason": "missing"}
    return UnitDraft(**{"level": UnitLevel.MODULE, **(coded if code else uncoded), **changes})


def weighed(code, mass_g):
    """A module with a code that was weighed alone."""
    return module(code, mass_g=mass_g, mass_basis=MassBasis.WEIGHED)


class Floor:
    """The acts between gate and load, by the administrator unless said otherwise."""

    def __init__(self, station, clock):
        self.station, self.clock = station, clock
        acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
        self._check = partial(check_condition, rules=SAFETY.rules, **acts)
        self._determine = partial(determine_safety, checklist=SAFETY.checklist, rules=SAFETY.rules, **acts)
        self.treat_as = partial(treat_unit, **acts)
        self.release = partial(release_isolated, rule=RECHECK, **acts)
        self.confirm_as = partial(
            confirm_as_second, way=ConfirmedBy.LATER, rule=RECHECK, **{**acts, "by": SUPERVISOR}
        )
        self.resolve = partial(resolve_identity, **acts)
        self._open = partial(open_pack, rules=load_opening_rules(), recheck=RECHECK, **acts)
        self.record = partial(record_delivery, **acts)

    def take_in(self, code, **changes):
        """One pack, as it looks at the gate."""
        return self.record(delivery(pack(code, **changes))).units[0]

    def take_in_unit(self, draft):
        """One unit of any kind."""
        return self.record(delivery(draft)).units[0]

    def check(self, unit, condition="normal", **changes):
        by = changes.pop("by", ADMIN)
        return self._check(unit.unit_id, CheckDraft(condition_class=condition, **changes), by=by)

    def determine(self, *units, draft=None):
        return self._determine([unit.unit_id for unit in units], draft or alone())

    def treat(self, unit, code="isolate_and_watch"):
        return self.treat_as(unit.unit_id, code, "已处置")

    def passed(self, unit, draft=None):
        """Treated and found without danger."""
        self.treat(unit)
        return self.determine(unit, draft=draft)[0]

    def open(self, unit, *children, **changes):
        fields = {"reason_code": "sorting", "confirmed_warnings": EVERY_WARNING, **changes}
        return self._open(OpeningDraft(parent_id=unit.unit_id, children=children, **fields))

    def unit(self, unit_id):
        with self.station.read() as view:
            return view.unit(unit_id)

    def family(self, unit_id):
        with self.station.read() as view:
            return genealogy(view, unit_id)

    def due(self, now=None):
        with self.station.read() as view:
            return rechecks_due(view, now or self.clock.at, RECHECK)

    def records(self, *types):
        with self.station.read() as view:
            return [each.record for each in view.of_type(*types)]

    def photo(self, content=b"photo", role="nameplate"):
        with self.station.act() as tx:
            return tx.keep_blob(content, "image/jpeg", role)
