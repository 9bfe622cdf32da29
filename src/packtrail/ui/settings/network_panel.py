"""Draws the way out of this PC: proxy, its login, and the company's own certificates."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from packtrail.ui.settings.network_state import NetworkForm
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.usecases.network_choice import ProxyMode
from packtrail.wording import Wording


class PasswordField(FormField):
    """What is typed is never shown, with the hand on it neither."""

    def __init__(self) -> None:
        super().__init__(longest=200)
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)


class NetworkPanel(QWidget):
    """The fields that the chosen way needs and no others."""

    mode_chosen = Signal(str)
    edited = Signal(str, str)  # address | user | password, what stands there
    ca_asked = Signal()
    ca_dropped = Signal()
    saved = Signal()
    came_in_sight = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._modes_name, self._modes = text_label("", "secondary"), ChipRow()
        self._address, self._user, self._password = FormField(longest=2000), FormField(), PasswordField()
        self._ca_name, self._ca = text_label("", "secondary"), ToldLines()
        self._choose, self._drop = RefusableButton(role="quiet"), RefusableButton(role="link")
        self._save, self.told = RefusableButton(role="primary"), Banner(wording)
        files, foot = QWidget(), QWidget()
        row = FlowLayout(files, gap=12)
        row.addWidget(self._choose)
        row.addWidget(self._drop)
        FlowLayout(foot).addWidget(self._save)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        fields = (self._address, self._user, self._password)
        parts = (self._modes_name, self._modes, *fields, self._ca_name, self._ca, files, foot, self.told)
        for part in parts:
            self._column.addWidget(part)
        self._modes.chosen.connect(self.mode_chosen)
        for field, key in zip(fields, ("address", "user", "password"), strict=True):
            field.edited.connect(lambda text, key=key: self.edited.emit(key, text))
            field.entered.connect(self._save.click)
        self._choose.clicked.connect(self.ca_asked)
        self._drop.clicked.connect(self.ca_dropped)
        self._save.clicked.connect(self.saved)
        follow_look(self._restyle)
        self.say(wording)

    def show_form(
        self, w: Wording, form: NetworkForm, ca: list[tuple[Tone, str]], refusal: str | None
    ) -> None:
        """Show ``form``; ``ca`` are the lines of the certificates."""
        say = w.say
        self._modes.choose(form.mode)
        self._address.setVisible(form.has_address)
        if form.has_address:
            key = f"connection.way.address_{form.mode}"
            self._address.say(say(key), say(f"{key}_example"))
        has_proxy = form.mode is not ProxyMode.NONE
        self._user.setVisible(has_proxy)
        self._password.setVisible(has_proxy and bool(form.user.strip()))
        is_kept = form.is_password_kept
        self._password.say(
            say("connection.way.password"), say("connection.way.password_kept") if is_kept else ""
        )
        self._address.show_text(form.address)
        self._user.show_text(form.user)
        self._password.show_text(form.password)
        self._ca.say_all(ca)
        self._drop.setVisible(bool(form.ca_file))
        busy = say(f"connection.way.{form.busy}") if form.busy else None
        for button in (self._choose, self._drop):
            button.set_refusal(busy)
        self._save.set_refusal(refusal)

    def say(self, w: Wording) -> None:
        """Say its own words."""
        say = w.say
        self._modes_name.setText(say("connection.way.modes"))
        choices = [Choice(key=mode.value, word=say(f"connection.way.mode.{mode}")) for mode in ProxyMode]
        self._modes.set_choices(say("connection.way.modes"), choices)
        self._user.say(say("connection.way.user"))
        self._ca_name.setText(say("connection.way.ca"))
        self._choose.setText(say("connection.way.choose_ca"))
        self._drop.setText(say("connection.way.drop_ca"))
        self._save.setText(say("connection.way.save"))
        self.told.retranslate(w)

    def showEvent(self, event: QShowEvent, /) -> None:  # noqa: N802 - Qt's name
        """A file of certificates may have run out since it was looked at."""
        super().showEvent(event)
        self.came_in_sight.emit()

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
