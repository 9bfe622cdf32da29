"""Rules and calendars as documents: those of the program, and what a wrong one from outside is told."""

import json
from copy import deepcopy
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.app.rulebook import (
    RuleDocuments,
    builtin_documents,
    described,
    load_rulebook,
    rulebook_from,
)
from packtrail.domain.deadlines import RuleDataUnfit, RulesOverlap


@pytest.fixture
def rules():
    return deepcopy(resources.toml("rules", "deadlines.toml"))


@pytest.fixture
def calendar():
    return deepcopy(resources.toml("calendars", "2026.toml"))


def as_json(document):
    """The same document as a signed pack would carry it: days are texts."""
    return json.loads(json.dumps(document, default=date.isoformat))


def refused(rules, calendars=None) -> tuple[str, str, str]:
    documents = RuleDocuments(rules, builtin_documents().calendars if calendars is None else calendars)
    with pytest.raises(RuleDataUnfit) as raised:
        rulebook_from(documents)
    return raised.value.place, raised.value.document_fault, raised.value.found


def refused_calendar(calendar) -> tuple[str, str, str]:
    return refused(builtin_documents().rules, (calendar,))


def test_the_rules_of_the_program_say_version_and_digest():
    book = load_rulebook()
    assert book.version == "2026-11-23.1"
    assert book.digest.startswith("sha256:")
    assert len(book.digest) == 71


def test_a_document_from_json_means_and_is_called_the_same_as_one_from_toml(rules, calendar):
    documents = builtin_documents()
    from_json = rulebook_from(RuleDocuments(as_json(rules), tuple(map(as_json, documents.calendars))))
    assert from_json == load_rulebook()
    assert described(as_json(rules)) == described(rules)
    assert described(as_json(calendar)) == described(calendar)


def test_a_document_says_what_it_is(rules, calendar):
    assert (described(rules).dataset, described(rules).year) == ("deadline_rules", None)
    told = described(calendar)
    assert (told.dataset, told.version, told.year) == ("holiday_calendar", "2026-11-23.1", 2026)


def test_another_day_off_is_another_digest(calendar):
    documents = builtin_documents()
    before = described(calendar).digest
    calendar["holiday"][0]["days_off"].append(date(2026, 1, 5))
    assert described(calendar).digest != before
    assert rulebook_from(documents.with_calendar(calendar)).digest != load_rulebook().digest


def test_the_announced_year_takes_the_place_of_the_provisional_one():
    announced = deepcopy(resources.toml("calendars", "2027.toml"))
    announced.update(version="2026-12-01.1", is_provisional=False)
    announced["holiday"][1]["make_up_days"] = ["2027-01-30"]
    book = rulebook_from(builtin_documents().with_calendar(announced))
    assert book.calendar.is_worked(date(2027, 1, 30))
    assert not book.calendar.is_provisional(date(2018, 1, 1), date(2027, 12, 31))


def test_the_order_of_the_calendars_does_not_matter():
    documents = builtin_documents()
    turned = rulebook_from(RuleDocuments(documents.rules, documents.calendars[::-1]))
    assert (turned.digest, turned.calendar) == (load_rulebook().digest, load_rulebook().calendar)


@pytest.mark.parametrize(
    ("name", "value", "fault", "found"),
    [
        ("days", 0, "too_small", "0"),
        ("days", -1, "too_small", "-1"),
        ("days", 3651, "too_large", "3651"),
        ("days", 16**40, "too_large", "int"),
        ("days", True, "wrong_kind", "True"),
        ("days", "15", "wrong_kind", "15"),
        ("days", 1.5, "wrong_kind", "1.5"),
        ("soon_workdays", -1, "too_small", "-1"),
        ("valid_from", "2026-13-01", "not_a_day", "2026-13-01"),
        ("valid_from", "2026-02-29", "not_a_day", "2026-02-29"),
        ("valid_from", "1900-01-01", "not_a_day", "1900-01-01"),
        ("valid_from", 20260401, "not_a_day", "20260401"),
        ("valid_from", datetime(2026, 4, 1), "not_a_day", "2026-04-01 00:00:00"),  # noqa: DTZ001 - a TOML file can hold one
        ("valid_to", "tomorrow", "not_a_day", "tomorrow"),
        ("duty", "lunch", "not_in_list", "lunch"),
        ("applies_to", "baker", "not_in_list", "baker"),
        ("unit", "fortnight", "not_in_list", "fortnight"),
        ("standing", "sure", "not_in_list", "sure"),
        ("confidence", "X", "not_in_list", "X"),
        ("rule_id", "", "wrong_form", ""),
        ("rule_id", "a" * 65, "too_long", "a" * 40),
        ("rule_id", "a\nb", "wrong_form", "a\N{REPLACEMENT CHARACTER}b"),
        ("rule_id", None, "wrong_kind", "NoneType"),
        ("colour", "blue", "unknown_field", "blue"),
    ],
)
def test_a_rule_of_the_wrong_shape_is_refused_with_its_place(rules, name, value, fault, found):
    rules["rule"][2][name] = value
    assert refused(rules) == (f"rule.3.{name}", fault, found)


