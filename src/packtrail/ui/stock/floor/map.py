"""The floor painted: a line for each zone, a box for each slot; arrows walk, Enter opens."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from packtrail.ui.stock.floor import words
from packtrail.ui.stock.floor.layout import Box, Layout, Sizes, above, below, laid_out
from packtrail.ui.stock.floor.state import Floor, Spot, spots
from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.icons import TONE_ICONS, icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, FOCUS_RING, HINT, Tone
from packtrail.ui.widgets.announce import announce
from packtrail.wording import Wording


class FloorMap(QWidget):
    """Paints the spots of a floor; the same stands as a table beside it."""

    walked = Signal(str)  # the key of the spot under the cursor
    opened = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._floor: Floor | None = None
        self._spots: tuple[Spot, ...] = ()
        self._layout = Layout((), (), 0)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        follow_look(self._restyle)

    @property
    def box(self) -> Box | None:
        """Where the spot under the cursor lies."""
        return self._layout.cells[self._at] if self._spots else None

    def show_floor(self, wording: Wording, floor: Floor, key: str | None) -> None:
        """Show ``floor`` with the cursor on the spot of ``key``."""
        self._wording, self._floor = wording, floor
        self._spots = tuple(each for _, some in spots(floor) for each in some)
        keys = [each.key for each in self._spots]
        self._at = keys.index(key) if key in keys else 0
        self._lay_out()
        self.setAccessibleName(wording.say("stock.floor.map_name"))
        self._describe()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two slots wide at least, and as high as it needs to be."""
        return QSize(2 * _sizes(current_look()).cell_width, self._layout.height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: what has no room is scrolled to."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Another width, other rows."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Walk, or open."""
        cells, at = self._layout.cells, self._at
        if not cells:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Left:
                self._walk(max(0, at - 1))
            case Qt.Key.Key_Right:
                self._walk(min(len(cells) - 1, at + 1))
            case Qt.Key.Key_Up:
                self._walk(above(cells, at))
            case Qt.Key.Key_Down:
                self._walk(below(cells, at))
            case Qt.Key.Key_Home:
                self._walk(0)
            case Qt.Key.Key_End:
                self._walk(len(cells) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(self._spots[at].key)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Come to what was pressed."""
        at = self._hit(event)
        if at is not None:
            self._walk(at)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Open what was pressed twice."""
        at = self._hit(event)
        if at is not None:
            self.opened.emit(self._spots[at].key)

    def paintEvent(self, event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw what is in sight."""
        if self._floor is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = event.rect()
        for box, (zone, _) in zip(self._layout.heads, spots(self._floor), strict=True):
            if _is_in(box, seen.top(), seen.bottom()):
                self._paint_head(painter, box, words.zone_line(self._wording, zone), words.zone_tone(zone))
        for at, box in enumerate(self._layout.cells):
            if _is_in(box, seen.top(), seen.bottom()):
                self._paint_spot(painter, box, self._spots[at], has_cursor=at == self._at)
        painter.end()

    def _paint_head(self, painter: QPainter, box: Box, line: str, tone: Tone) -> None:
        look = current_look()
        rect = _rect(box)
        if tone is not Tone.QUIET:
            size = look.px(18)
            middle = round(rect.center().y() - size / 2)
            icon(TONE_ICONS[tone], look.tone(tone), size).paint(painter, box.left, middle, size, size)
            rect.setLeft(rect.left() + size + look.px(4))
        font = look.font(BODY, bold=True)
        painter.setFont(font)
        painter.setPen(look.colour("ink") if tone is Tone.QUIET else look.tone(tone))
        cut = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)

    def _paint_spot(self, painter: QPainter, box: Box, spot: Spot, *, has_cursor: bool) -> None:
        look, w = current_look(), self._wording
        tone = Tone.DANGER if spot.slot.apart else Tone.OK if spot.slot.count else Tone.QUIET
        ring = look.px(FOCUS_RING) if has_cursor else 1
        edge = look.colour("accent") if has_cursor else look.colour("edge")
        painter.setPen(QPen(edge, ring))
        painter.setBrush(look.colour("surface") if tone is Tone.QUIET else look.tone_ground(tone))
        inset = ring / 2
        painter.drawRoundedRect(_rect(box).adjusted(inset, inset, -inset, -inset), look.px(6), look.px(6))
        inside = _rect(box).adjusted(look.px(8), look.px(6), -look.px(8), -look.px(6))
        count, mass = words.spot_figures(w, spot)
        mark = words.spot_mark(w, spot)
        self._write(painter, inside, Qt.AlignmentFlag.AlignTop, words.spot_name(w, spot), bold=True)
        below_it = Qt.AlignmentFlag.AlignBottom
        self._write(painter, inside, below_it, mark or " ".join(filter(None, (count, mass))), tone=tone)

    def _write(
        self,
        painter: QPainter,
        rect: QRectF,
        where: Qt.AlignmentFlag,
        text: str,
        *,
        bold: bool = False,
        tone: Tone = Tone.QUIET,
    ) -> None:
        look = current_look()
        font = look.font(BODY if bold else HINT, bold=bold)
        painter.setFont(font)
        painter.setPen(look.tone(tone) if tone is Tone.DANGER else look.colour("ink" if bold else "ink_2"))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, where | Qt.AlignmentFlag.AlignLeft, cut)

    def _walk(self, at: int) -> None:
        if at == self._at:
            return
        self._at = at
        self._describe()
        announce(self, self.accessibleDescription())
        self.update()
        self.walked.emit(self._spots[at].key)

    def _describe(self) -> None:
        if self._spots:
            self.setAccessibleDescription(words.spot_line(self._wording, self._spots[self._at]))

    def _hit(self, event: QMouseEvent) -> int | None:
        x, y = event.position().x(), event.position().y()
        return next((at for at, box in enumerate(self._layout.cells) if box.has(x, y)), None)

    def _lay_out(self) -> None:
        if self._floor is not None:
            counts = [len(some) for _, some in spots(self._floor)]
            self._layout = laid_out(counts, self.width(), _sizes(current_look()))
            self.setMinimumHeight(self._layout.height)
            self.updateGeometry()
            self.update()

    def _restyle(self, _: Look) -> None:
        self._lay_out()


def _sizes(look: Look) -> Sizes:
    return Sizes(look.px(132), look.px(60), look.px(40), look.px(8))


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _is_in(box: Box, top: int, bottom: int) -> bool:
    return box.top <= bottom and top <= box.top + box.height
