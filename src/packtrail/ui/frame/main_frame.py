"""The window: rail, title, screen, detail and strip. It knows places, and nothing of the trade."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from packtrail.ui.frame.detail import WIDTH, DetailPanel
from packtrail.ui.frame.rail import Place, Rail
from packtrail.ui.frame.strip import Strip
from packtrail.ui.frame.strip_state import StripState
from packtrail.ui.frame.title_bar import TitleBar
from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.wording import Wording

SHEET_BELOW = 1280  # px at 100 %: a narrower window shows the detail over the screen
_LEAST = (1024, 720)
_HELD = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


@runtime_checkable
class Speaking(Protocol):
    """What can say everything in another language."""

    def retranslate(self, wording: Wording) -> None:
        """Say everything in the language of ``wording``."""
        ...


@runtime_checkable
class Welcoming(Protocol):
    """A screen that knows where its work begins."""

    def take_hand(self) -> None:
        """Put the hand there."""
        ...


class MainFrame(QMainWindow):
    """Holds the screens for as long as the window lives."""

    place_shown = Signal(str)
    search_changed = Signal(str)
    search_entered = Signal(str)
    strip_clicked = Signal(str)  # unsent, destination, scanner, camera, clock, operator
    back_asked = Signal()  # Esc with no detail open
    palette_asked = Signal()  # Ctrl+K
    help_asked = Signal()  # F1
    next_fault_asked = Signal()  # F8
    detail_closed = Signal()
    close_asked = Signal(QCloseEvent)  # may be ignored by whoever has work under way

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._places: dict[str, Place] = {}
        self._pages: dict[str, QWidget] = {}
        self._shown: str | None = None
        self._is_detail_open = False
        self._rail = Rail()
        self._title_bar = TitleBar(wording)
        self._stack = QStackedWidget()
        self._detail = DetailPanel(wording)
        self._strip = Strip(wording)
        self.banner = Banner(wording)
        self.undo_bar = UndoBar(wording)
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    @property
    def wording(self) -> Wording:
        """The language that is spoken now."""
        return self._wording

    @property
    def place(self) -> str | None:
        """The key of the place that is open."""
        return self._shown

    @property
    def is_detail_open(self) -> bool:
        """Whether the detail is shown, beside or over the screen."""
        return self._is_detail_open

    @property
    def is_detail_a_sheet(self) -> bool:
        """Whether the window is too narrow to show the detail beside the screen."""
        return self.width() < current_look().px(SHEET_BELOW)

    def add_place(self, place: Place) -> None:
        """Give a screen its place on the rail; the first one added is shown."""
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        place.widget.setObjectName("scrolled")
        page.setWidget(place.widget)
        self._places[place.key] = place
        self._pages[place.key] = page
        self._stack.addWidget(page)
        self._rail.show_places(tuple(self._places.values()), self._wording)
        if self._shown is None:
            self.show_place(place.key)

    def show_place(self, key: str) -> None:
        """Open a place, put the hand into it, and close the detail of the one before."""
        is_new = key != self._shown
        if is_new:
            self.close_detail()
        self._shown = key
        self._stack.setCurrentWidget(self._pages[key])
        self._rail.choose(key)
        self._title_bar.say_title(self._wording.say(self._places[key].title_key))
        if is_new or self.focusWidget() is None:
            self._welcome(self._places[key].widget)
        self.place_shown.emit(key)

    def render_strip(self, state: StripState) -> None:
        """Show ``state`` on the strip."""
        self._strip.render_state(state)

    def show_detail(self, title: str, widget: QWidget) -> None:
        """Show ``widget`` as the detail of what was chosen."""
        self._detail.fill(title, widget)
        self._is_detail_open = True
        self._place_detail()

    def close_detail(self) -> None:
        """Hide the detail."""
        if self._is_detail_open:
            self._is_detail_open = False
            self._detail.hide()
            self.detail_closed.emit()

    def focus_search(self) -> None:
        """Put the hand on the search field."""
        self._title_bar.focus_search()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language, the screens too."""
        self._wording = wording
        self.setWindowTitle(wording.say("frame.title"))
        for part in (self._title_bar, self._detail, self._strip, self.banner, self.undo_bar):
            part.retranslate(wording)
        self._rail.show_places(tuple(self._places.values()), wording)
        for place in self._places.values():
            if isinstance(place.widget, Speaking):
                place.widget.retranslate(wording)
        if self._shown is not None:
            self._title_bar.say_title(wording.say(self._places[self._shown].title_key))

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Beside or over the screen."""
        super().resizeEvent(event)
        self._place_detail()

    def showEvent(self, event: QShowEvent, /) -> None:  # noqa: N802 - Qt's name
        """Qt would put the hand into the search field, as the first that takes it."""
        super().showEvent(event)
        if self._shown is not None and self.focusWidget() is None:
            self._welcome(self._places[self._shown].widget)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """What is typed or scanned while no field has the hand is looked for."""
        text = event.text()
        if text.isprintable() and text.strip() and not event.modifiers() & _HELD:
            self._title_bar.begin_search(text)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Ask whoever has work under way; nobody asked means yes."""
        event.accept()
        self.close_asked.emit(event)

    def _lay_out(self) -> None:
        self._middle = QWidget()
        self._detail.setParent(self._middle)
        self._screen = QVBoxLayout()
        self._screen.addWidget(self.banner)
        self._screen.addWidget(self._stack, 1)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._title_bar)
        column.addLayout(self._screen, 1)
        self._beside = QHBoxLayout(self._middle)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        self._beside.addLayout(column, 1)
        whole = QWidget()
        whole.setObjectName("window")
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._rail, 0, 0)
        grid.addWidget(self._middle, 0, 1)
        grid.addWidget(self._strip, 1, 0, 1, 2)
        grid.addWidget(self.undo_bar, 1, 0, 1, 2)  # over the strip for its seconds, so that no screen moves
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._rail.chosen.connect(self.show_place)
        self._title_bar.search_changed.connect(self.search_changed)
        self._title_bar.search_entered.connect(self.search_entered)
        self._strip.clicked.connect(self.strip_clicked)
        self._detail.close_asked.connect(self.close_detail)
        KeyAct("desk.back", "Esc", self, self._go_back)
        KeyAct("desk.palette", "Ctrl+K", self, self.palette_asked.emit)
        KeyAct("desk.search", "Ctrl+F", self, self.focus_search)
        KeyAct("desk.help", "F1", self, self.help_asked.emit)
        KeyAct("desk.next_fault", "F8", self, self.next_fault_asked.emit)

    def _welcome(self, screen: QWidget) -> None:
        if isinstance(screen, Welcoming):
            screen.take_hand()
        else:
            screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        if self.is_detail_open:
            self.close_detail()
        else:
            self.back_asked.emit()

    def _place_detail(self) -> None:
        if not self._is_detail_open:
            return
        if self.is_detail_a_sheet:
            self._beside.removeWidget(self._detail)
            width = min(current_look().px(WIDTH), self._middle.width())
            self._detail.setGeometry(self._middle.width() - width, 0, width, self._middle.height())
        else:
            self._beside.addWidget(self._detail)
        self._detail.show()
        self._detail.raise_()

    def _restyle(self, look: Look) -> None:
        self.setMinimumSize(*_LEAST)
        self._screen.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._screen.setSpacing(look.px(8))
        self._place_detail()
