"""The scale of a desk, with a pseudo-terminal for its line: chosen, tried, taken from, unplugged and back."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal stands for the line", allow_module_level=True)

from packtrail.desk.scales import FORMAT, PORT, Scales
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.scale import ScaleFault, ScaleFormat, ScaleReading
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.scale_bar import ScaleBar
from packtrail.ui.intake.weighing import Weighing
from packtrail.ui.scale_ways import ScaleStand
from packtrail.ui.settings.scale_flow import ScaleFlow
from packtrail.ui.settings.scale_panel import stand_words
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.devices.serial_end import SerialEnd
from tests.trade import CODE
from tests.ui.stock.counter import counter
from tests.ui.whole import words_cut_at_rest

WAIT_MS = 5_000
ZH, EN = wording(CHINESE), wording(ENGLISH)


def frame(kg, state=b"ST", kind=b"GS"):
    return b"%b,%b,%+9.2fkg\r\n" % (state, kind, kg)


@pytest.fixture
def station(qapp, tmp_path):
    appearance().wear(Scheme.LIGHT, 1.0)
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def line(tmp_path):
    line = SerialEnd(tmp_path / "ttyUSB0")
    line.plug_in()
    yield line
    if line.master is not None:
        line.pull()


@pytest.fixture
def scales(station):
    scales = Scales(*station, ZH)
    scales.said = []
    scales.told.connect(lambda tone, sentence: scales.said.append((tone, sentence)))
    yield scales
    scales.stop()


@pytest.fixture
def intake(qtbot, station, scales):
    flow = IntakeFlow(*station, ZH, scale=scales)
    qtbot.addWidget(flow.screen)
    flow.screen.resize(1280, 900)
    flow.screen.show()
    yield flow
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=WAIT_MS)


def shown(qtbot, scales, mass_g, *, is_still=True):
    def stands():
        reading = scales.stand.reading
        return reading is not None and (reading.mass_g, scales.stand.is_still) == (mass_g, is_still)

    qtbot.waitUntil(stands, timeout=WAIT_MS)


def card_open(qtbot, intake):
    for _ in range(2):
        intake.screen.left.entry.set_code(CODE)
        intake.screen.code_entered.emit(CODE)
    qtbot.waitUntil(lambda: bool(intake._bench.work.cards), timeout=WAIT_MS)
    return intake.screen.right.card(intake._bench.work.open_card)


def test_a_key_takes_a_mass_that_stands_still_and_says_why_not_before(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    bar, card = intake.screen.right.scale, card_open(qtbot, intake)
    card.focus_mass()
    line.send(frame(312.4, b"US"))
    shown(qtbot, scales, 312_400, is_still=False)
    assert card.mass_edit.placeholderText() == "312.4"
    QTest.keyClick(intake.screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert bar._take.refusal == "读数还没稳定，稳定后再取。"
    assert intake._bench.work.cards[0].mass == ""
    line.send(frame(312.45))
    shown(qtbot, scales, 312_450)
    QTest.keyClick(intake.screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    taken = intake._bench.work.cards[0]
    assert (taken.mass_g, taken.unit.mass_basis) == (312_450, MassBasis.WEIGHED)
    assert card.mass_edit.text() == "312.45"
    assert not card.mass_edit.hasFocus()


def test_a_tare_is_taken_off_shown_and_cleared(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    bar = intake.screen.right.scale
    card_open(qtbot, intake)
    line.send(frame(18))
    shown(qtbot, scales, 18_000)
    bar._tare.click()
    assert bar._take.refusal == ZH.say("scale.why.nothing")
    line.send(frame(330.4))
    shown(qtbot, scales, 330_400)
    assert "毛 330.4 − 皮 18 kg" in [label.text() for label in bar.findChildren(QLabel)]
    bar._take.click()
    assert intake._bench.work.cards[0].mass == "312.4"
    bar._tare.click()
    bar._take.click()
    assert intake._bench.work.cards[0].mass == "330.4"


def test_what_a_print_key_sent_is_taken_once_and_the_next_print_again(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    bar = intake.screen.right.scale
    card_open(qtbot, intake)
    for _ in range(2):  # two batteries may weigh the same
        line.send(frame(312.4))
        shown(qtbot, scales, 312_400)
        bar._take.click()
        assert scales.stand.reading is None
        assert bar._take.refusal == ZH.say("scale.why.silent")


def test_what_is_sent_all_the_time_can_be_taken_again(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    card_open(qtbot, intake)
    line.send(frame(312.4) * 2)
    shown(qtbot, scales, 312_400)
    intake.screen.right.scale._take.click()
    assert scales.stand.reading == ScaleReading(mass_g=312_400, is_stable=True)


def test_no_mass_is_taken_while_the_delivery_is_recorded(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    card_open(qtbot, intake)
    line.send(frame(312.4))
    shown(qtbot, scales, 312_400)
    intake._bench.is_recording = True
    intake._bench.draw()
    with qtbot.assertNotEmitted(intake._bench.toned):
        intake._weigh.take()
    assert intake.screen.right.scale._take.refusal == ZH.say("scale.why.recording")
    assert (intake._bench.work.cards[0].mass, scales.stand.is_still) == ("", True)
    intake._bench.is_recording = False


def test_a_scale_that_is_pulled_out_is_told_by_name_shows_nothing_and_comes_back(qtbot, intake, scales, line):
    scales.choose(str(line.name), ScaleFormat.COMMA, 9600)
    card = card_open(qtbot, intake)
    line.send(frame(50))
    shown(qtbot, scales, 50_000)
    line.pull()
    qtbot.waitUntil(lambda: not scales.stand.is_open, timeout=WAIT_MS)
    name = str(line.name)
    assert scales.said == [(Tone.WARN, ZH.say("scale.unplugged", port=name))]
    assert intake.screen.right.scale._take.refusal == ZH.say("scale.why.waiting", port=name)
    assert card.mass_edit.placeholderText() == ZH.say("frame.mass_placeholder")
    line.plug_in()
    qtbot.waitUntil(lambda: scales.stand.is_open, timeout=3_000)
    assert scales.said[1:] == [(Tone.OK, ZH.say("scale.plugged", port=name))]


def test_what_was_chosen_is_found_again_after_a_start(qtbot, station, scales, line):
    outlet, workers = station
    scales.choose(str(line.name), ScaleFormat.TOLEDO, 4800)
    qtbot.waitUntil(lambda: outlet.read(lambda view: view.setting("scale.baud")) == "4800", timeout=WAIT_MS)
    scales.stop()
    again = Scales(outlet, workers, ZH)
    again.start()
    qtbot.waitUntil(lambda: again.stand.is_open, timeout=WAIT_MS)
    stand = again.stand
    assert (stand.port, stand.scale_format, stand.baud) == (str(line.name), ScaleFormat.TOLEDO, 4800)
    again.stop()


def test_a_choice_that_can_not_be_read_back_is_as_new(qtbot, station, scales, line):
    outlet, workers = station
    for name, value in ((PORT, str(line.name)), (FORMAT, "morse"), ("scale.baud", "fast")):
        workers.run(workers.acts, lambda n=name, v=value: outlet.remember(n, v), done=print, failed=print)
    qtbot.waitUntil(lambda: outlet.read(lambda view: view.setting("scale.baud")) == "fast", timeout=WAIT_MS)
    scales.start()
    qtbot.waitUntil(lambda: scales.stand.is_open, timeout=WAIT_MS)
    assert (scales.stand.scale_format, scales.stand.baud) == (ScaleFormat.COMMA, 9600)


def test_the_card_in_settings_shows_what_is_read_and_names_the_format_that_fits(qtbot, scales, line):
    flow = ScaleFlow(scales, ZH)
    qtbot.addWidget(flow.panel)
    flow.panel.show()
    flow.panel.port_chosen.emit(str(line.name))
    assert stand_words(scales.stand, ZH) == (Tone.INFO, ZH.say("scale.silent"))
    flow.panel.format_chosen.emit("toledo")
    line.send(frame(12.5) * 30)
    qtbot.waitUntil(lambda: scales.stand.fits == (ScaleFormat.COMMA,), timeout=WAIT_MS)
    assert ZH.say("scale.format.comma") in stand_words(scales.stand, ZH)[1]
    flow.panel.format_chosen.emit("comma")
    line.send(frame(-0.5))
    shown(qtbot, scales, -500)
    assert stand_words(scales.stand, ZH)[1].startswith("现在读到 -0.5 kg，稳定")
    flow.panel.port_chosen.emit("")
    assert scales.stand.port == ""


STANDS = [
    ScaleStand(port="COM3", is_open=is_open, reading=reading, is_still=is_still, fits=fits)
    for is_open, reading, is_still, fits in [
        (False, None, False, None),
        (True, None, False, None),
        (True, None, False, (ScaleFormat.EQUALS, ScaleFormat.EQUALS_BACK)),
        (True, None, False, ()),
        (True, ScaleReading(mass_g=1_234_560), True, None),
        (True, ScaleReading(mass_g=1_234_560, is_net=True), False, None),
        *[(True, ScaleReading(fault=fault), False, None) for fault in ScaleFault],
    ]
]


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_every_standing_has_its_words_and_none_is_cut(qtbot, words):
    bar = ScaleBar(words)
    qtbot.addWidget(bar)
    bar.show()
    for stand in STANDS:
        assert stand_words(stand, words)[1]
        for tare_g in (0, 18_000):
            bar.render_state(Weighing(stand=stand, tare_g=tare_g, has_card=True))
            QApplication.processEvents()  # the layout hears of the other words
            bar.resize(320, bar.heightForWidth(320))
            assert words_cut_at_rest(bar) == []
            assert bar._take.refusal or stand.is_still


def test_two_tares_never_add_up_in_silence():
    net = ScaleStand(port="p", is_open=True, reading=ScaleReading(mass_g=5_000, is_net=True), is_still=True)
    assert Weighing(stand=net, tare_g=1_000, has_card=True).why_not == "two_tares"
    assert Weighing(stand=net, has_card=True).why_no_tare == "net_already"
    assert Weighing(stand=net, has_card=True).why_not is None
    assert Weighing(stand=net).why_not == "no_card"


def test_without_a_scale_there_is_no_bar(qtbot, intake):
    assert intake.screen.right.scale.isHidden()
