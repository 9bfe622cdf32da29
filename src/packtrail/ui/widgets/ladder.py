"""How far records have come with one destination: 本机 → 已送达 → 企业平台接受 → 国家平台接受."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton

_LEAST = 168  # px at 100 %, so that rungs look alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of acknowledgement; levels are never merged."""

    key: str
    word: str
    count: int
    hint: str = ""  # the oldest, the last confirmation
    tone: Tone = Tone.QUIET


class _RungButton(RefusableButton):
    """A rung: its count large, its word below; opens what stands on it."""

    def __init__(self) -> None:
        super().__init__(role="rung")
        self._icon = IconLabel(size=18)
        self._count, self._word, self._hint = QLabel(), QLabel(), QLabel()
        mark(self._count, role="number")
        mark(self._hint, role="hint")
        self._head = QHBoxLayout()
        self._head.addWidget(self._count)
        self._head.addWidget(self._icon)
        self._head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        for label in (self._word, self._hint):
            self._column.addWidget(label)
        for label in (self._count, self._word, self._hint):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_look(self._restyle)

    def show_rung(self, rung: Rung) -> None:
        """Show ``rung``."""
        self._count.setText(count_text(rung.count))
        self._word.setText(rung.word)
        self._hint.setText(rung.hint or " ")
        self._icon.show_tone(rung.tone)
        self._icon.setVisible(rung.tone is not Tone.QUIET)
        mark(self._count, tone=rung.tone.value if rung.tone is not Tone.QUIET else "")
        self.setAccessibleName(f"{rung.word} {rung.count} {rung.hint}".strip())
        self._fit()

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._column.setSpacing(look.px(4))
        self._head.setSpacing(look.px(8))
        self._fit()

    def _fit(self) -> None:
        for label in (self._count, self._word, self._hint):
            label.ensurePolished()
        self._column.invalidate()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A button doesn't size itself by its layout, so it is told."""
        hint = self._column.totalSizeHint()
        return QSize(max(hint.width(), current_look().px(_LEAST)), hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As ``sizeHint``."""
        return self.sizeHint()


class Ladder(QWidget):
    """The rungs from left to right with an arrow between; breaks into rows where it is narrow."""

    rung_chosen = Signal(str)

    def __init__(self, rungs: Sequence[Rung] = ()) -> None:
        super().__init__()
        self._row = FlowLayout(self, gap=8)
        self._keys: tuple[str, ...] = ()
        self._buttons: list[_RungButton] = []
        self._arrows: list[IconLabel] = []
        self.show_rungs(rungs)

    def show_rungs(self, rungs: Sequence[Rung]) -> None:
        """Show ``rungs``, first to last."""
        while len(self._buttons) < len(rungs):
            self._add()
        self._keys = tuple(rung.key for rung in rungs)
        for at, button in enumerate(self._buttons):
            button.setVisible(at < len(rungs))
            if at < len(rungs):
                button.show_rung(rungs[at])
        for at, arrow in enumerate(self._arrows, start=1):
            arrow.setVisible(at < len(rungs))

    def _add(self) -> None:
        if self._buttons:
            arrow = IconLabel("forward", size=20, colour="ink_3")
            self._arrows.append(arrow)
            self._row.addWidget(arrow)
        at = len(self._buttons)
        button = _RungButton()
        button.clicked.connect(lambda: self.rung_chosen.emit(self._keys[at]))
        self._buttons.append(button)
        self._row.addWidget(button)
