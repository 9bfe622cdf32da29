"""未报情况说明 on the Sync screen: why it may be needed now, and one button that makes it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.usecases.unreported import Pressing
from packtrail.wording import Wording

PRINT_KEY: Final = "Ctrl+P"


class UnreportedCard(QFrame):
    """Draws what is pressing; nothing is decided here."""

    print_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._pressing, self._is_printing = wording, Pressing(), False
        self._section, self._told, self._hint = Section(), ToldLine(), text_label("", "hint")
        self._print = RefusableButton()
        self._print.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._print.answer_to("sync.unreported", PRINT_KEY)
        for widget in (self._told, self._hint, self._print):
            self._section.body.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        self._print.clicked.connect(self.print_asked)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_pressing(self, pressing: Pressing) -> None:
        """Say how much is near or past its day."""
        self._pressing = pressing
        self._told.setVisible(bool(pressing.count))
        if pressing.count:
            tone = Tone.DANGER if pressing.overdue else Tone.WARN
            self._told.say(tone, self._said(pressing))

    def show_printing(self, *, is_under_way: bool) -> None:
        """Take no second click while the paper is being made."""
        self._is_printing = is_under_way
        self._print.set_refusal(self._wording.say("sync.unreported.working") if is_under_way else None)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._section.say(wording.say("sync.unreported.title"))
        self._hint.setText(wording.say("sync.unreported.hint"))
        self._print.setText(f"{wording.say('sync.unreported.print')}  {PRINT_KEY}")
        self.show_pressing(self._pressing)
        self.show_printing(is_under_way=self._is_printing)

    def _said(self, pressing: Pressing) -> str:
        key = "soon" if not pressing.overdue else "both" if pressing.soon else "overdue"
        return self._wording.say(
            f"sync.unreported.{key}",
            soon=count_text(pressing.soon),
            overdue=count_text(pressing.overdue),
            nearest=pressing.nearest.isoformat() if pressing.nearest else "",
        )

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
