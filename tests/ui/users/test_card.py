"""The users' card: the list, and why a button of it refuses before it is pressed."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from packtrail.domain.operators import Operator, Role
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.users.card_flow import UsersFlow
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.counter import put_away
from tests.ui.whole import words_cut_at_rest

WORDS = wording(CHINESE)


@pytest.fixture
def flow(qtbot, at_work, ways):
    outlet, workers = at_work
    made = UsersFlow(ways, outlet, workers, WORDS)
    made.changed.connect(lambda: made.show_known(ways.known()))
    made.panel.resize(760, 900)
    made.panel.show()
    made.show_known(ways.known())
    yield made
    put_away(qtbot, workers, made.panel)


def button(flow, words):
    found = flow.panel.findChildren(RefusableButton)
    return next(each for each in found if words in (each.text(), each.accessibleName()) and each.isVisible())


def said(flow):
    return [label.text() for label in flow.panel.findChildren(QLabel) if label.isVisible()]


def done(qtbot, flow, **values):
    for key, value in values.items():
        flow.panel.form.changed.emit(key, value)
    with qtbot.waitSignal(flow.changed):
        flow.form.confirm()


def test_one_person_without_a_pin_is_told_what_adding_another_takes(flow):
    assert any("没有 PIN" in words for words in said(flow))
    assert "管理员 还没有 PIN" in button(flow, "添加使用人").refusal
    assert button(flow, "换人或锁定（Ctrl+H）").refusal == WORDS.say("users.card.no_pins")


def test_a_pin_of_ones_own_opens_the_way_to_a_second_user(qtbot, flow, ways):
    button(flow, "我的 PIN").click()
    done(qtbot, flow, new_pin="1470", new_pin_again="1470")
    button(flow, "添加使用人").click()
    done(qtbot, flow, name="李娜", role=Role.OPERATOR, new_pin="2580", new_pin_again="2580")
    assert [(user.name, user.role) for user in flow.state.users] == [
        ("管理员", "admin"),
        ("李娜", "operator"),
    ]
    assert button(flow, "换人或锁定（Ctrl+H）").refusal is None


def test_a_pin_that_is_unfit_is_said_in_the_form(qtbot, flow):
    button(flow, "我的 PIN").click()
    for key in ("new_pin", "new_pin_again"):
        flow.panel.form.changed.emit(key, "1234")
    flow.form.confirm()
    qtbot.waitUntil(lambda: any("这个 PIN 不能用" in words for words in said(flow)))


def test_somebody_gets_another_name_and_role_and_can_be_let_go(qtbot, three, flow, ways):
    flow.show_known(ways.known())
    button(flow, "修改 李娜").click()
    assert flow.form.typed.text("name") == "李娜"
    done(qtbot, flow, name="李娜娜", role=Role.DISPATCHER)
    button(flow, "停用 李娜娜").click()
    done(qtbot, flow)
    assert [user.name for user in flow.state.users] == ["王建国", "赵敏"]
    assert button(flow, "停用 王建国").refusal == WORDS.say("users.let_go_self")


def test_whose_role_does_not_include_it_sees_the_list_and_why_he_can_not_change_it(
    at_work, three, flow, ways
):
    at_work[0].operator = Operator(three[0].ref, "李娜", Role.OPERATOR)
    flow.show_known(ways.known())
    assert "管理使用人" in button(flow, "添加使用人").refusal
    assert button(flow, "我的 PIN").refusal is None


def test_the_minutes_until_it_locks_are_chosen_and_kept(qtbot, three, flow, ways):
    flow.show_known(ways.known())
    with qtbot.waitSignal(flow.changed):
        flow.panel.idle_chosen.emit(30)
    assert ways.known().idle_minutes == 30
    assert flow.panel._idle.key == "30"


def test_leaving_the_screen_leaves_no_form_with_a_pin_in_it(three, flow):
    button(flow, "我的 PIN").click()
    flow.leave()
    assert flow.form.act is None
    assert not flow.panel.form.isVisible()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_word_has_room(qtbot, three, flow, ways, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.panel.resize(int(760 * scale), int(900 * scale))
    flow.show_known(ways.known())
    flow.retranslate(wording(language))
    QApplication.processEvents()
    assert words_cut_at_rest(flow.panel) == []
    flow.panel.add_asked.emit()
    QApplication.processEvents()
    assert words_cut_at_rest(flow.panel) == []
