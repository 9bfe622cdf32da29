"""One unit of the delivery at hand with all that is asked of it; only the open card is spread out."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from packtrail.ui.intake.card_spread import CardSpread
from packtrail.ui.intake.state import CardView
from packtrail.ui.theme.appearance import mark
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.unit_card import CardState, UnitCard
from packtrail.wording import Wording


class IntakeCard(UnitCard):
    """Draws a CardView."""

    changed = Signal(str, str, str)  # key, field, value
    opened = Signal(str)
    weighed = Signal(str)  # Enter in the mass: done with this one
    warning_confirmed = Signal(str, str, bool)
    photo_asked = Signal(str)

    def __init__(self, wording: Wording, view: CardView) -> None:
        self._view: CardView | None = None
        self._wording = wording
        self._spread: CardSpread | None = None  # made when the card is first opened: half of its cost
        super().__init__(wording, _card_state(view))
        self._mass.returnPressed.connect(lambda: self.weighed.emit(self._key))
        self._mass.textEdited.connect(lambda text: self.mass_entered.emit(self._key, text))
        self._mass.installEventFilter(self)
        self.show_view(view)

    @property
    def mass_edit(self) -> QLineEdit:
        """The field of the mass."""
        return self._mass

    def show_view(self, view: CardView) -> None:
        """Show ``view``; nothing is touched where it is as before."""
        if view == self._view:
            return
        self._view = view
        self.show_state(_card_state(view))
        mark(self, chosen=view.is_open)
        mark(self._mass, tone=Tone.DANGER.value if view.faulty_mass else "")
        if view.is_open and self._spread is None:
            self._spread = self._make_spread()
        if self._spread is not None:
            self._spread.show_view(view)
            self._spread.setVisible(view.is_open)

    def focus_field(self, field: str) -> None:
        """Put the hand on what ``field`` is entered with."""
        if self._spread is None or not self._spread.focus_field(field):
            self.focus_mass()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        super().retranslate(wording)
        self._wording = wording
        self._view = None
        if self._spread is not None:
            self._spread.retranslate(wording)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """The hand on the mass of a folded card opens it."""
        if watched is self._mass and isinstance(event, QFocusEvent) and event.gotFocus():
            self._ask_to_open()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """A press anywhere on a folded card opens it."""
        super().mousePressEvent(event)
        self._ask_to_open()

    def _ask_to_open(self) -> None:
        if self._view is not None and not self._view.is_open:
            self.opened.emit(self._key)

    def _make_spread(self) -> CardSpread:
        spread = CardSpread(self._wording, self)
        spread.changed.connect(lambda field, value: self.changed.emit(self._key, field, value))
        spread.warning_confirmed.connect(lambda kind, yes: self.warning_confirmed.emit(self._key, kind, yes))
        spread.photo_asked.connect(lambda: self.photo_asked.emit(self._key))
        self.more.addWidget(spread)
        return spread


def _card_state(view: CardView) -> CardState:
    return CardState(
        key=view.key, number=view.number, code=view.code, meaning=view.meaning, mass=view.mass,
        fault=view.fault, chips=view.chips,
    )  # fmt: skip
