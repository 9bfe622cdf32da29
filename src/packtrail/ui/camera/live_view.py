"""The picture with what an operator does to it: the crop box that is drawn on it, and the advice below.

The box limits what is read, as on a bench where other labels lie about. It is drawn with the mouse, or with
the arrow keys while the view has the focus; it is kept in shares of the picture, whatever its format.
"""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.theme.icons import icon_pixmap
from packtrail.ui.theme.tokens import BODY
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.picture_view import PictureView
from packtrail.usecases.camera_choices import Crop, crop_between

MIDDLE: Crop = (0.25, 0.25, 0.5, 0.5)
"""The box that the keyboard begins with."""

_STEP = 0.05  # of a side, for each press of an arrow
_SHADE = QColor(0, 0, 0, 140)
_EDGE, _UNDER_EDGE = QColor("#FFD34D"), QColor("#1B1B1B")
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP),
    Qt.Key.Key_Down: (0.0, _STEP),
}


class LiveView(PictureView):
    """A picture, a crop box and a line of advice."""

    crop_drawn = Signal(object)  # Crop, or None: the whole picture again

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._crop: Crop | None = None
        self._drawn: tuple[QPointF, QPointF] | None = None  # while the button is down
        self._hint = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def crop(self) -> Crop | None:
        """The box that is shown."""
        return self._crop

    @property
    def hint(self) -> str:
        """The advice that is shown."""
        return self._hint

    def show_crop(self, crop: Crop | None) -> None:
        """Show ``crop``; None for the whole picture."""
        self._crop = crop
        self.update()

    def show_hint(self, sentence: str) -> None:
        """Show ``sentence`` over the foot of the picture, and have it spoken; an empty one takes it away."""
        if sentence == self._hint:
            return
        self._hint = sentence
        if sentence:
            announce(self, sentence)
        self.update()

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Begin a box."""
        if event.button() is Qt.MouseButton.LeftButton and self.has_image:
            self._drawn = (event.position(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Show how far it reaches."""
        if self._drawn is not None:
            self._drawn = (self._drawn[0], event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """The box stands; a mere click changes nothing."""
        drawn, self._drawn = self._drawn, None
        if drawn is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        crop = crop_between(self._share(drawn[0]), self._share(event.position()))
        if crop is not None:
            self.crop_drawn.emit(crop)
        self.update()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Arrows move the box, with Shift they size it; Delete gives the whole picture back."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._crop is not None:
            self.crop_drawn.emit(None)
        elif way is not None and self.has_image:
            is_sizing = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.crop_drawn.emit(_changed(self._crop, way, is_sizing=is_sizing))
        else:
            super().keyPressEvent(event)

    def paint_over(self, painter: QPainter) -> None:
        """Draw the box and the advice over picture and overlays."""
        drawn = crop_between(*map(self._share, self._drawn)) if self._drawn else None
        if self.has_image and (drawn or self._crop):
            self._paint_crop(painter, drawn or self._crop or MIDDLE)
        if self._hint:
            self._paint_hint(painter)
        if self.hasFocus():
            painter.setPen(QPen(_EDGE, current_look().px(2), Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _share(self, place: QPointF) -> tuple[float, float]:
        rect = self.picture_rect()
        return (place.x() - rect.x()) / rect.width(), (place.y() - rect.y()) / rect.height()

    def _paint_crop(self, painter: QPainter, crop: Crop) -> None:
        """What is not read lies in shade."""
        look, rect = current_look(), self.picture_rect()
        box = QRectF(
            rect.x() + crop[0] * rect.width(),
            rect.y() + crop[1] * rect.height(),
            crop[2] * rect.width(),
            crop[3] * rect.height(),
        )
        shade = QPainterPath()
        shade.addRect(rect)
        shade.addRect(box)
        painter.fillPath(shade, _SHADE)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_UNDER_EDGE, 4), (_EDGE, 2)):
            painter.setPen(QPen(colour, look.px(width)))
            painter.drawRect(box)

    def _paint_hint(self, painter: QPainter) -> None:
        look = current_look()
        font, gap, mark = look.font(BODY, bold=True), look.px(12), look.px(20)
        room = QRectF(0, 0, self.width() - 4 * gap - mark, self.height())
        words = QFontMetricsF(font).boundingRect(room, Qt.TextFlag.TextWordWrap, self._hint)
        plate = QRectF(0, 0, words.width() + mark + 3 * gap, max(words.height(), mark) + gap)
        plate.moveCenter(QPointF(self.width() / 2, self.height() - gap - plate.height() / 2))
        painter.setPen(QPen(_EDGE, look.px(1)))
        painter.setBrush(QColor(20, 22, 22, 225))
        painter.drawRoundedRect(plate, look.px(8), look.px(8))
        middle = plate.center().y()
        pixmap = icon_pixmap("info", _EDGE.name(), mark, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(plate.x() + gap, middle - mark / 2), pixmap)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(font)
        text = QRectF(plate.x() + 2 * gap + mark, plate.y(), words.width() + 1, plate.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self._hint)


def _changed(crop: Crop | None, way: tuple[float, float], *, is_sizing: bool) -> Crop:
    """The box after one press of an arrow; the first press draws it in the middle."""
    if crop is None:
        return MIDDLE
    left, top, width, height = crop
    if is_sizing:
        return crop_between((left, top), (left + width + way[0], top + height + way[1])) or crop
    left = min(max(0.0, left + way[0]), 1 - width)
    top = min(max(0.0, top + way[1]), 1 - height)
    return left, top, width, height
