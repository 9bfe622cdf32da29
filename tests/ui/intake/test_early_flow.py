"""Early warnings at intake: asked for together behind the hand's back, shown with source and age."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.domain.delivery import DeliveryDraft
from packtrail.protocol.unit_life import MAX_CODES
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.early_flow import vins_of
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.work import Card, Work
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.ask_unit_life import NOT_TOLD
from packtrail.usecases.sync_policy import AUTO
from packtrail.usecases.sync_values import Step
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.answering import Answering
from tests.ui.stock.counter import code, counter, on_writer, put_away, with_hub
from tests.ui.whole import cut_words

VIN = "LSVNV2182E2100001"


@pytest.fixture
def hub(qapp, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        with_hub(outlet)
        made = Answering(outlet)
        made.model_known, made.workers = "unknown", workers
        yield made


@pytest.fixture
def flow(qtbot, hub):
    flow = IntakeFlow(hub, hub.workers, wording(CHINESE))
    flow.screen.resize(1280, 760)
    flow.screen.show()
    yield flow
    hub.gate.set()
    put_away(qtbot, hub.workers, flow.screen)


def lay(flow, *numbers, **unit):
    """These batteries lie on the bench, the last one open."""
    cards = tuple(Card(key=f"k{number}", unit=pack(code(number), **unit)) for number in numbers)
    flow._bench.change(replace(flow._bench.work, cards=cards, open_card=cards[-1].key))


def view_of(flow, number):
    card = flow.screen.right.card(f"k{number}")
    return card._view if card else None


def warned(qtbot, flow, number, count=2):
    qtbot.waitUntil(lambda: view_of(flow, number) is not None and len(view_of(flow, number).early) == count)


def ask_now(flow):
    flow._early._gather.stop()
    flow._early._ask()


def test_codes_that_come_together_are_asked_for_in_one_request(qtbot, flow, hub):
    lay(flow, 1, 2)
    lay(flow, 1, 2, 3)
    for number in (1, 2, 3):
        warned(qtbot, flow, number)
    assert hub.codes == [(code(1), code(2), code(3))]


def test_a_warning_says_from_whom_and_how_old_and_asks_no_confirmation(qtbot, flow, hub):
    lay(flow, 1)
    ask_now(flow)
    warned(qtbot, flow, 1)
    missing, unknown = view_of(flow, 1).early
    assert "盘点时没有找到它" in missing
    assert "网点 91430100MA0FAKE039 在 2026-11-17" in missing
    assert "待确认；“测试企业平台”刚刚的答复" in missing
    assert "前 14 位不在平台的备案型号里" in unknown
    assert view_of(flow, 1).warnings == ()
    assert "平台提醒 2 条" in [chip.word for chip in view_of(flow, 1).chips]


def test_nothing_waits_for_an_answer(qtbot, flow, hub):
    hub.gate.clear()
    lay(flow, 1)
    ask_now(flow)
    lay(flow, 1, 2)
    assert [card.key for card in flow._bench.work.cards] == ["k1", "k2"]
    assert not flow.is_busy
    hub.gate.set()
    warned(qtbot, flow, 1)
    ask_now(flow)
    warned(qtbot, flow, 2)


def test_without_a_network_the_last_answer_warns_and_nobody_is_told_of_trouble(qtbot, flow, hub):
    on_writer(hub, lambda: hub.keep([code(1)]))
    hub.script = [Step(NOT_TOLD, cause="timeout")]
    lay(flow, 1, 2)
    warned(qtbot, flow, 1)
    ask_now(flow)
    qtbot.waitUntil(lambda: hub.codes == [(code(2),)])
    qtbot.waitUntil(lambda: flow._early._asking is None)
    assert not flow.screen.banner.isVisible()
    assert flow._early._gather.remainingTime() > 30_000


def test_off_means_off(qtbot, flow, hub):
    on_writer(hub, lambda: hub.remember(AUTO, "off"))
    on_writer(hub, lambda: hub.keep([code(1)]))
    lay(flow, 1, 2)
    warned(qtbot, flow, 1)
    ask_now(flow)
    qtbot.waitUntil(lambda: flow._early._asking is None)
    assert hub.codes == []


def test_a_long_list_is_asked_for_in_parts_of_at_most_so_many(qtbot, flow, hub):
    expected = tuple(code(number) for number in range(1, MAX_CODES + 31))
    flow._bench.change(replace(flow._bench.work, head=DeliveryDraft(expected_codes=expected)))
    ask_now(flow)
    qtbot.waitUntil(lambda: len(hub.codes) == 1 and flow._early._asking is None)
    ask_now(flow)
    qtbot.waitUntil(lambda: len(hub.codes) == 2 and flow._early._asking is None)
    assert hub.codes == [expected[:MAX_CODES], expected[MAX_CODES:]]


def test_only_a_whole_vin_is_compared():
    cards = tuple(
        Card(key=each, unit=pack(code(number), vin=each))
        for number, each in enumerate((VIN, "LSVNV218", None))
    )
    assert vins_of(Work(cards=cards)) == {code(0): VIN, code(1): "", code(2): ""}
    assert steps.as_typed(Work(cards=cards)).units[0].vin == VIN


def test_the_warnings_of_the_open_card_are_read_whole_in_either_language(qtbot, flow, hub):
    lay(flow, 1)
    ask_now(flow)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        warned(qtbot, flow, 1)
        told = view_of(flow, 1).early
        qtbot.waitUntil(lambda told=told: set(told) <= shown(flow.screen.right))
        qtbot.waitUntil(lambda: whole(flow.screen.right))


def shown(widget):
    return {each.text() for each in widget.findChildren(QLabel) if each.isVisible()}


def whole(widget):
    assert cut_words(widget) == []
    return True
