"""Every widget in its states, in one window: what screens are built from.

It is looked at after each change of the look, in both languages, all schemes and at twice the size.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from packtrail.domain.moments import SHANGHAI
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.rail import Place
from packtrail.ui.frame.strip_state import Readiness, StripState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.week import Measure, week_view
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip import Chip, ChipState, Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.code_field import CodeField
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.day_chart import DayBars, DayChart
from packtrail.ui.widgets.duty_line import DutyLine, DutyState
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.figures import kg_text
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.gauge import Gauge, GaugeState
from packtrail.ui.widgets.ladder import Ladder, Rung
from packtrail.ui.widgets.picture_view import Overlay, PictureView
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import Result, ResultBand
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.ui.widgets.unit_card import CardState, UnitCard
from packtrail.usecases.week import DayMoved, Moved
from packtrail.wording import Wording

CODE = "001CB240000003B3C0221953"
PACK = "001PB240000003B3C0221953"
WRONG = "001PB240000003O3C0221953"

_NOW = datetime(2026, 11, 23, 9, 45, tzinfo=SHANGHAI)


def gallery(wording: Wording) -> MainFrame:
    """The window with every widget, spread over the places of the rail."""
    frame = MainFrame(wording)
    pages = {
        "today": _today, "intake": _intake, "vehicles": _messages, "stock": _stock,
        "handoff": _handoff, "sync": _sync, "records": _forms,
    }  # fmt: skip
    for number, (key, page) in enumerate(pages.items()):
        shortcut = "F9" if key == "records" else f"F{number + 2}"
        frame.add_place(Place(key, key, shortcut, f"frame.rail.{key}", page(wording)))
    frame.add_place(
        Place("settings", "settings", "", "frame.rail.settings", _column(_nothing(wording)))
    )  # fmt: skip
    frame.render_strip(strip_sample(wording))
    return frame


def strip_sample(wording: Wording) -> StripState:
    """A strip with something of everything."""
    return StripState(
        now=_NOW, unsent=12, oldest_age=timedelta(days=2), unsent_tone=Tone.WARN,
        destination=wording.say("gallery.destination"), confirmed_at=_NOW - timedelta(minutes=4),
        scanner=Readiness.READY, camera=Readiness.MISSING, clock=Readiness.READY,
        operator=wording.say("gallery.operator"),
    )  # fmt: skip


def detail_sample(wording: Wording) -> QWidget:
    """What a detail panel may hold."""
    code = CodeLabel(wording, bold=True)
    code.show_code(PACK)
    body = QLabel(wording.say("gallery.detail_body"))
    body.setWordWrap(True)
    states = _flow(Chip(ChipState(Tone.OK, wording.say("gallery.in_stock"))))
    return _column(code, states, body)


class _Column(QWidget):
    """Widgets one below the other, or side by side, at the spacing of the look."""

    def __init__(self, widgets: Sequence[QWidget], *, is_row: bool) -> None:
        super().__init__()
        self._box = QHBoxLayout(self) if is_row else QVBoxLayout(self)
        for widget in widgets:
            self._box.addWidget(widget, 1 if is_row else 0)
            if is_row and isinstance(widget, Section):
                widget.body.addStretch(1)
        if not is_row:
            self._box.addStretch(1)
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(16))


def _column(*widgets: QWidget) -> QWidget:
    return _Column(widgets, is_row=False)


def _row(*widgets: QWidget) -> QWidget:
    return _Column(widgets, is_row=True)


def _flow(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = FlowLayout(holder)
    for widget in widgets:
        layout.addWidget(widget)
    return holder


def _section(wording: Wording, key: str, *widgets: QWidget) -> Section:
    section = Section(wording.say(f"gallery.{key}"))
    for widget in widgets:
        section.body.addWidget(widget)
    return section


def _today(wording: Wording) -> QWidget:
    say = wording.say
    late = DutyState(
        key="late", number="-1", unit=say("gallery.overdue"), what=say("gallery.report_due"),
        which=say("gallery.report_which"), action=say("gallery.report_now"), tone=Tone.DANGER,
    )  # fmt: skip
    soon = DutyState(
        key="soon", number="2", unit=say("gallery.days"), what=say("gallery.weigh_due"),
        which=say("gallery.weigh_which"), action=say("gallery.open"), tone=Tone.WARN,
    )  # fmt: skip
    calm = DutyState(
        key="calm", number="12", unit=say("gallery.days"), what=say("gallery.report_due"),
        which=say("gallery.report_which"), action=say("gallery.open"),
        refusal=say("gallery.refused_release"),
    )  # fmt: skip
    return _row(
        _section(wording, "duties", *(DutyLine(state) for state in (late, soon, calm))),
        _section(wording, "figures", *_gauges(wording), _nothing(wording)),
    )


def _gauges(wording: Wording) -> list[QWidget]:
    kinds = (
        (0.61, "stock_text", Tone.QUIET), (0.93, "near_text", Tone.WARN), (1.04, "over_text", Tone.DANGER)
    )  # fmt: skip
    caption = wording.say("gallery.stock_gauge")
    return [
        Gauge(
            GaugeState(
                caption=caption, share=share, text=wording.say(f"gallery.{text}"), tone=tone, marks=(0.9,)
            )
        )
        for share, text, tone in kinds
    ]


def _nothing(wording: Wording) -> QWidget:
    say = wording.say
    return EmptyState("today", say("gallery.no_duties"), say("gallery.next_duty"), say("gallery.open"))


def _intake(wording: Wording) -> QWidget:
    band = ResultBand(wording)
    band.show_result(_results(wording)[0])
    camera = PictureView(wording.say("gallery.camera"))
    camera.show_image(picture_sample())
    camera.show_overlays(overlay_samples(wording))
    left = _column(sources(wording), camera, band)
    right = _section(wording, "cards", *_cards(wording), _finish(wording))
    return _row(left, right)


def sources(wording: Wording) -> ChipRow:
    """The sources of a delivery, one of them chosen."""
    say = wording.say
    choices = [
        Choice(key=key, word=say(f"gallery.{key}")) for key in ("owner", "repair", "swap", "dismantle")
    ]
    choices.append(Choice(key="insurer", word=say("gallery.insurer"), refusal=say("gallery.no_source")))
    row = ChipRow(say("gallery.source"), choices)
    row.choose("swap")
    return row


def picture_sample() -> QImage:
    """A stand-in for a camera frame."""
    image = QImage(1280, 720, QImage.Format.Format_RGB32)
    image.fill(QColor("#3A4347"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for left, top in ((160, 140), (520, 460)):
        painter.fillRect(left, top, 300, 110, QColor("#E9ECEB"))
        painter.setPen(QColor("#15201C"))
        for bar in range(40):
            painter.drawLine(
                QPointF(left + 20 + bar * 6.5, top + 20), QPointF(left + 20 + bar * 6.5, top + 80)
            )
    painter.end()
    return image


def overlay_samples(wording: Wording) -> list[Overlay]:
    """Two codes found in the stand-in."""
    say = wording.say
    one = ((160.0, 140.0), (460.0, 140.0), (460.0, 250.0), (160.0, 250.0))
    two = ((520.0, 460.0), (820.0, 460.0), (820.0, 570.0), (520.0, 570.0))
    return [
        Overlay(corners=one, text=CODE, tone=Tone.OK, word=say("gallery.new")),
        Overlay(corners=two, text=WRONG, tone=Tone.WARN, word=say("gallery.wrong_form")),
    ]


def _results(wording: Wording) -> list[Result]:
    say = wording.say
    return [
        Result(
            tone=Tone.OK, word=say("gallery.added"), code=CODE, meaning=say("gallery.meaning"), time="09:41",
        ),
        Result(
            tone=Tone.INFO, word=say("gallery.duplicate"), code=PACK, meaning=say("gallery.meaning"),
            action=say("gallery.open_record"), time="09:42",
        ),
        Result(
            tone=Tone.WARN, word=say("gallery.wrong_form"), code=WRONG, meaning=say("gallery.wrong_form_why"),
            marked=(15,),
        ),
        Result(tone=Tone.DANGER, word=say("gallery.high_risk"), code=PACK, meaning=say("gallery.risk_why")),
    ]  # fmt: skip


def _cards(wording: Wording) -> list[QWidget]:
    say = wording.say
    chips = {name: say(f"gallery.{name}") for name in ("weighed", "estimated", "isolated", "to_check")}
    states = (
        CardState(
            key="3", number="3", code=PACK, meaning=say("gallery.meaning"), mass="412.5",
            chips=(ChipState(Tone.OK, chips["weighed"]), ChipState(Tone.INFO, chips["to_check"])),
        ),
        CardState(
            key="2", number="2", code=PACK, meaning=say("gallery.meaning"), mass="250",
            fault=say("gallery.mass_fault"),
            chips=(ChipState(Tone.WARN, chips["estimated"]), ChipState(Tone.DANGER, chips["isolated"])),
        ),
        CardState(key="1", number="1", code="TMP-S1b-0009", meaning=say("gallery.meaning"), can_remove=False),
    )  # fmt: skip
    return [UnitCard(wording, state) for state in states]


def _finish(wording: Wording) -> PrimaryButton:
    return PrimaryButton(wording.say("gallery.finish"), "F10")


def _messages(wording: Wording) -> QWidget:
    say = wording.say
    banners = []
    kinds = ((Tone.OK, "saved", ""), (Tone.INFO, "certificate", ""), (Tone.WARN, "backlog", "export"),
             (Tone.DANGER, "refused", "open_field"))  # fmt: skip
    for tone, text, action in kinds:
        banner = Banner(wording)
        banner.show_message(tone, say(f"gallery.{text}"), action=say(f"gallery.{action}") if action else "")
        banners.append(banner)
    undo = UndoBar(wording)
    undo.offer(say("gallery.undo_text"))
    bands = []
    for result in _results(wording):
        band = ResultBand(wording)
        band.show_result(result)
        bands.append(band)
    return _column(
        _section(wording, "messages", *banners, undo),
        _section(wording, "results", ResultBand(wording), *bands),
    )


def _stock(wording: Wording) -> QWidget:
    say = wording.say
    table = DataTable(say("gallery.table"))
    columns = (
        Column(title=say("gallery.col_code"), kind=ColumnKind.CODE, width=290),
        Column(title=say("gallery.col_what"), width=110),
        Column(title=say("gallery.col_mass"), kind=ColumnKind.NUMBER, width=100),
        Column(title=say("gallery.col_day"), width=120),
        Column(title=say("gallery.col_state"), width=0),
    )
    rows = []
    for at in range(12):
        tone, state = ((Tone.OK, "in_stock"), (Tone.DANGER, "isolated"), (Tone.INFO, "to_check"))[at % 3]
        weight_g = 412_500 + at * 1_234_567
        rows.append(
            Row(str(at), (
                Cell(f"001PB240000003B3C02219{at:02d}"),
                Cell(say("gallery.pack" if at % 2 else "gallery.module")),
                Cell(kg_text(weight_g), weight_g), Cell(f"2026-05-{at + 4:02d}"),
                Cell(say(f"gallery.{state}"), tone=tone),
            ))
        )  # fmt: skip
    table.show_rows(columns, rows)
    table.choose("2")
    table.setMinimumHeight(420)
    return _section(wording, "table", sources(wording), table)


def _handoff(wording: Wording) -> QWidget:
    say = wording.say
    refused = PrimaryButton(say("gallery.release"), "F10")
    refused.set_refusal(say("gallery.refused_release"))
    secondary, off, link = (
        RefusableButton(say("gallery.cancel")), RefusableButton(say("gallery.export")),
        RefusableButton(say("gallery.open_record"), role="link"),
    )  # fmt: skip
    off.set_refusal(say("gallery.refused_release"))
    states = [
        Chip(ChipState(tone, say(f"gallery.{word}")))
        for tone, word in zip(Tone, ("weighed", "estimated", "isolated", "to_check", "in_stock"), strict=True)
    ]
    return _column(
        _section(wording, "buttons", _flow(PrimaryButton(say("gallery.release"), "F10"), refused),
                 _flow(secondary, off, link)),
        _section(wording, "chips", sources(wording), _flow(*states)),
    )  # fmt: skip


def _sync(wording: Wording) -> QWidget:
    say = wording.say
    rungs = (
        Rung(key="here", word=say("gallery.here"), count=12, hint=say("gallery.oldest"), tone=Tone.WARN),
        Rung(key="delivered", word=say("gallery.delivered"), count=8),
        Rung(
            key="company",
            word=say("gallery.company"),
            count=2310,
            hint=say("gallery.refused_two"),
            tone=Tone.DANGER,
        ),
        Rung(key="national", word=say("gallery.national"), count=12874, tone=Tone.OK),
    )
    return _column(_section(wording, "figures", Ladder(rungs), DayChart(_week(wording))))


def _week(wording: Wording) -> tuple[DayBars, ...]:
    moved = ((12, 0), (20, 38), (0, 0), (31, 14), (8, 60), (1, 0), (17, 22))
    days = [
        DayMoved(
            _NOW.date() - timedelta(days=6 - at), Moved(came, came * 412_500), Moved(went, went * 398_000)
        )
        for at, (came, went) in enumerate(moved)
    ]
    return week_view(days, wording).days[Measure.TONNES]


def _forms(wording: Wording) -> QWidget:
    say = wording.say
    empty, wrong, plain = CodeField(wording), CodeField(wording), QLineEdit(say("gallery.report_which"))
    wrong.set_code(WRONG)
    wrong.show_message(Tone.DANGER, say("gallery.typed_fault"), marked=(15,))
    fields = QWidget()
    grid = QGridLayout(fields)
    grid.setContentsMargins(0, 0, 0, 0)
    box, tick = QComboBox(), QCheckBox(say("gallery.weighed"))
    box.addItems([say("gallery.owner"), say("gallery.swap")])
    tick.setChecked(True)
    for at, widget in enumerate((empty, wrong, plain, box, tick)):
        grid.addWidget(widget, at, 0)
    labels = []
    for size in (15, 18, 40):
        label = CodeLabel(wording, size=size)
        label.show_code(PACK, (15,) if size == 40 else ())
        labels.append(label)
    off = PictureView()
    off.show_placeholder(say("gallery.camera"), say("gallery.no_camera"))
    return _column(_section(wording, "codes", *labels, fields), _section(wording, "camera", off))
