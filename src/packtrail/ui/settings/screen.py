"""Draws the settings: the outlet's own form, and how the desk looks and speaks."""

from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSpacerItem, QVBoxLayout, QWidget

from packtrail.ui.settings.state import SIZES, SYSTEM, OutletKind, SettingsState
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.uscc_field import UsccField
from packtrail.wording import Language, Wording
from packtrail.wording.errors import explain

_SIDE_BY_SIDE = 900  # px at 100 %
_FIELDS = ("outlet_name", "outlet_uscc", "set_up_by_name", "set_up_by_uscc", "address", "contact_phone")


class SettingsScreen(QWidget):
    """Who the outlet is, and how the desk looks and speaks."""

    field_edited = Signal(str, str)
    save_asked = Signal()
    language_chosen = Signal(str)
    appearance_chosen = Signal(str)
    size_chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = SettingsState()
        self._said: tuple[Tone, str] | None = None
        self._banner = Banner(wording)
        self._outlet, self._desk = Section(), Section()
        self._kind_name, self._kinds = QLabel(), ChipRow()
        self._fields: dict[str, FormField] = {
            name: UsccField(wording, is_wanted=name == "outlet_uscc")
            if name.endswith("uscc")
            else FormField(longest=300 if name == "address" else 200)
            for name in _FIELDS
        }
        self._save = PrimaryButton("", "F10", command="settings.save")
        self._chips = {name: (QLabel(), ChipRow()) for name in ("language", "appearance", "size")}
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: SettingsState) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        texts = asdict(state.form)
        for name, field in self._fields.items():
            field.show_text(texts[name])
        self._kinds.choose(state.form.outlet_kind)
        self._save.say(say("settings.saving" if state.is_saving else "settings.save"), "F10")
        missing = state.missing
        refusal = say("settings.saving") if state.is_saving else None
        self._save.set_refusal(refusal or (say(f"settings.missing.{missing}") if missing else None))
        for name, key in (
            ("language", state.choices.language.value),
            ("appearance", state.choices.appearance),
            ("size", str(state.choices.size)),
        ):
            self._chips[name][1].choose(key)
        self._show_message(state)

    def add_card(self, card: QWidget) -> None:
        """Put the card of a device below the others."""
        self._column.insertWidget(self._column.count() - 1, card)

    def put_first(self, card: QWidget) -> None:
        """Put ``card`` above everything."""
        self._column.insertWidget(0, card)

    def focus_field(self, name: str) -> None:
        """Put the hand on what is missing."""
        self._fields[name].setFocus()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._banner.retranslate(wording)
        self._outlet.say(say("settings.outlet"), say("settings.outlet_hint"))
        self._desk.say(say("settings.desk"), say("settings.desk_hint"))
        for name, field in self._fields.items():
            field.say(say(f"settings.field.{name}"))
            if isinstance(field, UsccField):
                field.retranslate(wording)
        self._kind_name.setText(say("settings.kind_name"))
        kinds = [Choice(key=kind.value, word=say(f"settings.kind.{kind}")) for kind in OutletKind]
        self._kinds.set_choices(say("settings.kind_name"), kinds)
        offered = {
            "language": [Choice(key=each.value, word=say(f"settings.language.{each}")) for each in Language],
            "appearance": [
                Choice(key=key, word=say(f"settings.appearance.{key}"))
                for key in (SYSTEM, *(scheme.value for scheme in Scheme))
            ],
            "size": [Choice(key=str(size), word=say("settings.percent", size=size)) for size in SIZES],
        }
        for name, (label, row) in self._chips.items():
            label.setText(say(f"settings.{name}_name"))
            row.set_choices(say(f"settings.{name}_name"), offered[name])
        self.render_state(self._state)

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Side by side, or one below the other."""
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        body = self._outlet.body
        body.addWidget(self._fields["outlet_name"])
        body.addWidget(self._fields["outlet_uscc"])
        body.addWidget(self._kind_name)
        body.addWidget(self._kinds)
        for name in _FIELDS[2:]:
            body.addWidget(self._fields[name])
        self._air = QSpacerItem(0, 0)
        body.addItem(self._air)
        body.addWidget(self._save)
        for label, row in self._chips.values():
            self._desk.body.addWidget(label)
            self._desk.body.addWidget(row)
        self._cards = [QFrame(), QFrame()]
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for card, section, share in zip(self._cards, (self._outlet, self._desk), (3, 2), strict=True):
            inside = QVBoxLayout(card)
            inside.addWidget(section)
            inside.addStretch(1)
            mark(card, role="card")
            self._row.addWidget(card, share)
        for label in (self._kind_name, *(label for label, _ in self._chips.values())):
            mark(label, role="secondary")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._banner)
        self._column.addLayout(self._row)
        self._column.addStretch(1)

    def _arrange(self) -> None:
        is_wide = self.width() >= current_look().px(_SIDE_BY_SIDE)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(beside if is_wide else below)

    def _connect(self) -> None:
        for name, field in self._fields.items():
            field.edited.connect(lambda text, name=name: self.field_edited.emit(name, text))
            field.entered.connect(self._save.click)
        self._kinds.chosen.connect(lambda key: self.field_edited.emit("outlet_kind", key))
        self._save.clicked.connect(self.save_asked)
        self._chips["language"][1].chosen.connect(self.language_chosen)
        self._chips["appearance"][1].chosen.connect(self.appearance_chosen)
        self._chips["size"][1].chosen.connect(self.size_chosen)
        self._banner.dismissed.connect(self.dismissed)

    def _show_message(self, state: SettingsState) -> None:
        """Say it once; what is drawn again is not spoken again."""
        message = None
        if state.trouble is not None:
            message = Tone.DANGER, str(explain(self._wording, state.trouble))
        elif state.is_said_saved:
            message = Tone.OK, self._wording.say("settings.saved")
        if message == self._said:
            return
        self._said = message
        if message is None:
            self._banner.clear()
        else:
            self._banner.show_message(*message)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(12))
        self._row.setSpacing(look.px(16))
        self._air.changeSize(0, look.px(8))
        for card in self._cards:
            layout = card.layout()
            if layout is not None:
                layout.setContentsMargins(*[look.px(16)] * 4)
        self._arrange()
