"""拒收 at intake: the delivery ends with its reason and number, and nothing of it becomes ours."""

import pytest

from packtrail.domain.records.gate import SourceType
from packtrail.domain.refused_delivery import RefusedDelivery
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.undo import undo
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import REPAIR_SHOP
from tests.ui.stock.counter import counter, put_away
from tests.ui.whole import cut_words


@pytest.fixture
def station(qapp, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def flow(qtbot, station):
    _, workers = station
    flow = IntakeFlow(*station, wording(CHINESE))
    flow.screen.resize(1280, 900)
    flow.screen.show()
    yield flow
    put_away(qtbot, workers, flow.screen)


def fill_head(flow):
    flow.screen.source_chosen.emit(SourceType.REPAIR_SHOP)
    flow.screen.head_changed.emit("deliverer_name", "长沙测试汽修有限公司")
    flow.screen.head_changed.emit("deliverer_uscc", REPAIR_SHOP)
    flow.screen.head_changed.emit("claimed_count", "40")


def turn_away(qtbot, flow):
    flow.screen.right.gate.asked.emit()
    flow._gate.form.give("reason_code", "source_doubtful")
    flow._gate.form.give("reason_text", "说不清电池从哪里来")
    flow._gate.form.panel.confirmed.emit()
    qtbot.waitUntil(lambda: not flow.is_busy)


def turned_away(outlet):
    return outlet.read(lambda view: list(view.in_order(RefusedDelivery)))


def test_a_delivery_turned_away_has_its_number_and_leaves_an_empty_bench(qtbot, flow, station):
    outlet, _ = station
    fill_head(flow)
    turn_away(qtbot, flow)
    (refused,) = turned_away(outlet)
    assert (refused.reason_code, refused.claimed_count) == ("source_doubtful", 40)
    assert refused.number in flow.screen.banner._text.text()
    assert flow._bench.work.draft_id is None
    assert not flow._bench.is_recording
    assert outlet.read(lambda view: list(view.drafts("delivery"))) == []


def test_without_a_deliverer_nobody_is_turned_away_and_the_head_says_what_is_lacking(qtbot, flow, station):
    turn_away(qtbot, flow)
    assert turned_away(station[0]) == []
    assert flow._gate.form.act is not None
    assert {fault.field for fault in flow._bench.faults} >= {"source_type"}
    assert not flow._bench.is_recording


def test_finishing_the_delivery_closes_the_form_and_forgets_what_it_said(flow):
    flow.screen.right.gate.asked.emit()
    flow._gate.form.give("reason_text", "说不清电池从哪里来")
    flow.screen.finish_asked.emit()
    assert flow._gate.form.act is None
    assert flow._bench.work.head.refusal is None


def test_what_was_typed_is_there_again_after_the_program_was_closed(qtbot, flow, station):
    outlet, workers = station
    fill_head(flow)
    flow.screen.right.gate.asked.emit()
    flow._gate.form.give("reason_code", "source_doubtful")
    flow._gate.form.give("reason_text", "说不清电池从哪里来")
    qtbot.waitUntil(lambda: _saved(outlet) == "说不清电池从哪里来")
    again = IntakeFlow(outlet, workers, wording(CHINESE))
    again.start()
    qtbot.waitUntil(lambda: again._gate.form.act is not None)
    typed = again._gate.form.typed
    assert (typed.text("reason_code"), typed.text("reason_text")) == ("source_doubtful", "说不清电池从哪里来")
    put_away(qtbot, workers, again.screen)


def test_turning_away_can_be_taken_back_and_lies_on_the_bench_as_it_was(qtbot, flow, station):
    outlet, _ = station
    offered = []
    flow.undoable.connect(offered.append)
    fill_head(flow)
    turn_away(qtbot, flow)
    (act,) = offered
    outlet.act(undo, act.act_ids, draft=act.draft)
    assert act.restore()
    (refused,) = turned_away(outlet)
    assert refused.is_voided
    assert flow._bench.work.claimed == "40"
    assert flow._gate.form.typed.text("reason_text") == "说不清电池从哪里来"
    assert _saved(outlet) == "说不清电池从哪里来"


def _saved(outlet):
    drafts = outlet.read(lambda view: list(view.drafts("delivery")))
    refusal = drafts[0].content.get("refusal") if drafts else None
    return refusal and refusal["reason_text"]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_of_the_form_is_cut(qtbot, flow, language):
    flow.retranslate(wording(language))
    flow.screen.right.gate.asked.emit()
    qtbot.waitUntil(lambda: cut_words(flow.screen.right.gate) == [])
