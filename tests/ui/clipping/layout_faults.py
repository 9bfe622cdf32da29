"""What a layout did wrong in a window as it stands: words cut, widgets over each other or outside."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from packtrail.ui.widgets.undo_bar import UndoBar
from tests.ui.whole import cut_widgets

SLACK = 1  # px that rounding at 150 % may cost


def layout_faults(window: QWidget) -> list[str]:
    """Each fault with the way to its widget; a scroll area may hold more than is in sight."""
    found = [f"cut: {way_to(each)}" for each in cut_widgets(window)]
    for parent in (window, *window.findChildren(QWidget)):
        if parent.isVisible() and parent.layout() is not None:
            laid_out = [each for each in widgets_of(parent.layout()) if each.isVisible()]
            found += [f"outside: {way_to(each)}" for each in laid_out if _is_outside(each, parent)]
            found += [
                f"over each other: {way_to(one)} and {way_to(other)}"
                for one, other in combinations(laid_out, 2)
                if _overlap(one, other)
            ]
    return found


def widgets_of(layout: QLayout) -> Iterator[QWidget]:
    """What ``layout`` and the layouts in it place."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item.widget() is not None:
            yield item.widget()
        elif item.layout() is not None:
            yield from widgets_of(item.layout())


def way_to(widget: QWidget) -> str:
    """The widgets from the place down, what it says, and the room it has and needs."""
    names, each = [], widget
    while each is not None and len(names) < 5:
        names.append(type(each).__name__)
        each = each.parentWidget()
    said = getattr(widget, "text", str)() or widget.accessibleName()
    room, needed = widget.geometry(), widget.sizeHint()
    return (
        f"{'/'.join(reversed(names))} {said!r} at {room.x()},{room.y()} has {room.width()}x{room.height()}"
        f" needs {needed.width()}x{needed.height()}"
    )


def _is_outside(widget: QWidget, parent: QWidget) -> bool:
    if isinstance(parent, QScrollArea):
        return False
    room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    return not room.contains(widget.geometry())


def _overlap(one: QWidget, other: QWidget) -> bool:
    """The bar for undoing lies over the strip for its seconds, and is meant to."""
    if isinstance(one, UndoBar) or isinstance(other, UndoBar):
        return False
    shared: QRect = one.geometry() & other.geometry()
    return shared.width() > SLACK and shared.height() > SLACK
