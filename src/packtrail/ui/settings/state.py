"""What can be set; plain values, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.domain.records import OutletProfile
from packtrail.domain.uscc import check_uscc
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.ports import View
from packtrail.usecases.set_profile import current_phone, current_profile
from packtrail.wording import CHINESE, Language

LANGUAGE, APPEARANCE, SIZE = "desk.language", "desk.appearance", "desk.size"
"""The names under which the choices are remembered."""

SYSTEM: Final = "system"
SIZES: Final = (100, 125, 150, 200)


class OutletKind(StrEnum):
    """网点类型, as the profile's record has it."""

    COLLECTION = "collection"
    CENTRAL_STORAGE = "central_storage"
    DISMANTLER = "dismantler"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileForm:
    """The outlet as typed."""

    outlet_name: str = ""
    outlet_uscc: str = ""
    outlet_kind: str = OutletKind.COLLECTION
    set_up_by_name: str = ""
    set_up_by_uscc: str = ""
    address: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """How the desk looks and speaks; ``scheme`` None follows the system."""

    language: Language = CHINESE
    scheme: Scheme | None = None
    size: int = 100  # per cent

    @property
    def appearance(self) -> str:
        """The key of the scheme's chip."""
        return self.scheme.value if self.scheme else SYSTEM


class Missing(StrEnum):
    """What keeps the profile from being saved."""

    NAME = "name"
    USCC = "uscc"
    USCC_WRONG = "uscc_wrong"
    SET_UP_BY_WRONG = "set_up_by_wrong"
    NOTHING_CHANGED = "nothing_changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingsState:
    """Everything on the screen; ``saved`` is the profile in force, None before the first."""

    form: ProfileForm = field(default_factory=ProfileForm)
    saved: ProfileForm | None = None
    choices: Choices = field(default_factory=Choices)
    is_saving: bool = False
    is_said_saved: bool = False  # it was saved just now
    trouble: OutletError | None = None

    @property
    def missing(self) -> Missing | None:
        """What keeps the profile from being saved; the first thing."""
        form = self.form
        if not form.outlet_name.strip():
            return Missing.NAME
        if not check_uscc(form.outlet_uscc).text:
            return Missing.USCC
        if not check_uscc(form.outlet_uscc).is_valid:
            return Missing.USCC_WRONG
        if check_uscc(form.set_up_by_uscc).text and not check_uscc(form.set_up_by_uscc).is_valid:
            return Missing.SET_UP_BY_WRONG
        return Missing.NOTHING_CHANGED if form == self.saved else None


FIELD_OF: Mapping[Missing, str] = {
    Missing.NAME: "outlet_name",
    Missing.USCC: "outlet_uscc",
    Missing.USCC_WRONG: "outlet_uscc",
    Missing.SET_UP_BY_WRONG: "set_up_by_uscc",
}


def profile_of(form: ProfileForm) -> OutletProfile:
    """The record that ``form`` becomes."""
    return OutletProfile(
        outlet_uscc=check_uscc(form.outlet_uscc).text,
        outlet_name=form.outlet_name.strip(),
        outlet_kind=form.outlet_kind,
        set_up_by_name=form.set_up_by_name.strip() or None,
        set_up_by_uscc=check_uscc(form.set_up_by_uscc).text or None,
        address=form.address.strip() or None,
    )


def form_of(profile: OutletProfile, contact_phone: str) -> ProfileForm:
    """``profile`` as it stands in the fields."""
    return ProfileForm(
        contact_phone=contact_phone,
        **{
            each.name: getattr(profile, each.name) or ""
            for each in fields(ProfileForm)
            if each.name != "contact_phone"
        },
    )


def saved_form(view: View) -> ProfileForm | None:
    """The profile in force."""
    profile = current_profile(view)
    return form_of(profile, current_phone(view)) if profile else None


def remembered_choices(view: View) -> Choices:
    """How the desk was set when it was last used; what can't be read is as at the first start."""
    choices = Choices()
    language, appearance, size = (view.setting(name) for name in (LANGUAGE, APPEARANCE, SIZE))
    if language in set(Language):
        choices = replace(choices, language=Language(language))
    if appearance in set(Scheme):
        choices = replace(choices, scheme=Scheme(appearance))
    if size in {str(percent) for percent in SIZES}:
        choices = replace(choices, size=int(str(size)))
    return choices
