"""Takes a code that is typed or pasted: grouped while it is typed, counted, and told what is wrong where."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, SECTION, TARGET, Tone
from packtrail.ui.widgets.code_hints import CodeHint, code_hint
from packtrail.ui.widgets.code_text import FULL_LENGTH, gaps_while_typing, normalised
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.wording import Wording


class _Gaps(QSyntaxHighlighter):
    """Puts air between the groups and underlines wrong positions, without touching the text."""

    marked: tuple[int, ...] = ()

    def highlightBlock(self, text: str, /) -> None:  # noqa: N802 - Qt's name
        """Format one line."""
        look = current_look()
        for at in {gap - 1 for gap in gaps_while_typing(len(text))} | {place - 1 for place in self.marked}:
            shape = QTextCharFormat()
            if at + 1 in gaps_while_typing(len(text)):
                shape.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                shape.setFontLetterSpacing(look.px(6))
            if at + 1 in self.marked:
                shape.setForeground(look.colour("danger"))
                shape.setUnderlineColor(look.colour("danger"))
                shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            self.setFormat(at, 1, shape)


class _CodeEdit(QPlainTextEdit):
    """One line of code text; Enter is the field's, Tab the window's."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)  # a code has no Han characters
        document: QTextDocument = self.document()
        document.setDocumentMargin(0)
        self.gaps = _Gaps(document)
        self.textChanged.connect(self._normalise)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Enter says that the code is complete."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData, /) -> None:  # noqa: N802 - Qt's name
        """Paste the code out of whatever was copied."""
        self.insertPlainText(normalised(source.text()))

    def _normalise(self) -> None:
        typed = self.toPlainText()
        clean = normalised(typed)
        if clean == typed:
            return
        place = len(normalised(typed[: self.textCursor().position()]))
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(clean)
        cursor.setPosition(place)
        self.setTextCursor(cursor)


class CodeField(QWidget):
    """A field for one code, with its count and one line that says what is wrong."""

    code_changed = Signal(str)
    entered = Signal(str)

    def __init__(self, wording: Wording, *, takes_numbers: bool = False) -> None:
        """With ``takes_numbers`` other numbers may be typed as well, so that none is called wrong."""
        super().__init__()
        self._takes_numbers = takes_numbers
        self._edit = _CodeEdit()
        self._icon = IconLabel(size=16, line=BODY)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._count, self._hint = QLabel(), QLabel()
        self._hint.setWordWrap(True)
        self._marked: tuple[int, ...] = ()  # by whoever uses the field
        self._wording = wording
        mark(self._edit, role="code")
        mark(self._count, role="hint")
        mark(self._hint, role="hint")
        self.setFocusProxy(self._edit)
        self._lay_out()
        self._edit.textChanged.connect(self._changed)
        self._edit.entered.connect(lambda: self.entered.emit(self.code))
        follow_look(self._restyle)
        self.retranslate(wording)
        self.show_message(Tone.QUIET, "")

    @property
    def code(self) -> str:
        """The plain code as typed so far."""
        return self._edit.toPlainText()

    def set_code(self, code: str) -> None:
        """Put ``code`` in, as if it had been typed."""
        self._edit.setPlainText(normalised(code))

    def show_message(self, tone: Tone, sentence: str, marked: tuple[int, ...] = ()) -> None:
        """Say what is right or wrong, and underline the positions in ``marked`` (counted from 1)."""
        self._icon.show_tone(tone)
        self._icon.setVisible(bool(sentence))
        self._message.setText(sentence)
        mark(self._message, tone=tone.value)
        mark(self._edit, tone=tone.value)
        self._edit.setAccessibleDescription(sentence)
        self._marked = marked
        self._show_hint()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._edit.setPlaceholderText(wording.say("frame.code_placeholder"))
        self._edit.setAccessibleName(wording.say("frame.code_name"))
        self._show_count()
        self._show_hint()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._message, 1)
        below.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._edit)
        column.addLayout(below)
        column.addWidget(self._hint)

    def _changed(self) -> None:
        self._show_count()
        self._show_hint()
        self.code_changed.emit(self.code)

    def _show_hint(self) -> None:
        """Say what to look at again; marks of the field's owner go before ours."""
        hint = code_hint(self.code, self._wording)
        if hint.wrong and self._takes_numbers:
            hint = CodeHint()
        self._hint.setText(hint.sentence)
        self._hint.setVisible(bool(hint.sentence))
        mark(self._hint, tone=hint.tone.value)
        marked = self._marked or hint.wrong
        if self._edit.gaps.marked != marked:
            self._edit.gaps.marked = marked
            self._edit.gaps.rehighlight()

    def _show_count(self) -> None:
        self._count.setText(self._wording.say("frame.code_count", typed=len(self.code), full=FULL_LENGTH))

    def _restyle(self, look: Look) -> None:
        font = look.code_font(SECTION)
        metrics = QFontMetrics(font)
        self._edit.setFixedHeight(look.px(TARGET))
        self._edit.setMinimumWidth(
            metrics.horizontalAdvance("0") * (FULL_LENGTH + 2) + look.px(6) * 6 + look.px(28)
        )
        spare = look.px(TARGET) - metrics.height() - 4
        self._edit.setViewportMargins(0, max(0, spare // 2), 0, 0)
        self._edit.gaps.rehighlight()
