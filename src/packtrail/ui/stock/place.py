"""The pages of the place 库存, one in sight: a row of chips on top says which, each with its key."""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.wording import Wording


class Page(Protocol):
    """A page of the place: a widget that takes the hand."""

    def take_hand(self) -> None:
        """It was opened."""
        ...


class StockPlace(QWidget):
    """Shows one page; Ctrl and a figure opens it."""

    opened = Signal(str)  # the key of the page that came into sight

    def __init__(self, wording: Wording, pages: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._pages = dict(pages)
        self._row, self._stack = ChipRow(), QStackedWidget()
        for widget in self._pages.values():
            self._stack.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._row)
        self._column.addWidget(self._stack, 1)
        self._row.chosen.connect(self.open)
        follow_look(self._restyle)
        self.retranslate(wording)
        self._row.choose(self.page)

    @property
    def page(self) -> str:
        """The key of the page in sight."""
        shown = self._stack.currentWidget()
        return next(key for key, widget in self._pages.items() if widget is shown)

    def open(self, page: str) -> None:
        """Bring a page into sight and give it the hand."""
        self._row.choose(page)
        if page != self.page:
            self._stack.setCurrentWidget(self._pages[page])
            self.opened.emit(page)
        self.take_hand()

    def take_hand(self) -> None:
        """The place was opened: its page has the hand."""
        page: Page = self._pages[self.page]  # type: ignore[assignment]
        page.take_hand()

    def retranslate(self, wording: Wording) -> None:
        """Say the row in another language; the pages are their flows' to say."""
        say = wording.say
        choices = [
            Choice(
                key=key,
                word=say(f"stock.page.{key}"),
                command=f"stock.page.{key}",
                shortcut=f"Ctrl+{number}",
            )
            for number, key in enumerate(self._pages, 1)
        ]
        self._row.set_choices(say("stock.page_name"), choices)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
