"""The form of a vehicle that comes: hints while it is typed, and back from its saved draft."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.vehicle_case import VehicleDraft
from packtrail.domain.vin import parse_vin
from packtrail.ui.forms.state import Typed, first_typed, form_state
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles.receive_form import ReceiveForm, typed_of, vehicle_draft, vin_words
from packtrail.usecases.drafts import VEHICLE, draft_content, draft_from
from packtrail.wording import CHINESE, wording
from tests.scrapyard import BAD_CHECK_VIN, PACK, SECOND_PACK, VIN, photo, vehicle

TODAY = date(2026, 11, 20)
RULES = load_vehicle_rules()
WORDS = wording(CHINESE)
FORM = ReceiveForm(RULES, TODAY, "draft")


def asks(**values):
    typed = Typed(values={**first_typed(FORM, WORDS).values, **values})
    return {ask.key: ask for ask in form_state(WORDS, FORM, typed, busy=None).asks}


@pytest.mark.parametrize(
    ("typed", "tone", "said"),
    [
        ("", Tone.QUIET, "不用字母 I、O、Q"),
        ("1M8GDM9", Tone.QUIET, "已输 7 / 17 位"),
        (VIN, Tone.OK, "校验位相符"),
        (VIN + "1", Tone.DANGER, "共 18 位"),
        (BAD_CHECK_VIN, Tone.WARN, "请核对"),
        (VIN.replace("042", "O42"), Tone.DANGER, f"改成 1、0 后是 {VIN}"),
    ],
)
def test_a_vin_says_at_each_key_what_is_right_or_wrong_with_it(typed, tone, said):
    found, sentence = vin_words(WORDS, parse_vin(typed))
    assert found is tone
    assert said in sentence


def test_a_vin_whose_check_character_is_wrong_is_confirmed_and_no_dead_end():
    shown = asks(vin=BAD_CHECK_VIN)
    assert shown["warn.vin_check_digit"].is_needed
    assert "vin_reason" not in shown


def test_without_a_vin_the_reason_is_asked():
    assert asks()["vin_reason"].is_needed


def test_an_empty_field_waits_for_the_next_code():
    shown = asks(**{"expected.1": PACK, "expected.2": SECOND_PACK})
    assert [key for key in shown if key.startswith("expected.")] == ["expected.1", "expected.2", "expected.3"]
    assert "code_origin" in shown
    assert "expected_count" not in shown


def test_an_owners_number_that_cannot_be_is_confirmed():
    shown = asks(owner_kind="person", owner_id_number="360426199101010072")
    assert shown["warn.owner_id_check"].is_needed
    assert shown["owner_id_number"].is_covered


def test_other_kinds_of_cases_ask_for_their_own_papers():
    assert "paper.supervision_record" in asks(case_kind="supervised")
    assert "paper.supervision_record" not in asks()


def test_a_saved_form_comes_back_as_it_was_typed():
    draft = vehicle(
        PACK,
        SECOND_PACK,
        kerb_mass_g=1_650_500,
        first_registered_on=date(2019, 5, 4),
        photos=(photo(),),
        confirmed_warnings=("vin_check_digit",),
        pledged=None,
    )
    saved = draft_from(VEHICLE, draft_content(draft))
    assert isinstance(saved, VehicleDraft)
    assert vehicle_draft(typed_of(saved, RULES, TODAY)) == draft


@given(
    st.dictionaries(st.sampled_from(("vin", "plate", "owner_name", "kerb_mass_g", "expected.1")), st.text())
)
def test_any_junk_that_is_typed_makes_a_draft_that_can_be_saved(values):
    draft = vehicle_draft(Typed(values=values))
    assert isinstance(draft_from(VEHICLE, draft_content(draft)), VehicleDraft)
    form_state(WORDS, FORM, Typed(values=values), busy=None)
