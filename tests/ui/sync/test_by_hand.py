"""An amendment that a portal takes by hand only, closed from the list of errors."""

import pytest
from PySide6.QtWidgets import QLineEdit

from packtrail.app.workbook_acts import WorkbookActs
from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.workbook_profile import MassUnit
from packtrail.ui.forms.state import Typed
from packtrail.ui.sync.errors_flow import ErrorsFlow
from packtrail.ui.sync.errors_words import code_texts, opening_words
from packtrail.ui.sync.portal_form import AddPortalForm
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.report_errors import errors_of
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, put_away, taken_in
from tests.ui.whole import words_cut_at_rest

pytestmark = pytest.mark.practice(10)

MAKER = "甲汽车有限公司"


def waiting(outlet, portal):
    states = (SubmissionState.MANUAL_ACTION,)
    return outlet.read(lambda view: list(view.submissions(portal, states, 10)))


@pytest.fixture
def task(at_work):
    """A correction that a person has to tell the portal."""
    outlet, _ = at_work
    typed = Typed(values={"name": "甲平台", "makers": MAKER})
    portal = on_writer(outlet, lambda: AddPortalForm().do(outlet, typed)).name
    unit = taken_in(outlet, pack(code(1), responsible_maker=MAKER)).units[0]
    road = WorkbookActs(outlet)
    asked = road.asked(portal, mass_unit=MassUnit.KG)
    road.confirm(road.export(asked).workbooks[0].number, 1)
    on_writer(
        outlet,
        lambda: outlet.act(
            correct_record, unit.unit_id, {"gross_mass_g": 9_000}, reason_code="typo", reason_text="抄错"
        ),
    )
    road.export(asked)
    (found,) = waiting(outlet, portal)
    return found


@pytest.fixture
def errors(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    flow = ErrorsFlow(outlet, workers, wording(CHINESE), failed=pytest.fail)
    yield flow
    put_away(qtbot, workers, flow.detail)


def test_the_error_opens_a_form_and_what_the_portal_showed_closes_it(qtbot, at_work, errors, task):
    (error,) = errors_of(task)
    errors.open(error)
    panel = errors.form.panel
    panel.changed.emit("shown", "更正受理 20261120-7")
    with qtbot.waitSignal(errors.written, timeout=20_000):
        errors.form.confirm()
    assert waiting(at_work[0], task.destination) == []


def test_without_what_the_portal_showed_the_form_says_what_is_missing(errors, task):
    (error,) = errors_of(task)
    errors.open(error)
    assert "平台显示的编号或原话" in errors.form.panel._confirm.refusal


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_task_is_said_whole_in_both_languages(errors, task, language):
    (error,) = errors_of(task)
    w = wording(language)
    assert all(code_texts(w, error)[:2])
    assert opening_words(w, error) == w.say("sync.by_hand_task.open")
    errors.open(error)
    errors.form.retranslate(w)
    errors.detail.resize(360, 700)
    errors.detail.show()
    assert words_cut_at_rest(errors.detail) == []
    assert all(field.accessibleName() for field in errors.detail.findChildren(QLineEdit))
