"""The way of a released load over a real ledger: from release to settled, one of two refused and back."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea

from packtrail import resources
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState, LineState
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.scale import ScaleReading
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.handoff.way.flow import WayFlow
from packtrail.ui.handoff.way.scale_bar import why_not
from packtrail.ui.handoff.way.state import WayAct, ask_way, offers
from packtrail.ui.scale_ways import ScaleStand
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.ports import Verdict
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, load
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in, with_hub
from tests.ui.whole import cut_words

WORDS = wording(CHINESE)


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = WayFlow(outlet, workers, WORDS)
    panel = QScrollArea()  # as the window shows a detail
    panel.setWidgetResizable(True)
    panel.setWidget(made.detail)
    panel.resize(380, 900)
    panel.show()
    yield made
    put_away(qtbot, workers, panel)


@pytest.fixture
def released(qtbot, at_work, flow):
    """A load of two on the page, and its lines."""
    outlet = at_work[0]
    taken_in(outlet, *packs(2))
    handed = on_writer(outlet, partial(outlet.release_handoff, load(code(1), code(2))))
    with qtbot.waitSignal(flow.detail_asked):
        flow.open(handed.document.handoff_id)
    return handed


def button(flow, words):
    return next(b for b in flow.detail.findChildren(RefusableButton) if words in b.text() and b.isVisible())


def name(act):
    return WORDS.say(f"handoff.way.act.{act}")


def filled(flow, act, **values):
    button(flow, name(act)).click()
    for key, value in values.items():
        flow.form.panel.changed.emit(key.replace("__", "."), value)


def done(qtbot, flow, act, **values):
    """Open the form of ``act``, fill it in and confirm it; wait until the page is as it is after it."""
    filled(flow, act, **values)
    before = flow.way
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    qtbot.waitUntil(lambda: flow.way is not before)


def refused(flow, item, reason="mass_discrepancy"):
    return {f"line__{item.line_id}": "yes", f"reason__{item.line_id}": reason}


def said(flow):
    return " ".join(label.text() for label in flow.detail.findChildren(QLabel) if label.isVisible())


def sees(qtbot, flow, words):
    qtbot.waitUntil(lambda: words in said(flow))  # what was made anew is shown a turn later


def may(flow):
    return [offer.act for offer in offers(flow.way) if offer.refusal is None]


def all_taken_by_the_platform(outlet):
    """The platform says of every record that it has it."""
    with outlet.store.act() as tx:
        owed = tx.submissions("hub", list(SubmissionState))
        verdicts = [
            Verdict(
                record_id=each.record_id,
                state=SubmissionState.ACCEPTED,
                ack_level=AckLevel.RELAY_ACCEPTED,
                remote_no=None,
                issues=(),
                said_at=AFTERNOON,
            )
            for each in owed
        ]
        tx.settle("hub", verdicts)


@pytest.mark.practice(17)
def test_a_load_goes_from_release_to_settled_with_one_of_two_refused_and_back(qtbot, at_work, flow, released):
    outlet = at_work[0]
    with_hub(outlet)
    first, second = released.items
    done(qtbot, flow, WayAct.DEPART, plate="湘A12345")
    assert flow.way.document.vehicle_plate == "湘A12345"
    done(qtbot, flow, WayAct.ARRIVE)
    answer = {"source": "phone", "masses": "by_line", f"received__{first.line_id}": "312"}
    done(qtbot, flow, WayAct.REFUSE, **refused(flow, second), **answer)
    assert flow.way.state is HandoffState.PARTIALLY_ACCEPTED
    sees(qtbot, flow, "重量不符")
    sees(qtbot, flow, "收货 312.0 kg")
    done(qtbot, flow, WayAct.TAKE_BACK, **{f"condition__{second.line_id}": ConditionClass.NORMAL})
    assert flow.way.state is HandoffState.RETURNED
    on_writer(outlet, partial(all_taken_by_the_platform, outlet))
    flow.refresh()
    sees(qtbot, flow, "已办结")
    assert outlet.read(lambda view: view.unit(second.unit_id)).custody is Custody.IN_STORAGE


def test_a_load_is_not_settled_while_the_platform_has_not_taken_all_of_it(qtbot, at_work, flow, released):
    with_hub(at_work[0])
    done(qtbot, flow, WayAct.DEPART)
    done(qtbot, flow, WayAct.ACCEPT, source="phone")
    assert flow.way.state is HandoffState.ACCEPTED


def test_only_what_the_state_of_the_load_allows_can_be_pressed(qtbot, flow, released):
    assert may(flow) == [WayAct.DEPART, WayAct.WEIGH, WayAct.CANCEL]
    assert "已签发" in button(flow, name(WayAct.ARRIVE)).refusal
    done(qtbot, flow, WayAct.DEPART)
    assert may(flow) == [WayAct.ARRIVE, WayAct.ACCEPT, WayAct.REFUSE, WayAct.WEIGH]
    assert "已发运" in button(flow, name(WayAct.CANCEL)).refusal


def test_a_cancelled_load_gives_its_units_back(qtbot, at_work, flow, released):
    done(qtbot, flow, WayAct.CANCEL, reason_code="no_lorry", reason="车没有来")
    assert flow.way.state is HandoffState.CANCELLED
    unit = at_work[0].read(lambda view: view.unit(released.items[0].unit_id))
    assert unit.custody is Custody.IN_STORAGE


def test_a_refusal_needs_a_line_and_its_reason(qtbot, flow, released):
    done(qtbot, flow, WayAct.DEPART)
    line_id = released.items[1].line_id
    give = flow.form.panel.changed.emit
    filled(flow, WayAct.REFUSE, source="phone")
    assert "拒收的行" in button(flow, "确认记录").refusal
    give(f"line.{line_id}", "yes")
    assert "第 2 行拒收原因" in button(flow, "确认记录").refusal
    give(f"reason.{line_id}", "capacity")
    assert button(flow, "确认记录").refusal is None


def test_a_signed_paper_needs_its_photograph(qtbot, flow, released):
    done(qtbot, flow, WayAct.DEPART)
    filled(flow, WayAct.ACCEPT, source="signed_paper")
    assert "照片" in button(flow, "确认记录").refusal
    flow.form.choose_photo = lambda: resources.path("samples", "plate-qr.jpg")
    flow.form.panel.photo_asked.emit()
    qtbot.waitUntil(lambda: not flow.form.is_busy)
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    qtbot.waitUntil(lambda: not flow.way.lines(LineState.OPEN))


@pytest.mark.practice(4)
def test_a_disputed_ticket_shows_its_difference_and_the_tolerance(qtbot, flow, released):
    sent = flow.way.document.mass_g
    ticket = {"ticket": "B-7", "gross": f"{(12_000_000 + sent - 50_000) / 1000}", "tare": "12000"}
    done(qtbot, flow, WayAct.WEIGH, scale="consignee", agreed="disputed", **ticket)
    sees(qtbot, flow, "有争议")
    sees(qtbot, flow, "比明细少 50.0 kg")
    sees(qtbot, flow, "（待确认）")


def test_a_refused_act_is_said_in_the_form_and_what_was_typed_stays(qtbot, at_work, flow, released):
    early = (AFTERNOON - timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    filled(flow, WayAct.DEPART, plate="湘A12345", at=early)
    button(flow, "确认记录").click()
    sees(qtbot, flow, "早于")
    assert flow.form.typed.text("plate") == "湘A12345"
    assert at_work[0].read(lambda view: view.handoff(released.document.handoff_id)).departed_at is None


def test_a_time_that_cannot_be_read_keeps_the_act_from_being_done(flow, released):
    filled(flow, WayAct.DEPART, at="昨天")
    assert "时间" in button(flow, "确认记录").refusal


def test_the_ledger_is_never_written_on_the_gui_thread(qtbot, at_work, flow, released, monkeypatch):
    threads = []
    real = type(at_work[0]).act

    def watched(self, *asked, **also):
        threads.append(threading.current_thread())
        return real(self, *asked, **also)

    monkeypatch.setattr(type(at_work[0]), "act", watched)
    done(qtbot, flow, WayAct.DEPART)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_esc_leaves_the_form_and_the_hand_is_back_on_its_button(qtbot, flow, released):
    flow.detail.window().activateWindow()
    filled(flow, WayAct.DEPART)
    qtbot.keyClick(flow.form.panel, Qt.Key.Key_Escape)
    assert not flow.form.panel.isVisible()
    assert button(flow, name(WayAct.DEPART)).isVisible()


def test_who_only_looks_is_told_so_by_every_button(at_work, released):
    outlet = at_work[0]
    outlet.operator = Operator("op_3", "访客", Role.VIEWER)
    way = ask_way(outlet, released.document.handoff_id)
    assert all(offer.refusal is not None for offer in offers(way))


def test_the_page_and_its_forms_are_whole_in_both_languages(qtbot, flow, released):
    done(qtbot, flow, WayAct.DEPART)
    for language in (ENGLISH, CHINESE):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: cut_words(flow.detail) == [])
        for act in WayAct:
            flow.detail.act_chosen.emit(act)
            qtbot.waitUntil(lambda: cut_words(flow.detail) == [])
            flow.form.leave()


def test_the_list_of_released_loads_opens_the_way_of_the_one_chosen(qtbot, at_work, released):
    outlet, workers = at_work
    screen_flow = HandoffFlow(outlet, workers, WORDS)
    screen_flow.screen.resize(1330, 760)
    screen_flow.screen.show()
    screen_flow.start()
    qtbot.waitUntil(lambda: len(screen_flow.state.recent) == 1)
    table = next(
        t for t in screen_flow.screen.findChildren(DataTable) if t.accessibleName() == "最近的移交单"
    )
    table.choose(released.document.handoff_id)
    table.selectRow(0)
    way = next(b for b in screen_flow.screen.findChildren(RefusableButton) if b.text() == "去向")
    with qtbot.waitSignal(screen_flow.screen.way_asked) as asked:
        way.click()
    assert asked.args == [released.document.handoff_id]
    put_away(qtbot, workers, screen_flow.screen)


class OnTheScale(QObject):
    """A scale of the test's: it shows what it is told."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.stand = ScaleStand(port="COM3", is_open=True)
        self.used_up = 0

    def show(self, mass_g, *, is_still=True, **also):
        reading = ScaleReading(mass_g=mass_g, is_stable=is_still, **also)
        self.stand = replace(self.stand, reading=reading, is_still=is_still)
        self.changed.emit()

    def use_up(self):
        self.used_up += 1


