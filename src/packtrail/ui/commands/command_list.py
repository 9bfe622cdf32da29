"""Commands one below the other: what each is called, why it can't be done now, and its key at the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from packtrail.ui.commands.lines import Line
from packtrail.ui.theme.appearance import current_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, HINT, RADIUS, TARGET

_LINE = Qt.ItemDataRole.UserRole
_HEADING = 32  # px at 100 %
_PADDING = 12
_MOST_SHOWN = 9  # lines, before it scrolls

_Index = QModelIndex | QPersistentModelIndex


class CommandList(QListView):
    """Up and Down move, Enter or a click chooses; what can't be done now is grey and chooses nothing."""

    chosen = Signal(str)  # the name of a line

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QStandardItemModel(0, 1, self)
        self.setModel(self._lines)
        self.setItemDelegate(_Drawing(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)  # a reason takes as many rows as the width asks
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mark(self, role="commands")
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show ``lines``, the first command of them chosen."""
        self._lines.clear()
        for line in lines:
            item = QStandardItem(line.title)
            item.setData(line, _LINE)
            item.setEditable(False)
            item.setSelectable(bool(line.name))
            item.setAccessibleText(", ".join(filter(None, (line.title, line.key, line.refusal))))
            self._lines.appendRow(item)
        self._stand_on(next((at for at, line in enumerate(lines) if line.name), -1))
        self.updateGeometry()

    def step(self, by: int) -> None:
        """Stand on the line so many below; headings are stepped over."""
        at, last = self.currentIndex().row() + by, self._lines.rowCount() - 1
        while 0 <= at <= last and not self._line(at).name:
            at += 1 if by > 0 else -1
        if 0 <= at <= last:
            self._stand_on(at)

    def choose_current(self) -> None:
        """Choose the line that it stands on."""
        self._choose(self.currentIndex())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines, up to some."""
        rows = range(min(self._lines.rowCount(), _MOST_SHOWN))
        height = sum(self.sizeHintForRow(row) for row in rows)
        return QSize(current_look().px(360), height + current_look().px(8))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two lines: a low window scrolls."""
        return QSize(current_look().px(240), current_look().px(2 * TARGET))

    def _stand_on(self, row: int) -> None:
        self.setCurrentIndex(self._lines.index(row, 0))

    def _line(self, row: int) -> Line:
        return line_at(self._lines.index(row, 0))

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or not self.isVisible():
            return  # a click that also activates was heard already, and closed what the list is in
        line = line_at(index)
        if line.name and not line.refusal:
            self.chosen.emit(line.name)


def line_at(index: _Index) -> Line:
    """What stands there."""
    line: Any = index.data(_LINE)
    return line if isinstance(line, Line) else Line(name="", title="")


class _Drawing(QStyledItemDelegate):
    """Paints one line."""

    def __init__(self, listing: QListView) -> None:
        super().__init__(listing)
        self._listing = listing

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index, /) -> QSize:  # noqa: N802 - Qt's name
        """A target for a finger; higher where a reason stands below the title."""
        look, line = current_look(), line_at(index)
        if not line.name:
            return QSize(0, look.px(_HEADING))
        words = QFontMetrics(look.font(BODY)).height()
        room = self._listing.viewport().width() - 2 * look.px(_PADDING) - _key_room(look, line)
        below = _wrapped(look, line.refusal, room).height() + look.px(12) if line.refusal else 0
        return QSize(0, max(look.px(TARGET), words + below))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, /) -> None:
        """Draw ground, title, reason and key."""
        look, line, shape = current_look(), line_at(index), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.name and option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.setOpacity(0.14)
            painter.drawRoundedRect(shape, look.px(RADIUS), look.px(RADIUS))
            painter.setOpacity(1.0)
        inside = shape.adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        if line.key:
            _draw_key(painter, look, line, inside)
        _draw_words(painter, look, line, inside.adjusted(0, 0, -_key_room(look, line), 0))
        painter.restore()


def _key_width(look: Look, line: Line) -> int:
    return QFontMetrics(look.font(HINT)).horizontalAdvance(line.key) + look.px(14)


def _key_room(look: Look, line: Line) -> int:
    return _key_width(look, line) + look.px(12) if line.key else 0


def _wrapped(look: Look, text: str, width: int) -> QRect:
    """What ``text`` takes in rows of ``width``."""
    room = QRect(0, 0, max(width, look.px(80)), look.px(400))
    return QFontMetrics(look.font(HINT)).boundingRect(room, Qt.TextFlag.TextWordWrap, text)


def _draw_key(painter: QPainter, look: Look, line: Line, inside: QRect) -> None:
    """Draw the key in its frame at the right."""
    width = _key_width(look, line)
    height = look.px(24)
    cap = QRect(inside.right() - width, inside.center().y() - height // 2, width, height)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.drawRoundedRect(cap, look.px(4), look.px(4))
    painter.setPen(look.colour("ink_3" if line.refusal else "ink_2"))
    painter.setFont(look.font(HINT))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, line.key)


def _draw_words(painter: QPainter, look: Look, line: Line, room: QRect) -> None:
    title_font = look.font(HINT if not line.name else BODY, bold=not line.name)
    painter.setFont(title_font)
    painter.setPen(look.colour("ink_3" if line.refusal or not line.name else "ink"))
    title = QFontMetrics(title_font)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if not line.refusal:
        painter.drawText(room, flags, title.elidedText(line.title, Qt.TextElideMode.ElideRight, room.width()))
        return
    below = _wrapped(look, line.refusal, room.width()).height()
    top = room.top() + (room.height() - title.height() - below) // 2
    painter.drawText(QRect(room.left(), top, room.width(), title.height()), flags, line.title)
    painter.setFont(look.font(HINT))
    reason = QRect(room.left(), top + title.height(), room.width(), below)
    painter.drawText(reason, Qt.TextFlag.TextWordWrap, line.refusal)
