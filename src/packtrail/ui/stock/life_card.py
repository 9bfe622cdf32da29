"""What others know of the battery: how old it is, asking again, printing, and what its maker filed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.stock.life_words import LifeCardState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine

AGAIN_KEY = "Ctrl+R"
PRINT_KEY = "Ctrl+P"
SLIP_KEY = "Ctrl+Shift+P"
CORRECTION_KEY = "Ctrl+Shift+G"


class _ModelCard(QFrame):
    """What the maker filed, name by name."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, role="card")
        self._title = QLabel()
        self._title.setWordWrap(True)
        mark(self._title, role="strong")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addLayout(self._grid)
        follow_look(self._restyle)

    def show_facts(self, title: str, facts: tuple[tuple[str, str], ...]) -> None:
        """Show ``facts`` under ``title``; hidden without one."""
        self.setVisible(bool(facts))
        self._title.setText(title)
        empty(self._grid)
        for at, (name, text) in enumerate(facts):
            label, fact = text_label(name, "secondary"), text_label(text, "")
            label.setWordWrap(False)
            fact.setAccessibleName(f"{name} {text}")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)
        self.setAccessibleName(" ".join((title, *(f"{name} {text}" for name, text in facts))))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))


class LifeCard(Section):
    """Draws a LifeCardState."""

    again_asked = Signal()
    print_asked = Signal()
    slip_asked = Signal()
    correction_asked = Signal()
    label_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.again, self.print, self.slip = RefusableButton(), RefusableButton(), RefusableButton()
        self.again.answer_to("stock.life_again", AGAIN_KEY)
        self.print.answer_to("stock.life_print", PRINT_KEY)
        self.slip.answer_to("stock.slip_print", SLIP_KEY)
        self.correction, self.label = RefusableButton(), RefusableButton()
        self.correction.answer_to("stock.correction_print", CORRECTION_KEY)
        self.label.answer_to("stock.label_print")
        self._papers = (self.again, self.print, self.slip, self.correction, self.label)
        for button in self._papers:
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = FlowLayout()
        buttons = QWidget()
        buttons.setLayout(self._row)
        for button in self._papers:
            self._row.addWidget(button)
        self._said = QVBoxLayout()
        self._model = _ModelCard()
        self.body.addLayout(self._said)
        self.body.addWidget(buttons)
        self.body.addWidget(self._model)
        self.again.clicked.connect(self.again_asked)
        self.print.clicked.connect(self.print_asked)
        self.slip.clicked.connect(self.slip_asked)
        self.correction.clicked.connect(self.correction_asked)
        self.label.clicked.connect(self.label_asked)

    def show_state(self, state: LifeCardState) -> None:
        """Show ``state``; the buttons stay, and with them the hand."""
        self.say(state.title)
        empty(self._said)
        for sentence in state.known:
            self._said.addWidget(text_label(sentence, "secondary"))
        for tone, sentence in state.told:
            line = ToldLine()
            line.say(tone, sentence)
            self._said.addWidget(line)
        words = (
            (self.again, state.again, AGAIN_KEY),
            (self.print, state.print, PRINT_KEY),
            (self.slip, state.slip, SLIP_KEY),
            (self.correction, state.correction, CORRECTION_KEY),
        )
        for button, word, key in words:
            button.setText(f"{word}  {key}")
            button.setAccessibleName(word)
        for button in (self.again, self.print):
            button.setVisible(state.has_code)
        self.again.set_refusal(state.again_refusal)
        self.print.set_refusal(state.print_refusal)
        self.slip.set_refusal(state.slip_refusal)
        self.correction.setVisible(state.has_correction)
        self.correction.set_refusal(state.print_refusal)
        self.label.setText(state.label)
        self.label.set_refusal(state.label_refusal)
        self._model.show_facts(state.model_title, state.model)
