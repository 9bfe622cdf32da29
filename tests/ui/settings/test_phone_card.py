"""The phones' card: on and off, the code with what to expect, and the phones that are paired."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from packtrail.ui.settings.phone_flow import PhoneFlow
from packtrail.ui.settings.phone_state import PhoneLine, PhoneState, PhoneTrouble
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.whole import cut_words

SAY = wording(CHINESE).say
SERVED = PhoneState(
    is_on=True,
    origin="https://192.168.1.23:48643",
    addresses=(("192.168.1.23", "WLAN"),),
    address="192.168.1.23",
    fingerprint="0A " * 31 + "0A",
    words=("苹果", "火车", "月亮", "大山", "钢琴"),
)
PAIRING = replace(SERVED, pairing_url="https://192.168.1.23:48643/#q3Xv0Zz1a8s2Kd9fLmPq_w")
LINES = (
    PhoneLine(phone_id="a", name="小米 13", last_scan="2026-05-04 09:41"),
    PhoneLine(phone_id="b", name="手机 2", last_scan=""),
)


class Ways(QObject):
    """Stands where the desk's phones stand, and writes down what it is asked."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.state, self.asked = PhoneState(), []

    def __getattr__(self, name):
        return lambda *asked, **named: self.asked.append((name, *asked, *named.values()))

    def become(self, state):
        self.state = state
        self.changed.emit()


@pytest.fixture
def flow(qtbot):
    appearance().wear(Scheme.LIGHT, 1.0)
    flow = PhoneFlow(Ways(), wording(CHINESE))
    qtbot.addWidget(flow.panel)
    flow.panel.resize(760, 900)
    flow.panel.show()
    return flow


def said(flow):
    return [label.text() for label in flow.panel.findChildren(QLabel) if label.isVisible() and label.text()]


def press(flow, words):
    buttons = [*flow.panel.findChildren(RefusableButton), *flow.panel.findChildren(ChoiceChip)]
    next(each for each in buttons if each.isVisible() and words in each.text()).click()


def test_off_says_no_more_than_that_it_can_be_switched_on(flow):
    assert said(flow) == [SAY("phone.card.title"), SAY("phone.card.hint")]
    press(flow, SAY("phone.card.on"))
    assert flow._ways.asked == [("switch", True)]


def test_pairing_shows_the_code_and_what_the_browser_will_say(flow):
    flow._ways.become(SERVED)
    flow.panel._name.show_text("小米 13")
    press(flow, SAY("phone.card.pair"))
    assert flow._ways.asked == [("begin_pairing", "小米 13")]
    assert not flow.panel.code.isVisible()
    flow._ways.become(PAIRING)
    assert flow.panel.code.isVisible()
    assert flow.panel.code.accessibleName() == SAY("phone.card.qr_name")
    told = said(flow)
    assert SAY("phone.card.warning") in told
    assert SAY("phone.card.compare", words="苹果 火车 月亮 大山 钢琴") in told
    press(flow, SAY("phone.card.end_pairing"))
    assert flow._ways.asked[-1] == ("end_pairing",)


def test_leaving_the_screen_puts_the_code_away_and_coming_back_looks_for_addresses(flow):
    flow.stop()
    flow.refresh()
    assert flow._ways.asked == [("end_pairing",), ("look_again",)]


def test_paired_phones_are_listed_with_their_last_scan_and_can_be_removed(flow):
    flow._ways.become(replace(SERVED, phones=LINES, paired_name="手机 2"))
    told = said(flow)
    assert SAY("phone.card.paired", name="手机 2") in told
    assert SAY("phone.card.last", at="2026-05-04 09:41") in told
    assert SAY("phone.card.never") in told
    press(flow, SAY("phone.card.remove", name="小米 13"))
    assert flow._ways.asked == [("remove", "a")]
    flow._ways.become(SERVED)
    assert SAY("phone.card.none") in said(flow)


@pytest.mark.parametrize("trouble", list(PhoneTrouble))
def test_what_keeps_phones_away_is_said_and_pairing_refuses(flow, trouble):
    flow._ways.become(replace(SERVED, origin="", trouble=trouble))
    assert SAY(f"phone.card.trouble.{trouble}") in said(flow)
    press(flow, SAY("phone.card.pair"))
    assert flow._ways.asked == []


def test_of_several_addresses_one_is_chosen(flow):
    flow._ways.become(replace(SERVED, addresses=(*SERVED.addresses, ("10.0.0.7", "以太网"))))
    press(flow, "10.0.0.7")
    assert flow._ways.asked == [("choose_address", "10.0.0.7")]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_word_has_its_room(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.retranslate(wording(language))
    flow.panel.resize(int(760 * scale), int(1000 * scale))
    for state in (PhoneState(), replace(PAIRING, phones=LINES), replace(SERVED, paired_name="小米 13")):
        flow._ways.become(state)
        qtbot.waitUntil(lambda: cut_words(flow.panel) == [])
    appearance().wear(Scheme.LIGHT, 1.0)
