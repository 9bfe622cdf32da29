"""The help with an unreadable label: its printed line in a picture, doubts to settle, codes that fit."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from packtrail.ui.intake.label_help_state import DoubtState, FitState, HelpState
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import SECTION
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.read_line import GreyPicture
from packtrail.wording import Wording

LINE_KEY = "Ctrl+E"
_LONGEST = 60  # characters: a code with blanks between its groups, and room to spare
_HIGHEST_LINE = 40  # px at 100 %: of one row of print


class LabelHelp(QWidget):
    """Draws a HelpState."""

    line_asked = Signal()
    settled = Signal(int, str)  # position, character
    typed = Signal(str)
    fit_chosen = Signal(str)
    taken = Signal()
    turned_down = Signal()  # none of it is what the label says

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._title, self._said, self._doctor = QLabel(), QLabel(), QLabel()
        self._line = RefusableButton()
        self._line.answer_to("intake.read_line", LINE_KEY)
        self._picture = _LinePicture()
        self._field = QLineEdit()
        self._field.setMaxLength(_LONGEST)
        self._field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)  # a code has no Han
        self._candidate = CodeLabel(wording, size=SECTION, bold=True)
        self._meaning = QLabel()
        self._take = RefusableButton()
        self._take.setAutoDefault(True)
        self._none = RefusableButton(role="quiet")
        self._doubts: tuple[DoubtState, ...] = ()
        self._fits: tuple[FitState, ...] = ()
        self._wording = wording
        for label in (self._said, self._doctor, self._meaning):
            label.setWordWrap(True)
            mark(label, role="hint")
        mark(self._title, role="secondary")
        mark(self._field, role="code")
        self._lay_out()
        self._line.clicked.connect(self.line_asked)
        self._field.textEdited.connect(self.typed)
        self._take.clicked.connect(self.taken)
        self._none.clicked.connect(self.turned_down)
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: HelpState) -> None:
        """Show ``state``; rows are made anew only where they differ, so that the focus stays."""
        self._line.set_refusal(state.no_line)
        self._say(self._said, state.said)
        self._picture.show_picture(state.picture)
        self._say(self._doctor, state.doctor)
        self._show_doubts(state.doubts)
        self._show_fits(state.fits)
        for part in (self._candidate, self._take, self._none):
            part.setVisible(state.is_at_work)
        self._candidate.show_code(state.candidate, state.marked)
        self._say(self._meaning, state.meaning)
        self._take.set_refusal(state.refusal)

    def focus_next(self) -> None:
        """Put the hand on the first doubt, or on taking the code where there is none."""
        row = self.findChild(ChipRow)
        if self._doubts and row is not None:
            row.focus_choice()
        else:
            self._take.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_field(self) -> None:
        """Nothing is typed."""
        self._field.clear()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._wording = wording
        say = wording.say
        self._title.setText(say("intake.help.title"))
        self._line.setText(f"{say('intake.help.read_line')}  {LINE_KEY}")
        self._line.setAccessibleName(say("intake.help.read_line"))
        self._field.setPlaceholderText(say("intake.help.field"))
        self._field.setAccessibleName(say("intake.help.field"))
        self._picture.setAccessibleName(say("intake.help.picture"))
        self._take.setText(say("intake.help.take"))
        self._none.setText(say("intake.help.none"))
        self._candidate.retranslate(wording)
        self._doubts, self._fits = (), ()

    @staticmethod
    def _say(label: QLabel, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _show_doubts(self, doubts: tuple[DoubtState, ...]) -> None:
        asked = [(each.position, each.options) for each in doubts]
        if asked != [(each.position, each.options) for each in self._doubts]:
            empty(self._doubt_rows)
            for doubt in doubts:
                self._doubt_rows.addWidget(self._doubt(doubt))
        self._doubts = doubts

    def _doubt(self, doubt: DoubtState) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, current_look().px(8), 0)
        name = QLabel(doubt.name)
        mark(name, role="hint")
        row = ChipRow(doubt.name, [Choice(key=one, word=one) for one in doubt.options])
        row.choose(doubt.chosen)
        row.chosen.connect(lambda character: self.settled.emit(doubt.position, character))
        line.addWidget(name)
        line.addWidget(row, 1)
        return box

    def _show_fits(self, fits: tuple[FitState, ...]) -> None:
        if fits == self._fits:
            return
        self._fits = fits
        empty(self._fit_rows)
        for fit in fits:
            self._fit_rows.addWidget(self._fit(fit))

    def _fit(self, fit: FitState) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        code, words = CodeLabel(self._wording), QLabel(fit.words)
        code.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from button to button
        code.show_code(fit.code, fit.marked)
        words.setWordWrap(True)
        mark(words, role="hint")
        choose = RefusableButton(self._wording.say("intake.help.choose"))
        choose.setAccessibleName(f"{self._wording.say('intake.help.choose')} {fit.code} {fit.words}")
        choose.clicked.connect(lambda: self.fit_chosen.emit(fit.code))
        line.addWidget(code)
        line.addWidget(words, 1)
        line.addWidget(choose)
        return box

    def _lay_out(self) -> None:
        asking = QHBoxLayout()
        asking.addWidget(self._line)
        asking.addWidget(self._field, 1)
        taking = QHBoxLayout()
        taking.addWidget(self._candidate)
        taking.addWidget(self._meaning, 1)
        doubts = QWidget()
        self._doubt_rows = FlowLayout(doubts)
        self._fit_rows = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        self._column.addLayout(asking)
        self._column.addWidget(self._picture)
        self._column.addWidget(self._said)
        self._column.addWidget(doubts)
        self._column.addWidget(self._doctor)
        self._column.addLayout(self._fit_rows)
        self._column.addLayout(taking)
        last = FlowLayout()
        last.addWidget(self._take)
        last.addWidget(self._none)
        self._column.addLayout(last)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(6))
        self._fit_rows.setSpacing(look.px(2))
        self._field.setFont(look.code_font(SECTION))


class _LinePicture(QLabel):
    """The line as it was cut out, as wide as there is room and no higher than letters need."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: GreyPicture | None = None
        self._pixels = QPixmap()
        self.hide()

    def show_picture(self, picture: GreyPicture | None) -> None:
        if picture is not self._shown:
            self._shown = picture
            self._pixels = _pixmap(picture) if picture else QPixmap()
            self._fit()
        self.setFixedHeight(self._height())
        self.setVisible(picture is not None)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as may be."""
        return QSize(current_look().px(320), self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line of print is legible when it is a little pressed together."""
        return QSize(current_look().px(160), self._height())

    def resizeEvent(self, event: object, /) -> None:  # noqa: N802 - Qt's name
        """Draw it anew in the room there is."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt's event, whatever its class
        self._fit()

    def _height(self) -> int:
        if self._shown is None:
            return 0
        rows = max(1, round(self._shown.height / 48))
        return current_look().px(_HIGHEST_LINE) * rows

    def _fit(self) -> None:
        if self._pixels.isNull():
            self.clear()
            return
        self.setPixmap(
            self._pixels.scaled(
                max(1, self.width()),
                self._height(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )


def _pixmap(picture: GreyPicture) -> QPixmap:
    image = QImage(
        picture.pixels, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8
    )
    return QPixmap.fromImage(image.copy())
