"""The evidence rules that come with the program, and what a wrong document from outside is told."""

import json
from copy import deepcopy
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.recipients import load_recipient_rules, recipient_rules_from
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.records.handoff import ConsigneeRole

RULES = load_recipient_rules()


@pytest.fixture
def document():
    return deepcopy(resources.toml("rules", "recipients.toml"))


@pytest.mark.practice(11)
@pytest.mark.parametrize("role", list(ConsigneeRole))
def test_every_kind_of_recipient_has_its_rule_from_the_first_day_of_the_measures(role):
    assert RULES.of_role(role, date(2026, 4, 1)) is not None


@pytest.mark.practice(11)
def test_no_rule_asks_for_a_place_on_a_list():
    assert not any(
        "list" in paper for each in RULES.requirements.values() for paper in each.papers - {"public_listing"}
    )


def test_the_same_document_as_json_means_the_same(document):
    assert recipient_rules_from(json.loads(json.dumps(document, default=date.isoformat))) == RULES


def test_two_rules_for_one_kind_on_one_day_are_refused(document):
    document["role"][2]["in_force_to"] = date(2026, 4, 1)
    with pytest.raises(RefdataDatesOverlap) as refused:
        recipient_rules_from(document)
    assert (refused.value.entry, refused.value.day) == ("repurposing_enterprise", date(2026, 4, 1))


def test_a_rule_that_ends_before_it_begins_is_refused(document):
    document["role"][0]["in_force_to"] = date(2026, 3, 31)
    with pytest.raises(ValueError, match="ends before it begins"):
        recipient_rules_from(document)


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("requirement", {"name": "horoscope"}, "business_licence is not there|no words"),
        ("requirement", {"name": "eia"}, "eia stands there twice"),
        ("requirement", {"papers": []}, "requirement.0.papers"),
        ("requirement", {"papers": "business_licence"}, "requirement.0.papers"),
        ("requirement", {"rule": "Art 18"}, "requirement.0.rule"),
        ("requirement", {"source": "hearsay"}, "hearsay"),
        ("role", {"requirements": ["horoscope"]}, "requirement horoscope is not there"),
        ("role", {"requirements": ["eia", "eia"]}, "eia stands there twice"),
        ("role", {"in_force_from": "soon"}, "role.0.in_force_from"),
        ("role", {"former_repurposing": 1}, "role.0.former_repurposing"),
        ("role", {"fine_yuan": 10_000}, "role.0.fine_yuan"),
    ],
)
def test_an_entry_of_the_wrong_shape_is_refused(document, table, change, said):
    document[table][0] |= change
    with pytest.raises(ValueError, match=said):
        recipient_rules_from(document)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dataset": "consignees"}, "not of 'recipients'"),
        ({"stale_after_days": 0}, "stale_after_days"),
        ({"expiring_within_days": 30.0}, "expiring_within_days"),
        ({"role": [{}] * 201}, "at most 200"),
        ({"sources": {}}, "not listed"),
        ({"sources": {f"s{n}": "x" for n in range(201)}}, "at most 200"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused(document, change, said):
    with pytest.raises(ValueError, match=said):
        recipient_rules_from(document | change)


def test_a_requirement_without_words_is_refused(document):
    document["requirement"].append(document["requirement"][0] | {"name": "horoscope"})
    with pytest.raises(ValueError, match="horoscope has no words"):
        recipient_rules_from(document)


def test_the_scope_belongs_to_a_paper_of_the_carrier(document):
    document["carrier"]["scope_requirement"] = "eia"
    with pytest.raises(ValueError, match="requirement eia is not there"):
        recipient_rules_from(document)
