"""Floor and road together: every act that moves a unit, for tests that send it through all its states."""

from functools import partial

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.app.ids import new_id
from packtrail.app.recipients import load_recipient_rules
from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.consignee import LineReturn, RefusalReason
from packtrail.domain.custody import Custody
from packtrail.domain.exits import ExitReason
from packtrail.domain.handoff import LineDraft, release
from packtrail.domain.party import PartyDraft
from packtrail.domain.records import PartyPaper
from packtrail.domain.release_rules import ReleaseRules
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.keep_party import keep_party
from packtrail.usecases.move_units import Move, move_units, warn_of_moves
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN
from tests.trade import RECYCLER, load
from tests.usecases.floor import RECHECK, SUPERVISOR, Floor, module, together
from tests.usecases.road import BY_PHONE, Road

RULES = ReleaseRules(
    recipients=load_recipient_rules(), dangerous_goods=load_dangerous_goods(), recheck=RECHECK
)
DAMAGED_PACKING = "p908"


class Yard(Floor):
    """A station with a recipient that takes damaged batteries."""

    def __init__(self, station, clock):
        super().__init__(station, clock)
        self.road = Road(station, clock)
        self.acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
        self.void = partial(void_record, **self.acts)
        self.proof = self.photo(b"proof", "damage")

    def keep_able_recipient(self):
        """His card, with every paper that the rule asks for."""
        day = self.clock.at.date()
        needed = RULES.recipients.of_role("utilisation_enterprise", day).requirements
        papers = tuple(
            PartyPaper(paper=min(RULES.recipients.requirements[name].papers), checked_on=day)
            for name in needed
        )
        draft = PartyDraft(
            uscc=RECYCLER,
            name="株洲测试再生利用有限公司",
            role="utilisation_enterprise",
            papers=papers,
            takes_damaged=True,
        )
        return keep_party(draft, **self.acts)

    def load_of(self, unit, **changes):
        line = LineDraft(code=unit.label, unit_id=unit.unit_id)
        return load(lines=(line,), **{"packing_instruction": DAMAGED_PACKING, **changes})

    def hand_over(self, unit, *, departs=False, **changes):
        """One unit on a load of its own."""
        handed = self.road.release(self.load_of(unit, **changes), rules=RULES)
        if departs:
            self.road.depart(handed.document.handoff_id)
        return handed

    def lock_on_a_load(self, unit):
        """Header and line without a release, as no act of today writes them."""
        records = release(
            self.load_of(unit), [unit], number=f"HO-OLD-{unit.intake_number}", at=self.clock(),
            operator_ref=ADMIN.ref, new_id=new_id,
        )  # fmt: skip
        with self.station.act() as tx:
            tx.append(*records[:2])

    def cancel(self, unit):
        return self.road.cancel(unit.handoff_id, reason_code="weather", reason_text="大雨")

    def answer(self, unit, *, refused=False):
        reasons = {unit.line_id: RefusalReason.CAPACITY} if refused else {}
        return self.road.answer_all(unit.handoff_id, BY_PHONE, refused=reasons)

    def take_back(self, unit, condition="normal"):
        back = LineReturn(line_id=unit.line_id, condition_class=condition)
        return self.road.take_back(unit.handoff_id, [back])

    def send_home(self, unit, second=SUPERVISOR):
        reason = ExitReason(code="not_ours", text="交错了", evidence=(self.proof,))
        return return_unit_to_source(unit.unit_id, unit.delivery_id or "", reason, second=second, **self.acts)

    def write_off(self, unit, second=SUPERVISOR):
        reason = ExitReason(code="fire", text="烧毁", evidence=(self.proof,))
        return write_unit_off(unit.unit_id, reason, second=second, **self.acts)

    def move(self, unit, to=None):
        """To where such a unit may stand, past every warning."""
        isolated = unit.is_dangerous or unit.custody is Custody.QUARANTINED
        place = to or ("LOC:隔离区" if isolated else "LOC:待发区" if unit.zone == "普通区" else "LOC:普通区")
        moves = [Move(code=unit.label, location=place, unit_id=unit.unit_id)]
        rules = load_stock_rules()
        plan = warn_of_moves(moves, store=self.station, rules=rules, now=self.clock)
        return move_units(moves, rules=rules, confirmed=plan.to_confirm, **self.acts)

    def void_intake(self, unit):
        return self.void(
            unit.unit_id, "did_not_occur", "登记错了", second=SUPERVISOR, attachments=(self.proof,)
        )

    def pass_jointly(self, unit):
        """Treated, and found without danger by both parties."""
        return self.passed(unit, together())

    def reach(self, custody, draft):
        """A unit that real acts brought into a state, and the unit as it stands there."""
        condition = {Custody.RECEIVED: "undetermined", Custody.QUARANTINED: "damaged_casing"}
        unit = self.take_in_unit(draft(condition.get(custody, "normal")))
        road = {Custody.IN_TRANSIT, Custody.RETURNING, Custody.DELIVERED}
        if custody in road:
            self.hand_over(unit, departs=True)
        if custody in {Custody.RETURNING, Custody.DELIVERED}:
            self.answer(self.unit(unit.unit_id), refused=custody is Custody.RETURNING)
        step = {
            Custody.QUARANTINED: self.pass_jointly,
            Custody.ALLOCATED: self.lock_on_a_load,
            Custody.RETURNED_TO_SOURCE: self.send_home,
            Custody.INCIDENT_CLOSED: self.write_off,
            Custody.OPENED: lambda each: self.open(each, module(), photos=(self.proof,)),
            Custody.VOIDED: self.void_intake,
        }.get(custody)
        if step:
            step(unit)
        found = self.unit(unit.unit_id)
        assert found.custody is custody
        return found
