"""The rows of a table as plain values, and the model that shows them to Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.theme.icons import TONE_ICONS, icon
from packtrail.ui.theme.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole
KEY_ROLE = Qt.ItemDataRole.UserRole + 1


class ColumnKind(StrEnum):
    """How the cells of a column stand."""

    TEXT = "text"
    NUMBER = "number"  # right-aligned
    CODE = "code"  # grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, how its cells stand, and its width in px at 100 %.

    A width of 0 takes what is left, and never less than ``least``: then the table scrolls sideways.
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 120
    least: int = 96
    wide: int = 0  # what it takes where there is room, so that long words are not cut


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; ``sort`` where the text doesn't sort as it should (figures, dates)."""

    text: str
    sort: int | str | None = None
    tone: Tone | None = None  # with its icon


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``key`` is what the screen knows it by."""

    key: str
    cells: tuple[Cell, ...]


class RowsModel(QAbstractTableModel):
    """Holds rows and answers Qt's questions about them; asks for more only when the last one is in sight."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._rows: list[Row] = []
        self._has_more = False

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row], *, has_more: bool = False) -> None:
        """Show ``rows`` under ``columns``; ``has_more`` says that there are others behind them."""
        self.beginResetModel()
        self._columns, self._rows, self._has_more = tuple(columns), list(rows), has_more
        self.endResetModel()

    def append_rows(self, rows: Sequence[Row], *, has_more: bool = False) -> None:
        """Show ``rows`` behind those shown already."""
        self._has_more = has_more
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def canFetchMore(self, parent: Index, /) -> bool:  # noqa: N802 - Qt's name
        """Whether there are rows behind the last that nobody has asked for yet."""
        return self._has_more and not parent.isValid()

    def fetchMore(self, parent: Index, /) -> None:  # noqa: N802 - Qt's name
        """Ask for the next rows, once; they come by ``append_rows``."""
        if self.canFetchMore(parent):
            self._has_more = False
            self.more_wanted.emit()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns shown."""
        return self._columns

    def rowCount(self, parent: Index = QModelIndex(), /) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex(), /) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole, /) -> object:
        """What Qt asks of one cell."""
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.DecorationRole:
            return _tone_icon(cell.tone)
        if role == SORT_ROLE:
            return cell.text if cell.sort is None else cell.sort
        return row.key if role == KEY_ROLE else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole, /
    ) -> object:
        """The title of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return self._columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def _alignment(self, column: int) -> int:
        is_number = self._columns[column].kind is ColumnKind.NUMBER
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return (side | Qt.AlignmentFlag.AlignVCenter).value


def _tone_icon(tone: Tone | None) -> object:
    if tone is None:
        return None
    look = current_look()
    return icon(TONE_ICONS[tone], look.tone(tone), look.px(16))
