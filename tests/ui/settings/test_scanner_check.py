"""Three scans of known symbols tell how a scanner is set up, in words that say what to do."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel

from packtrail.domain.handheld import GS, HandScan, Notice, ScannerHabits
from packtrail.ui.settings.scanner_check import (
    PROBES,
    CheckState,
    Fit,
    begun,
    findings,
    habits_of,
    heard,
    judged,
    too_slow,
    verdict,
)
from packtrail.ui.settings.scanner_flow import ScannerFlow
from packtrail.ui.settings.scanner_panel import sentence
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.whole import words_cut_at_rest

ZH, EN = wording(CHINESE), wording(ENGLISH)


def scanned(text, *notices, ending="\n", ms=8.0, placed=""):
    return HandScan(
        text=text, typed=text + ending, placed=placed, ending=ending, ms_per_key=ms, notices=notices
    )


def checked(make, kind="matrix"):
    state = begun(kind)
    for probe in PROBES[kind]:
        state = heard(state, make(probe.text))
    return state


def said(state, w=ZH):
    return [sentence(each, w) for each in findings(state)]


def test_a_scanner_that_is_fine_is_said_to_be_fine():
    state = checked(lambda text: scanned(text, *((Notice.GS_AS_CONTROL,) if GS in text else ())))
    assert (state.is_done, verdict(state), habits_of(state)) == (True, Tone.OK, ScannerHabits())
    assert said(state) == ["结尾键：回车", "速度：每键 8 毫秒", "分隔符 GS 以 Ctrl+] 送出"]


def test_a_scanner_without_enter_and_with_a_delay_is_told_what_to_set():
    state = checked(lambda text: scanned(text, ending="", ms=34))
    assert verdict(state) is Tone.WARN
    assert said(state)[0].endswith("请把扫码枪的后缀设为“回车”。")
    assert "34 毫秒" in said(state)[1]


def test_a_scanner_that_drops_the_separator_is_named():
    state = checked(lambda text: scanned(text.replace(GS, "")))
    assert any(text.startswith("分隔符 GS 丢了") for text in said(state))


def test_what_stands_around_every_text_is_learned():
    state = checked(lambda text: scanned(f"S1*{text}#"))
    assert habits_of(state) == ScannerHabits(prefix="S1*", suffix="#")
    assert verdict(state) is Tone.OK


def test_a_foreign_layout_is_learned_from_the_places_of_the_keys():
    swapped = str.maketrans("yzYZ", "zyZY")
    by_place = checked(lambda text: scanned(text.translate(swapped), Notice.LAYOUT_UNSURE, placed=text))
    assert (habits_of(by_place).by_place, verdict(by_place)) == (True, Tone.WARN)
    as_typed = checked(lambda text: scanned(text, Notice.LAYOUT_UNSURE, placed=text.translate(swapped)))
    assert habits_of(as_typed).by_place is False


@pytest.mark.parametrize("notice", [Notice.CAPS_LOCK, Notice.NUM_LOCK, Notice.FULL_WIDTH])
def test_what_bends_the_keyboard_is_named_with_what_to_press(notice):
    state = checked(lambda text: scanned(text, notice))
    assert ZH.say(f"handheld.notice.{notice}") in said(state)


def test_an_input_method_that_takes_the_scans_is_named():
    state = checked(lambda text: scanned(text[:3], Notice.INPUT_METHOD))
    assert (verdict(state), state.is_done) == (Tone.DANGER, True)
    assert ZH.say("handheld.refused.input_method") in said(state)


def test_a_scan_of_something_else_is_not_counted():
    state = heard(begun("matrix"), scanned("https://example.cn/a/long/address/of/a/page"))
    assert (state.is_strange, state.scans) == (True, ())


def test_a_scanner_on_a_serial_line_has_no_speed():
    assert "走串口，内容原样送到" in said(checked(lambda text: scanned(text, ms=0.0)))


def test_keys_that_come_as_slowly_as_a_persons_are_named():
    state = too_slow(begun("linear"), 75.4)
    assert (verdict(state), "75" in said(state)[0]) == (Tone.DANGER, True)


def test_without_a_check_nothing_is_heard():
    assert heard(CheckState(), scanned("x")) == CheckState()
    assert too_slow(CheckState(), 50.0) == CheckState()


@given(st.text(max_size=40), st.lists(st.sampled_from(Notice), max_size=4), st.sampled_from(["", "\n", "\t"]))
def test_every_scan_is_judged_and_every_finding_has_its_words(text, notices, ending):
    state = checked(lambda probe: scanned(text or probe, *notices, ending=ending))
    assert judged(PROBES["matrix"][0], scanned(text)).fit in Fit
    assert all(said(state, EN))
    assert all(said(state, ZH))


class Ways(QObject):
    """Keeps the promises of ScannerWays without a scanner."""

    plugged, unplugged, not_there, chosen = Signal(str), Signal(str), Signal(str), Signal()
    bauds = (9600, 115200)

    def __init__(self):
        super().__init__()
        self.port, self.baud, self.is_port_open = "", 9600, False
        self.learned = []

    def ports(self):
        return (("COM3", "USB Scanner"), ("COM12", ""))

    def choose_port(self, name, baud):
        self.port, self.baud = name, baud
        self.chosen.emit()

    def learn(self, habits):
        self.learned.append(habits)


@pytest.fixture
def flow(qtbot):
    appearance().wear(Scheme.LIGHT, 1.0)
    flow = ScannerFlow(Ways(), ZH)
    qtbot.addWidget(flow.panel)
    flow.panel.resize(900, 700)
    flow.panel.show()
    yield flow
    appearance().wear(None, 1.0)


def press(flow, words):
    buttons = [b for b in flow.panel.findChildren(QAbstractButton) if words in b.text() and b.isVisible()]
    buttons[0].click()


def sees(flow, words):
    return any(words in label.text() for label in flow.panel.findChildren(QLabel) if label.isVisible())


def seen_by_a_scanner(widget):
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    wide = QImage(image.width() + 60, image.height() + 60, QImage.Format.Format_Grayscale8)
    wide.fill(QColor("white"))
    rows = np.full((wide.height(), wide.width()), 255, np.uint8)
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    rows[30:-30, 30:-30] = grey[:, : image.width()]
    found = zxingcpp.read_barcodes(rows, text_mode=zxingcpp.TextMode.Plain)
    return [each.text for each in found]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("kind", PROBES)
def test_a_scanner_reads_every_symbol_off_the_screen(flow, kind, scheme):
    appearance().wear(scheme, 1.0)
    flow.panel.begun.emit(kind)
    for probe in PROBES[kind]:
        assert seen_by_a_scanner(flow.panel.probe) == [probe.text]
        flow.heard(scanned(probe.text))
    assert not flow.is_listening


def test_the_check_ends_in_plain_words_and_is_remembered(flow):
    press(flow, "开始")
    assert sees(flow, "第 1 个，共 3 个")
    for probe in PROBES["matrix"]:
        flow.heard(scanned(f"{probe.text}#"))
    assert sees(flow, "这把扫码枪可以直接用。")
    assert flow._ways.learned == [ScannerHabits(), ScannerHabits(suffix="#")]
    press(flow, "再查一次")
    assert flow.is_listening
    press(flow, "停止")
    assert not flow.is_listening


def test_a_scanner_that_types_slowly_is_noticed_at_the_symbol(flow):
    flow.panel.begun.emit("linear")
    for n, each in enumerate("PT-1;YZ"):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(each), Qt.KeyboardModifier.NoModifier, each)
        event.setTimestamp(5000 + 75 * n)
        QCoreApplication.sendEvent(flow.panel.probe, event)
    assert sees(flow, "每键 75 毫秒，会被当作人在打字")


def test_a_port_is_chosen_and_its_state_said(flow):
    press(flow, "COM3")
    assert (flow._ways.port, sees(flow, "COM3 没有接通")) == ("COM3", True)
    press(flow, "115200")
    assert flow._ways.baud == 115200
    flow._ways.is_port_open = True
    flow._ways.plugged.emit("COM3")
    assert sees(flow, "COM3 已接通")
    press(flow, "不用串口")
    assert flow._ways.port == ""


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_on_the_card_can_be_read_whole(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.retranslate(wording(language))
    flow.panel.begun.emit("matrix")
    flow.panel.resize(1700, 1100)
    qtbot.wait(1)
    assert words_cut_at_rest(flow.panel) == []
    for probe in PROBES["matrix"]:
        flow.heard(scanned(probe.text, Notice.CAPS_LOCK, ending=""))
    qtbot.wait(1)
    assert words_cut_at_rest(flow.panel) == []
