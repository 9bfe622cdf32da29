"""The sync screen over a real ledger, with a platform that answers as a test wants."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from packtrail.domain.errors import EnrolmentRefused, OutletNotNamed
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.sync.state import Level
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.ports import Verdict
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import AUTO
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import HUB, on_writer, packs, put_away, taken_in, with_hub
from tests.ui.whole import cut_words


class Platform:
    """The real outlet with a network of the test's: each try plays the next script, then all is sent."""

    def __init__(self, outlet):
        self._outlet = outlet
        self.script = []
        self.tries = 0
        self.gate = threading.Event()
        self.gate.set()
        self.refuses = ()

    def __getattr__(self, name):
        return getattr(self._outlet, name)

    def send(self, destination, progress):
        self.tries += 1
        assert self.gate.wait(20)
        if self.script:
            outcome = self.script.pop(0)
            progress(outcome)
            return outcome
        waiting = self._outlet.read(
            lambda view: view.submissions(destination.name, (SubmissionState.PENDING,))
        )
        if waiting:
            on_writer(self._outlet, partial(self._settle, waiting))
            progress(
                SendOutcome(
                    result=SendResult.SETTLED, records=len(waiting), counts=(("accepted", len(waiting)),)
                )
            )
        last = SendOutcome(result=SendResult.NOTHING_TO_SEND)
        progress(last)
        return last

    def enrol(self, base_url, code):
        if code != "GOOD":
            raise EnrolmentRefused(base_url=base_url, problem="BT-1015", detail="no such code")
        return with_hub(self._outlet)

    def _settle(self, waiting):
        with self._outlet.store.act() as tx:
            tx.settle(
                HUB.name,
                [
                    Verdict(
                        record_id=record.record_id,
                        state=SubmissionState.REJECTED
                        if record.subject in self.refuses
                        else SubmissionState.ACCEPTED,
                        ack_level=AckLevel.RELAY_ACCEPTED,
                        remote_no="R-1",
                        issues=({"code": "BT-2001", "owner": "outlet", "severity": "error"},)
                        if record.subject in self.refuses
                        else (),
                        said_at=AFTERNOON,
                    )
                    for record in waiting
                ],
            )


@pytest.fixture
def platform(at_work):
    platform = Platform(at_work[0])
    yield platform
    platform.gate.set()


@pytest.fixture
def open_flow(qtbot, at_work, platform):
    appearance().wear(Scheme.LIGHT)
    flows = []

    def opened(*, is_auto=False):
        if not is_auto:
            on_writer(platform, partial(platform.remember, AUTO, "off"))
        flow = SyncFlow(platform, at_work[1], wording(CHINESE), share=lambda: 0.999)
        flow.screen.resize(1200, 800)
        flow.screen.show()
        flow.start()
        qtbot.waitUntil(lambda: flow.state.ladders is not None)
        flows.append(flow)
        return flow

    yield opened
    platform.gate.set()
    for flow in flows:
        flow.auto.turn(is_on=False)
        qtbot.waitUntil(lambda flow=flow: not flow.is_busy)
    put_away(qtbot, at_work[1], *(flow.screen for flow in flows))


def said(flow):
    return " ".join(label.text() for label in flow.screen.findChildren(QLabel) if label.isVisible())


def ended(flow):
    return not flow.state.is_sending and not flow.is_busy


def test_f10_sends_what_waits_and_says_what_came_of_it(qtbot, platform, open_flow):
    with_hub(platform)
    taken_in(platform, *packs(3))
    flow = open_flow()
    waiting = flow.state.unsent
    assert flow.screen.findChild(PrimaryButton).text() == f"立即上报 {waiting} 条"
    qtbot.keyClick(flow.screen, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: ended(flow) and flow.state.unsent == 0)
    assert f"送出 {waiting} 条" in said(flow)
    assert flow.state.ladders[0].accepted == waiting


def test_while_sending_there_is_a_number_and_the_button_refuses(qtbot, platform, open_flow):
    with_hub(platform)
    taken_in(platform, *packs(3))
    flow = open_flow()
    waiting = flow.state.unsent
    platform.gate.clear()
    flow.screen.send_asked.emit()
    qtbot.waitUntil(lambda: flow.state.progress is not None)
    assert f"第 1 批 · 0/{waiting} 条" in said(flow)
    assert flow.screen.findChild(PrimaryButton).refusal is not None


def test_two_runs_are_never_under_way_at_once(qtbot, platform, open_flow):
    with_hub(platform)
    flow = open_flow()
    platform.gate.clear()
    flow.screen.send_asked.emit()
    flow.screen.send_asked.emit()
    qtbot.waitUntil(lambda: platform.tries == 1)
    platform.gate.set()
    qtbot.waitUntil(lambda: ended(flow))
    assert platform.tries == 1


def test_a_refused_record_stands_under_whoever_must_act_and_opens(qtbot, platform, open_flow):
    with_hub(platform)
    (unit,) = packs(1)
    platform.refuses = (unit.battery_code,)
    taken_in(platform, unit)
    flow = open_flow()
    flow.screen.send_asked.emit()
    qtbot.waitUntil(lambda: ended(flow) and bool(flow.state.ladders[0].open_records))
    qtbot.waitUntil(lambda: "本网点：更正或作废 · 1 条" in said(flow))
    assert "电池编码格式异常（BT-2001）" in said(flow)
    button = next(b for b in flow.screen.findChildren(RefusableButton) if b.text() == "打开记录")
    with qtbot.waitSignal(flow.record_asked) as asked:
        button.click()
    assert asked.args == [flow.state.ladders[0].open_records[0].record_id]


