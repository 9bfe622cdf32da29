"""Says what is wrong, where and what next, in the screen and not on top of it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording


class Banner(QFrame):
    """One message with at most one action; hidden while there is nothing to say."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._icon = IconLabel(size=24)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._action = RefusableButton(role="link")
        self._close = RefusableButton(role="quiet")
        mark(self, role="banner", tone=Tone.INFO.value)
        row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._action.clicked.connect(self.acted)
        self._close.clicked.connect(self._dismiss)
        follow_look(self._restyle)
        self.retranslate(wording)
        self.hide()

    def show_message(
        self,
        tone: Tone,
        sentence: str,
        *,
        action: str = "",
        command: str = "",
        key: str = "",
        can_dismiss: bool = True,
    ) -> None:
        """Show ``sentence``; ``action`` are the words of its one button, ``command`` its name."""
        mark(self, tone=tone.value)
        self._icon.show_tone(tone)
        self._text.setText(sentence)
        self._action.answer_to(command, key)
        self._action.setText(f"{action}  {key}".rstrip())
        self._action.setVisible(bool(action))
        self._close.setVisible(can_dismiss)
        self.setAccessibleName(sentence)
        self.show()
        announce(self, sentence, urgent=tone is Tone.DANGER)

    def clear(self) -> None:
        """Say nothing, without a signal."""
        self.hide()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._close.setAccessibleName(wording.say("frame.dismiss"))
        self._close.setToolTip(wording.say("frame.dismiss"))

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _restyle(self, look: Look) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
            layout.setSpacing(look.px(12))
        self._close.setIcon(icon("close", current_look().colour("ink_2"), look.px(20)))
        self._close.setIconSize(QSize(look.px(20), look.px(20)))
        self._close.setFixedWidth(look.px(44))