@pytest.fixture
def scale():
    return OnTheScale()


def test_the_scale_gives_gross_and_tare_of_a_load_and_its_net_is_recorded(qtbot, at_work, released, scale):
    outlet, workers = at_work
    flow = WayFlow(outlet, workers, WORDS, scale=scale)
    flow.detail.resize(400, 900)
    flow.detail.show()
    with qtbot.waitSignal(flow.detail_asked):
        flow.open(released.document.handoff_id)
    button(flow, name(WayAct.WEIGH)).click()
    scale.show(1_000_000, is_still=False)
    assert "还没稳定" in button(flow, "作毛重").refusal
    scale.show(8_600_500)
    button(flow, "作毛重  Ctrl+S").click()
    scale.show(8_000_000)
    button(flow, "作皮重  Ctrl+T").click()
    assert flow.form.typed.text("scale") == "outlet"
    assert scale.used_up == 2
    for key, value in (("ticket", "BD-7"), ("agreed", "agreed")):
        flow.form.panel.changed.emit(key, value)
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    qtbot.waitUntil(lambda: bool(flow.way.weighed))
    weighed = flow.way.weighed[0]
    assert (weighed.net_mass_g, weighed.scale_of) == (600_500, "outlet")
    assert not flow.detail.scale.isVisible()
    put_away(qtbot, workers, flow.detail)


def test_a_net_reading_is_neither_gross_nor_tare(scale):
    scale.show(600_000, is_net=True)
    assert why_not(scale.stand) == "shows_net"
    scale.show(0)
    assert why_not(scale.stand) == "nothing_on"
    assert why_not(replace(scale.stand, reading=None)) == "silent"
    assert why_not(replace(scale.stand, is_open=False)) == "waiting"


def test_other_forms_of_a_load_have_no_scale_above_them(qtbot, at_work, released, scale):
    outlet, workers = at_work
    flow = WayFlow(outlet, workers, WORDS, scale=scale)
    flow.detail.show()
    with qtbot.waitSignal(flow.detail_asked):
        flow.open(released.document.handoff_id)
    button(flow, name(WayAct.DEPART)).click()
    scale.show(1_000)
    assert not flow.detail.scale.isVisible()
    put_away(qtbot, workers, flow.detail)
