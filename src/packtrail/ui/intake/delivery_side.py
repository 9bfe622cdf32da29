"""The right of the screen: who delivers, the cards, the totals, and the one button that records."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from packtrail.ui.intake.expected.panel import ExpectedPanel
from packtrail.ui.intake.gate.panel import GatePanel
from packtrail.ui.intake.head_form import HeadForm
from packtrail.ui.intake.intake_card import IntakeCard
from packtrail.ui.intake.scale_bar import ScaleBar
from packtrail.ui.intake.state import CardView, IntakeState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.wording import Wording

FINISH_KEY = "F10"
_CARDS_A_TURN = 1  # each takes some 10 ms to make
_TURN_MS = 20  # between two: each is laid out and painted, and what the hand did comes first


class _Cards(QScrollArea):
    """Head and cards scroll; totals and the button that records stay in sight."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What room is left, so that the window never scrolls for the length of a list."""
        return self.minimumSize()


class DeliverySide(QWidget):
    """Draws the delivery half of an IntakeState."""

    card_made = Signal(object)  # an IntakeCard, to be connected
    finish_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.head = HeadForm(wording)
        self.expected = ExpectedPanel(wording)
        self.gate = GatePanel(wording)
        self.scale = ScaleBar(wording)
        self._wording = wording
        self._cards: dict[str, IntakeCard] = {}
        self._views: tuple[CardView, ...] = ()
        self._order: tuple[str, ...] = ()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self._make_cards)
        self._totals = QLabel()
        self._finish = PrimaryButton(command="intake.finish")
        self._empty = EmptyState("battery", "")
        self._scroll, self._list = _Cards(), QWidget()
        self._foot = QFrame()
        mark(self._totals, role="section")
        self._totals.setWordWrap(True)
        self._lay_out()
        self._finish.clicked.connect(self.finish_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: IntakeState) -> None:
        """Show head, cards and foot."""
        self.head.show_state(state.head)
        self._show_cards(state.cards)
        self._empty.setVisible(not state.cards)
        self._totals.setText(state.totals)
        self._finish.set_refusal(state.refusal)

    def card(self, key: str) -> IntakeCard | None:
        """The widget of a card."""
        return self._cards.get(key)

    def show_card(self, key: str) -> None:
        """Scroll so that a card stands at the top, once it has its new height."""
        QTimer.singleShot(0, self, lambda: self._scroll_to(key))

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._wording = wording
        self.head.retranslate(wording)
        self.expected.retranslate(wording)
        self.gate.retranslate(wording)
        self.scale.retranslate(wording)
        self._finish.say(wording.say("intake.finish.button"), FINISH_KEY)
        self._empty.say("battery", wording.say("intake.cards.none"), wording.say("intake.cards.none_hint"))
        for card in self._cards.values():
            card.retranslate(wording)

    def _scroll_to(self, key: str) -> None:
        card = self._cards.get(key)
        if card is not None:
            self._scrolled.activate()
            fits = card.y() + card.height() <= self._scroll.viewport().height()
            self._scroll.verticalScrollBar().setValue(0 if fits else card.y())

    def _show_cards(self, views: tuple[CardView, ...]) -> None:
        for gone in set(self._cards) - {view.key for view in views}:
            card = self._cards.pop(gone, None)
            if card is None:  # hiding another took the hand off it, which drew everything once within this
                continue
            self._column_of_cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for view in views:
            if view.key in self._cards:
                self._cards[view.key].show_view(view)
        self._views = views
        if self._turn.isActive():
            self._put_in_order()
        else:
            self._make_cards()

    def _make_cards(self) -> None:
        """The newest cards now, the others in the turns that follow: twelve at once would hold the hand."""
        missing = [view for view in self._views if view.key not in self._cards]
        for view in missing[:_CARDS_A_TURN]:
            self._cards[view.key] = IntakeCard(self._wording, view)
            self.card_made.emit(self._cards[view.key])
        if len(missing) > _CARDS_A_TURN:
            self._turn.start()
        self._put_in_order()

    def _put_in_order(self) -> None:
        order = tuple(view.key for view in self._views if view.key in self._cards)
        if order[1:] == self._order and order:
            self._column_of_cards.insertWidget(0, self._cards[order[0]])
        elif order != self._order:
            for at, key in enumerate(order):
                self._column_of_cards.insertWidget(at, self._cards[key])
        self._order = order

    def _lay_out(self) -> None:
        self._list.setObjectName("scrolled")
        self._column_of_cards = QVBoxLayout()
        self._column_of_cards.addWidget(self._empty)
        self._scrolled = QVBoxLayout(self._list)
        self._scrolled.addWidget(self.head)
        self._scrolled.addWidget(self.expected)
        self.expected.add_act(self.gate.opener)
        self._scrolled.addWidget(self.gate)
        self._scrolled.addLayout(self._column_of_cards)
        self._scrolled.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._list)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self.scale)
        self._column.addWidget(self._totals)
        self._column.addWidget(self._finish)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._column_of_cards.setSpacing(look.px(8))
        self._scrolled.setSpacing(look.px(8))
        self._scrolled.setContentsMargins(0, 0, look.px(4), 0)
        self._scroll.setMinimumHeight(look.px(160))
        self.setMinimumWidth(look.px(340))
