"""Who receives the load and who carries it; every field is told as it is typed."""

from dataclasses import asdict, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout

from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.moments import MomentFault
from packtrail.domain.party import Party, PartyKind
from packtrail.domain.records.handoff import ConsigneeRole
from packtrail.ui.handoff.party_state import SEARCHED, PartyState, can_keep
from packtrail.ui.handoff.recipient_papers import RecipientPapers
from packtrail.ui.handoff.state import PACKAGING, HandoffState, Recipient
from packtrail.ui.handoff.words import role_word, short_name
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.offers import Offer
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.uscc_field import UsccField
from packtrail.wording import Wording

SAME_KEY = "Ctrl+R"
_LONGEST = {"vehicle_plate": 16, "driver_phone": 40, "contract_no": 100, "waybill_no": 100}
_CARRIER = (
    "carrier_name",
    "carrier_uscc",
    "vehicle_plate",
    "driver_name",
    "driver_phone",
    "waybill_no",
    "contract_no",
)


class PartyCard(QFrame):
    """The right column of the handoff."""

    edited = Signal(str, str)  # a field of the draft, and its text
    recipient_chosen = Signal(object)  # a Recipient who received before
    party_chosen = Signal(str, object)  # a field, and the Party that was offered and picked
    keep_asked = Signal(object)  # PartyKind
    paper_noted = Signal(str, str)  # a paper of the recipient, and its last day

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._recipient, self._carrier = Section(), Section()
        self._before = ChipRow()
        self._offered: tuple[Recipient, ...] = ()
        self._found: tuple[Party, ...] = ()
        self._papers, self._keep_carrier = RecipientPapers(wording), RefusableButton()
        self._roles, self._packaging = ChipRow(), ChipRow()
        self._role_name, self._packaging_name, self._ebike = QLabel(), QLabel(), QLabel()
        self._fields: dict[str, FormField] = {
            "consignee_name": FormField(),
            "consignee_uscc": UsccField(wording, is_wanted=True),
        }
        for name in _CARRIER:
            self._fields[name] = (
                UsccField(wording, is_wanted=False)
                if name == "carrier_uscc"
                else FormField(longest=_LONGEST.get(name, 200))
            )
        self._ebike.setWordWrap(True)
        mark(self, role="card")
        mark(self._ebike, role="hint")
        for label in (self._role_name, self._packaging_name):
            mark(label, role="secondary")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show the draft; a field that says the same already is left alone."""
        texts = asdict(state.draft)
        for name, field in self._fields.items():
            field.show_text(texts[name] or "")
        self._offer(state.recipients)
        chosen = next((r.uscc for r in self._offered if _is_of(state.draft, r)), None)
        self._before.choose(chosen)
        self._roles.choose(state.draft.consignee_role)
        self._packaging.choose(state.draft.packaging)
        self._papers.show_state(state)
        self._keep_carrier.setVisible(
            state.parties.carrier is None and can_keep(state.draft, PartyKind.CARRIER)
        )
        self._offer_parties(state.parties)

    def focus_field(self, name: str) -> None:
        """Put the hand on a field of the draft."""
        if name == "override_reason":
            self._papers.focus_reason()
        elif name in self._fields:
            self._fields[name].setFocus()

    def say_fault(self, fault: MomentFault | None) -> None:
        """Say what is wrong with the last day of a paper; None when it was noted."""
        self._papers.say_fault(fault)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._recipient.say(say("handoff.recipient_title"))
        self._carrier.say(say("handoff.carrier_title"), say("handoff.carrier_hint"))
        for name, field in self._fields.items():
            field.say(say(f"handoff.field.{name}"))
            if isinstance(field, UsccField):
                field.retranslate(wording)
        self._role_name.setText(say("handoff.role_name"))
        self._roles.set_choices(
            say("handoff.role_name"),
            [Choice(key=role.value, word=role_word(wording, role)) for role in ConsigneeRole],
        )
        self._packaging_name.setText(say("handoff.packaging_name"))
        self._packaging.set_choices(
            say("handoff.packaging_name"),
            [Choice(key=key, word=say(f"handoff.packaging.{key}")) for key in PACKAGING],
        )
        self._ebike.setText(say("handoff.ebike"))
        self._before.setAccessibleName(say("handoff.used_before"))
        self._papers.retranslate(wording)
        self._keep_carrier.setText(say("handoff.party.keep_carrier"))

    def _lay_out(self) -> None:
        for widget in (
            self._before,
            self._fields["consignee_name"],
            self._fields["consignee_uscc"],
            self._role_name,
            self._roles,
            self._ebike,
            self._papers,
        ):
            self._recipient.body.addWidget(widget)
        self._grid = QGridLayout()
        for at, name in enumerate(("vehicle_plate", "driver_name", "driver_phone", "waybill_no")):
            self._grid.addWidget(self._fields[name], at // 2, at % 2)
        self._carrier.body.addWidget(self._fields["carrier_name"])
        self._carrier.body.addLayout(self._grid)
        self._carrier.body.addWidget(self._fields["carrier_uscc"])
        self._carrier.body.addWidget(self._keep_carrier)
        self._carrier.body.addWidget(self._fields["contract_no"])
        self._keep_carrier.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._carrier.body.addWidget(self._packaging_name)
        self._carrier.body.addWidget(self._packaging)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._recipient)
        self._column.addWidget(self._carrier)
        self._column.addStretch(1)

    def _connect(self) -> None:
        for name, field in self._fields.items():
            field.edited.connect(lambda text, name=name: self.edited.emit(name, text))
            field.offer_picked.connect(lambda key, name=name: self._choose_party(name, key))
        self._roles.chosen.connect(lambda key: self.edited.emit("consignee_role", key))
        self._packaging.chosen.connect(lambda key: self.edited.emit("packaging", key))
        self._before.chosen.connect(self._choose_recipient)
        self._papers.keep_asked.connect(lambda: self.keep_asked.emit(PartyKind.RECIPIENT))
        self._papers.noted.connect(self.paper_noted)
        self._papers.reason_edited.connect(lambda text: self.edited.emit("override_reason", text))
        self._keep_carrier.clicked.connect(lambda: self.keep_asked.emit(PartyKind.CARRIER))

    def _offer_parties(self, parties: PartyState) -> None:
        """The list of whom was found; drawn once, so that a list that was closed stays closed."""
        if parties.found == self._found:
            return
        self._found = parties.found
        name = self._wording.say("handoff.party.found")
        offers = [Offer(party.party_id, party.name, _remark(self._wording, party)) for party in parties.found]
        for field in SEARCHED:
            if field == parties.field or not offers:
                self._fields[field].offer(offers, name)

    def _choose_party(self, field: str, key: str) -> None:
        self.party_chosen.emit(field, next(party for party in self._found if party.party_id == key))

    def _offer(self, recipients: tuple[Recipient, ...]) -> None:
        self._before.setVisible(bool(recipients))
        if recipients == self._offered:
            return
        self._offered = recipients
        choices = [Choice(key=recipient.uscc, word=short_name(recipient.name)) for recipient in recipients]
        if choices:
            choices[0] = replace(choices[0], command="handoff.same_again", shortcut=SAME_KEY)
        self._before.set_choices(self._wording.say("handoff.used_before"), choices)

    def _choose_recipient(self, uscc: str) -> None:
        self.recipient_chosen.emit(next(r for r in self._offered if r.uscc == uscc))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._column.setSpacing(look.px(24))
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(8))


def _remark(w: Wording, party: Party) -> str:
    is_recipient = party.kind == PartyKind.RECIPIENT
    return f"{party.uscc} · {role_word(w, party.role)}" if is_recipient else party.uscc


def _is_of(draft: HandoffDraft, recipient: Recipient) -> bool:
    return (draft.consignee_name, draft.consignee_uscc) == (recipient.name, recipient.uscc)
