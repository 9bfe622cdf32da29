"""A dense table that sorts, copies as text and lets the focus pass."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, ROW
from packtrail.ui.widgets.code_painting import Inks, code_width, paint_code
from packtrail.ui.widgets.table_rows import KEY_ROLE, SORT_ROLE, Column, ColumnKind, Index, Row, RowsModel

_ITEM_MARGIN = 3  # what Qt puts beside the padding of a cell


class _CodeDelegate(QStyledItemDelegate):
    """Draws codes in their groups."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, /) -> None:
        """Draw the cell without its text, then the code."""
        self.initStyleOption(option, index)
        code = str(index.data())
        option.text = ""
        widget = option.widget
        style: QStyle = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        look = current_look()
        font = look.code_font(BODY)
        metrics = QFontMetrics(font)
        rect = option.rect
        baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
        painter.save()
        painter.setClipRect(rect)
        inks = Inks(look.colour("ink"), look.colour("danger"))
        paint_code(painter, rect.left() + look.px(8) + _ITEM_MARGIN, baseline, code, font, inks)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index, /) -> QSize:  # noqa: N802 - Qt's name
        """Room for the whole code."""
        look = current_look()
        width = round(code_width(str(index.data()), look.code_font(BODY))) + look.px(20)
        return QSize(width, super().sizeHint(option, index).height())


class DataTable(QTableView):
    """Rows of 36 px under a header that stays; Enter or a double click chooses, Ctrl+C copies rows."""

    row_chosen = Signal(str)  # the key of a row
    row_highlighted = Signal(str)  # the key of the row that the cursor came to
    more_wanted = Signal()  # the last row is in sight, and there are more behind it

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._rows = RowsModel(self)
        self._rows.more_wanted.connect(self.more_wanted)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._rows)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self._codes = _CodeDelegate(self)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table: no trap
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._choose)
        self.selectionModel().currentRowChanged.connect(self._highlight)
        follow_look(self._restyle)

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row], *, has_more: bool = False) -> None:
        """Show ``rows`` under ``columns``; the chosen row stays chosen where it is still there.

        With ``has_more`` behind them a click on a header can't sort: it would sort a part.
        """
        before = self.key
        self._allow_sorting(allowed=not has_more)
        self._rows.show_rows(columns, rows, has_more=has_more)
        for at, column in enumerate(columns):
            is_code = column.kind is ColumnKind.CODE
            self.setItemDelegateForColumn(at, self._codes if is_code else self.itemDelegate())
        self._restyle(current_look())
        if before is not None:
            self.choose(before)

    def append_rows(self, rows: Sequence[Row], *, has_more: bool = False) -> None:
        """Show ``rows`` behind those shown; nothing moves."""
        self._allow_sorting(allowed=not has_more)
        self._rows.append_rows(rows, has_more=has_more)

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        index = self.currentIndex()
        return str(index.data(KEY_ROLE)) if index.isValid() else None

    def choose(self, key: str) -> None:
        """Put the cursor on the row of ``key``, if it is there."""
        for at in range(self._sorted.rowCount()):
            index = self._sorted.index(at, 0)
            if index.data(KEY_ROLE) == key:
                self.setCurrentIndex(index)
                return

    def selected_keys(self) -> tuple[str, ...]:
        """The keys of the selected rows, in the order shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(str(self._sorted.index(row, 0).data(KEY_ROLE)) for row in rows)

    def selected_text(self) -> str:
        """The selected rows as lines of tab-separated text, in the order shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = range(self._sorted.columnCount())
        return "\n".join("\t".join(str(self._sorted.index(row, at).data()) for at in columns) for row in rows)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Copy, choose, or move."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """What is left for the last column changes."""
        super().resizeEvent(event)
        self._fit_rest()

    def _allow_sorting(self, *, allowed: bool) -> None:
        if not allowed:
            self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(allowed)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.row_chosen.emit(str(index.data(KEY_ROLE)))

    def _highlight(self, index: Index) -> None:
        if index.isValid():
            self.row_highlighted.emit(str(index.data(KEY_ROLE)))

    def _restyle(self, look: Look) -> None:
        self.setIconSize(QSize(look.px(16), look.px(16)))
        self.verticalHeader().setMinimumSectionSize(look.px(ROW))
        self.verticalHeader().setDefaultSectionSize(look.px(ROW))
        self.horizontalHeader().setFixedHeight(look.px(ROW))
        header = self.horizontalHeader()
        for at, column in enumerate(self._rows.columns):
            if column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(at, look.px(column.width))
        self._fit_rest()

    def _fit_rest(self) -> None:
        """Give what is left to the columns that take it, or their least and a scroll bar."""
        look, header = current_look(), self.horizontalHeader()
        columns = self._rows.columns
        left = self.viewport().width() - sum(look.px(column.width) for column in columns if column.width)
        spare = left - sum(look.px(column.least) for column in columns if not column.width)
        for at, column in enumerate(columns):
            if column.wide:
                more = max(0, min(spare, look.px(column.wide - column.width)))
                header.resizeSection(at, look.px(column.width) + more)
                left, spare = left - more, spare - more
        for at, column in enumerate(columns):
            if not column.width:
                has_room = left >= look.px(column.least)
                mode = QHeaderView.ResizeMode.Stretch if has_room else QHeaderView.ResizeMode.Interactive
                header.setSectionResizeMode(at, mode)
                header.resizeSection(at, look.px(column.least))
