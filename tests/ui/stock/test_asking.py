"""The unit's page asks the hubs: by itself once, by hand, and not at all when sending is off."""

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.domain.errors_network import CompanyCaUnreadable
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.ask_unit_life import DISPUTED, NOT_TOLD
from packtrail.usecases.sync_policy import AUTO
from packtrail.usecases.sync_values import Step
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.answering import Answering
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in, with_hub
from tests.ui.whole import cut_words


@pytest.fixture
def hub(at_work):
    outlet, _ = at_work
    taken_in(outlet, *packs(2))
    with_hub(outlet)
    return Answering(outlet)


@pytest.fixture
def flow(qtbot, at_work, hub):
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(hub, at_work[1], wording(CHINESE))
    made.detail.resize(420, 2400)
    made.detail.show()
    yield made
    hub.gate.set()
    put_away(qtbot, at_work[1], made.screen, made.detail)


def open_page(qtbot, flow, hub, number=1):
    unit = hub.read(lambda view: view.units_with_code(code(number))[0])
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit.unit_id)


def words(flow):
    return " ".join(each.text() for each in flow.detail.findChildren(QLabel) if each.isVisibleTo(flow.detail))


def button(flow, name):
    return next(each for each in flow.detail.findChildren(RefusableButton) if name in each.text())


def whole(widget):
    assert cut_words(widget) == []
    return True


def said(qtbot, flow, text):
    qtbot.waitUntil(lambda: text in words(flow))


def test_a_page_that_stays_open_asks_and_shows_what_it_is_told(qtbot, flow, hub):
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    assert hub.codes == [(code(1),)]
    shown = words(flow)
    for text in (
        "网点 91430100MA0FAKE039，经“测试企业平台”",
        "60.5 kWh",
        "先断开维修开关",
        "待确认",
        "本机台账",
    ):
        assert text in shown, text


def test_opened_again_soon_it_asks_nobody_and_a_person_may(qtbot, flow, hub):
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    open_page(qtbot, flow, hub)
    flow.asking._stayed()
    qtbot.waitUntil(lambda: not flow.asking.state.is_under_way)
    button(flow, "再查一次").click()
    qtbot.waitUntil(lambda: len(hub.codes) == 2)
    assert hub.codes == [(code(1),)] * 2


def test_a_page_that_is_passed_by_is_not_asked_for(qtbot, flow, hub):
    open_page(qtbot, flow, hub, 1)
    open_page(qtbot, flow, hub, 2)
    said(qtbot, flow, "没有找到")
    assert hub.codes == [(code(2),)]


def test_while_it_asks_it_says_so_and_what_is_known_stays(qtbot, flow, hub):
    hub.gate.clear()
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "正在问平台")
    assert "还没有问过平台" in words(flow)
    assert button(flow, "再查一次").refusal == "正在问平台，请稍候。"
    hub.gate.set()
    said(qtbot, flow, "没有找到")
    assert "正在问平台" not in words(flow)
    assert button(flow, "再查一次").refusal is None


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step(NOT_TOLD, cause="timeout"), "“测试企业平台”没有答复：等了太久没有回答。"),
        (Step(NOT_TOLD, cause="http_503"), "现在答不了（HTTP 503）"),
        (Step(NOT_TOLD, cause="http_404"), "请联系平台管理员"),
        (Step(DISPUTED, cause="bad_signature"), "答复不可信（签名不对）"),
        (CompanyCaUnreadable("ca.pem"), "证书"),
    ],
)
def test_trouble_is_a_sentence_and_the_last_answer_stays(qtbot, flow, hub, step, text):
    hub.look_up([code(1)])
    hub.script = [step]
    open_page(qtbot, flow, hub)
    button(flow, "再查一次").click()
    said(qtbot, flow, text)
    assert "没有找到" in words(flow)
    assert button(flow, "再查一次").refusal is None


def test_who_asks_for_patience_is_left_in_peace_by_the_page_and_not_by_a_person(qtbot, flow, hub):
    hub.script = [Step(NOT_TOLD, cause="http_429", retry_after_s=3600)]
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "过一会儿")
    flow.asking.close()
    open_page(qtbot, flow, hub)
    flow.asking._stayed()
    assert not flow.asking.state.is_under_way
    button(flow, "再查一次").click()
    said(qtbot, flow, "没有找到")
    assert len(hub.codes) == 2


def test_two_pages_in_a_row_are_asked_for_one_after_the_other(qtbot, flow, hub):
    hub.gate.clear()
    open_page(qtbot, flow, hub, 1)
    said(qtbot, flow, "正在问平台")
    open_page(qtbot, flow, hub, 2)
    button(flow, "再查一次").click()
    said(qtbot, flow, "正在问平台")
    hub.gate.set()
    said(qtbot, flow, "没有找到")
    assert hub.codes == [(code(1),), (code(2),)]


def test_a_bug_in_asking_is_told_and_the_page_asks_again_when_it_is_opened_anew(qtbot, flow, hub):
    hub.script = [ZeroDivisionError()]
    with qtbot.captureExceptions() as bugs:
        open_page(qtbot, flow, hub)
        qtbot.waitUntil(lambda: len(bugs) == 1)
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    assert hub.codes == [(code(1),)] * 2


def test_off_means_off_and_the_button_says_why(qtbot, flow, hub):
    on_writer(hub, lambda: hub.remember(AUTO, "off"))
    open_page(qtbot, flow, hub)
    again = button(flow, "再查一次")
    assert "关了就不联网" in (again.refusal or "")
    again.click()
    flow.asking.again()  # the choice is read in the lane as well
    qtbot.waitUntil(lambda: not flow.asking.state.is_under_way)
    assert hub.codes == []


def test_the_button_has_its_key_in_either_language(qtbot, flow, hub):
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    for language, name in ((CHINESE, "再查一次"), (ENGLISH, "Ask again")):
        flow.retranslate(wording(language))
        assert button(flow, name).shortcut().toString() == "Ctrl+R"
        qtbot.waitUntil(lambda: whole(flow.detail))


def test_the_life_is_printed_and_a_second_print_is_another_file(qtbot, flow, hub):
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    made = []
    for _ in range(2):
        with qtbot.waitSignal(flow.open_paper) as opened:
            button(flow, "打印履历").click()
        made.append(opened.args[0])
    assert [each.name for each in made] == [f"life-{code(1)}.pdf", f"life-{code(1)}-2.pdf"]
    assert all(each.read_bytes().startswith(b"%PDF") for each in made)
    assert button(flow, "打印履历").shortcut().toString() == "Ctrl+P"


def test_the_slip_is_printed_from_the_page_and_again_as_another_file(qtbot, flow, hub):
    open_page(qtbot, flow, hub)
    said(qtbot, flow, "没有找到")
    made = []
    for _ in range(2):
        with qtbot.waitSignal(flow.open_paper) as opened:
            button(flow, "打印入库单").click()
        made.append(opened.args[0])
    number = hub.read(lambda view: view.units_with_code(code(1)))[0].intake_number
    assert [each.name for each in made] == [f"{number}.pdf", f"{number}-2.pdf"]
    assert all(each.read_bytes().startswith(b"%PDF") for each in made)
    assert button(flow, "打印入库单").shortcut().toString() == "Ctrl+Shift+P"
