"""The help with an unreadable label: a line that is proposed, known codes that fit, and who confirms."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from packtrail.app.outlet import Outlet
from packtrail.domain.label_doctor import SeenCharacter
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.work import Outcome
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.read_line import GreyPicture, LineReading
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE, delivery, pack
from tests.ui.stock.counter import counter, on_writer
from tests.ui.whole import words_cut_at_rest

STRIP = np.tile(np.linspace(40, 220, 480, dtype=np.uint8), (48, 1))
ROW = ((10.0, 20.0), (490.0, 20.0), (490.0, 60.0), (10.0, 60.0))


def line(doubts=()):
    """CODE as a recogniser reads it; ``doubts`` has what else may stand at a position."""
    doubts = dict(doubts)
    characters = tuple(
        SeenCharacter(one, 0.8, tuple((other, 0.1) for other in doubts[at]))
        if at in doubts
        else SeenCharacter(one)
        for at, one in enumerate(CODE, start=1)
    )
    return LineReading(
        characters=characters,
        doubtful=tuple(doubts),
        picture=GreyPicture(480, 48, STRIP.tobytes()),
        rows=(ROW,),
    )


@pytest.fixture
def station(qapp, tmp_path, monkeypatch):
    appearance().wear()
    monkeypatch.setattr(Outlet, "why_no_lines", lambda _: "")
    monkeypatch.setattr(Outlet, "read_line", lambda *_: line({7: "B8", 24: "8"}))
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def flow(qtbot, station):
    outlet, workers = station
    flow = IntakeFlow(outlet, workers, wording(CHINESE))
    qtbot.addWidget(flow.screen)
    flow.screen.resize(1280, 900)
    flow.screen.show()
    yield flow
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)


def panel(flow):
    return flow.screen.left.form.help


def choices(flow):
    return [chip for chip in panel(flow).findChildren(ChoiceChip) if chip.isVisible()]


def button(flow, words):
    """The visible button whose text holds ``words``."""
    return next(
        each
        for each in panel(flow).findChildren(RefusableButton)
        if words in each.text() and each.isVisible()
    )


def candidate(flow):
    return panel(flow)._candidate.text()


def typed(flow, text):
    field = panel(flow).findChild(QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, text)


def opened(qtbot, flow, tmp_path):
    """The form, after a picture was shown that gave nothing."""
    blank = tmp_path / "blank.png"
    Image.new("L", (160, 120), 200).save(blank)
    flow.screen.files_given.emit((blank,))
    qtbot.waitUntil(lambda: flow._bench.work.happened is not None and not flow.is_busy, timeout=20_000)
    flow.screen.source_asked.emit("without_code")


def read(qtbot, flow, tmp_path):
    opened(qtbot, flow, tmp_path)
    panel(flow).line_asked.emit()
    qtbot.waitUntil(lambda: candidate(flow) == CODE, timeout=20_000)


def test_without_a_recogniser_the_button_says_why(qtbot, flow, tmp_path, monkeypatch):
    monkeypatch.setattr(Outlet, "why_no_lines", lambda _: "not_installed")
    opened(qtbot, flow, tmp_path)
    assert button(flow, "读印刷编码").refusal == "本机没有安装印刷字识别组件"


def test_without_a_picture_the_button_says_so(flow):
    flow.screen.source_asked.emit("without_code")
    assert button(flow, "读印刷编码").refusal == "还没有画面：先打开图片或对准摄像头"


def test_a_line_can_not_be_taken_before_each_doubt_is_settled(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    assert button(flow, "已与标签逐位核对").refusal == "先选定第 7、24 位"
    panel(flow).settled.emit(7, CODE[6])
    assert button(flow, "已与标签逐位核对").refusal == "先选定第 24 位"
    panel(flow).taken.emit()  # whatever asks for it
    assert flow._bench.work.without_code is not None
    assert flow._bench.work.cards == ()


def test_a_line_that_a_person_compared_is_a_single_manual_entry_with_its_way(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    panel(flow).settled.emit(7, CODE[6])
    panel(flow).settled.emit(24, CODE[23])
    take = button(flow, "已与标签逐位核对")
    assert take.refusal is None
    take.setFocus()
    QTest.keyClick(take, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(flow._bench.work.cards) == 1, timeout=20_000)
    unit = flow._bench.work.cards[0].unit
    assert (unit.battery_code, unit.code_source) == (CODE, CodeSource.MANUAL_SINGLE)
    assert (unit.raw_scan, unit.scan_way.symbology, unit.scan_way.engine) == (CODE, "printed_line", "ocr")
    assert flow._bench.work.without_code is None
    qtbot.waitUntil(lambda: bool(flow._bench.work.cards[0].unit.photos), timeout=20_000)


def test_a_line_that_is_not_what_the_label_says_leads_on_without_a_code(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    assert not flow.screen.left.form._reasons.isVisible()
    button(flow, "都不符").click()
    assert flow.screen.left.form._reasons.isVisible()
    assert not panel(flow)._take.isVisible()
    assert (candidate(flow), flow._bench.work.cards) == ("", ())


def test_what_a_person_settles_goes_before_what_was_read(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    panel(flow).settled.emit(24, "8")
    assert candidate(flow) == CODE[:-1] + "8"


def test_a_doubt_is_settled_with_the_keyboard(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: len(choices(flow)) == 5, timeout=20_000)
    chips = choices(flow)
    assert [chip.text() for chip in chips] == [CODE[6], "B", "8", CODE[23], "8"]
    qtbot.waitUntil(chips[0].hasFocus, timeout=20_000)
    chips[1].setFocus()
    QTest.keyClick(chips[1], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: candidate(flow)[6] == "B", timeout=20_000)


def test_a_line_that_says_no_code_is_said(qtbot, flow, tmp_path, monkeypatch):
    monkeypatch.setattr(Outlet, "read_line", lambda *_: None)
    opened(qtbot, flow, tmp_path)
    panel(flow).line_asked.emit()
    qtbot.waitUntil(lambda: "没有读出" in panel(flow)._said.text(), timeout=20_000)
    assert flow._bench.work.cards == ()


def test_a_known_code_that_fits_what_was_typed_is_offered_with_its_differences(qtbot, flow, station):
    outlet, _ = station
    on_writer(outlet, lambda: outlet.record_delivery(delivery(pack(code=CODE))))
    flow.screen.source_asked.emit("without_code")
    typed(flow, CODE[:10].lower() + "????" + CODE[14:])
    qtbot.waitUntil(lambda: any("在库" in each.accessibleName() for each in fits(flow)), timeout=20_000)
    shown = next(each for each in panel(flow).findChildren(CodeLabel) if each.text() == CODE)
    assert shown._marked == (11, 12, 13, 14)
    fits(flow)[0].click()
    assert candidate(flow) == CODE
    button(flow, "已与标签逐位核对").click()
    qtbot.waitUntil(lambda: flow._bench.work.happened is not None, timeout=20_000)
    assert flow._bench.work.happened.outcome is Outcome.LIVE_ALREADY  # it is here: no second card by itself


def fits(flow):
    return [
        each
        for each in panel(flow).findChildren(RefusableButton)
        if each.accessibleName().startswith("选这个") and each.isVisible()
    ]


def test_what_is_typed_goes_before_the_line_and_its_doubts(qtbot, flow, tmp_path):
    read(qtbot, flow, tmp_path)
    assert "2 个字符拿不准" in panel(flow)._said.text()
    typed(flow, CODE[:8])
    qtbot.waitUntil(lambda: panel(flow)._said.text() == "", timeout=20_000)
    assert not [chip for chip in panel(flow).findChildren(ChoiceChip) if chip.isVisible()]


@pytest.mark.parametrize(
    ("text", "said"),
    [("04", "再多输入几位，才能查找"), ("9ZZPZZ9", "清单、草稿和库存里没有相符的编码")],
)
def test_the_doctor_says_when_it_knows_nothing(qtbot, flow, text, said):
    flow.screen.source_asked.emit("without_code")
    typed(flow, text)
    qtbot.waitUntil(lambda: panel(flow)._doctor.text() == said, timeout=20_000)


def test_a_code_typed_whole_is_sent_to_the_field_that_asks_for_it_twice(qtbot, flow):
    flow.screen.source_asked.emit("without_code")
    typed(flow, CODE)
    qtbot.waitUntil(lambda: candidate(flow) == CODE, timeout=20_000)
    assert "输入两遍" in button(flow, "已与标签逐位核对").refusal


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(qtbot, flow, tmp_path, language, scale):
    appearance().wear(scale=scale)
    flow.retranslate(wording(language))
    read(qtbot, flow, tmp_path)
    assert words_cut_at_rest(panel(flow)) == []
    appearance().wear()


def test_a_line_that_comes_after_the_form_was_opened_anew_is_dropped(qtbot, flow, tmp_path, monkeypatch):
    opened(qtbot, flow, tmp_path)
    panel(flow).line_asked.emit()
    flow.back()
    flow.screen.source_asked.emit("without_code")
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)
    assert candidate(flow) == ""