def test_an_unknown_outcome_waits_and_tries_again_by_itself(qtbot, platform, open_flow):
    with_hub(platform)
    platform.script = [
        SendOutcome(result=SendResult.UNKNOWN_OUTCOME, records=2, cause="timeout", retry_after_s=1)
    ]
    flow = open_flow(is_auto=True)
    qtbot.waitUntil(lambda: flow.auto.state.failures == 1, timeout=10_000)
    qtbot.waitUntil(lambda: flow.auto.state.failures == 0 and ended(flow), timeout=10_000)
    assert platform.tries == 2
    assert flow.state.unsent == 0


def test_a_whole_refusal_stops_it_until_a_person_presses(qtbot, platform, open_flow):
    with_hub(platform)
    platform.script = [SendOutcome(result=SendResult.REFUSED_WHOLE, records=2, code="BT-1004")]
    flow = open_flow(is_auto=True)
    qtbot.waitUntil(lambda: flow.auto.state.stopped_by is not None, timeout=10_000)
    qtbot.waitUntil(lambda: ended(flow))
    flow.records_written()
    assert not flow.auto._timer.isActive()
    assert "自动上报已停" in said(flow)
    flow.screen.send_asked.emit()
    qtbot.waitUntil(lambda: ended(flow) and flow.state.unsent == 0)
    assert flow.auto.state.may_try


def test_a_change_is_sent_by_itself(qtbot, platform, open_flow):
    with_hub(platform)
    flow = open_flow(is_auto=True)
    qtbot.waitUntil(lambda: ended(flow) and flow.state.unsent == 0, timeout=10_000)
    taken_in(platform, *packs(2))
    flow.records_written()
    qtbot.waitUntil(lambda: ended(flow) and flow.state.ladders[0].accepted > 2, timeout=10_000)


def test_switched_off_it_sends_nothing_and_remembers_that(qtbot, platform, open_flow):
    with_hub(platform)
    flow = open_flow()
    flow.records_written()
    flow.network_returned()
    assert not flow.auto._timer.isActive()
    flow.screen.auto_chosen.emit(True)
    flow.screen.auto_chosen.emit(False)
    assert not flow.auto._timer.isActive()
    on_writer(platform, lambda: None)
    assert platform.read(lambda view: view.setting(AUTO)) == "off"
    assert platform.tries == 0


def test_the_network_coming_back_ends_a_long_wait(qtbot, platform, open_flow):
    with_hub(platform)
    platform.script = [SendOutcome(result=SendResult.NOT_SENT, records=2, cause="refused", retry_after_s=900)]
    flow = open_flow(is_auto=True)
    qtbot.waitUntil(lambda: flow.auto.state.wait_s == 900 and ended(flow), timeout=10_000)
    flow.network_returned()
    qtbot.waitUntil(lambda: platform.tries == 2 and ended(flow), timeout=10_000)


def test_without_a_platform_the_screen_offers_to_bind_one(qtbot, platform, open_flow):
    flow = open_flow()
    assert "绑定平台" in said(flow)
    assert flow.screen.findChild(PrimaryButton).refusal is not None


def test_a_one_time_code_binds_and_everything_is_owed(qtbot, platform, open_flow):
    flow = open_flow()
    address, enrolment = (field for field in flow.screen.findChildren(QLineEdit) if field.isVisible())
    qtbot.keyClicks(address, "https://hub.test")
    qtbot.keyClicks(enrolment, "GOOD")
    qtbot.keyClick(enrolment, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(flow.state.ladders))
    assert flow.state.unsent > 0
    assert "绑定平台" not in said(flow)


def test_a_wrong_code_is_explained_and_what_was_typed_stays(qtbot, platform, open_flow):
    flow = open_flow()
    flow.screen.enrol_edited.emit("https://hub.test", "BAD")
    flow.screen.enrol_asked.emit()
    qtbot.waitUntil(lambda: isinstance(flow.state.trouble, EnrolmentRefused))
    assert "BT-1015" in said(flow)
    assert flow.state.address == "https://hub.test"


def test_an_outlet_without_a_name_is_shown_the_way_to_name_it(qtbot, platform, open_flow, monkeypatch):
    def nameless(_base_url, _code):
        raise OutletNotNamed

    flow = open_flow()
    monkeypatch.setattr(platform, "enrol", nameless, raising=False)
    flow.screen.enrol_edited.emit("https://hub.test", "GOOD")
    flow.screen.enrol_asked.emit()
    qtbot.waitUntil(lambda: isinstance(flow.state.trouble, OutletNotNamed))
    button = next(b for b in flow.screen.findChildren(RefusableButton) if b.text() == "去填写网点信息")
    with qtbot.waitSignal(flow.settings_asked):
        button.click()


def test_a_rung_lists_the_records_that_stand_on_it(qtbot, platform, open_flow):
    with_hub(platform)
    taken_in(platform, *packs(2))
    flow = open_flow()
    flow.screen.level_chosen.emit("hub", Level.HERE.value)
    qtbot.waitUntil(lambda: len(flow.state.listed) == flow.state.unsent)
    flow.screen.list_closed.emit()
    assert flow.state.level is None


def test_the_strip_hears_of_every_new_count(qtbot, platform, open_flow):
    with_hub(platform)
    flow = open_flow()
    taken_in(platform, *packs(1))
    with qtbot.waitSignal(flow.refreshed) as heard:
        flow.refresh()
    assert heard.args[0].unsent == flow.state.unsent > 0


def whole(screen):
    assert cut_words(screen) == []
    return True


@pytest.mark.parametrize("size", [(1200, 800), (880, 600)])
def test_nothing_is_cut_in_either_language(qtbot, platform, open_flow, size):
    with_hub(platform)
    flow = open_flow()
    flow.screen.resize(*size)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: whole(flow.screen))