def test_a_rule_without_its_days_is_refused(rules):
    del rules["rule"][0]["days"]
    assert refused(rules)[:2] == ("rule.1.days", "missing_field")


def test_a_rule_that_ends_before_it_begins_is_refused(rules):
    rules["rule"][0]["valid_to"] = date(2018, 7, 31)
    place, fault, found = refused(rules)
    assert (place, fault) == ("cn-2018-35-a11-in", "ends_before_it_begins")
    assert found == "2018-08-01 > 2018-07-31"


@pytest.mark.parametrize("name", ["source", "met_by"])
def test_a_rule_that_points_to_what_the_document_lacks_is_refused(rules, name):
    rules["rule"][0][name] = "hearsay"
    assert refused(rules) == ("cn-2018-35-a11-in", "unknown_name", "hearsay")


def test_overlapping_dates_are_refused_with_both_rules_and_the_day(rules):
    rules["rule"].append(rules["rule"][0] | {"rule_id": "other", "valid_from": date(2026, 3, 31)})
    with pytest.raises(RulesOverlap) as raised:
        rulebook_from(RuleDocuments(rules, builtin_documents().calendars))
    assert raised.value.other_rule_id == "other"
    assert raised.value.overlap_on == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("entry", "place", "fault"),
    [
        ({"ack_level": "none"}, "ack_level", "not_in_list"),
        ({"ack_level": "heard"}, "ack_level", "not_in_list"),
        ({"proofs": []}, "proofs", "too_short"),
        ({"proofs": ["oath"]}, "proofs.1", "not_in_list"),
    ],
)
def test_what_meets_a_duty_must_be_of_the_known_words(rules, entry, place, fault):
    rules["met_by"]["upstream"][0] |= entry
    assert refused(rules)[:2] == (f"met_by.upstream.1.{place}", fault)


def test_a_signed_receipt_without_a_level_is_refused(rules):
    del rules["met_by"]["authority"][0]["ack_level"]
    assert refused(rules)[1:] == ("receipt_without_level", "hub")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"version": "new"}, "wrong_form"),
        ({"dataset": "holiday_calendar"}, "not_in_list"),
        ({"rule": []}, "too_short"),
        ({"sources": {"S11": "x" * 301}}, "too_long"),
        ({"surprise": 1}, "unknown_field"),
    ],
)
def test_a_pack_of_the_wrong_shape_is_refused_as_a_whole(rules, changed, fault):
    assert refused(rules | changed)[1] == fault


def test_a_pack_of_more_rules_than_any_law_has_is_refused(rules):
    assert refused(rules | {"rule": rules["rule"] * 100_000})[:2] == ("rule", "too_long")


@pytest.mark.parametrize("document", [None, 3, "rules", [], {}])
def test_what_is_no_document_at_all_is_refused(document):
    with pytest.raises(RuleDataUnfit):
        described(document)
    with pytest.raises(RuleDataUnfit):
        rulebook_from(RuleDocuments(document, builtin_documents().calendars))


@pytest.mark.parametrize(
    ("changed", "place", "fault"),
    [
        ({"year": 2025}, "2025", "of_another_year"),
        ({"year": 26}, "year", "too_small"),
        ({"year": "2026"}, "year", "wrong_kind"),
        ({"is_provisional": "no"}, "is_provisional", "wrong_kind"),
        ({"holiday": []}, "holiday", "too_short"),
        ({"source": "a\x00b"}, "source", "wrong_form"),
    ],
)
def test_a_calendar_of_the_wrong_shape_is_refused(calendar, changed, place, fault):
    assert refused_calendar(calendar | changed)[:2] == (place, fault)


@pytest.mark.parametrize(
    ("name", "day", "fault"),
    [
        ("days_off", "2026-13-01", "not_a_day"),
        ("days_off", "2027-01-01", "of_another_year"),
        ("make_up_days", "2026-01-05", "make_up_not_weekend"),
        ("make_up_days", "2026-02-15", "off_and_worked"),
    ],
)
def test_a_calendar_with_an_impossible_day_is_refused(calendar, name, day, fault):
    calendar["holiday"][0][name].append(day)
    assert refused_calendar(calendar)[1] == fault
    with pytest.raises(RuleDataUnfit):
        described(calendar)


def test_one_year_twice_or_a_year_left_out_is_refused(calendar):
    others = [one for one in builtin_documents().calendars if one["year"] != 2025]
    assert refused(builtin_documents().rules, (calendar, calendar))[1:] == ("twice", "2026")
    assert refused(builtin_documents().rules, tuple(others))[1:] == ("year_left_out", "2025")


def test_more_calendars_than_anybody_keeps_are_refused(calendar):
    assert refused(builtin_documents().rules, (calendar,) * 61)[1] == "too_long"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(place=st.sampled_from(["version", "rule", "sources", "met_by", "as_of"]), value=JSON)
def test_whatever_stands_in_a_pack_it_is_taken_or_refused_with_a_fact(place, value):
    changed = dict(resources.toml("rules", "deadlines.toml")) | {place: value}
    told = ""
    try:
        rulebook_from(RuleDocuments(changed, builtin_documents().calendars))
    except RuleDataUnfit as error:
        told = error.place + error.found
    assert told.isprintable()
