"""The way out of this PC as the card shows it: what is kept, and what was typed; plain values, no Qt."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode
from packtrail.usecases.network_settings import CompanyCertificate, NetworkSettings, NetworkWish
from packtrail.wording import Wording

SOON: Final = timedelta(days=30)
ADDRESSED: Final = frozenset({ProxyMode.FIXED, ProxyMode.SCRIPT})


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkForm:
    """What stands on the card; ``kept`` is None until it was looked at."""

    kept: NetworkSettings | None = None
    mode: ProxyMode = ProxyMode.SYSTEM
    address: str = ""
    user: str = ""
    password: str = ""
    ca_file: str = ""
    certificates: tuple[CompanyCertificate, ...] = ()
    busy: str = ""  # key of what is under way

    @property
    def has_address(self) -> bool:
        """Whether an address belongs to it."""
        return self.mode in ADDRESSED

    @property
    def is_ca_unreadable(self) -> bool:
        """Whether the file that is kept can't be read."""
        return (
            self.kept is not None and self.kept.is_ca_unreadable and self.ca_file == self.kept.choice.ca_file
        )

    @property
    def is_password_kept(self) -> bool:
        """Whether a password of this user is kept already."""
        return self.kept is not None and bool(self.user) and self.user == self.kept.user

    @property
    def wish(self) -> NetworkWish:
        """What is to be from now on."""
        address = self.address.strip() if self.has_address else ""
        return NetworkWish(
            choice=NetworkChoice(mode=self.mode, address=address, ca_file=self.ca_file),
            user=self.user.strip(),
            password=self.password or None,
        )

    @property
    def is_changed(self) -> bool:
        """Whether saving would change anything."""
        if self.kept is None:
            return False
        wish = self.wish
        return wish.choice != self.kept.choice or wish.user != self.kept.user or wish.password is not None


def as_kept(kept: NetworkSettings) -> NetworkForm:
    """The card as it stands on this PC."""
    return NetworkForm(
        kept=kept,
        mode=kept.choice.mode,
        address=kept.choice.address,
        user=kept.user,
        ca_file=kept.choice.ca_file,
        certificates=kept.certificates,
    )


def typed(form: NetworkForm, field: str, text: str) -> NetworkForm:
    """The same with one field typed."""
    if field == "address":
        return replace(form, address=text)
    return replace(form, user=text) if field == "user" else replace(form, password=text)


def save_refusal(w: Wording, form: NetworkForm) -> str | None:
    """Why it can't be saved now."""
    if form.busy or form.kept is None:
        return w.say(f"connection.way.{form.busy or 'reading'}")
    if form.has_address and not form.address.strip():
        return w.say("connection.way.address_first")
    return None if form.is_changed else w.say("connection.way.unchanged")


def ca_lines(w: Wording, form: NetworkForm, now: datetime) -> list[tuple[Tone, str]]:
    """Whose certificates count beside the system's, until when, and how to tell them apart."""
    if form.is_ca_unreadable:
        return [(Tone.DANGER, w.say("connection.way.ca_unreadable", file=form.ca_file))]
    if not form.ca_file:
        return [(Tone.QUIET, w.say("connection.way.ca_none"))]
    said: list[tuple[Tone, str]] = []
    for each in form.certificates:
        key, tone = _validity(each, now)
        facts = {
            "subject": each.subject,
            "from_day": each.valid_from.date().isoformat(),
            "to_day": each.valid_to.date().isoformat(),
        }
        said.append((tone, w.say(f"connection.way.{key}", **facts)))
        said.append((Tone.QUIET, w.say("connection.way.fingerprint", fingerprint=each.fingerprint)))
    return said


def _validity(each: CompanyCertificate, now: datetime) -> tuple[str, Tone]:
    if now > each.valid_to:
        return "ca_expired", Tone.DANGER
    if now < each.valid_from:
        return "ca_early", Tone.WARN
    return ("ca_soon", Tone.WARN) if each.valid_to - now < SOON else ("ca_valid", Tone.OK)
