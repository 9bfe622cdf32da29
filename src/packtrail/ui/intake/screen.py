"""The intake screen: draws a state, tells what the operator did, takes pictures dropped on it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from packtrail.ui.intake.delivery_side import DeliverySide
from packtrail.ui.intake.given import MOST
from packtrail.ui.intake.intake_card import IntakeCard
from packtrail.ui.intake.picture_side import PictureSide
from packtrail.ui.intake.state import IntakeState
from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.picture_view import Overlay
from packtrail.wording import Wording

LEFT_HALF = 400  # px at 100 %: narrower, the delivery stands below the picture


class IntakeScreen(QWidget):
    """Draws an IntakeState; every signal is something that the operator did."""

    source_asked = Signal(str)  # picture, folder, camera, without_code
    files_given = Signal(object)  # tuple[Path, ...], dropped or pasted
    image_pasted = Signal(QImage)
    code_entered = Signal(str)
    code_edited = Signal(str)
    result_acted = Signal()
    result_second_acted = Signal()
    head_changed = Signal(str, str)
    source_chosen = Signal(str)
    same_again_asked = Signal()
    head_opened = Signal()
    card_changed = Signal(str, str, str)
    mass_typed = Signal(str, str)
    card_opened = Signal(str)
    card_removed = Signal(str)
    card_weighed = Signal(str)
    warning_confirmed = Signal(str, str, bool)
    photo_asked = Signal(str)
    finish_asked = Signal()
    banner_acted = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.banner = Banner(wording)
        self.left = PictureSide(wording)
        self.right = DeliverySide(wording)
        self._result_before: object = None
        self._halves = QHBoxLayout()
        self._halves.addWidget(self.left, 3)
        self._halves.addWidget(self.right, 2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._halves, 1)
        self.setAcceptDrops(True)
        self._connect()
        follow_look(self._restyle)

    def render_state(self, state: IntakeState) -> None:
        """Show ``state``."""
        self.left.render_state(state)
        self.right.render_state(state)

    def show_picture(
        self, image: QImage, overlays: Sequence[Overlay], space: tuple[int, int] | None = None
    ) -> None:
        """Show a picture and what was found in it, in a picture of the size ``space``."""
        self.left.has_picture(is_there=not image.isNull())
        self.left.view.show_image(image, space)
        self.left.view.show_overlays(overlays)

    def show_frame(self, image: QImage, space: tuple[int, int]) -> None:
        """Show a live picture, of a frame of the size ``space``; the boxes stay until the next reading."""
        self.left.has_picture(is_there=True)
        self.left.view.show_image(image, space)

    def show_boxes(self, overlays: Sequence[Overlay]) -> None:
        """Show what was found in a live picture."""
        self.left.view.show_overlays(overlays)

    def focus_code(self) -> None:
        """Put the hand on the code field, ready for the next label."""
        self.left.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_mass(self, key: str) -> None:
        """Put the hand on the mass of a card."""
        card = self.right.card(key)
        if card is not None:
            card.focus_mass()
            self.right.show_card(key)

    def show_mass(self, key: str, text: str) -> None:
        """A card's mass was weighed, though the hand is on it."""
        card = self.right.card(key)
        if card is not None:
            card.show_mass(text)

    def hint_mass(self, key: str, shown: str | None) -> None:
        """What the empty mass of a card shows; None for what it asks for."""
        card = self.right.card(key)
        if card is not None:
            card.hint_mass(shown)

    def focus_field(self, key: str, field: str) -> None:
        """Put the hand on a field of a card."""
        card = self.right.card(key)
        if card is not None:
            self.right.show_card(key)
            card.focus_field(field)

    def focus_head(self, field: str) -> None:
        """Put the hand on a field of the head."""
        self.right.head.focus_field(field)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the state is rendered anew by the flow."""
        for part in (self.banner, self.left, self.right):
            part.retranslate(wording)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the wider half: they can stand one below the other."""
        width = max(self.left.minimumSizeHint().width(), self.right.minimumWidth())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Side by side, or one below the other where a code would not stand in one half."""
        super().resizeEvent(event)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent, /) -> None:  # noqa: N802 - Qt's name
        """Pictures, folders of them and films may be dropped; what is none of these is said then."""
        if files_in(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent, /) -> None:  # noqa: N802 - Qt's name
        """Take the pictures."""
        self._take(event.mimeData())
        event.acceptProposedAction()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """A picture on the clipboard is pasted by the screen, whatever field has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and _holds_pictures(QGuiApplication.clipboard().mimeData())
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def paste(self) -> None:
        """Take the picture, or the files, on the clipboard; an empty one has nothing, not even a type."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is not None:
            self._take(data)

    def _take(self, data: QMimeData) -> None:
        files = files_in(data)
        if files:
            self.files_given.emit(files)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage):
                self.image_pasted.emit(image)

    def _connect(self) -> None:
        KeyAct("intake.paste", QKeySequence.StandardKey.Paste, self, self.paste)
        entry = self.left.entry.focusProxy()
        if entry is not None:
            entry.installEventFilter(self)
        self.left.source_asked.connect(self.source_asked)
        self.left.entry.entered.connect(self.code_entered)
        self.left.entry.code_changed.connect(self.code_edited)
        self.left.band.acted.connect(self.result_acted)
        self.left.band.second_acted.connect(self.result_second_acted)
        self.right.head.changed.connect(self.head_changed)
        self.right.head.source_chosen.connect(self.source_chosen)
        self.right.head.same_again_asked.connect(self.same_again_asked)
        self.right.head.open_asked.connect(self.head_opened)
        self.right.head.left.connect(self.focus_code)
        self.right.card_made.connect(self._connect_card)
        self.right.finish_asked.connect(self.finish_asked)
        self.banner.acted.connect(self.banner_acted)

    def _connect_card(self, card: IntakeCard) -> None:
        card.mass_edit.installEventFilter(self)
        card.changed.connect(self.card_changed)
        card.mass_entered.connect(self.mass_typed)
        card.opened.connect(self.card_opened)
        card.remove_asked.connect(self.card_removed)
        card.weighed.connect(self.card_weighed)
        card.warning_confirmed.connect(self.warning_confirmed)
        card.photo_asked.connect(self.photo_asked)

    def _arrange(self) -> None:
        left = max(self.left.minimumSizeHint().width(), current_look().px(LEFT_HALF))
        is_wide = self.width() >= left + self._halves.spacing() + self.right.minimumWidth()
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)

    def _restyle(self, look: Look) -> None:
        self._arrange()
        self._halves.setSpacing(look.px(16))
        self._column.setSpacing(look.px(8))


def files_in(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders of this computer among what is dropped or pasted."""
    files = (Path(url.toLocalFile()) for url in data.urls()[:MOST] if url.isLocalFile())
    return tuple(file for file in files if file.name)


def _holds_pictures(data: QMimeData | None) -> bool:
    return data is not None and (data.hasImage() or bool(files_in(data)))
