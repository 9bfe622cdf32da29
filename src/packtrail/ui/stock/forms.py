"""Which form an act of a unit's page opens."""

from packtrail.domain.code_tables import CodeTables
from packtrail.ui.forms.state import FormAct
from packtrail.ui.stock.acts import UnitAct
from packtrail.ui.stock.exit_forms import ReturnForm, WriteOffForm
from packtrail.ui.stock.life import UnitLife
from packtrail.ui.stock.record_forms import MoveForm, ResolveForm, RewriteForm, VoidForm
from packtrail.ui.stock.safety_forms import CheckForm, ConfirmForm, DetermineForm, ReleaseForm, TreatForm
from packtrail.ui.stock.timeline import name_of
from packtrail.ui.stock.unpack_form import UnpackForm


def form_of(act: UnitAct, life: UnitLife, tables: CodeTables) -> FormAct:
    """The form of ``act`` on the unit of ``life``; LookupError where nothing waits for a second person."""
    unit, rules = life.unit, life.rules
    if act is UnitAct.CONFIRM and life.waiting is None:
        raise LookupError(unit.unit_id)
    forms: dict[UnitAct, FormAct] = {
        UnitAct.CHECK: CheckForm(unit.unit_id, rules.safety),
        UnitAct.DETERMINE: DetermineForm(unit.unit_id, rules.checklist, rules.safety, life.operator),
        UnitAct.TREAT: TreatForm(unit.unit_id, rules.checklist),
        UnitAct.RELEASE: ReleaseForm(unit.unit_id, rules, life.seconds),
        UnitAct.RESOLVE: ResolveForm(unit, life.seconds),
        UnitAct.REWRITE: RewriteForm(unit, life.seconds),
        UnitAct.MOVE: MoveForm(unit, rules.stock),
        UnitAct.VOID: VoidForm(life.events, life.seconds),
        UnitAct.OPEN: UnpackForm(unit, rules, tables),
        UnitAct.SEND_BACK: ReturnForm(unit, life.delivery, life.seconds),
        UnitAct.WRITE_OFF: WriteOffForm(unit, life.seconds),
    }
    if life.waiting is not None:
        forms[UnitAct.CONFIRM] = ConfirmForm(life.waiting, rules, name_of(life.waiting.operator_ref, life))
    return forms[act]
