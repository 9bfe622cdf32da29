"""Which fields may be corrected at all, and what may be voided: one list for counter and hub."""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.domain import records as r
from packtrail.domain.amendments import said_now
from packtrail.domain.correctable import NEVER_CORRECTED, Bar, bar_of, default_of
from packtrail.domain.correcting import CorrectionReason, correctable_fields
from packtrail.domain.records import record_types
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.unit import HARMLESS
from packtrail.domain.voiding import CARRYING, NEVER_VOIDED, VoidReason, is_in_window, keeps_isolated
from tests.domain.test_folds import a_day
from tests.trade import MORNING

INTAKE = next(each.body for each in a_day() if isinstance(each.body, r.Intake))


@pytest.mark.parametrize("listed", [NEVER_CORRECTED, NEVER_VOIDED, CARRYING])
def test_the_lists_name_record_types_that_there_are(listed):
    assert listed <= set(record_types())


@pytest.mark.parametrize("record_type", sorted(record_types()))
def test_no_record_lets_go_of_what_it_names(record_type):
    """Whatever a type gets later: ids, numbers, codes and lists of them are identity by their shape."""
    for field in dataclasses.fields(record_types()[record_type]):
        named = field.name.endswith(("record_id", "record_ids", "_codes", "operator_ref", "sha256"))
        if named and field.name != "private_sha256":
            assert bar_of(record_type, {}, field.name, None) is Bar.IDENTITY


def test_what_may_be_corrected_of_an_intake_holds_a_single_value():
    fields = correctable_fields(INTAKE)
    assert {"gross_mass_g", "mass_basis", "source_vin", "source_uscc", "chemistry_code"} <= set(fields)
    assert not {"battery_code", "unit_level", "intake_id", "code_source", "confirmed_warnings"} & set(fields)
    for name in fields:
        said_now(INTAKE, name)


@pytest.mark.practice(9)
@pytest.mark.parametrize("old", list(ConditionClass))
@pytest.mark.parametrize("new", list(ConditionClass))
def test_no_correction_makes_a_unit_safer_than_somebody_found_it(old, new):
    allowed = bar_of("intake", {"condition_class": old}, "condition_class", new) is None
    if old not in HARMLESS:
        assert not allowed
    if allowed and old == ConditionClass.UNDETERMINED:
        assert new != ConditionClass.NORMAL


@pytest.mark.practice(9)
@pytest.mark.parametrize("better", ["normal", "undetermined"])
def test_a_word_for_danger_that_we_do_not_know_is_not_corrected_away(better):
    said = {"condition_class": "smoking_of_2030"}
    assert bar_of("condition_check", said, "condition_class", better) is Bar.FINDING


@pytest.mark.practice(9)
def test_a_recipient_who_was_chosen_for_damaged_ones_is_not_swapped_by_correction():
    assert bar_of("handoff", {"takes_damaged": True}, "consignee_uscc", "x") is Bar.FINDING
    assert bar_of("handoff", {"takes_damaged": False}, "consignee_uscc", "x") is None
    assert bar_of("handoff", {}, "takes_damaged", True) is Bar.FINDING


def test_a_field_left_out_says_its_default():
    assert default_of("intake", "arrived_opened") is False
    assert default_of("delivery", "outcome") == "taken_in"
    assert default_of("intake", "gross_mass_g") is None


def test_a_type_of_a_newer_program_has_no_field_to_correct():
    assert bar_of("seen_in_2030", {}, "x", 1) is Bar.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "isolates"), [("normal", False), ("undetermined", False), ("leaking", True)]
)
def test_a_finding_of_danger_keeps_a_unit_isolated(condition, isolates):
    assert keeps_isolated(dataclasses.replace(INTAKE, condition_class=condition)) is isolates


def test_the_reasons_are_those_of_the_wire():
    assert set(CorrectionReason) == {
        "typo", "rescan", "reweighed", "wrong_party", "late_information", "authority_request",
    }  # fmt: skip
    assert set(VoidReason) == {"did_not_occur", "duplicate_entry", "wrong_unit", "test_data"}


@pytest.mark.parametrize(("seconds", "inside"), [(0, True), (10, True), (11, False), (-1, False)])
def test_the_window_is_counted_in_whole_seconds(seconds, inside):
    assert is_in_window(MORNING, MORNING.replace(second=0, microsecond=999_999)) is True
    assert is_in_window(MORNING, MORNING + timedelta(seconds=seconds)) is inside
