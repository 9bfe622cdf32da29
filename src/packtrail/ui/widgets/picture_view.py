"""Shows a camera frame or a still, with a box around each code and what was read beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.theme.icons import TONE_ICONS, icon_pixmap
from packtrail.ui.theme.tokens import BODY, Tone
from packtrail.ui.widgets.code_painting import Inks, code_width, paint_code
from packtrail.ui.widgets.tag_places import place_tag, with_print

Corner = tuple[float, float]
_DARK = QColor("#0E1112")  # around a picture, as a lightbox, in every scheme
_NEAR = 40  # px at 100 %: a tag farther from its box gets a line to it
_FEW = 6  # labels in one picture whose codes are said beside them
_STILL = 16  # px at 100 %: while boxes move less, their tags stay where they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """One thing found in the picture; corners in the picture's own pixels."""

    corners: tuple[Corner, Corner, Corner, Corner]
    text: str  # the code
    tone: Tone
    word: str = ""  # 新, 已知, 格式不符
    is_dashed: bool = False  # something is there, and it could not be read


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where the tags were put, and for what."""

    found: tuple[object, ...]
    boxes: tuple[QRectF, ...]
    tags: tuple[tuple[int, Overlay, QRectF], ...]  # which overlay, as much of it as is said, where


class PictureView(QWidget):
    """The picture as large as it fits, nothing of it cut; drawn without copying it."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._image = QImage()
        self._space = (0, 0)  # width and height that the corners of overlays refer to
        self._overlays: tuple[Overlay, ...] = ()
        self._laid = _Laid((), (), ())
        self._placeholder = ""
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)

    @property
    def has_image(self) -> bool:
        """Whether there is a picture in view."""
        return not self._image.isNull()

    def show_image(self, image: QImage, space: tuple[int, int] | None = None) -> None:
        """Show ``image``; an empty one leaves the placeholder.

        ``space`` is the width and height that corners refer to, where ``image`` was made smaller.
        """
        self._image, self._space = image, space or (image.width(), image.height())
        self.update()

    def show_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Show what was found, until the next call."""
        if tuple(overlays) == self._overlays:
            return
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
            self._paint_overlays(painter)
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Draw what lies over picture and overlays: nothing here."""

    def _paint_placeholder(self, painter: QPainter) -> None:
        look = current_look()
        painter.setPen(QColor("#B7C3BE"))
        painter.setFont(look.font(BODY))
        painter.drawText(
            self.rect().adjusted(look.px(16), 0, -look.px(16), 0),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._placeholder,
        )

    def _paint_overlays(self, painter: QPainter) -> None:
        """Every box, then every tag: no tag lies under a box."""
        quads = [self._quad(overlay) for overlay in self._overlays]
        for overlay, quad in zip(self._overlays, quads, strict=True):
            self._paint_box(painter, overlay, quad)
        boxes = tuple(quad.boundingRect() for quad in quads)
        for at, overlay, tag in self._tags(boxes):
            self._paint_tag(painter, overlay, boxes[at], tag)

    def _quad(self, overlay: Overlay) -> QPolygonF:
        rect = self.picture_rect()
        across, down = rect.width() / max(1, self._space[0]), rect.height() / max(1, self._space[1])
        return QPolygonF([QPointF(rect.x() + x * across, rect.y() + y * down) for x, y in overlay.corners])

    def _paint_box(self, painter: QPainter, overlay: Overlay, quad: QPolygonF) -> None:
        look = current_look()
        # a light edge under the coloured one: seen on black rubber and on white paper
        for pen in (QPen(QColor("#FFFFFF"), look.px(5)), QPen(look.tone(overlay.tone), look.px(3))):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if overlay.is_dashed:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(quad)

    def _tags(self, boxes: tuple[QRectF, ...]) -> tuple[tuple[int, Overlay, QRectF], ...]:
        """What is said, of which box, and where; nothing jumps while a hand trembles.

        Finding room for twelve tags takes 12 ms, too long for each of thirty frames a second.
        """
        look = current_look()
        said = tuple((overlay.word, overlay.text, overlay.tone) for overlay in self._overlays)
        found = (said, self.size(), look.scale)
        if self._laid.found != found or not _are_near(self._laid.boxes, boxes, look.px(_STILL)):
            self._laid = _Laid(found, boxes, tuple(self._placed(boxes)))
        return self._laid.tags

    def _placed(self, boxes: Sequence[QRectF]) -> list[tuple[int, Overlay, QRectF]]:
        """Room for every tag; two symbols of one code are said once."""
        gap = float(current_look().px(8))
        inside = QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        keep_clear = [with_print(box) for box in boxes]
        said: set[tuple[str, str]] = set()
        tags = []
        for at, (overlay, box) in enumerate(zip(self._overlays, boxes, strict=True)):
            if (overlay.word, overlay.text) in said:
                continue
            said.add((overlay.word, overlay.text))
            ways = self._shorter_and_shorter(overlay)
            sizes = [self._tag_size(way) for way in ways]
            tag = place_tag(sizes, box, inside=inside, keep_clear=keep_clear, gap=gap)
            keep_clear.append(tag.adjusted(-gap / 2, -gap / 2, gap / 2, gap / 2))
            tags.append((at, ways[sizes.index(tag.size())], tag))
        return tags

    def _shorter_and_shorter(self, overlay: Overlay) -> list[Overlay]:
        """With less room the word alone, else the mark alone: the code stands on the label itself.

        Of many labels at once the words alone: twelve codes would cover what they are about.
        """
        ways = [overlay] if len(self._overlays) <= _FEW or not overlay.word else []
        if overlay.word:
            ways.append(replace(overlay, text=""))
        return [*ways, replace(overlay, text="", word="")]

    def _tag_size(self, overlay: Overlay) -> QSizeF:
        look = current_look()
        parts = [float(look.px(34))]
        if overlay.word:
            word = QFontMetricsF(look.font(BODY, bold=True)).horizontalAdvance(overlay.word)
            parts.append(word + look.px(8))
        if overlay.text:
            parts.append(code_width(overlay.text, look.code_font(BODY)) + look.px(6))
        return QSizeF(sum(parts), look.px(30))

    def _paint_tag(self, painter: QPainter, overlay: Overlay, box: QRectF, plate: QRectF) -> None:
        look = current_look()
        colour = look.tone(overlay.tone)
        if not plate.intersects(box.adjusted(*[side * look.px(_NEAR) for side in (-1, -1, 1, 1)])):
            painter.setPen(QPen(colour, look.px(2)))
            painter.drawLine(_nearest(plate, box.center()), _nearest(box, plate.center()))
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


def _are_near(before: Sequence[QRectF], now: Sequence[QRectF], most: float) -> bool:
    """Whether each box lies about where it lay."""
    corners = ((one.topLeft() - other.topLeft(), one.bottomRight() - other.bottomRight())
               for one, other in zip(before, now, strict=False))  # fmt: skip
    return len(before) == len(now) and all(
        shift.manhattanLength() <= most for shifts in corners for shift in shifts
    )


def _nearest(rect: QRectF, point: QPointF) -> QPointF:
    """The point of ``rect`` nearest to ``point``."""
    return QPointF(
        max(rect.left(), min(point.x(), rect.right())), max(rect.top(), min(point.y(), rect.bottom()))
    )
