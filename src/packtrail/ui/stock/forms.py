"""Which form an act of a unit's page opens."""

from packtrail.ui.forms.state import FormAct
from packtrail.ui.stock.acts import UnitAct
from packtrail.ui.stock.life import UnitLife
from packtrail.ui.stock.record_forms import MoveForm, ResolveForm, RewriteForm, VoidForm
from packtrail.ui.stock.safety_forms import CheckForm, ConfirmForm, DetermineForm, ReleaseForm, TreatForm


def form_of(act: UnitAct, life: UnitLife) -> FormAct:
    """The form of ``act`` on the unit of ``life``; LookupError where nothing waits for a second person."""
    unit, rules = life.unit, life.rules
    if act is UnitAct.CONFIRM and life.waiting is None:
        raise LookupError(unit.unit_id)
    forms: dict[UnitAct, FormAct] = {
        UnitAct.CHECK: CheckForm(unit.unit_id, rules.safety),
        UnitAct.DETERMINE: DetermineForm(unit.unit_id, rules.checklist, rules.safety, life.operator),
        UnitAct.TREAT: TreatForm(unit.unit_id, rules.checklist),
        UnitAct.RELEASE: ReleaseForm(unit.unit_id, rules),
        UnitAct.RESOLVE: ResolveForm(unit),
        UnitAct.REWRITE: RewriteForm(unit),
        UnitAct.MOVE: MoveForm(unit, rules.stock),
        UnitAct.VOID: VoidForm(life.events),
    }
    if life.waiting is not None:
        forms[UnitAct.CONFIRM] = ConfirmForm(life.waiting, rules)
    return forms[act]
