"""What each widget says, refuses and sends."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetricsF, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import BODY, Scheme, Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.bubble import Bubble
from packtrail.ui.widgets.chip import Chip, ChipState, Choice, ChoiceChip
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.duty_line import DutyLine, DutyState
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.gauge import Gauge, GaugeState
from packtrail.ui.widgets.ladder import Ladder, Rung
from packtrail.ui.widgets.picture_view import Overlay, PictureView
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import Result, ResultBand
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.ui.widgets.undo_bar import STAYS_S, UndoBar
from packtrail.ui.widgets.unit_card import CardState, UnitCard
from packtrail.wording import Language, wording

CODE = "001PB240000003B3C0221953"
CHINESE, ENGLISH = wording(Language.CHINESE), wording(Language.ENGLISH)


@pytest.fixture(autouse=True)
def plain_look(qapp):
    appearance().wear(Scheme.LIGHT)


@pytest.fixture
def shown(qtbot):
    """Shows widgets in one active window, as a screen would."""
    windows = []  # qtbot holds them weakly

    def show(*widgets):
        window = QWidget()
        windows.append(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(window)
        window.resize(600, 400)
        with qtbot.waitActive(window):
            window.show()
        return widgets[0]

    return show


def counted(signal):
    heard = []
    signal.connect(lambda *facts: heard.append(facts))
    return heard


def said(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


class TestRefusal:
    def test_a_refused_button_does_not_act_by_mouse_key_or_shortcut(self, qtbot, shown):
        button = shown(PrimaryButton("签发", "F10"))
        presses = counted(button.clicked)
        button.set_refusal("还有 3 件没有安全判定")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(button, Qt.Key.Key_F10)
        button.click()
        assert presses == []

    def test_an_accepted_button_acts_by_all_of_them(self, qtbot, shown):
        button = shown(PrimaryButton("签发", "F10"))
        presses = counted(button.clicked)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(button, Qt.Key.Key_F10)
        button.click()
        assert len(presses) == 4

    def test_the_reason_is_said_on_focus_and_goes_with_it(self, shown):
        button, other = RefusableButton("签发"), QLineEdit()
        shown(other, button)
        button.set_refusal("为什么")
        button.setFocus()
        bubble = button.window().findChild(Bubble)
        assert (bubble.text(), bubble.isVisible()) == ("为什么", True)
        other.setFocus()
        assert not bubble.isVisible()

    def test_the_reason_is_said_on_hover(self, shown):
        button = shown(RefusableButton("签发"))
        button.set_refusal("为什么")
        button.enterEvent(QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
        bubble = button.window().findChild(Bubble)
        assert bubble.isVisible()
        button.leaveEvent(QEvent(QEvent.Type.Leave))
        assert not bubble.isVisible()

    def test_the_reason_is_said_when_it_is_touched(self, qtbot, shown):
        button = shown(RefusableButton("签发"))
        button.set_refusal("为什么")
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
        assert button.window().findChild(Bubble).isVisible()

    def test_a_button_without_a_reason_says_nothing(self, shown):
        button = shown(RefusableButton("签发"))
        button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
        assert button.window().findChild(Bubble) is None

    def test_a_reason_that_changes_is_said_anew_and_one_that_ends_is_taken_back(self, shown):
        button = RefusableButton("签发")
        shown(QLineEdit(), button)
        button.set_refusal("一")
        button.setFocus()
        button.set_refusal("二")
        bubble = button.window().findChild(Bubble)
        assert bubble.text() == "二"
        button.set_refusal(None)
        assert (bubble.isVisible(), button.refusal, button.accessibleDescription()) == (False, None, "")

    def test_a_bubble_stays_inside_the_window(self, shown):
        button = RefusableButton("签发")
        shown(QLineEdit(), button)
        button.set_refusal("很长的原因，" * 30)
        button.setFocus()
        bubble, window = button.window().findChild(Bubble), button.window()
        assert window.rect().contains(bubble.geometry().left(), bubble.geometry().top())
        assert bubble.geometry().right() <= window.width()

    def test_a_screen_reader_hears_the_reason(self, shown):
        button = shown(RefusableButton("签发"))
        button.set_refusal("为什么")
        assert button.accessibleDescription() == "为什么"


def test_a_primary_button_is_56_high_and_shows_its_key(shown):
    button = shown(PrimaryButton("完成", "F10"))
    assert button.sizeHint().height() >= 56
    assert (button.key, button.shortcut().toString()) == ("F10", "F10")
    assert button.sizeHint().width() > PrimaryButton("完成").sizeHint().width()


class TestChips:
    CHOICES = (
        Choice(key="a", word="车主"),
        Choice(key="b", word="维修"),
        Choice(key="c", word="换电", refusal="无"),
    )

    def test_pressing_chooses_one_and_says_which(self, qtbot, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        heard = counted(row.chosen)
        for chip in row.findChildren(ChoiceChip):
            qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        assert heard == [("a",), ("b",)]
        assert row.key == "b"

    def test_pressing_the_chosen_one_again_keeps_it(self, qtbot, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        first = row.findChildren(ChoiceChip)[0]
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
        assert row.key == "a"

    def test_arrows_move_along_the_row_and_around(self, qtbot, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        chips = row.findChildren(ChoiceChip)
        chips[0].setFocus()
        qtbot.keyClick(chips[0], Qt.Key.Key_Right)
        assert chips[1].hasFocus()
        qtbot.keyClick(chips[1], Qt.Key.Key_Left)
        qtbot.keyClick(chips[0], Qt.Key.Key_Left)
        assert chips[2].hasFocus()

    def test_what_was_chosen_stays_chosen_under_new_words(self, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        row.choose("b")
        row.set_choices("Source", [Choice(key="b", word="Repair"), Choice(key="d", word="New")])
        assert (row.key, row.accessibleName()) == ("b", "Source")

    def test_a_choice_that_is_no_longer_offered_leaves_nothing_chosen(self, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        row.choose("b")
        row.set_choices("来源", self.CHOICES[:1])
        assert row.key is None

    def test_a_narrow_row_breaks(self, shown):
        row = shown(ChipRow("来源", self.CHOICES))
        assert row.layout().heightForWidth(90) > 2 * row.layout().heightForWidth(600)

    def test_a_state_is_a_word_with_its_tone(self, shown):
        chip = shown(Chip(ChipState(Tone.DANGER, "异常隔离")))
        assert (chip.accessibleName(), chip.property("tone")) == ("异常隔离", "danger")


class TestMessages:
    def test_a_banner_shows_until_it_is_dismissed(self, qtbot, shown):
        banner = shown(Banner(CHINESE))
        heard = counted(banner.dismissed)
        banner.show_message(Tone.WARN, "12 条没有上报", action="导出")
        assert banner.isVisible()
        close = next(b for b in banner.findChildren(QPushButton) if b.accessibleName() == "关闭提示")
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
        assert (banner.isVisible(), len(heard)) == (False, 1)

    def test_the_action_of_a_banner_is_sent(self, qtbot, shown):
        banner = shown(Banner(CHINESE))
        heard = counted(banner.acted)
        banner.show_message(Tone.WARN, "12 条没有上报", action="导出", can_dismiss=False)
        buttons = [b for b in banner.findChildren(QPushButton) if b.isVisible()]
        assert [b.text() for b in buttons] == ["导出"]
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        assert len(heard) == 1

    def test_a_banner_can_be_cleared_without_a_word(self, shown):
        banner = shown(Banner(CHINESE))
        heard = counted(banner.dismissed)
        banner.show_message(Tone.OK, "已保存")
        banner.clear()
        assert (banner.isVisible(), heard) == (False, [])

    def test_undoing_takes_the_offer_away(self, qtbot, shown):
        bar = shown(UndoBar(CHINESE))
        heard = counted(bar.undone)
        bar.offer("已移出第 3 件")
        qtbot.keyClick(bar, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (len(heard), bar.is_offered, bar.isVisible()) == (1, False, False)

    def test_an_offer_ends_after_its_seconds(self, qtbot, shown):
        bar = shown(UndoBar(CHINESE, tick_ms=0))
        heard = counted(bar.undone)
        with qtbot.waitSignal(bar.expired):
            bar.offer("已移出第 3 件")
        assert (bar.is_offered, bar.isVisible(), heard) == (False, False, [])

    def test_a_second_offer_has_its_full_time(self, shown):
        bar = shown(UndoBar(CHINESE, tick_ms=1 << 30))
        bar.offer("一")
        bar._tick()
        bar.offer("二")
        assert CHINESE.say("frame.undo_left", seconds=STAYS_S) in said(bar)

    def test_a_sentence_in_its_place_has_no_button_and_goes_by_itself(self, qtbot, shown):
        bar = shown(UndoBar(CHINESE, tick_ms=0))
        heard = counted(bar.expired)
        bar.say(Tone.WARN, "已过 10 秒")
        assert [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == []
        assert (bar.is_offered, "已过 10 秒" in said(bar)) == (False, True)
        qtbot.waitUntil(lambda: not bar.isVisible())
        assert heard == []

    def test_nothing_offered_is_nothing_undone(self, shown):
        bar = shown(UndoBar(CHINESE))
        heard = counted(bar.undone)
        bar._undo()
        assert heard == []

    def test_the_band_says_result_code_and_meaning_in_words(self, shown):
        band = shown(ResultBand(CHINESE))
        assert CHINESE.say("frame.waiting_for_scan") in said(band)
        band.show_result(Result(tone=Tone.OK, word="已加入", code=CODE, meaning="宁德时代", action="打开"))
        assert band.accessibleName() == f"已加入 {CODE} 宁德时代"
        assert {"已加入", CODE, "宁德时代"} <= set(said(band))
        assert band.property("tone") == "ok"
        band.wait(CHINESE)
        assert CODE not in said(band)

    def test_the_next_step_of_a_result_is_sent(self, qtbot, shown):
        band = shown(ResultBand(CHINESE))
        heard = counted(band.acted)
        band.show_result(Result(tone=Tone.INFO, word="重复", code=CODE, action="打开履历"))
        button = next(b for b in band.findChildren(QPushButton) if b.text() == "打开履历")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert len(heard) == 1

    def test_an_empty_screen_says_what_to_do(self, qtbot, shown):
        empty = shown(EmptyState("today", "今天没有到期事项", "下一个：26 日", "打开"))
        heard = counted(empty.acted)
        qtbot.mouseClick(empty.findChild(QPushButton), Qt.MouseButton.LeftButton)
        assert (empty.accessibleName(), len(heard)) == ("今天没有到期事项 下一个：26 日", 1)
        empty.say("today", "没有")
        assert said(empty)[-1] == "没有"


class TestCards:
    STATE = CardState(
        key="3",
        number="3",
        code=CODE,
        meaning="磷酸铁锂",
        mass="412.5",
        chips=(ChipState(Tone.OK, "已称重"),),
    )

    @pytest.fixture
    def card(self, shown):
        return shown(UnitCard(CHINESE, self.STATE))

    def test_a_mass_is_sent_with_the_key_of_its_card(self, qtbot, card):
        heard = counted(card.mass_entered)
        field = card.findChild(QLineEdit)
        card.focus_mass()
        qtbot.keyClicks(field, "400")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert heard == [("3", "400")]

    def test_a_mass_that_is_being_typed_is_left_alone(self, qtbot, card):
        field = card.findChild(QLineEdit)
        card.focus_mass()
        qtbot.keyClicks(field, "40")
        card.show_state(self.STATE)
        assert field.text() == "40"

    def test_removing_is_asked_with_the_key(self, qtbot, card):
        heard = counted(card.remove_asked)
        remove = next(b for b in card.findChildren(QPushButton) if b.accessibleName() == "移出本单")
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
        assert heard == [("3",)]

    def test_a_fault_is_said_at_the_field(self, card):
        card.show_state(CardState(key="3", number="3", code=CODE, meaning="", fault="请复称"))
        assert "请复称" in said(card)
        assert card.findChild(QLineEdit).accessibleDescription() == "请复称"

    def test_chips_change_with_the_state(self, card):
        chips = (ChipState(Tone.DANGER, "异常隔离"), ChipState(Tone.WARN, "估重"))
        card.show_state(CardState(key="3", number="3", code=CODE, meaning="", chips=chips))
        words = [c.accessibleName() for c in card.findChildren(Chip) if c.parent().layout().indexOf(c) >= 0]
        assert words == ["异常隔离", "估重"]

    def test_a_card_speaks_the_other_language(self, card):
        card.retranslate(ENGLISH)
        assert card.findChild(QLineEdit).accessibleName() == ENGLISH.say("frame.mass_name")


class TestFigures:
    def test_a_gauge_says_in_words_what_its_bar_shows(self, shown):
        gauge = shown(
            Gauge(GaugeState(caption="在库", share=1.2, text="36 / 30 t", tone=Tone.DANGER, marks=(0.9,)))
        )
        assert gauge.accessibleName() == "在库 36 / 30 t"
        empty = gauge.grab().toImage()
        gauge.show_state(GaugeState(caption="在库", share=-1, text="0 / 30 t"))
        assert gauge.grab().toImage() != empty

    def test_each_rung_opens_what_stands_on_it(self, qtbot, shown):
        rungs = [Rung(key=key, word=key, count=at) for at, key in enumerate(("here", "delivered", "company"))]
        ladder = shown(Ladder(rungs))
        heard = counted(ladder.rung_chosen)
        for button in ladder.findChildren(QPushButton):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert heard == [("here",), ("delivered",), ("company",)]

    def test_fewer_rungs_hide_the_rest(self, shown):
        ladder = shown(Ladder([Rung(key=key, word=key, count=1) for key in "abc"]))
        ladder.show_rungs([Rung(key="x", word="x", count=5, hint="最早 2 天前", tone=Tone.WARN)])
        names = [b.accessibleName() for b in ladder.findChildren(QPushButton) if b.isVisibleTo(ladder)]
        assert names == ["x 5 最早 2 天前"]

    def test_a_duty_is_acted_on_by_its_key(self, qtbot, shown):
        state = DutyState(
            key="k", number="2", unit="工作日", what="上报", which="3 件", action="去上报", tone=Tone.WARN
        )
        duty = shown(DutyLine(state))
        heard = counted(duty.acted)
        qtbot.mouseClick(duty.findChild(QPushButton), Qt.MouseButton.LeftButton)
        assert (heard, duty.accessibleName()) == ([("k",)], "2 工作日 上报 3 件")


class TestTable:
    COLUMNS = (
        Column(title="编码", kind=ColumnKind.CODE, width=290),
        Column(title="重量", kind=ColumnKind.NUMBER),
        Column(title="状态", width=0),
    )

    @pytest.fixture
    def table(self, shown):
        table = DataTable("库存")
        rows = [
            Row("a", (Cell(CODE), Cell("1 200.0", 1_200_000), Cell("在库", tone=Tone.OK))),
            Row("b", (Cell("002" + CODE[3:]), Cell("90.0", 90_000), Cell("隔离"))),
        ]
        table.show_rows(self.COLUMNS, rows)
        return shown(table)

    def test_copied_rows_are_text_with_plain_codes(self, qtbot, table):
        table.selectAll()
        qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        lines = QGuiApplication.clipboard().text().splitlines()
        assert lines == [f"{CODE}\t1 200.0\t在库", f"002{CODE[3:]}\t90.0\t隔离"]

    def test_figures_sort_as_figures(self, table):
        table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        assert [table.model().index(at, 1).data() for at in range(2)] == ["90.0", "1 200.0"]

    def test_numbers_stand_at_the_right(self, table):
        alignment = table.model().index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
        assert Qt.AlignmentFlag(alignment) & Qt.AlignmentFlag.AlignRight

    def test_enter_chooses_the_row_under_the_cursor(self, qtbot, table):
        heard = counted(table.row_chosen)
        table.choose("b")
        qtbot.keyClick(table, Qt.Key.Key_Return)
        assert heard == [("b",)]

    def test_moving_says_which_row_is_under_the_cursor(self, qtbot, table):
        table.choose("a")
        heard = counted(table.row_highlighted)
        qtbot.keyClick(table, Qt.Key.Key_Down)
        assert heard == [("b",)]

    def test_enter_on_no_row_chooses_nothing(self, qtbot, shown):
        table = shown(DataTable("库存"))
        heard = counted(table.row_chosen)
        qtbot.keyClick(table, Qt.Key.Key_Return)
        assert (heard, table.key) == ([], None)

    def test_the_cursor_stays_on_its_row_when_the_rows_change(self, table):
        table.choose("b")
        table.show_rows(self.COLUMNS, [Row("b", (Cell("x"), Cell("1", 1), Cell("y")))])
        assert table.key == "b"
        table.choose("not there")
        assert table.key == "b"

    def test_tab_leaves_the_table(self, qtbot, shown):
        table, after = DataTable("库存"), QLineEdit()
        table.show_rows(self.COLUMNS, [Row("a", (Cell("x"), Cell("1"), Cell("y")))])
        shown(table, after)
        table.setFocus()
        table.choose("a")
        qtbot.keyClick(table, Qt.Key.Key_Tab)
        assert after.hasFocus()

    def test_rows_are_36_high(self, table):
        assert table.rowHeight(0) == 36


class TestPicture:
    BOX = ((10.0, 10.0), (90.0, 10.0), (90.0, 40.0), (10.0, 40.0))

    @pytest.fixture
    def view(self, shown):
        view = PictureView("摄像头")
        shown(view)
        image = QImage(640, 360, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.gray)
        view.show_image(image)
        return view

    def test_what_was_found_is_drawn_and_told_to_the_screen_reader(self, view):
        before = view.grab().toImage()
        view.show_overlays([Overlay(corners=self.BOX, text=CODE, tone=Tone.OK, word="新")])
        assert view.grab().toImage() != before
        assert view.accessibleDescription() == f"新 {CODE}"

    def test_nothing_of_the_picture_is_cut(self, view):
        rect = view.picture_rect()
        assert view.rect().contains(rect.toAlignedRect())
        assert rect.width() / rect.height() == pytest.approx(640 / 360, rel=0.02)

    def test_words_cover_neither_a_symbol_nor_each_other(self, view):
        boxes = [QRectF(200, 120, 200, 40), QRectF(200, 200, 200, 40)]
        corners = [
            tuple(
                (point.x(), point.y())
                for point in (b.topLeft(), b.topRight(), b.bottomRight(), b.bottomLeft())
            )
            for b in boxes
        ]
        view.show_overlays(
            [Overlay(corners=each, text=f"{at}{CODE}", tone=Tone.OK) for at, each in enumerate(corners)]
        )
        first, second = (tag for _, _, tag in view._tags(boxes))
        assert not first.intersects(second)
        assert not any(tag.intersects(box) for tag in (first, second) for box in boxes)

    def test_one_code_in_two_symbols_is_said_once(self, view):
        view.show_overlays([Overlay(corners=self.BOX, text=CODE, tone=Tone.OK)] * 2)
        assert len(view._tags([QRectF(10, 10, 80, 30), QRectF(10, 60, 80, 30)])) == 1

    def test_a_word_that_has_no_room_gives_way_to_the_code(self, view):
        view.resize(360, 200)
        view.show_overlays([Overlay(corners=self.BOX, text=CODE, tone=Tone.WARN, word="很长的说明" * 9)])
        assert not view.grab().isNull()

    def test_without_a_picture_it_says_why(self, view):
        view.show_image(QImage())
        view.show_placeholder("摄像头", "未启动")
        assert view.accessibleName() == "摄像头 未启动"
        assert not view.grab().isNull()


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("word", ["Comprehensive utilization", "综合利用企业", "Former cascade use", "100 %"])
def test_a_chosen_chip_has_room_for_its_word_in_bold(shown, word, scale):
    appearance().wear(Scheme.LIGHT, scale)
    try:
        chip = ChoiceChip(Choice(key="a", word=word))
        chip.setChecked(True)
        shown(chip)
        option = QStyleOptionButton()
        chip.initStyleOption(option)
        room = chip.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, chip).width()
        bold = QFontMetricsF(appearance().look.font(BODY, bold=True)).horizontalAdvance(word)
        assert room >= bold + chip.iconSize().width() + 4
    finally:
        appearance().wear(Scheme.LIGHT, 1.0)
