"""One line to type into, with its name above and one line below that says what is right or wrong."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.offers import Offer, Offers

_NOT_LEARNT = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class FormField(QWidget):
    """A named line edit; what is typed is told at each key, what is shown tells nothing."""

    edited = Signal(str)
    entered = Signal()
    offer_picked = Signal(str)  # the key of an Offer

    def __init__(self, *, longest: int = 200) -> None:
        super().__init__()
        self._name, self._message = QLabel(), QLabel()
        self._icon = IconLabel(size=16)
        self._edit = QLineEdit()
        self._edit.setMaxLength(longest)
        self._offers: Offers | None = None
        self._is_covered = self._is_hidden = False
        self._edit.installEventFilter(self)
        self._name.setBuddy(self._edit)
        self._message.setWordWrap(True)
        mark(self._name, role="secondary")
        self.setFocusProxy(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._below = QHBoxLayout()
        self._below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addWidget(self._message, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._name, self._edit):
            self._column.addWidget(part)
        self._column.addLayout(self._below)
        self._edit.textEdited.connect(self.edited)
        self._edit.returnPressed.connect(self.entered)
        follow_look(self._restyle)
        self.show_message(Tone.QUIET, "")

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._edit.text()

    def say(self, name: str, placeholder: str = "") -> None:
        """Name the field; ``placeholder`` shows while it is empty."""
        self._name.setText(name)
        self._edit.setAccessibleName(name)
        self._edit.setPlaceholderText(placeholder)

    def show_text(self, text: str) -> None:
        """Put ``text`` in; the hand that is typing just this keeps its place."""
        if self._edit.text() != text:
            self._edit.setText(text)

    def cover(self, *, is_covered: bool) -> None:
        """Show dots instead of what stands there while the hand is elsewhere."""
        self._is_covered = is_covered
        self._show_cover()

    def hide_typing(self) -> None:
        """Show dots for what is typed, always; an input method is asked for nothing but what keys give."""
        self._is_hidden = True
        self._edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhDigitsOnly | _NOT_LEARNT
        )
        self._show_cover()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """What is covered is seen while the hand is on it."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._show_cover(has_hand=event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _show_cover(self, *, has_hand: bool | None = None) -> None:
        is_open = self._edit.hasFocus() if has_hand is None else has_hand
        modes = QLineEdit.EchoMode
        is_dots = self._is_hidden or (self._is_covered and not is_open)
        self._edit.setEchoMode(modes.Password if is_dots else modes.Normal)

    def offer(self, offers: Sequence[Offer], name: str) -> None:
        """Offer ``offers`` below the field while the hand is on it."""
        if self._offers is None:
            self._offers = Offers(self._edit)
            self._offers.picked.connect(self.offer_picked)
        self._offers.show_offers(offers, name)

    def show_message(self, tone: Tone, sentence: str) -> None:
        """Say ``sentence`` below the field; an empty one leaves no room."""
        for part in (self._icon, self._message):
            part.setVisible(bool(sentence))
        self._icon.show_tone(tone)
        self._message.setText(sentence)
        mark(self._message, role="hint", tone=tone.value)
        mark(self._edit, tone=tone.value if sentence and tone is Tone.DANGER else "")
        self._edit.setAccessibleDescription(sentence)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(4))
        self._below.setSpacing(look.px(4))
