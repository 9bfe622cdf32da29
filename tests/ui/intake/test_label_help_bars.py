"""The help with an unreadable label opens with what the bars said; it stays a proposal."""

import threading
from dataclasses import replace

import pytest
from PIL import Image

from packtrail.app.outlet import Outlet
from packtrail.domain.errors import PictureUnreadable
from packtrail.domain.label_doctor import read_part
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.read_bars import BarsReading
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.app.test_partial_read import covered
from tests.trade import CODE
from tests.ui.intake.test_label_help import (  # the fixtures flow and station among them
    button,
    candidate,
    fits,
    flow,
    line,
    opened,
    panel,
    station,
    typed,
)
from tests.ui.whole import words_cut_at_rest

__all__ = ["flow", "station"]

CORNERS = ((10.0, 20.0), (490.4, 20.0), (490.0, 59.6), (10.0, 60.0))
PART = CODE[:9] + "??????" + CODE[15:]


class Bars:
    """What the bars say; the answer comes when it is let go."""

    def __init__(self):
        self.is_asked = False
        self.let_go = threading.Event()
        self.let_go.set()
        self.says(PART)

    def says(self, text):
        self.answer = BarsReading(read_part(text, (0.97,) * len(text)), CORNERS) if text else None

    def read(self, *_):
        self.is_asked, answer = True, self.answer
        assert self.let_go.wait(10)
        return answer


@pytest.fixture
def bars(monkeypatch):
    bars = Bars()
    monkeypatch.setattr(Outlet, "read_partial_bars", bars.read)
    return bars


def expect(flow, *codes):
    """Put ``codes`` on the list of the delivery at hand."""
    work = flow._bench.work
    flow._bench.put(replace(work, head=replace(work.head, expected_codes=codes)))


def said(flow):
    return panel(flow)._said.text()


def proposed(qtbot, flow, tmp_path):
    """The form, and in it the code of the list that fits what the bars say."""
    expect(flow, CODE)
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: bool(fits(flow)), timeout=20_000)


def test_a_label_covered_in_part_is_offered_as_the_code_of_the_list_that_fits(qtbot, flow, tmp_path):
    expect(flow, CODE, "EK9CDFX69492776A57492096")
    label = tmp_path / "covered.png"
    Image.fromarray(covered(CODE)).save(label)
    flow.screen.files_given.emit((label,))
    qtbot.waitUntil(lambda: flow._bench.work.happened is not None and not flow.is_busy, timeout=20_000)
    flow.screen.source_asked.emit("without_code")
    qtbot.waitUntil(lambda: bool(fits(flow)), timeout=20_000)
    assert [CODE in each.accessibleName() for each in fits(flow)] == [True]
    assert f"条码认出 {candidate(flow)}" in said(flow)
    assert flow._bench.work.cards == ()


def test_what_the_bars_say_is_never_taken_without_a_choice(qtbot, flow, tmp_path, bars):
    proposed(qtbot, flow, tmp_path)
    assert candidate(flow) == PART
    assert panel(flow)._candidate._marked == (10, 11, 12, 13, 14, 15)
    assert button(flow, "已与标签逐位核对").refusal == "还没有完整的编码"
    panel(flow).taken.emit()  # whatever asks for it
    assert flow._bench.work.without_code is not None
    assert flow._bench.work.cards == ()


def test_bars_that_seem_whole_but_were_not_read_are_typed_twice_or_found_on_a_list(
    qtbot, flow, tmp_path, bars
):
    bars.says(CODE)
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: candidate(flow) == CODE, timeout=20_000)
    assert "输入两遍" in button(flow, "已与标签逐位核对").refusal
    panel(flow).taken.emit()
    assert flow._bench.work.cards == ()


def test_a_code_that_was_chosen_is_a_single_manual_entry_that_tells_of_the_bars(qtbot, flow, tmp_path, bars):
    proposed(qtbot, flow, tmp_path)
    fits(flow)[0].click()
    assert said(flow) == "请把它与标签逐位核对"
    button(flow, "已与标签逐位核对").click()
    qtbot.waitUntil(lambda: len(flow._bench.work.cards) == 1, timeout=20_000)
    unit = flow._bench.work.cards[0].unit
    assert (unit.battery_code, unit.code_source, unit.raw_scan) == (CODE, CodeSource.MANUAL_SINGLE, PART)
    way = unit.scan_way
    assert (way.symbology, way.engine, way.stage) == ("code128", "own", "partial")
    assert way.corners == (10, 20, 490, 20, 490, 60, 10, 60)
    qtbot.waitUntil(lambda: bool(flow._bench.work.cards[0].unit.photos), timeout=20_000)


def test_a_picture_without_bars_shows_nothing(qtbot, flow, tmp_path):
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)
    assert (said(flow), candidate(flow), fits(flow)) == ("", "", [])


def test_a_picture_that_is_gone_shows_nothing(qtbot, flow, tmp_path, monkeypatch):
    def gone(*_):
        raise PictureUnreadable("blank.png", "missing")

    monkeypatch.setattr(Outlet, "read_partial_bars", gone)
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)
    assert (said(flow), candidate(flow)) == ("", "")


def test_without_a_picture_no_bars_are_looked_for(flow, bars):
    flow.screen.source_asked.emit("without_code")
    assert not flow.is_busy


def test_a_late_answer_does_not_go_over_what_was_typed(qtbot, flow, tmp_path, bars):
    bars.let_go.clear()
    opened(qtbot, flow, tmp_path)
    typed(flow, "9ZZPZZ9")
    bars.let_go.set()
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)
    assert candidate(flow) == "9ZZPZZ9"
    typed(flow, "\b" * 7)
    assert (candidate(flow), said(flow)) == ("", "")


def test_a_line_goes_before_bars_and_bars_stay_where_no_line_is_found(
    qtbot, flow, tmp_path, bars, monkeypatch
):
    proposed(qtbot, flow, tmp_path)
    monkeypatch.setattr(Outlet, "read_line", lambda *_: None)
    panel(flow).line_asked.emit()
    qtbot.waitUntil(lambda: "没有读出" in said(flow), timeout=20_000)
    assert PART in said(flow)
    monkeypatch.setattr(Outlet, "read_line", lambda *_: line())
    panel(flow).line_asked.emit()
    qtbot.waitUntil(lambda: candidate(flow) == CODE, timeout=20_000)
    assert PART not in said(flow)


def test_what_was_turned_down_is_not_offered_again(qtbot, flow, tmp_path, bars):
    proposed(qtbot, flow, tmp_path)
    button(flow, "都不符").click()
    assert not flow.is_busy
    assert (candidate(flow), said(flow), fits(flow)) == ("", "", [])


def test_bars_of_a_form_that_was_closed_meanwhile_are_dropped(qtbot, flow, tmp_path, bars):
    bars.let_go.clear()
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: bars.is_asked, timeout=20_000)
    flow.back()
    bars.says("")
    flow.screen.source_asked.emit("without_code")
    bars.let_go.set()
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)
    assert candidate(flow) == ""


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(qtbot, flow, tmp_path, bars, language, scale):
    appearance().wear(scale=scale)
    flow.retranslate(wording(language))
    expect(flow, CODE)
    opened(qtbot, flow, tmp_path)
    qtbot.waitUntil(lambda: PART in said(flow) and candidate(flow) == PART, timeout=20_000)
    assert words_cut_at_rest(panel(flow)) == []
    appearance().wear()
