"""What can be set, without a window."""

from dataclasses import replace

import pytest

from packtrail.ui.settings.state import (
    APPEARANCE,
    LANGUAGE,
    SIZE,
    Choices,
    Missing,
    ProfileForm,
    SettingsState,
    form_of,
    profile_of,
    remembered_choices,
)
from packtrail.ui.theme.tokens import Scheme
from packtrail.wording import Language
from tests.trade import OUTLET, REPAIR_SHOP
from tests.ui.stock.counter import PROFILE

FULL = ProfileForm(outlet_name="网点", outlet_uscc=OUTLET)


class Settings:
    """A view that knows settings alone."""

    def __init__(self, **said):
        self._said = said

    def setting(self, name):
        return self._said.get(name.rpartition(".")[2])


def missing(**changes):
    return SettingsState(form=replace(FULL, **changes)).missing


def test_a_profile_goes_through_its_form_unchanged():
    assert profile_of(form_of(PROFILE, "0731-0000")) == PROFILE


def test_a_code_is_recorded_as_it_is_kept():
    typed = replace(FULL, outlet_uscc=f" {OUTLET[:8].lower()} {OUTLET[8:]}")
    assert profile_of(typed).outlet_uscc == OUTLET


def test_what_is_empty_is_nothing():
    profile = profile_of(replace(FULL, address="  "))
    assert (profile.set_up_by_name, profile.set_up_by_uscc, profile.address) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outlet_name": " "}, Missing.NAME),
        ({"outlet_uscc": ""}, Missing.USCC),
        ({"outlet_uscc": OUTLET[:-1] + "A"}, Missing.USCC_WRONG),
        ({"set_up_by_uscc": REPAIR_SHOP[:-1]}, Missing.SET_UP_BY_WRONG),
        ({}, None),
        ({"set_up_by_uscc": REPAIR_SHOP}, None),
    ],
)
def test_what_keeps_it_from_being_saved(changes, reason):
    assert missing(**changes) is reason


def test_what_is_saved_already_is_not_saved_again():
    assert SettingsState(form=FULL, saved=FULL).missing is Missing.NOTHING_CHANGED


def test_choices_are_found_again():
    view = Settings(language="en", appearance="dark", size="150")
    assert remembered_choices(view) == Choices(language=Language.ENGLISH, scheme=Scheme.DARK, size=150)


@pytest.mark.parametrize("said", [{}, {"language": "fr", "appearance": "pink", "size": "1000"}])
def test_what_cannot_be_read_is_as_at_the_first_start(said):
    assert remembered_choices(Settings(**said)) == Choices()


def test_the_names_of_the_choices_are_different():
    assert len({LANGUAGE, APPEARANCE, SIZE}) == 3
