"""Shows a camera frame or a still, with a box around each code and what was read beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.theme.icons import TONE_ICONS, icon_pixmap
from packtrail.ui.theme.tokens import BODY, Tone
from packtrail.ui.widgets.code_painting import Inks, code_width, paint_code

Corner = tuple[float, float]
_DARK = QColor("#0E1112")  # around a picture, as a lightbox, in every scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """One thing found in the picture; corners in the picture's own pixels."""

    corners: tuple[Corner, Corner, Corner, Corner]
    text: str  # the code
    tone: Tone
    word: str = ""  # 新, 已知, 格式不符


class PictureView(QWidget):
    """The picture as large as it fits, nothing of it cut; drawn without copying it."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._image = QImage()
        self._overlays: tuple[Overlay, ...] = ()
        self._placeholder = ""
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)

    def show_image(self, image: QImage) -> None:
        """Show ``image``; an empty one leaves the placeholder."""
        self._image = image
        self.update()

    def show_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Show what was found, until the next call."""
        self._overlays = tuple(overlays)
        found = " · ".join(f"{overlay.word} {overlay.text}".strip() for overlay in overlays)
        self.setAccessibleDescription(found)
        self.update()

    def show_placeholder(self, name: str, sentence: str) -> None:
        """Say ``sentence`` while there is no picture."""
        self._name, self._placeholder = name, sentence
        self.setAccessibleName(f"{name} {sentence}".strip())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A camera's shape."""
        look = current_look()
        return QSize(look.px(640), look.px(360))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Small enough for 1024 × 768."""
        look = current_look()
        return QSize(look.px(240), look.px(135))

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the widget."""
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw ground, picture, boxes and words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _DARK)
        if self._image.isNull():
            self._paint_placeholder(painter)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.picture_rect(), self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            taken: list[QRectF] = []
            for overlay in self._overlays:
                taken.append(self._paint_overlay(painter, overlay, taken))
        painter.end()

    def _paint_placeholder(self, painter: QPainter) -> None:
        look = current_look()
        painter.setPen(QColor("#B7C3BE"))
        painter.setFont(look.font(BODY))
        painter.drawText(
            self.rect().adjusted(look.px(16), 0, -look.px(16), 0),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._placeholder,
        )

    def _paint_overlay(self, painter: QPainter, overlay: Overlay, taken: list[QRectF]) -> QRectF:
        look = current_look()
        rect = self.picture_rect()
        scale = rect.width() / self._image.width()
        quad = QPolygonF([QPointF(rect.x() + x * scale, rect.y() + y * scale) for x, y in overlay.corners])
        colour = look.tone(overlay.tone)
        # a light edge under the coloured one: seen on black rubber and on white paper
        for pen in (QPen(QColor("#FFFFFF"), look.px(5)), QPen(colour, look.px(3))):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(quad)
        if self._plate_width(overlay) > self.width() - 2 * look.px(8):
            overlay = replace(overlay, word="")  # the icon and the colour still say it
        plate = self._plate(overlay, quad.boundingRect(), taken)
        self._paint_plate(painter, overlay, plate)
        return plate

    def _plate(self, overlay: Overlay, box: QRectF, taken: Sequence[QRectF]) -> QRectF:
        """Room for the words: beside the box where it fits, else below or above, inside the widget."""
        look = current_look()
        gap = look.px(8)
        height = look.px(30)
        width = self._plate_width(overlay)
        middle = box.center().y() - height / 2
        places = (
            QPointF(box.right() + gap, middle), QPointF(box.left() - gap - width, middle),
            QPointF(box.left(), box.bottom() + gap), QPointF(box.left(), box.top() - gap - height),
        )  # fmt: skip
        inside = QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        for place in places:
            plate = QRectF(place.x(), place.y(), width, height)
            if inside.contains(plate) and not any(plate.intersects(other) for other in taken):
                return plate
        left = max(inside.left(), min(places[2].x(), inside.right() - width))
        top = max(inside.top(), min(places[2].y(), inside.bottom() - height))
        return QRectF(left, top, width, height)

    def _plate_width(self, overlay: Overlay) -> float:
        look = current_look()
        word = (
            QFontMetricsF(look.font(BODY, bold=True)).horizontalAdvance(overlay.word) if overlay.word else 0
        )
        return (
            look.px(40) + word + (look.px(8) if word else 0) + code_width(overlay.text, look.code_font(BODY))
        )

    def _paint_plate(self, painter: QPainter, overlay: Overlay, plate: QRectF) -> None:
        look = current_look()
        colour = look.tone(overlay.tone)
        painter.setPen(QPen(colour, look.px(1)))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(plate, look.px(6), look.px(6))
        size = look.px(18)
        left, middle = plate.left() + look.px(8), plate.center().y()
        pixmap = icon_pixmap(TONE_ICONS[overlay.tone], colour.name(), size, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(left, middle - size / 2), pixmap)
        left += size + look.px(6)
        font = look.font(BODY, bold=True)
        metrics = QFontMetricsF(font)
        if overlay.word:
            painter.setPen(colour)
            painter.setFont(font)
            painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), overlay.word)
            left += metrics.horizontalAdvance(overlay.word) + look.px(8)
        code_font = look.code_font(BODY)
        metrics = QFontMetricsF(code_font)
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        inks = Inks(look.colour("ink"), look.colour("danger"))
        paint_code(painter, left, baseline, overlay.text, code_font, inks)
