"""The settings screen over a real ledger."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from packtrail.domain.errors import NotAllowed
from packtrail.domain.operators import Operator, Role
from packtrail.ui.settings.flow import SettingsFlow
from packtrail.ui.settings.state import APPEARANCE, LANGUAGE, SIZE, remembered_choices
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.usecases.set_profile import current_phone, current_profile
from packtrail.wording import CHINESE, ENGLISH, Language, wording
from tests.trade import REPAIR_SHOP
from tests.ui.stock.counter import PROFILE, on_writer, put_away
from tests.ui.whole import cut_words


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = SettingsFlow(outlet, workers, wording(CHINESE))
    made.screen.resize(1200, 760)
    made.screen.show()
    made.start()
    qtbot.waitUntil(lambda: made.state.saved is not None)
    yield made
    put_away(qtbot, workers, made.screen)


def said(flow):
    return " ".join(label.text() for label in flow.screen.findChildren(QLabel) if label.isVisible())


def field(flow, name):
    return next(each for each in flow.screen.findChildren(QLineEdit) if each.accessibleName() == name)


def test_the_profile_in_force_stands_in_the_form(flow):
    assert field(flow, "网点名称").text() == PROFILE.outlet_name
    assert flow.screen.findChild(PrimaryButton).refusal == "没有改动。"


def test_a_changed_profile_is_recorded(qtbot, at_work, flow):
    field(flow, "电话").setFocus()
    qtbot.keyClicks(field(flow, "电话"), "0731-0000")
    with qtbot.waitSignal(flow.profile_saved):
        qtbot.keyClick(flow.screen, Qt.Key.Key_F10)
    assert at_work[0].read(current_phone) == "0731-0000"
    assert "已保存" in said(flow)


def test_a_code_is_checked_while_it_is_typed(qtbot, flow):
    code = field(flow, "设立/委托企业信用代码")
    code.setFocus()
    code.selectAll()
    qtbot.keyClicks(code, REPAIR_SHOP[:5])
    assert "已填 5 / 18 位" in said(flow)
    assert "校验不符" in flow.screen.findChild(PrimaryButton).refusal
    qtbot.keyClicks(code, REPAIR_SHOP[5:])
    assert "已填" not in said(flow)


def test_f8_puts_the_hand_on_what_is_missing(flow):
    flow.screen.field_edited.emit("outlet_name", "")
    flow.next_fault()
    assert flow.screen.focusWidget() is field(flow, "网点名称")


def test_who_may_not_is_told_so_and_nothing_is_written(qtbot, at_work, flow):
    outlet = at_work[0]
    outlet.operator = Operator("op_2", "李", Role.OPERATOR)
    flow.screen.field_edited.emit("outlet_name", "别的名字")
    flow.save()
    qtbot.waitUntil(lambda: isinstance(flow.state.trouble, NotAllowed))
    assert outlet.read(current_profile).outlet_name == PROFILE.outlet_name
    assert flow.state.form.outlet_name == "别的名字"


@pytest.mark.parametrize(
    ("emitted", "key", "signal", "value"),
    [
        ("language_chosen", "en", "language_chosen", Language.ENGLISH),
        ("appearance_chosen", "dark", "appearance_chosen", Scheme.DARK),
        ("appearance_chosen", "system", "appearance_chosen", None),
        ("size_chosen", "150", "size_chosen", 1.5),
    ],
)
def test_a_choice_is_handed_to_the_window(qtbot, flow, emitted, key, signal, value):
    with qtbot.waitSignal(getattr(flow, signal)) as told:
        getattr(flow.screen, emitted).emit(key)
    assert told.args == [value]


def test_choices_are_remembered(qtbot, at_work, flow):
    outlet = at_work[0]
    for emitted, key in (
        ("language_chosen", "en"),
        ("appearance_chosen", "contrast"),
        ("size_chosen", "200"),
    ):
        getattr(flow.screen, emitted).emit(key)
    on_writer(outlet, lambda: None)
    assert outlet.read(remembered_choices) == flow.state.choices


def test_choices_of_last_time_are_shown_as_chosen(qtbot, at_work, flow):
    outlet = at_work[0]
    for name, value in ((LANGUAGE, "en"), (APPEARANCE, "dark"), (SIZE, "125")):
        on_writer(outlet, partial(outlet.remember, name, value))
    flow.start()
    qtbot.waitUntil(lambda: flow.state.choices.size == 125)
    assert flow.state.choices.scheme is Scheme.DARK


def whole(screen):
    assert cut_words(screen) == []
    return True


@pytest.mark.parametrize("size", [(1200, 760), (820, 600)])
def test_nothing_is_cut_in_either_language(qtbot, flow, size):
    flow.screen.resize(*size)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: whole(flow.screen))
