"""Draws who may work here and asks for his PIN; it stands where the whole window stood."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from packtrail.domain.users import LONGEST_PIN, User
from packtrail.ui.forms.panel import FormPanel
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, Tone
from packtrail.ui.users.state import SignInState
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording
from packtrail.wording.values import word

_WIDTH = 560  # px at 100 %, of the card in the middle
_TILE = 168


class SignInPage(QWidget):
    """Shows a SignInState; digits choose a person, Enter signs in."""

    chosen = Signal(str)  # a user's reference
    pin_entered = Signal(str)
    forgotten_asked = Signal()
    practice_asked = Signal()

    def __init__(self, wording: Wording, forgotten: FormPanel) -> None:
        super().__init__()
        self._wording, self._state = wording, SignInState()
        self._title, self._hint = text_label("", "title"), text_label("", "secondary")
        self._tiles: dict[str, _Tile] = {}
        self._drawn: tuple[object, ...] = ()
        self._people = QWidget()
        self._row = FlowLayout(self._people)
        self.pin = FormField(longest=LONGEST_PIN)
        self.pin.hide_typing()
        self.button = RefusableButton(role="primary")
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.forgotten_button = RefusableButton(role="quiet")
        self.practice_button = RefusableButton(role="link")
        self.practice_button.hide()
        self.forgotten = forgotten
        mark(forgotten, role="bare")  # the page's own card is around it
        self._lay_out()
        self.pin.entered.connect(self.button.click)
        self.button.clicked.connect(lambda: self.pin_entered.emit(self.pin.text))
        self.forgotten_button.clicked.connect(self.forgotten_asked)
        self.practice_button.clicked.connect(self.practice_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: SignInState) -> None:
        """Show ``state``; another person, or a PIN that was wrong, empties the field."""
        if state.chosen != self._state.chosen or (state.trouble and state.trouble != self._state.trouble):
            self.pin.show_text("")
        self._state = state
        say, user = self._wording.say, state.user
        self._show_tiles()
        self.pin.say(say("users.pin_of", name=user.name) if user else say("users.pin"))
        waits = say("users.wait", seconds=state.wait_s) if state.wait_s else ""
        trouble = waits or state.trouble or state.told
        self.pin.show_message(Tone.DANGER if trouble else Tone.QUIET, trouble)
        self.button.setText(say("users.looking" if state.is_busy else "users.begin"))
        nobody = None if user else say("users.choose_first")
        self.button.set_refusal(waits or (say("users.looking") if state.is_busy else nobody))
        self.forgotten_button.setText(say("users.forgotten"))
        self.forgotten_button.set_refusal(nobody)

    def offer_practice(self) -> None:
        """Let whoever has no PIN, or wants to try something, open a desk for practice."""
        self.practice_button.show()

    def show_forgotten(self, *, is_open: bool) -> None:
        """Ask for a new PIN instead of the old."""
        for part in (self._people, self.pin, self.button, self.forgotten_button):
            part.setVisible(not is_open)
        self.forgotten.setVisible(is_open)
        if is_open:
            self.forgotten.take_hand()
        else:
            self.take_hand()

    def take_hand(self) -> None:
        """Put the hand on the PIN of who is chosen, else on the first person."""
        tile = next(iter(self._tiles.values()), None)
        if self._state.user is None and tile is not None:
            tile.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._title.setText(wording.say("users.who"))
        self._hint.setText(wording.say("users.who_hint"))
        self._people.setAccessibleName(wording.say("users.who"))
        self.practice_button.setText(wording.say("practice.open"))
        self._drawn = ()
        self.render_state(self._state)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """A digit chooses the person of that number; no key goes on to the window behind."""
        number = int(event.text()) if event.text() in set("123456789") else 0
        if 0 < number <= len(self._state.users) and self.forgotten.isHidden():
            self.chosen.emit(self._state.users[number - 1].ref)
        event.accept()

    def _show_tiles(self) -> None:
        shown = (self._state.users, self._wording.language)
        if shown != self._drawn:
            self._drawn = shown
            empty(self._row)
            self._tiles = {
                user.ref: self._tile(user, number) for number, user in enumerate(self._state.users, start=1)
            }
        for ref, tile in self._tiles.items():
            tile.setChecked(ref == self._state.chosen)

    def _tile(self, user: User, number: int) -> "_Tile":
        role = word(self._wording, "role", user.role)
        tile = _Tile(user.name, f"{role}  {number}" if number < 10 else role)
        tile.clicked.connect(lambda: self.chosen.emit(user.ref))
        self._row.addWidget(tile)
        tile.show()
        return tile

    def _lay_out(self) -> None:
        self._card = QFrame()
        mark(self._card, role="card")
        self._inside = QVBoxLayout(self._card)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addWidget(self.forgotten_button)
        foot.addStretch(1)
        foot.addWidget(self.practice_button)
        for part in (self._title, self._hint, self._people, self.pin):
            self._inside.addWidget(part)
        self._inside.addLayout(foot)
        self._inside.addWidget(self.forgotten)
        self.forgotten.hide()
        middle = QWidget()
        middle.setObjectName("scrolled")
        across = QHBoxLayout()  # stretches, since a widget that is aligned is not asked for its height
        across.addStretch(1)
        across.addWidget(self._card)
        across.addStretch(1)
        column = QVBoxLayout(middle)
        column.addStretch(1)
        column.addLayout(across)
        column.addStretch(2)
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setWidget(middle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def _restyle(self, look: Look) -> None:
        self._card.setFixedWidth(look.px(_WIDTH))
        self._inside.setContentsMargins(*[look.px(24)] * 4)
        self._inside.setSpacing(look.px(16))


class _Tile(RefusableButton):
    """One person: the name, and below it the role and the digit that chooses him."""

    def __init__(self, name: str, below: str) -> None:
        super().__init__(f"{name}\n{below}", role="choice")
        self.setCheckable(True)
        self.setAccessibleName(f"{name} {below}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda: self._restyle(current_look()))
        follow_look(self._restyle)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for both lines in bold beside the icon, chosen or not."""
        look = current_look()
        bold = QFontMetrics(look.font(BODY, bold=True))
        words = max(bold.horizontalAdvance(line) for line in self.text().splitlines())
        width = words + self.iconSize().width() + look.px(48)
        return QSize(max(width, look.px(_TILE)), 2 * bold.lineSpacing() + look.px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a name is never cut."""
        return self.sizeHint()

    def _restyle(self, look: Look) -> None:
        size = look.px(20)
        colour = look.colour("accent" if self.isChecked() else "ink_2")
        self.setIconSize(QSize(size, size))
        self.setIcon(icon("check" if self.isChecked() else "user", colour, size))
        self.updateGeometry()
