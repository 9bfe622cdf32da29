"""Finds room for the words about a box in a picture, where they cover no symbol and no printed code."""

from collections.abc import Iterator, Sequence
from itertools import product

from PySide6.QtCore import QPointF, QRectF, QSizeF

_STEPS = 8  # places tried along each side of the picture


def place_tag(
    sizes: Sequence[QSizeF], box: QRectF, *, inside: QRectF, keep_clear: Sequence[QRectF], gap: float
) -> QRectF:
    """Where a tag about ``box`` lies: the first of ``sizes``, best first, that covers nothing kept clear.

    Beside the box if it can, else below or above, else wherever is nearest; always within ``inside``.
    Where nothing is free, the smallest tag lies where it covers least.
    """
    for size in sizes:
        for tag in _candidates(size, box, inside, gap):
            if not any(tag.intersects(other) for other in keep_clear):
                return tag
    least = list(_candidates(sizes[-1], box, inside, gap))
    return (
        min(least, key=lambda tag: _covered(tag, keep_clear)) if least else QRectF(box.topLeft(), sizes[-1])
    )


def with_print(box: QRectF) -> QRectF:
    """``box`` with the line of text that labels print above or below a symbol, as far as can be guessed."""
    text = min(box.height(), box.width() / 4)
    return box.adjusted(-box.width() * 0.04, -text, box.width() * 0.04, text)


def _candidates(size: QSizeF, box: QRectF, inside: QRectF, gap: float) -> Iterator[QRectF]:
    """Places in order of liking."""
    width, height = size.width(), size.height()
    room_x, room_y = inside.width() - width, inside.height() - height
    if room_x < 0 or room_y < 0:
        return
    middle = box.center().y() - height / 2
    around = with_print(box)
    for at in (
        QPointF(around.right() + gap, middle), QPointF(around.left() - gap - width, middle),
        QPointF(box.left(), around.bottom() + gap), QPointF(box.left(), around.top() - gap - height),
    ):  # fmt: skip
        tag = QRectF(at, size)
        if inside.contains(tag):
            yield tag
    everywhere = [
        QRectF(QPointF(inside.left() + room_x * x / _STEPS, inside.top() + room_y * y / _STEPS), size)
        for x, y in product(range(_STEPS + 1), repeat=2)
    ]
    yield from sorted(everywhere, key=lambda tag: _distance(tag, box))


def _distance(one: QRectF, other: QRectF) -> float:
    across = max(0.0, one.left() - other.right(), other.left() - one.right())
    down = max(0.0, one.top() - other.bottom(), other.top() - one.bottom())
    centres = one.center() - other.center()
    return across + down + (abs(centres.x()) + abs(centres.y())) / 1000  # of two as near, the more central


def _covered(tag: QRectF, keep_clear: Sequence[QRectF]) -> float:
    return sum(both.width() * both.height() for both in (tag.intersected(other) for other in keep_clear))
