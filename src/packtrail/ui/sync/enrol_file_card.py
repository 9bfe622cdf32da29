"""Draws 用文件绑定: a request out, as a file and a QR code, and its answer in."""

from dataclasses import dataclass
from typing import Any

import zxingcpp
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording

_MODULE_PX = 3  # at 100 %: a request has about a hundred modules a side
_WIDEST = 640


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrolFileState:
    """How far being bound by file has come."""

    code: str = ""
    address: str = ""
    written_at: str = ""  # of a request whose answer is not here yet, as it is said
    file: str = ""  # its name
    qr_text: str = ""  # of the request that was just written; it is not kept
    is_busy: bool = False


class EnrolFileCard(QFrame):
    """Shown while there is no hub to report to."""

    edited = Signal(str, str)  # code, address
    request_asked = Signal()
    answer_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, EnrolFileState()
        self._section, self._begun = Section(), text_label("", "strong")
        self._code, self._address = FormField(longest=60), FormField(longest=300)
        self._request, self._answer = RefusableButton(role="quiet"), RefusableButton(role="quiet")
        self._qr, self._qr_hint = QLabel(), text_label("", "hint")
        self._drawn = ""
        self.told = Banner(wording)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        row.addWidget(self._request)
        row.addWidget(self._answer)
        fields = (self._code, self._address)
        for part in (*fields, buttons, self._begun, self._qr, self._qr_hint, self.told):
            self._section.body.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        for field in fields:
            field.edited.connect(lambda _: self.edited.emit(self._code.text, self._address.text))
        self._request.clicked.connect(self.request_asked)
        self._answer.clicked.connect(self.answer_asked)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: EnrolFileState) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        busy = say("sync.enrol_file.working") if state.is_busy else None
        lacks = None if state.code.strip() else say("sync.enrol_file.code_first")
        self._request.set_refusal(busy or lacks)
        self._answer.set_refusal(busy)
        self._code.show_text(state.code)
        self._address.show_text(state.address)
        self._begun.setVisible(bool(state.written_at))
        self._begun.setText(say("sync.enrol_file.begun", at=state.written_at, file=state.file))
        for part in (self._qr, self._qr_hint):
            part.setVisible(bool(state.qr_text))
        self._draw()

    def tell(self, tone: Tone, sentence: str) -> None:
        """Say what came of it."""
        self.told.show_message(tone, sentence)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("sync.enrol_file.title"), say("sync.enrol_file.hint"))
        self._code.say(say("sync.enrol.code"), say("sync.enrol.code_example"))
        self._address.say(say("sync.enrol_file.address"), say("sync.enrol.address_example"))
        self._request.setText(say("sync.enrol_file.request"))
        self._answer.setText(say("sync.enrol_file.answer"))
        self._qr_hint.setText(say("sync.enrol_file.qr_hint"))
        self._qr.setAccessibleName(say("sync.enrol_file.qr_hint"))
        self.told.retranslate(wording)
        self.render_state(self._state)

    def _draw(self) -> None:
        """Black on white in any look: that is what readers expect."""
        if self._state.qr_text == self._drawn:
            return
        self._drawn = self._state.qr_text
        pixmap = qr_pixmap(self._drawn, self._module_px) if self._drawn else QPixmap()
        self._qr.setPixmap(pixmap)
        self._qr.setFixedSize(pixmap.size())  # half a code is none

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self.setMaximumWidth(look.px(_WIDEST))
        self._qr.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._module_px, self._drawn = look.px(_MODULE_PX), ""
        self._draw()


def qr_pixmap(text: str, module_px: int) -> QPixmap:
    """``text`` as a QR code, its modules whole pixels, with the quiet zone around it."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = symbol.to_image(scale=module_px, add_quiet_zones=True)  # a buffer, which its stubs don't say
    pixels = memoryview(image)
    height, width = image.shape[:2]
    grey = QImage.Format.Format_Grayscale8
    return QPixmap.fromImage(QImage(pixels.tobytes(), width, height, width, grey).copy())
